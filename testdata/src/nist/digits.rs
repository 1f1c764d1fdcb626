//! How many digits of an estimate are right.

/// NIST certifies 11 digits, so no estimate can be shown to have more.
pub const MOST_DIGITS: f64 = 11.0;

/// Right digits of `estimate`: the log relative error −log₁₀(|q − c|/|c|) of NIST (−log₁₀|q| where
/// c = 0), never below 0 nor above [`MOST_DIGITS`]. An estimate that is not a number has none.
///
/// ```
/// use thalweg_testdata::nist::digits;
/// assert_eq!(digits(238.94212918, 238.94212918), 11.0);
/// assert!((digits(1.001, 1.0) - 3.0).abs() < 1e-9);
/// assert_eq!(digits(f64::NAN, 1.0), 0.0);
/// ```
pub fn digits(estimate: f64, certified: f64) -> f64 {
    let error = (estimate - certified).abs();
    let relative = if certified == 0.0 { error } else { error / certified.abs() };
    if relative.is_nan() {
        return 0.0;
    }
    (-relative.log10()).clamp(0.0, MOST_DIGITS)
}
