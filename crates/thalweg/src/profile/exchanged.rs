//! A problem in other coordinates: a quantity in the place of one of the parameters.

use thalweg_solver::{EvalError, Problem, Provides};

use super::quantity::Quantity;

/// Newton's steps, and how often one is halved.
const STEPS: usize = 60;
const HALVINGS: usize = 40;
/// The value is right to so many units of rounding.
const ROUNDING: f64 = 4.0;

/// `problem` in coordinates that are x but for the one at `pivot`: there stands c = g(x), so that
/// holding it holds the quantity, and the derivative by it is the slope of the profile.
///
/// x_pivot is the solution of g(x) = c that Newton's method finds from `near`: where there is none, or it
/// lies beyond `bounds`, the problem is not defined.
pub(super) struct Exchanged<'a> {
    pub problem: &'a dyn Problem,
    pub quantity: &'a dyn Quantity,
    pub pivot: usize,
    pub near: f64,
    pub bounds: (f64, f64),
}

impl Exchanged<'_> {
    /// Solves for x_pivot where `x` has c; `gradient` is then that of the quantity. Whether there is a
    /// solution within the bounds.
    pub(super) fn solve(&self, x: &mut [f64], gradient: &mut [f64]) -> bool {
        self.root(x, gradient) && self.allows(x[self.pivot])
    }

    /// As [`solve`](Self::solve), whatever the bounds.
    pub(super) fn root(&self, x: &mut [f64], gradient: &mut [f64]) -> bool {
        let c = x[self.pivot];
        let at = |v: f64, x: &mut [f64], gradient: &mut [f64]| {
            x[self.pivot] = v;
            gradient.fill(0.0);
            self.quantity.evaluate(x, gradient) - c
        };
        let mut here = self.near;
        let mut off = at(here, x, gradient);
        for _ in 0..STEPS {
            if off.abs() <= ROUNDING * f64::EPSILON * c.abs() {
                return true;
            }
            let mut step = -off / gradient[self.pivot];
            let mut halvings = 0;
            let (next, off_there) = loop {
                let next = here + step;
                let there = at(next, x, gradient);
                if next == here || there.abs() < off.abs() {
                    break (next, there);
                }
                halvings += 1;
                if halvings == HALVINGS || !step.is_finite() {
                    // As near as it gets: rounding, or no solution.
                    let rounding = gradient[self.pivot].abs() * here.abs().max(1e-300);
                    let close = 16.0 * f64::EPSILON * rounding.max(c.abs());
                    off = at(here, x, gradient);
                    return off.abs() <= close;
                }
                step *= 0.5;
            };
            if next == here {
                return off_there.abs() <= 1e-12 * c.abs().max((c + off_there).abs());
            }
            (here, off) = (next, off_there);
        }
        false
    }

    /// Whether x_pivot may have this value.
    pub(super) fn allows(&self, value: f64) -> bool {
        (self.bounds.0..=self.bounds.1).contains(&value)
    }

    /// Whether x_pivot is at most `near` away from a bound where `y` are the coordinates.
    pub(super) fn is_pinned(&self, y: &[f64], near: f64) -> bool {
        let (low, high) = self.bounds;
        let within = |(x, _): (Vec<f64>, _)| {
            let rounding = 4.0 * f64::EPSILON * x[self.pivot].abs();
            (x[self.pivot] - low).min(high - x[self.pivot]) <= near.max(rounding)
        };
        self.parameters(y).is_ok_and(within)
    }

    /// The parameters at coordinates `y`, and the gradient of the quantity there.
    fn parameters(&self, y: &[f64]) -> Result<(Vec<f64>, Vec<f64>), EvalError> {
        let (mut x, mut gradient) = (y.to_vec(), vec![0.0; y.len()]);
        if self.solve(&mut x, &mut gradient) {
            Ok((x, gradient))
        } else {
            Err(EvalError::out_of_domain("the quantity does not take this value"))
        }
    }
}

impl Problem for Exchanged<'_> {
    fn parameter_count(&self) -> usize {
        self.problem.parameter_count()
    }

    fn residual_count(&self) -> usize {
        self.problem.residual_count()
    }

    fn residuals(&self, y: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        self.problem.residuals(&self.parameters(y)?.0, r)
    }

    fn provides(&self) -> Provides {
        // Without second derivatives of the quantity there are none of the problem.
        Provides { jacobian: self.problem.provides().jacobian, second_directional: false }
    }

    fn jacobian(&self, y: &[f64], jac: &mut [f64]) -> Result<(), EvalError> {
        let (x, gradient) = self.parameters(y)?;
        self.problem.jacobian(&x, jac)?;
        let m = self.problem.residual_count();
        let pivot = self.pivot;
        // ∂r/∂c = J_pivot/g_pivot; the others at constant c.
        let by_c: Vec<f64> =
            jac[pivot * m..(pivot + 1) * m].iter().map(|v| v / gradient[pivot]).collect();
        for (j, column) in jac.chunks_exact_mut(m).enumerate() {
            if j == pivot {
                column.copy_from_slice(&by_c);
            } else if gradient[j] != 0.0 {
                column.iter_mut().zip(&by_c).for_each(|(v, c)| *v -= gradient[j] * c);
            }
        }
        Ok(())
    }

    fn data_norm(&self) -> Option<f64> {
        self.problem.data_norm()
    }
}
