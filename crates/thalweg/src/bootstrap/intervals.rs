//! What replicates of a number say: standard error, bias, percentile and BCa intervals.

use statrs::distribution::{ContinuousCDF, Normal};

/// z₀ and a of BCa, and the interval they lead to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Accelerated {
    pub bias_correction: f64,
    pub acceleration: f64,
    pub interval: Result<(f64, f64), &'static str>,
}

/// Mean and standard deviation, without overflow of squares.
pub(super) fn mean_and_deviation(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().map(|v| v / count).sum::<f64>();
    let norm = crate::size::scaled_norm(values.iter().map(|v| v - mean));
    (mean, norm / (count - 1.0).sqrt())
}

/// The quantile at `p` of sorted values: the (B + 1)p-th of them, between two in proportion (Davison &
/// Hinkley 1997, eq. 5.6, there between their normal scores). None beyond the outermost.
fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let place = (sorted.len() as f64 + 1.0) * p;
    let whole = place.floor();
    // Written so that a place that is no number is beyond as well.
    if !(whole >= 1.0 && place <= sorted.len() as f64) {
        return None;
    }
    let low = sorted[whole as usize - 1];
    let high = sorted.get(whole as usize).copied().unwrap_or(low);
    Some(low + (place - whole) * (high - low))
}

/// Efron & Tibshirani 1993, §13.3. None where there are too few values for the level.
pub(super) fn percentile(sorted: &[f64], level: f64) -> Option<(f64, f64)> {
    let tail = 0.5 * (1.0 - level);
    Some((quantile(sorted, tail)?, quantile(sorted, 1.0 - tail)?))
}

/// Bias-corrected and accelerated (Efron 1987, eqs. 2.3 and 4.1).
pub(super) fn accelerated(
    sorted: &[f64],
    estimate: f64,
    acceleration: f64,
    level: f64,
) -> Accelerated {
    let below = sorted.partition_point(|v| *v < estimate);
    let equal = sorted.partition_point(|v| *v <= estimate) - below;
    let share = (below as f64 + 0.5 * equal as f64) / sorted.len() as f64;
    let mut found = Accelerated {
        bias_correction: f64::NAN,
        acceleration,
        interval: Err("the estimate lies beyond all replicates"),
    };
    if !(share > 0.0 && share < 1.0) {
        return found;
    }
    let normal = Normal::standard();
    let z0 = normal.inverse_cdf(share);
    found.bias_correction = z0;
    let moved = |p: f64| {
        let z = z0 + normal.inverse_cdf(p);
        let down = 1.0 - acceleration * z;
        (down > 0.0).then(|| normal.cdf(z0 + z / down))
    };
    let tail = 0.5 * (1.0 - level);
    let end = |p: f64| quantile(sorted, moved(p)?);
    found.interval = match (end(tail), end(1.0 - tail)) {
        (Some(low), Some(high)) => Ok((low, high)),
        _ => Err("too few replicates for its ends: make more"),
    };
    found
}

/// A sixth of the skewness of Σ cᵢεᵢ, where the replicates draw independent εᵢ: all of them from
/// `errors`, or each its own. Zero where it is not defined.
pub(super) fn sixth_of_skewness(moments: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (second, third) = moments.fold((0.0, 0.0), |(a, b), (two, three)| (a + two, b + three));
    let a = third / (6.0 * second.powf(1.5));
    if a.is_finite() { a } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_the_b_plus_first_ones() {
        let sorted: Vec<f64> = (1..=99).map(f64::from).collect();
        // R: quantile(1:99, c(0.025, 0.5), type = 6).
        assert!((quantile(&sorted, 0.025).unwrap() - 2.5).abs() < 1e-12);
        assert!((quantile(&sorted, 0.5).unwrap() - 50.0).abs() < 1e-12);
        assert_eq!(quantile(&sorted, 0.005), None);
        assert_eq!(percentile(&sorted[..9], 0.95), None);
    }

    #[test]
    fn without_bias_and_acceleration_bca_is_the_percentile() {
        let sorted: Vec<f64> = (1..=999).map(f64::from).collect();
        let found = accelerated(&sorted, 500.0, 0.0, 0.9);
        assert!(found.bias_correction.abs() < 1e-12);
        let (low, high) = found.interval.unwrap();
        let (a, b) = percentile(&sorted, 0.9).unwrap();
        assert!((low - a).abs() < 1e-6 && (high - b).abs() < 1e-6);
    }

    /// Efron 1987, eq. 4.1 with z₀ = a = 0.1 at 90 %: Φ(0.1 + (0.1 ± 1.644854)/(1 ∓ …)), by hand:
    /// z = −1.544854: −1.544854/1.1544854 + 0.1 = −1.238127, Φ = 0.107835;
    /// z = 1.744854: 1.744854/0.8255146 + 0.1 = 2.213656, Φ = 0.986573.
    #[test]
    fn bca_by_hand() {
        let sorted: Vec<f64> = (1..=9999).map(|i| f64::from(i) / 10_000.0).collect();
        // Φ(0.1) = 0.539828.
        let found = accelerated(&sorted, 0.53985, 0.1, 0.9);
        assert!((found.bias_correction - 0.1).abs() < 3e-4);
        let (low, high) = found.interval.unwrap();
        assert!((low - 0.107_835).abs() < 2e-4, "{low}");
        assert!((high - 0.986_573).abs() < 2e-4, "{high}");
    }

    #[test]
    fn an_estimate_beyond_all_replicates_has_no_bca() {
        let found = accelerated(&[1.0, 2.0, 3.0], 0.5, 0.0, 0.5);
        assert!(found.interval.is_err() && found.bias_correction.is_nan());
    }
}
