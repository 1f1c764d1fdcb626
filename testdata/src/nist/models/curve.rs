//! What the hand-written models share: a curve and its data, as a problem.

use std::marker::PhantomData;

use thalweg_solver::{EvalError, Problem, Provides};

use crate::nist::NistProblem;

/// A model function with N parameters and K predictors.
pub(super) trait Curve<const N: usize, const K: usize>: Send + Sync {
    /// The largest set of parameters in which the function is jointly linear.
    const LINEAR: &'static [usize];

    /// f(b, x).
    fn value(b: &[f64; N], x: [f64; K]) -> f64;

    /// ∂f/∂b at (b, x).
    fn partials(b: &[f64; N], x: [f64; K]) -> [f64; N];
}

/// A curve with data: rᵢ = f(b, xᵢ) − yᵢ.
pub(super) struct Regression<C, const N: usize, const K: usize> {
    y: Vec<f64>,
    x: Vec<[f64; K]>,
    norm: f64,
    curve: PhantomData<C>,
}

impl<C: Curve<N, K>, const N: usize, const K: usize> Regression<C, N, K> {
    /// The curve with the data of `problem`: the response, then K predictors in column order.
    pub(super) fn new(problem: &NistProblem) -> Self {
        assert_eq!((problem.parameters.len(), problem.columns.len()), (N, K + 1));
        let y = problem.response();
        let x = (0..y.len()).map(|i| std::array::from_fn(|k| problem.values[k + 1][i])).collect();
        let norm = y.iter().map(|y| y * y).sum::<f64>().sqrt();
        Self { y, x, norm, curve: PhantomData }
    }
}

/// The first N elements; `x` has them by the contract of [`Problem`].
fn array<const N: usize>(x: &[f64]) -> [f64; N] {
    std::array::from_fn(|j| x[j])
}

impl<C: Curve<N, K>, const N: usize, const K: usize> Problem for Regression<C, N, K> {
    fn parameter_count(&self) -> usize {
        N
    }

    fn residual_count(&self) -> usize {
        self.y.len()
    }

    fn residuals(&self, b: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        let b = array(b);
        for ((r, &x), &y) in r.iter_mut().zip(&self.x).zip(&self.y) {
            *r = C::value(&b, x) - y;
        }
        Ok(())
    }

    fn provides(&self) -> Provides {
        Provides { jacobian: true, ..Provides::default() }
    }

    fn jacobian(&self, b: &[f64], jac: &mut [f64]) -> Result<(), EvalError> {
        let (b, m) = (array(b), self.x.len());
        for (i, &x) in self.x.iter().enumerate() {
            for (j, partial) in C::partials(&b, x).into_iter().enumerate() {
                jac[j * m + i] = partial;
            }
        }
        Ok(())
    }

    fn linear_parameters(&self) -> &[usize] {
        C::LINEAR
    }

    fn data_norm(&self) -> Option<f64> {
        Some(self.norm)
    }
}
