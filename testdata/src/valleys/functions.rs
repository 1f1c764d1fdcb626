//! The four shapes of valley.

use thalweg_solver::{EvalError, GenericResiduals, Real};

/// r = (c (x₂ − x₁ᵏ), 1 − x₁) with xⱼ = `unit`ⱼ zⱼ, z the parameters: Rosenbrock for k = 2.
pub(super) struct Power {
    pub(super) c: f64,
    pub(super) k: i32,
    pub(super) unit: [f64; 2],
}

impl GenericResiduals for Power {
    fn parameter_count(&self) -> usize {
        2
    }

    fn residual_count(&self) -> usize {
        2
    }

    fn residuals<T: Real>(&self, z: &[T], r: &mut [T]) -> Result<(), EvalError> {
        let x = [z[0] * self.unit[0], z[1] * self.unit[1]];
        r[0] = (x[1] - x[0].powi(self.k)) * self.c;
        r[1] = -x[0] + 1.0;
        Ok(())
    }
}

/// r = (10 (xᵢ₊₁ − xᵢ²), 1 − xᵢ), i = 1..n−1: Rosenbrock's valley in a chain.
pub(super) struct Chain {
    pub(super) n: usize,
}

impl GenericResiduals for Chain {
    fn parameter_count(&self) -> usize {
        self.n
    }

    fn residual_count(&self) -> usize {
        2 * (self.n - 1)
    }

    fn residuals<T: Real>(&self, x: &[T], r: &mut [T]) -> Result<(), EvalError> {
        for (r, x) in r.chunks_exact_mut(2).zip(x.windows(2)) {
            r[0] = (x[1] - x[0] * x[0]) * 10.0;
            r[1] = -x[0] + 1.0;
        }
        Ok(())
    }
}

/// r = (c (ρ − 1), 0.1 (x₁ − 1), 0.1 x₂), ρ = √(x₁² + x₂²): half way round a circle.
pub(super) struct Circle {
    pub(super) c: f64,
}

impl GenericResiduals for Circle {
    fn parameter_count(&self) -> usize {
        2
    }

    fn residual_count(&self) -> usize {
        3
    }

    fn residuals<T: Real>(&self, x: &[T], r: &mut [T]) -> Result<(), EvalError> {
        r[0] = ((x[0] * x[0] + x[1] * x[1]).sqrt() - 1.0) * self.c;
        r[1] = (x[0] - 1.0) * 0.1;
        r[2] = x[1] * 0.1;
        Ok(())
    }
}
