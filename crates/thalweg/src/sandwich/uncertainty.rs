//! A covariance of the estimates as a factor, and standard errors from it.

use thalweg_solver::Conditioning;

use super::{Errors, hessian, m_estimate, meat};
use crate::local::Local;
use crate::size::scaled_norm;
use crate::statistics::Metric;

/// A covariance of the estimates.
///
/// It is kept as a factor, not as a matrix: with D the directions that J makes orthonormal, the
/// covariance is D M Dᵀ and M = RᵀR; a quantity of gradient g has the variance ‖R Dᵀg‖². No square
/// is taken before the standard error is a number.
///
/// Under a loss ([`Errors::MEstimate`]) M is κ² [Σψᵢ²/(n − p)] / [mean ψ′]² times the identity
/// (Huber 1981, *Robust Statistics*, §7.6; Maronna, Martin & Yohai 2006, §5.5.1), where
/// ψ(r) = r ρ′(r²/c²) and κ = 1 + (p/n) var ψ′ / (mean ψ′)² is Huber's correction for few rows, as in
/// R's `summary.rlm`.
///
/// ```
/// use thalweg::{Errors, Local};
/// use thalweg_solver::{EvalError, Options, Problem, Solver};
/// /// The mean of 1, 2, 3, 6.
/// struct Mean;
/// impl Problem for Mean {
///     fn parameter_count(&self) -> usize { 1 }
///     fn residual_count(&self) -> usize { 4 }
///     fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
///         for (r, y) in r.iter_mut().zip([1.0, 2.0, 3.0, 6.0]) { *r = x[0] - y; }
///         Ok(())
///     }
/// }
/// let solution = Solver::new().solve(&Mean, &[1.0])?;
/// let options = Options::default();
/// let local = Local::new(&Mean, &solution, &options).unwrap();
/// // Σr² = 14: White's variance of a mean is Σr²/n², HC1 has n/(n − 1) of it.
/// let variance = |errors| local.uncertainty(errors).unwrap().covariance(&[1.0], &[1.0]).unwrap();
/// assert!((variance(Errors::Hc0) - 14.0 / 16.0).abs() < 1e-8);
/// assert!((variance(Errors::Hc1) - 14.0 / 12.0).abs() < 1e-8);
/// # Ok::<(), thalweg_solver::InputError>(())
/// ```
pub struct Uncertainty<'l> {
    conditioning: &'l Conditioning,
    metric: Metric,
}

impl Uncertainty<'_> {
    /// Standard error of a quantity with this gradient, length n; None where it is not determined or
    /// the error is not finite.
    pub fn std_error(&self, gradient: &[f64]) -> Option<f64> {
        let error = scaled_norm(self.coordinates(gradient)?.iter().copied());
        error.is_finite().then_some(error)
    }

    /// Covariance of two quantities with these gradients; None where one is not determined.
    pub fn covariance(&self, g: &[f64], h: &[f64]) -> Option<f64> {
        let (u, v) = (self.coordinates(g)?, self.coordinates(h)?);
        Some(u.iter().zip(&v).map(|(u, v)| u * v).sum())
    }

    fn coordinates(&self, gradient: &[f64]) -> Option<Vec<f64>> {
        let mut u = self.conditioning.coordinates(gradient)?;
        self.metric.apply(&mut u);
        Some(u)
    }
}

impl Local<'_> {
    /// The covariance of the estimates of this kind.
    ///
    /// # Errors
    /// Why there is none, in a few words: no scatter; a Hessian that is not positive definite; an
    /// observation of leverage 1, whose residual is 0 whatever its error was (`Hc2`, `Hc3`); a loss
    /// that bends down at most residuals.
    ///
    /// # Cost
    /// 2 n p² operations for a sandwich; p(p + 1)/2 second derivatives for the Hessian.
    pub fn uncertainty(&self, errors: Errors) -> Result<Uncertainty<'_>, &'static str> {
        let metric = self.metric(errors)?;
        Ok(Uncertainty { conditioning: &self.at.conditioning, metric })
    }

    pub(crate) fn metric(&self, errors: Errors) -> Result<Metric, &'static str> {
        match errors {
            Errors::Expected if self.is_least_squares() => {
                let scatter = self.scatter.ok_or(NO_SCATTER)?;
                Ok(Metric::Scalar(scatter.sigma))
            }
            Errors::Expected | Errors::MEstimate => {
                let nu = self.degrees_of_freedom();
                m_estimate::scatter(&self.options.loss, &self.at.residuals, nu).map(Metric::Scalar)
            }
            Errors::Hessian => hessian::metric(self),
            Errors::Hc0 | Errors::Hc1 | Errors::Hc2 | Errors::Hc3 => meat::metric(self, errors),
        }
    }
}

pub(crate) const NO_SCATTER: &str = "there is no scatter of the residuals to estimate errors from";
