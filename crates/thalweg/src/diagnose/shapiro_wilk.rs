//! Whether residuals scatter like a normal distribution.

use statrs::distribution::{ContinuousCDF, Normal};

use super::words::p_words;
use crate::diagnosis::Test;

/// Beyond this many the approximations of Royston are not known to hold.
const MOST: usize = 5000;

/// Shapiro & Wilk's W (1965) with the coefficients and p-value of Royston (1995, algorithm AS R94), of
/// 3 to 5000 values in any order; values that are not finite are passed over. None for other counts, and where
/// all values are the same. Cost: n log n.
///
/// ```
/// let test = thalweg::diagnose::shapiro_wilk(&[1.0, 2.0, 4.0, 8.0, 16.0, 32.0]).unwrap();
/// assert!((test.statistic - 0.83350493).abs() < 1e-6 && (test.p_value - 0.11506693).abs() < 1e-6);
/// ```
pub fn shapiro_wilk(values: &[f64]) -> Option<Test> {
    let finite = || values.iter().copied().filter(|v| v.is_finite());
    let n = finite().count();
    if !(3..=MOST).contains(&n) {
        return None;
    }
    let mut sorted: Vec<f64> = finite().collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let size = sorted[0].abs().max(sorted[n - 1].abs());
    let mean = sorted.iter().map(|v| v / size).sum::<f64>() / n as f64;
    let spread: f64 = sorted.iter().map(|v| (v / size - mean).powi(2)).sum();
    // Rounding of the mean is no scatter.
    if spread.is_nan() || spread <= n as f64 * (4.0 * f64::EPSILON).powi(2) {
        return None;
    }
    let half = coefficients(n);
    let pairs = half.iter().zip(sorted.iter().zip(sorted.iter().rev()));
    let contrast: f64 = pairs.map(|(a, (low, high))| a * (high / size - low / size)).sum();
    let w = (contrast * contrast / spread).min(1.0);
    let p_value = p_value(w, n);
    let seen = format!("Shapiro-Wilk W {w:.3} ({})", p_words(p_value));
    Some(Test { code: "shapiro-wilk", statistic: w, p_value, seen })
}

/// The coefficients of the upper half of the order statistics, from the largest (Royston 1995).
fn coefficients(n: usize) -> Vec<f64> {
    if n == 3 {
        return vec![std::f64::consts::FRAC_1_SQRT_2];
    }
    let normal = Normal::standard();
    let score = |i: usize| -normal.inverse_cdf((i as f64 + 0.625) / (n as f64 + 0.25));
    let scores: Vec<f64> = (0..n / 2).map(score).collect();
    let square = 2.0 * scores.iter().map(|m| m * m).sum::<f64>();
    let u = 1.0 / (n as f64).sqrt();
    let shift_first = [0.221157, -0.147981, -2.071190, 4.434685, -2.706056];
    let shift_second = [0.042981, -0.293762, -1.752461, 5.682633, -3.582633];
    let given = |k: usize, shift: &[f64]| scores[k] / square.sqrt() + polynomial(shift, u) * u;
    let mut first = vec![given(0, &shift_first)];
    if n > 5 {
        first.push(given(1, &shift_second));
    }
    // The others are the scores themselves, made such that the sum of squares is 1.
    let taken = |v: &[f64]| 2.0 * v.iter().map(|a| a * a).sum::<f64>();
    let left = (square - taken(&scores[..first.len()])) / (1.0 - taken(&first));
    let rest = scores[first.len()..].iter().map(|m| m / left.sqrt());
    first.iter().copied().chain(rest).collect()
}

/// P(W ≤ w) for normal values: ln(1 − W) or a function of it is about normal (Royston 1995).
fn p_value(w: f64, n: usize) -> f64 {
    if n == 3 {
        let (now, least) = (w.sqrt().asin(), 0.75_f64.sqrt().asin());
        return (6.0 / std::f64::consts::PI * (now - least)).clamp(0.0, 1.0);
    }
    let (count, log, y) = (n as f64, (n as f64).ln(), (1.0 - w).ln());
    let (y, mean, deviation) = if n <= 11 {
        let most = polynomial(&[-2.273, 0.459], count);
        if y >= most {
            return 0.0;
        }
        let mean = polynomial(&[0.5440, -0.39978, 0.025054, -6.714e-4], count);
        let log_deviation = polynomial(&[1.3822, -0.77857, 0.062767, -0.0020322], count);
        (-(most - y).ln(), mean, log_deviation.exp())
    } else {
        let mean = polynomial(&[-1.5861, -0.31082, -0.083751, 0.0038915], log);
        let log_deviation = polynomial(&[-0.4803, -0.082676, 0.0030302], log);
        (y, mean, log_deviation.exp())
    };
    Normal::standard().sf((y - mean) / deviation)
}

/// c₀ + c₁x + c₂x² ...
fn polynomial(c: &[f64], x: f64) -> f64 {
    c.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_for_everything() {
        assert_eq!(shapiro_wilk(&[1.0, 2.0]), None);
        assert_eq!(shapiro_wilk(&[3.7; 10]), None);
        assert_eq!(shapiro_wilk(&vec![0.0; 5001]), None);
        assert_eq!(shapiro_wilk(&[f64::NAN, 1.0, 2.0]), None);
    }

    #[test]
    fn units_do_not_matter() {
        let values: Vec<f64> =
            (1..30).map(|i| (f64::from(i) * 0.7).sin() + 0.01 * f64::from(i)).collect();
        let reference = shapiro_wilk(&values).unwrap();
        for unit in [1e-200, 1e-12, 1e12, 1e200] {
            let scaled: Vec<f64> = values.iter().map(|v| v * unit).collect();
            let p = shapiro_wilk(&scaled).unwrap().p_value;
            assert!((p - reference.p_value).abs() < 1e-12, "{unit}");
        }
    }
}
