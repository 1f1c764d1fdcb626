//! A problem seen in the coordinates of a frame.

use thalweg_solver::{EvalError, Problem, Provides};

/// r(origin + Σ zₖ dₖ) as a problem in z.
pub(super) struct Slice<'a> {
    pub problem: &'a dyn Problem,
    pub origin: Vec<f64>,
    pub directions: &'a [Vec<f64>],
}

impl Slice<'_> {
    /// The point of ℝⁿ at z.
    pub(super) fn point(&self, z: &[f64]) -> Vec<f64> {
        let mut x = self.origin.clone();
        self.add(z, &mut x);
        x
    }

    fn add(&self, z: &[f64], x: &mut [f64]) {
        for (z, direction) in z.iter().zip(self.directions) {
            for (x, d) in x.iter_mut().zip(direction) {
                *x += z * d;
            }
        }
    }
}

impl Problem for Slice<'_> {
    fn parameter_count(&self) -> usize {
        self.directions.len()
    }

    fn residual_count(&self) -> usize {
        self.problem.residual_count()
    }

    fn residuals(&self, z: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        self.problem.residuals(&self.point(z), r)
    }

    fn provides(&self) -> Provides {
        self.problem.provides()
    }

    fn jacobian(&self, z: &[f64], jac: &mut [f64]) -> Result<(), EvalError> {
        let (n, m) = (self.origin.len(), self.residual_count());
        let mut whole = vec![0.0; n * m];
        self.problem.jacobian(&self.point(z), &mut whole)?;
        jac.fill(0.0);
        for (out, direction) in jac.chunks_exact_mut(m).zip(self.directions) {
            for (column, d) in whole.chunks_exact(m).zip(direction).filter(|(_, d)| **d != 0.0) {
                for (out, entry) in out.iter_mut().zip(column) {
                    *out += d * entry;
                }
            }
        }
        Ok(())
    }

    fn second_directional(&self, z: &[f64], v: &[f64], rvv: &mut [f64]) -> Result<(), EvalError> {
        let mut direction = vec![0.0; self.origin.len()];
        self.add(v, &mut direction);
        self.problem.second_directional(&self.point(z), &direction, rvv)
    }

    fn data_norm(&self) -> Option<f64> {
        self.problem.data_norm()
    }
}
