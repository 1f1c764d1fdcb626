//! The scatter behind the standard errors of an M-estimate.

use thalweg_solver::Loss;

/// κ √(Σψᵢ²/ν) / mean ψ′ with ν = n − p degrees of freedom, in units of the residuals: what stands in the place
/// of σ (see [`Uncertainty`](super::Uncertainty)). Under the squared loss it is √(Σr²/ν).
pub(crate) fn scatter(loss: &Loss, residuals: &[f64], nu: usize) -> Result<f64, &'static str> {
    let n = residuals.len();
    if nu == 0 || n < nu {
        return Err(super::NO_SCATTER);
    }
    let p = n - nu;
    let count = n as f64;
    let largest = residuals.iter().fold(0.0, |most: f64, r| most.max(r.abs()));
    if largest == 0.0 {
        return Err(super::NO_SCATTER);
    }
    // In units of the largest residual, so that no square leaves the range of numbers.
    let square = |r: &f64| (r / largest * loss.weight(*r)).powi(2);
    let squares: f64 = residuals.iter().map(square).sum();
    let slopes: Vec<f64> = residuals.iter().map(|r| loss.curvature(*r)).collect();
    let mean = slopes.iter().sum::<f64>() / count;
    if mean <= 0.0 {
        return Err("the loss bends down at most residuals: its scale is too small");
    }
    let variance = slopes.iter().map(|s| (s - mean).powi(2)).sum::<f64>() / (count - 1.0);
    let correction = 1.0 + p as f64 / count * variance / (mean * mean);
    Ok(correction * largest * (squares / nu as f64).sqrt() / mean)
}
