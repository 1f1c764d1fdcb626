//! How large a parameter is that starts at exactly 0: nothing but the residuals can tell.

use super::stencil::Evaluate;
use crate::norm::norm;

/// The residuals have moved when they moved by this share of their norm.
const MOVED: f64 = 1.0 / 1024.0;

/// Exponents of the steps that are tried first, from below: −96, −88, … 192.
const LEAST: i32 = -96;
const STRIDE: i32 = 8;
const COARSE: usize = 37;

/// ‖r‖/‖∂r/∂xⱼ‖ at xⱼ = 0, by one step: the longest power of two below which r has moved by no
/// more than [`MOVED`] of `reference`, or of all it ever moves where that is less. None where it
/// does not move at all. A step that leaves the bounds or the domain has moved too far.
///
/// The search comes from below, so that it neither visits absurd values nor mistakes a model that
/// has died out far away for one that has not moved yet, and it ends at the same step in every
/// unit that is a power of two of another. It costs 15 evaluations for a size near 1.
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
    // ‖r(step) − r‖, ∞ where there is nothing.
    let mut change = |exponent: i32| {
        let step = 2.0_f64.powi(exponent);
        if step > room {
            return f64::INFINITY;
        }
        x[j] = sign * step;
        let defined = eval(x, moved);
        x[j] = 0.0;
        for (moved, r) in moved.iter_mut().zip(r) {
            *moved -= r;
        }
        let change = norm(moved);
        if defined && change.is_finite() { change } else { f64::INFINITY }
    };
    let mut coarse = [f64::INFINITY; COARSE];
    let exponent_of = |k: usize| LEAST + STRIDE * k as i32;
    let mut seen = 0;
    while seen < COARSE {
        coarse[seen] = change(exponent_of(seen));
        seen += 1;
        if coarse[seen - 1] > MOVED * reference {
            break;
        }
    }
    let most = coarse[..seen].iter().copied().filter(|c| c.is_finite()).fold(0.0, f64::max);
    let reference = if coarse[seen - 1] > MOVED * reference { reference } else { most };
    let first_long = (0..seen).find(|&k| coarse[k] > MOVED * reference)?;
    let mut long = exponent_of(first_long);
    let (mut short, mut moved_by) = match first_long.checked_sub(1) {
        Some(k) => (exponent_of(k), coarse[k]),
        // 2^-1075 is 0.
        None => (-1075, 0.0),
    };
    while long - short > 1 {
        let middle = short + (long - short) / 2;
        let by = change(middle);
        if by <= MOVED * reference {
            (short, moved_by) = (middle, by);
        } else {
            long = middle;
        }
    }
    let size = reference / (moved_by / 2.0_f64.powi(short));
    (moved_by > 0.0 && size.is_finite() && size > 0.0).then_some(size)
}
