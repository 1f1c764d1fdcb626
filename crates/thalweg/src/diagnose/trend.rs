//! Whether the scatter grows or shrinks with the fitted value.

use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::words::{p_words, short};
use crate::diagnosis::Test;

/// How the scatter goes with the size of the curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// The test of no trend.
    pub test: Test,
    /// γ in variance ∝ |fitted|^γ (0: even, 1: counts, 2: a share of the value) where `of_log`, else in
    /// variance ∝ exp(γ fitted/s) with s the standard deviation of the fitted values.
    pub exponent: f64,
    /// Whether the fitted values have one sign, so that their logarithms were taken.
    pub of_log: bool,
}

/// Whether standardized residuals scatter more at one end of the curve than at the other: the likelihood
/// ratio of variance ∝ |fitted|^γ (Harvey 1976; the gamma regression of squared residuals with a
/// logarithmic link of Smyth 1989) against γ = 0, times (n − p − 1)/n for few observations, against
/// χ² with one degree of freedom. Where fitted values change their sign: variance ∝ exp(γ fitted).
/// `rank` is p. Observations whose residual is not finite, or whose fitted value is 0 or not finite, are passed over.
/// None for fewer than p + 5 of them, or where the curve is flat. Cost: about ten passes.
///
/// ```
/// let fitted: Vec<f64> = (1..=40).map(f64::from).collect();
/// let residuals: Vec<f64> = fitted.iter().enumerate().map(|(i, f)| f * [1.0, -2.0, 0.5][i % 3]).collect();
/// let trend = thalweg::diagnose::scatter_trend(&residuals, &fitted, 2).unwrap();
/// assert!(trend.test.p_value < 1e-6 && (trend.exponent - 2.0).abs() < 0.2);
/// ```
pub fn scatter_trend(standardized: &[f64], fitted: &[f64], rank: usize) -> Option<Trend> {
    let usable = |(r, f): &(&f64, &f64)| r.is_finite() && f.is_finite();
    let pairs = || standardized.iter().zip(fitted).filter(usable);
    let of_log = pairs().all(|(_, f)| *f > 0.0) || pairs().all(|(_, f)| *f < 0.0);
    let mut z: Vec<f64> = pairs().map(|(_, f)| if of_log { f.abs().ln() } else { *f }).collect();
    let n = z.len();
    if n < rank + 5 {
        return None;
    }
    let deviation = standardize(&mut z)?;
    let largest = pairs().fold(0.0_f64, |most, (r, _)| most.max(r.abs()));
    let squares: Vec<f64> = pairs().map(|(r, _)| (r / largest).powi(2)).collect();
    let (gamma, ratio) = likelihood_ratio(&squares, &z)?;
    let count = n as f64;
    let statistic = (ratio * (count - rank as f64 - 1.0) / count).max(0.0);
    let p_value = ChiSquared::new(1.0).ok()?.sf(statistic);
    let exponent = if of_log { gamma / deviation } else { gamma };
    let how = match gamma {
        _ if p_value > 0.01 => "scatter is even".to_string(),
        g if of_log && g > 0.0 => format!("scatter grows as |y|^{}", short(0.5 * exponent)),
        g if g > 0.0 => "scatter grows with y".into(),
        _ if of_log => "scatter falls as |y| grows".into(),
        _ => "scatter falls as y grows".into(),
    };
    let seen = format!("{how} ({})", p_words(p_value));
    Some(Trend { test: Test { code: "scatter-trend", statistic, p_value, seen }, exponent, of_log })
}

/// Shifts and scales to mean 0 and variance 1; the standard deviation it had. None where nothing varies.
fn standardize(z: &mut [f64]) -> Option<f64> {
    let n = z.len() as f64;
    let size = z.iter().fold(0.0_f64, |most, v| most.max(v.abs()));
    let mean = z.iter().map(|v| v / size).sum::<f64>() / n * size;
    z.iter_mut().for_each(|v| *v -= mean);
    let width = z.iter().fold(0.0_f64, |most, v| most.max(v.abs()));
    if !(width > 1e-9 * size && width.is_finite()) {
        return None;
    }
    let deviation = (z.iter().map(|v| (v / width).powi(2)).sum::<f64>() / n).sqrt() * width;
    z.iter_mut().for_each(|v| *v /= deviation);
    Some(deviation)
}

/// γ that maximises the likelihood of squares uᵢ ~ σ² exp(γ zᵢ) χ²₁, and −2 ln of the ratio of γ = 0
/// to it: n ln Σu − n ln Σ u exp(−γz), z of mean 0. Newton's method on a convex function.
fn likelihood_ratio(u: &[f64], z: &[f64]) -> Option<(f64, f64)> {
    const STEPS: usize = 60;
    let at = |g: f64| {
        let (mut s, mut first, mut second) = (0.0, 0.0, 0.0);
        for (u, z) in u.iter().zip(z) {
            let w = u * (-g * z).exp();
            s += w;
            first += w * z;
            second += w * z * z;
        }
        (s, first / s, second / s - (first / s).powi(2))
    };
    let start = at(0.0).0;
    let mut gamma = 0.0;
    for _ in 0..STEPS {
        let (_, slope, curvature) = at(gamma);
        let step = (slope / curvature).clamp(-1.0, 1.0);
        if !step.is_finite() {
            return None;
        }
        gamma += step;
        if step.abs() < 1e-9 {
            break;
        }
    }
    let ratio = u.len() as f64 * (start / at(gamma).0).ln();
    ratio.is_finite().then_some((gamma, ratio))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_for_everything() {
        let flat = vec![2.0; 20];
        let wave: Vec<f64> = (0..20).map(|i| f64::from(i).sin()).collect();
        assert_eq!(scatter_trend(&wave, &flat, 2), None);
        assert_eq!(scatter_trend(&[0.0; 20], &wave, 2), None);
        assert_eq!(scatter_trend(&wave[..6], &wave[..6], 2), None);
        // All residuals but one are 0.
        let mut lone = vec![0.0; 20];
        lone[19] = 1.0;
        let ramp: Vec<f64> = (1..=20).map(f64::from).collect();
        assert!(scatter_trend(&lone, &ramp, 2).is_none_or(|t| t.test.p_value.is_finite()));
    }

    #[test]
    fn units_do_not_matter() {
        let fitted: Vec<f64> = (1..=30).map(|i| f64::from(i).sqrt()).collect();
        let residuals: Vec<f64> = (1..=30).map(|i| f64::from(i * i % 7) - 3.3).collect();
        let reference = scatter_trend(&residuals, &fitted, 2).unwrap();
        for unit in [1e-200, 1e-12, 1e12, 1e200] {
            let scaled: Vec<f64> = fitted.iter().map(|f| f * unit).collect();
            let trend = scatter_trend(&residuals, &scaled, 2).unwrap();
            assert!((trend.exponent / reference.exponent - 1.0).abs() < 1e-6, "{unit}");
        }
    }
}
