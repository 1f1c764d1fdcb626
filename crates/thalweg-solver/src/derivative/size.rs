//! How large a parameter is that starts at exactly 0: nothing but the residuals can tell.

use super::stencil::Evaluate;
use crate::norm::norm;

/// The residuals have moved when they moved by this share of their norm.
const MOVED: f64 = 1.0 / 1024.0;

/// Exponents of the steps that are tried, from below, and how far apart.
const EXPONENTS: std::ops::RangeInclusive<i32> = -96..=192;
const STRIDE: i32 = 8;

/// ‖r‖/‖∂r/∂xⱼ‖ at xⱼ = 0, by one step: the longest power of two below which r has moved by no
/// more than [`MOVED`]. The search comes from below, so that it neither visits absurd values nor
/// mistakes a model that has died out far away for one that has not moved yet, and it ends at the
/// same step in every unit that is a power of two of another. It costs 16 evaluations for a size
/// near 1. A step that leaves the bounds or the domain has moved too far. None where r does not
/// move at all.
///
/// `x` (with xⱼ = 0) and `moved` (length m) are scratch; `x` comes back as it was.
pub(super) fn find_size(
    eval: &mut Evaluate<'_>,
    x: &mut [f64],
    j: usize,
    r: &[f64],
    reference: f64,
    (lower, upper): (f64, f64),
    moved: &mut [f64],
) -> Option<f64> {
    let sign = if upper > -lower || upper == f64::INFINITY { 1.0 } else { -1.0 };
    let room = if sign > 0.0 { upper } else { -lower };
    let mut slope = 0.0;
    let mut is_short = |exponent: i32| {
        let step = 2.0_f64.powi(exponent);
        if step > room {
            return false;
        }
        x[j] = sign * step;
        let defined = eval(x, moved);
        x[j] = 0.0;
        for (moved, r) in moved.iter_mut().zip(r) {
            *moved -= r;
        }
        let change = norm(moved);
        let short = defined && change <= MOVED * reference;
        if short {
            slope = change / step;
        }
        short
    };
    let first_long = EXPONENTS.step_by(STRIDE as usize).find(|&exponent| !is_short(exponent));
    if let Some(mut long) = first_long {
        // The least exponent of all: 2^-1074 is the smallest f64.
        let mut short = if long == *EXPONENTS.start() { -1075 } else { long - STRIDE };
        while long - short > 1 {
            let middle = short + (long - short) / 2;
            *(if is_short(middle) { &mut short } else { &mut long }) = middle;
        }
        // `slope` belongs to the longest of the short steps: it came last of them.
    }
    let size = reference / slope;
    (slope > 0.0 && size.is_finite() && size > 0.0).then_some(size)
}
