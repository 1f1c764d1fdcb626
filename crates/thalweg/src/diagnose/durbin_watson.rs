//! Whether neighbouring residuals are alike.

use statrs::distribution::{ContinuousCDF, Normal};

use super::quadratic::{Differences, EXACT};
use super::words::{p_words, short};
use crate::diagnosis::Test;

/// Durbin & Watson's d = Σ (eᵢ − eᵢ₋₁)²/Σ eᵢ² of residuals in the order given: about 2 for independent
/// errors, towards 0 where neighbours are alike. `basis` is n×p by columns, orthonormal: what the
/// parameters can do to the residuals to first order ([`Linearisation::basis`]
/// in the same order). `p_value` is P(d ≤ the one seen) for normal errors: exact up to 300 residuals,
/// beyond that normal with the exact mean and variance (Durbin & Watson 1950). For a linear model these
/// are the values of its theory; for a nonlinear one they hold as far as its tangent plane does
/// (Seber & Wild 1989, ch. 6). None for fewer than p + 2 residuals, or if all are 0. Cost: n p² for
/// each of about 100 points of a contour.
///
/// [`Linearisation::basis`]: https://docs.rs/thalweg-solver
///
/// ```
/// // Residuals of a mean: the basis is one column of 1/√n.
/// let e = [-1.0, -1.0, 1.0, 1.0];
/// let test = thalweg::diagnose::durbin_watson(&e, &[0.5; 4]).unwrap();
/// assert_eq!(test.statistic, 1.0);
/// assert!(test.p_value > 0.1);
/// ```
pub fn durbin_watson(residuals: &[f64], basis: &[f64]) -> Option<Test> {
    let n = residuals.len();
    let largest = residuals.iter().fold(0.0_f64, |most, r| most.max(r.abs()));
    if !(largest > 0.0 && largest.is_finite()) {
        return None;
    }
    let theory = Differences::new(n, basis)?;
    let scaled: Vec<f64> = residuals.iter().map(|r| r / largest).collect();
    let steps: f64 = scaled.windows(2).map(|w| (w[1] - w[0]).powi(2)).sum();
    let d = steps / scaled.iter().map(|r| r * r).sum::<f64>();
    let p_value = if n <= EXACT {
        theory.below(d)
    } else {
        let (mean, variance) = theory.moments();
        Normal::standard().cdf((d - mean) / variance.sqrt())
    };
    let seen = format!("Durbin-Watson {} ({})", short(d), p_words(p_value));
    p_value.is_finite().then_some(Test { code: "durbin-watson", statistic: d, p_value, seen })
}
