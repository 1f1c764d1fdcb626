//! Residuals against the standard deviations they were said to have.

use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::words::{p_words, short};
use crate::diagnosis::Test;

/// Σ (e/σ)² with σ known, which is χ² with n − p degrees of freedom where model and σ are right: far above, one
/// of them is not; far below, σ was overstated. `p_value` is two-sided, twice that of the nearer tail. None
/// without degrees of freedom.
///
/// ```
/// let test = thalweg::diagnose::chi_squared(30.0, 12).unwrap();
/// assert!((test.p_value - 2.0 * 0.0027924).abs() < 1e-6);
/// ```
pub fn chi_squared(sum_of_squares: f64, degrees_of_freedom: usize) -> Option<Test> {
    if sum_of_squares.is_nan() || sum_of_squares < 0.0 || degrees_of_freedom == 0 {
        return None;
    }
    let p_value = if sum_of_squares.is_finite() {
        let distribution = ChiSquared::new(degrees_of_freedom as f64).ok()?;
        let tail = distribution.sf(sum_of_squares).min(distribution.cdf(sum_of_squares));
        (2.0 * tail).min(1.0)
    } else {
        0.0
    };
    let seen = format!(
        "chi-squared {} on {degrees_of_freedom} degrees of freedom ({})",
        short(sum_of_squares),
        p_words(p_value)
    );
    Some(Test { code: "chi-squared", statistic: sum_of_squares, p_value, seen })
}
