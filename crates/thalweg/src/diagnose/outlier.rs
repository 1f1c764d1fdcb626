//! Whether one observation stands out.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::words::p_words;
use crate::diagnosis::Test;

/// The observation that stands out most.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlier {
    /// Its place among the residuals given.
    pub at: usize,
    /// The test of its studentised residual.
    pub test: Test,
}

/// The largest externally studentised residual against Student's t with `degrees_of_freedom` − 1, its p-value
/// times the number of observations (Bonferroni; Cook & Weisberg 1982, §2.2.2). `degrees_of_freedom` is
/// n − p of the fit. Values that are not finite are passed over, and do not count. None without any, or with fewer
/// than 2 degrees of freedom.
///
/// ```
/// let studentized = [0.3, -1.2, 0.8, 5.5, -0.4, 0.1, -0.9, 1.1];
/// let outlier = thalweg::diagnose::outlier(&studentized, 6).unwrap();
/// assert_eq!(outlier.at, 3);
/// assert!((outlier.test.p_value - 0.02172068).abs() < 1e-6);
/// ```
pub fn outlier(studentized: &[f64], degrees_of_freedom: usize) -> Option<Outlier> {
    if degrees_of_freedom < 2 {
        return None;
    }
    let judged = || studentized.iter().enumerate().filter(|(_, t)| !t.is_nan());
    let count = judged().count();
    let (at, t) = judged().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))?;
    let p_value = (count as f64 * two_sided(t.abs(), degrees_of_freedom - 1)).min(1.0);
    let how = if t.is_finite() { format!("{t:.1}") } else { "infinite".into() };
    let seen = format!("largest studentised residual {how} ({})", p_words(p_value));
    Some(Outlier { at, test: Test { code: "outlier", statistic: *t, p_value, seen } })
}

/// P(|T| > t) of Student's distribution.
pub(super) fn two_sided(t: f64, degrees_of_freedom: usize) -> f64 {
    match StudentsT::new(0.0, 1.0, degrees_of_freedom as f64) {
        Ok(student) if t.is_finite() => 2.0 * student.sf(t),
        _ => 0.0,
    }
}
