//! What a user writes: residuals and, if they like, derivatives.

use std::borrow::Cow;

/// Why residuals or derivatives could not be evaluated at a point.
///
/// At a trial point this is a rejected step, never the end of a run; only at the start is it an
/// error, because then there is nothing to fall back to.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EvalError {
    /// The model is not defined at these parameters (a negative argument of a logarithm, say).
    #[error("the model is not defined here: {reason}")]
    OutOfDomain {
        /// The first residual (0-based) that has no value, where one can be named.
        row: Option<usize>,
        /// What is wrong, in the words of the problem.
        reason: Cow<'static, str>,
    },
}

impl EvalError {
    /// An [`EvalError::OutOfDomain`] that names no row.
    ///
    /// ```
    /// use thalweg_solver::EvalError;
    /// let e = EvalError::out_of_domain("rate must be positive");
    /// assert_eq!(e.to_string(), "the model is not defined here: rate must be positive");
    /// ```
    pub fn out_of_domain(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::OutOfDomain { row: None, reason: reason.into() }
    }
}

/// Which derivatives a [`Problem`] can give. What it cannot give is found by differences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Provides {
    /// [`Problem::jacobian`] is implemented.
    pub jacobian: bool,
    /// [`Problem::second_directional`] is implemented.
    pub second_directional: bool,
}

/// A nonlinear least-squares problem: minimise F(x) = ½ Σ rᵢ(x)² over x in ℝⁿ.
///
/// Only [`residuals`](Problem::residuals) has to be written; derivatives then come from
/// differences. [`crate::ExactProblem`] gives exact ones from a closure.
///
/// ```
/// use thalweg_solver::{EvalError, Problem, Solver};
///
/// /// r = (10 (x₂ − x₁²), 1 − x₁)
/// struct Rosenbrock;
///
/// impl Problem for Rosenbrock {
///     fn parameter_count(&self) -> usize { 2 }
///     fn residual_count(&self) -> usize { 2 }
///     fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
///         r[0] = 10.0 * (x[1] - x[0] * x[0]);
///         r[1] = 1.0 - x[0];
///         Ok(())
///     }
/// }
///
/// let solution = Solver::new().solve(&Rosenbrock, &[-1.2, 1.0])?;
/// assert!((solution.x[0] - 1.0).abs() < 1e-8);
/// # Ok::<(), thalweg_solver::InputError>(())
/// ```
pub trait Problem {
    /// n, the length of x.
    fn parameter_count(&self) -> usize;

    /// m, the length of r.
    fn residual_count(&self) -> usize;

    /// Writes r(x), length m, at x, length n. A value that is not finite counts as "not defined".
    fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError>;

    /// Which derivatives this problem gives itself (default: none).
    fn provides(&self) -> Provides {
        Provides::default()
    }

    /// Writes J(x), m×n by columns: `jac[j*m + i]` = ∂rᵢ/∂xⱼ. Called only when
    /// [`Provides::jacobian`] says so.
    fn jacobian(&self, x: &[f64], jac: &mut [f64]) -> Result<(), EvalError> {
        let _ = (x, jac);
        Err(EvalError::out_of_domain("this problem gives no Jacobian"))
    }

    /// Writes the second directional derivative d²r(x + t v)/dt² at t = 0, length m: the f_vv of
    /// geodesic acceleration. Called only when [`Provides::second_directional`] says so.
    fn second_directional(&self, x: &[f64], v: &[f64], rvv: &mut [f64]) -> Result<(), EvalError> {
        let _ = (x, v, rvv);
        Err(EvalError::out_of_domain("this problem gives no second derivatives"))
    }

    /// Indices of parameters in which *all* residuals are jointly affine (∂²rᵢ/∂xⱼ∂xₖ = 0 for
    /// every j, k in the list). Default: none known. Variable projection stands on it.
    fn linear_parameters(&self) -> &[usize] {
        &[]
    }

    /// ‖√w y‖, the size of the weighted data behind the residuals, where there are data: rounding
    /// in r cannot be smaller than ε times it. Default: not known, ‖r(x₀)‖ stands in.
    fn data_norm(&self) -> Option<f64> {
        None
    }
}

macro_rules! forward {
    ($pointer:ty) => {
        impl<P: Problem + ?Sized> Problem for $pointer {
            fn parameter_count(&self) -> usize {
                (**self).parameter_count()
            }
            fn residual_count(&self) -> usize {
                (**self).residual_count()
            }
            fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
                (**self).residuals(x, r)
            }
            fn provides(&self) -> Provides {
                (**self).provides()
            }
            fn jacobian(&self, x: &[f64], jac: &mut [f64]) -> Result<(), EvalError> {
                (**self).jacobian(x, jac)
            }
            fn second_directional(
                &self,
                x: &[f64],
                v: &[f64],
                rvv: &mut [f64],
            ) -> Result<(), EvalError> {
                (**self).second_directional(x, v, rvv)
            }
            fn linear_parameters(&self) -> &[usize] {
                (**self).linear_parameters()
            }
            fn data_norm(&self) -> Option<f64> {
                (**self).data_norm()
            }
        }
    };
}

forward!(&P);
forward!(Box<P>);
