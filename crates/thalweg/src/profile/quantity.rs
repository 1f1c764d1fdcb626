//! What a profile is of: a parameter, or a number computed from the parameters.

use crate::plan::Scalar;
use crate::target::Expression;

/// A number that follows from the parameters of a problem.
///
/// A closure that writes the gradient and returns the value is one:
///
/// ```
/// use thalweg::profile::Quantity;
/// // The half-life ln 2 / k, k = x[1].
/// let half = |x: &[f64], gradient: &mut [f64]| {
///     gradient[1] = -std::f64::consts::LN_2 / (x[1] * x[1]);
///     std::f64::consts::LN_2 / x[1]
/// };
/// let mut gradient = [0.0; 2];
/// assert!((half.evaluate(&[1.0, 0.5], &mut gradient) - 1.386).abs() < 1e-3);
/// assert!((gradient[1] + 2.773).abs() < 1e-3);
/// ```
pub trait Quantity {
    /// Its value at x; writes the gradient, of the length of x and zero at first.
    fn evaluate(&self, x: &[f64], gradient: &mut [f64]) -> f64;
}

impl<F: Fn(&[f64], &mut [f64]) -> f64> Quantity for F {
    fn evaluate(&self, x: &[f64], gradient: &mut [f64]) -> f64 {
        self(x, gradient)
    }
}

impl Quantity for Scalar {
    fn evaluate(&self, x: &[f64], gradient: &mut [f64]) -> f64 {
        self.gradient(x, gradient);
        self.value(x)
    }
}

impl Quantity for Expression<'_> {
    fn evaluate(&self, x: &[f64], gradient: &mut [f64]) -> f64 {
        Expression::evaluate(self, x, gradient)
    }
}

/// What is held at one value after another while everything else is fitted anew.
#[derive(Clone, Copy)]
pub enum Along<'q> {
    /// A parameter of the problem.
    Parameter(usize),
    /// A quantity.
    Quantity(&'q dyn Quantity),
}

impl Along<'_> {
    /// Its value at x; writes the gradient.
    pub(super) fn evaluate(&self, x: &[f64], gradient: &mut [f64]) -> f64 {
        gradient.fill(0.0);
        match self {
            Self::Parameter(j) => {
                gradient[*j] = 1.0;
                x[*j]
            }
            Self::Quantity(quantity) => quantity.evaluate(x, gradient),
        }
    }
}
