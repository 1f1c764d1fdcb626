//! The scatter behind the standard errors of an M-estimate, or why there is none.

use thalweg_solver::{Loss, Moments};

/// Of these residuals.
pub(crate) fn scatter(loss: &Loss, residuals: &[f64], nu: usize) -> Result<f64, &'static str> {
    of_moments(&Moments::of(loss, residuals), nu)
}

/// Of residuals that were summed up.
pub(crate) fn of_moments(moments: &Moments, nu: usize) -> Result<f64, &'static str> {
    let nothing = nu == 0 || moments.count() < nu || moments.largest() == 0.0;
    moments.scatter(nu).ok_or(match nothing {
        true => super::NO_SCATTER,
        false => "the loss bends down at most residuals: its scale is too small",
    })
}
