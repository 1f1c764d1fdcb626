//! What the analytic problems share: residuals for any number type, as a problem.

use std::marker::PhantomData;

use thalweg_solver::{EvalError, ExactProblem, GenericResiduals, Problem, Real};

/// A problem that may be shared between threads.
pub type Model = Box<dyn Problem + Send + Sync>;

/// Residuals whose size is that of the slices: n = `x.len()`, m = `r.len()`.
pub(crate) trait Function: Send + Sync + 'static {
    /// The standard start for n parameters.
    fn start(n: usize) -> Vec<f64>;

    /// Writes r(x).
    fn residuals<T: Real>(x: &[T], r: &mut [T]);
}

/// A [`Function`] with n parameters and m residuals, as a model that can be fitted.
struct AtSize<F> {
    n: usize,
    m: usize,
    function: PhantomData<F>,
}

impl<F: Function> GenericResiduals for AtSize<F> {
    fn parameter_count(&self) -> usize {
        self.n
    }

    fn residual_count(&self) -> usize {
        self.m
    }

    fn residuals<T: Real>(&self, x: &[T], r: &mut [T]) -> Result<(), EvalError> {
        F::residuals(x, r);
        Ok(())
    }
}

/// The problem that `F` is with n parameters and m residuals, with exact derivatives.
pub(crate) fn build<F: Function>(n: usize, m: usize) -> Model {
    Box::new(ExactProblem::new(AtSize::<F> { n, m, function: PhantomData }))
}
