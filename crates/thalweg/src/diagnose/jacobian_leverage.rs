//! Leverage with the curvature of the model in it.

use crate::local::Local;
use crate::sandwich::hessian;

/// Jacobian leverage (St. Laurent & Cook 1992): ∂fᵢ/∂yᵢ, how the fitted value follows the observed one,
/// the diagonal of J (JᵀJ + Σ rᵢ∇²rᵢ)⁻¹ Jᵀ with r = model − data. Tangential leverage leaves the second term
/// out. It can exceed 1: "superleverage". None without scatter, where second derivatives are not
/// finite, and where the bracket is not positive definite. Cost: p(p+1)/2 second directional derivatives
/// and m p² operations.
///
/// ```
/// # use thalweg::{Local, diagnose::{Residuals, jacobian_leverage}};
/// # use thalweg_solver::{EvalError, Options, Problem, Solver};
/// # struct Line;
/// # impl Problem for Line {
/// #     fn parameter_count(&self) -> usize { 1 }
/// #     fn residual_count(&self) -> usize { 3 }
/// #     fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
/// #         r[0] = x[0] - 1.0; r[1] = 2.0 * x[0] - 2.5; r[2] = 3.0 * x[0] - 2.9; Ok(())
/// #     }
/// # }
/// # let solution = Solver::new().solve(&Line, &[1.0])?;
/// # let options = Options::default();
/// // For a linear model both are the same.
/// let local = Local::new(&Line, &solution, &options).unwrap();
/// let (tangential, jacobian) = (Residuals::of(&local).unwrap().leverage, jacobian_leverage(&local).unwrap());
/// assert!((tangential[2] - jacobian[2]).abs() < 1e-6);
/// # Ok::<(), thalweg_solver::InputError>(())
/// ```
pub fn jacobian_leverage(local: &Local) -> Option<Vec<f64>> {
    let (m, p) = (local.rows(), local.rank());
    let factor = hessian::factor(local).ok()?;
    let basis = local.at.basis();
    let mut q = vec![0.0; p];
    let one = |i: usize| {
        q.iter_mut().enumerate().for_each(|(k, q)| *q = basis[k * m + i]);
        factor.inverse_square(&q)
    };
    let leverage: Vec<f64> = (0..m).map(one).collect();
    leverage.iter().all(|h| h.is_finite()).then_some(leverage)
}
