//! The scatter behind the standard errors of an M-estimate.

use thalweg_solver::Loss;

/// [`Loss::scatter`], or why there is none.
pub(crate) fn scatter(loss: &Loss, residuals: &[f64], nu: usize) -> Result<f64, &'static str> {
    let nothing = nu == 0 || residuals.len() < nu || residuals.iter().all(|r| *r == 0.0);
    loss.scatter(residuals, nu).ok_or(match nothing {
        true => super::NO_SCATTER,
        false => "the loss bends down at most residuals: its scale is too small",
    })
}
