//! The best step of a difference.
//!
//! Of a column of length c = ‖∂r/∂xⱼ‖ that changes over a length L, a difference of step h has an
//! error of h c/(2L) (forward) or h² c/(6L²) (central) by truncation and of 2η/h or η/h by noise η
//! in r. With δ = η/c, the change of xⱼ that drowns in noise, the best steps are 2√(δL) and ∛(3δL²)
//! (Gill, Murray, Saunders & Wright 1983; Moré & Wild 2012).

use super::stencil::Mode;

/// Limits of L over the size. L from second differences is blind to third ones, which are what
/// truncation consists of; where it seems longer than the size, it is not believed.
const LENGTHS: (f64, f64) = (1.0 / 16384.0, 1.0);

/// Limits of δ/L: rounding of x itself; a step of about a quarter of L.
const BLUR: (f64, f64) = (f64::EPSILON, 1.0 / 256.0);

/// A second difference is believed when it is this many times the noise in it, √6 η.
const BELIEVED: f64 = 10.0;

/// 2√(δL) or ∛(3δL²), δ = noise/slope, L = length·size.
pub(super) fn best_step(mode: Mode, noise: f64, slope: f64, size: f64, length: Option<f64>) -> f64 {
    let length = length.unwrap_or(1.0);
    // Of ratios without a unit only; NaN (0/0) where nothing is known: rounding then.
    let blur = (noise / (slope * size) / length).max(BLUR.0).min(BLUR.1);
    let share = match mode {
        Mode::Forward => 2.0 * blur.sqrt(),
        Mode::Central => (3.0 * blur).cbrt(),
    };
    share * length * size
}

/// L/size from a second difference: L = ‖r′‖/‖r″‖, and at least what the noise allows to see.
pub(super) fn length_over_size(
    slope: f64,
    h: f64,
    bend: f64,
    noise: f64,
    size: f64,
    before: Option<f64>,
) -> f64 {
    let seen = BELIEVED * noise;
    let length = slope * h.abs() / bend.max(seen) * (h.abs() / size);
    // A second difference lost in noise is a lower bound of L only.
    let length = if bend > seen { length } else { length.max(before.unwrap_or(1.0)) };
    if length.is_finite() { length.clamp(LENGTHS.0, LENGTHS.1) } else { 1.0 }
}
