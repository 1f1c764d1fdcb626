//! Scales of residuals that outliers hardly move.

use thalweg_solver::Loss;

/// 1/Φ⁻¹(3/4): what makes the median of |r| the standard deviation of normal residuals.
const NORMAL: f64 = 1.482_602_218_505_602;

/// Tukey's constant at which [`m_scale`] is the standard deviation of normal residuals (Rousseeuw & Yohai 1984;
/// computed in testdata/reference/efficiency.py).
pub(super) const S_CONSTANT: f64 = 1.547_644_980_928_226_2;

/// The median of |r| times 1.4826, as R's `mad` with centre 0 (Hampel 1974). 0 where more than half of them are.
///
/// ```
/// assert_eq!(thalweg::mad(&[-1.0, 2.0, -3.0]) / 2.0, 1.482602218505602);
/// ```
pub fn mad(residuals: &[f64]) -> f64 {
    if residuals.is_empty() {
        return 0.0;
    }
    let mut sizes: Vec<f64> = residuals.iter().map(|r| r.abs()).collect();
    let middle = sizes.len() / 2;
    let (below, &mut upper, _) = sizes.select_nth_unstable_by(middle, f64::total_cmp);
    let median = if residuals.len() % 2 == 1 {
        upper
    } else {
        let lower = below.iter().copied().fold(0.0, f64::max);
        0.5 * lower + 0.5 * upper
    };
    NORMAL * median
}

/// The M-scale of breakdown point 1/2: s with Σρ(r/s)/n = 1/2, ρ Tukey's of constant 1.5476 that
/// rises to 1 (Rousseeuw & Yohai 1984; Maronna, Martin & Yohai 2006, eq. 2.49). 0 where half of the residuals are 0.
///
/// ```
/// let good: Vec<f64> = (-50..=50).map(f64::from).collect();
/// let mut bad = good.clone();
/// bad[..30].fill(1e9);
/// // Gross errors in 30 % of the rows: the scale does not follow them.
/// assert!(thalweg::m_scale(&bad) < 4.0 * thalweg::m_scale(&good));
/// ```
pub fn m_scale(residuals: &[f64]) -> f64 {
    let largest = residuals.iter().fold(0.0, |most: f64, r| most.max(r.abs()));
    let zeros = residuals.iter().filter(|r| **r == 0.0).count();
    if 2 * zeros >= residuals.len() || !largest.is_finite() {
        return if largest.is_finite() { 0.0 } else { f64::INFINITY };
    }
    // Mean of ρ less 1/2, falling in s.
    let excess = |s: f64| {
        let loss = Loss::Tukey { scale: S_CONSTANT * s };
        let unit = S_CONSTANT * s;
        let rho = |r: &f64| 3.0 * (loss.effective(*r) / unit).powi(2);
        residuals.iter().map(rho).sum::<f64>() / residuals.len() as f64 - 0.5
    };
    let first = mad(residuals);
    let (mut low, mut high) = (if first > 0.0 { first } else { largest }, 0.0);
    high += low;
    while excess(low) < 0.0 {
        low *= 0.5;
    }
    while excess(high) > 0.0 {
        high *= 2.0;
    }
    // Bisection on the logarithm, then on the number itself: 60 halvings leave rounding.
    for _ in 0..200 {
        let middle = (low.sqrt() * high.sqrt()).clamp(low, high);
        if middle <= low || middle >= high || high - low <= f64::EPSILON * high {
            break;
        }
        if excess(middle) > 0.0 { low = middle } else { high = middle }
    }
    low.sqrt() * high.sqrt()
}
