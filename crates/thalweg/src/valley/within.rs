//! A problem that is not defined outside its bounds: what may not be reached is no part of the valley.

use thalweg_solver::{EvalError, Problem, Provides};

/// How far outside a bound rounding may put a point on it, relative to the bound.
const ROUNDING: f64 = 1e-12;

/// The problem inside the bounds (none: everywhere).
pub(super) struct Within<'a, P> {
    pub problem: &'a P,
    pub bounds: &'a [(f64, f64)],
}

impl<P: Problem> Problem for Within<'_, P> {
    fn parameter_count(&self) -> usize {
        self.problem.parameter_count()
    }

    fn residual_count(&self) -> usize {
        self.problem.residual_count()
    }

    fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        let outside = |(x, (lower, upper)): (&f64, &(f64, f64))| {
            *x < lower - ROUNDING * lower.abs() || *x > upper + ROUNDING * upper.abs()
        };
        if x.iter().zip(self.bounds).any(outside) {
            return Err(EvalError::out_of_domain("outside the bounds"));
        }
        self.problem.residuals(x, r)
    }

    fn provides(&self) -> Provides {
        self.problem.provides()
    }

    fn jacobian(&self, x: &[f64], jac: &mut [f64]) -> Result<(), EvalError> {
        self.problem.jacobian(x, jac)
    }

    fn second_directional(&self, x: &[f64], v: &[f64], rvv: &mut [f64]) -> Result<(), EvalError> {
        self.problem.second_directional(x, v, rvv)
    }

    fn data_norm(&self) -> Option<f64> {
        self.problem.data_norm()
    }
}
