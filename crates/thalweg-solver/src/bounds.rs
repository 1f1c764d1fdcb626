//! Bounds: which parameters are held, and steps that stay inside.
//!
//! An active-set method by the signs of the KKT conditions (Nocedal & Wright 2006, §16.7): a
//! parameter at a bound is held while the gradient presses it outwards, and the step is solved
//! for in the free subspace. Where such a step would cross a bound, the crossing parameters are
//! put on it and the others solved for again.

/// Collects the parameters that may move: not fixed, and not at a bound with −g pointing out.
pub(crate) fn free_parameters(
    bounds: &[(f64, f64)],
    x: &[f64],
    gradient: impl Fn(usize) -> f64,
    free: &mut Vec<usize>,
) {
    free.clear();
    free.extend((0..x.len()).filter(|&j| {
        let Some(&(lower, upper)) = bounds.get(j) else { return true };
        lower < upper
            && !(x[j] <= lower && gradient(j) > 0.0)
            && !(x[j] >= upper && gradient(j) < 0.0)
    }));
}

/// How far xⱼ may move in the direction of pⱼ when that is less than pⱼ.
pub(crate) fn crossing(bounds: &[(f64, f64)], j: usize, x: f64, p: f64) -> Option<f64> {
    let &(lower, upper) = bounds.get(j)?;
    if x + p < lower {
        Some(lower - x)
    } else if x + p > upper {
        Some(upper - x)
    } else {
        None
    }
}

/// out ← x + p, kept inside the bounds.
pub(crate) fn move_inside(bounds: &[(f64, f64)], x: &[f64], p: &[f64], out: &mut [f64]) {
    for j in 0..x.len() {
        out[j] = x[j] + p[j];
        if let Some(&(lower, upper)) = bounds.get(j) {
            // A step that ends on a bound ends exactly on it.
            out[j] = match p[j] {
                p if p == lower - x[j] => lower,
                p if p == upper - x[j] => upper,
                _ => out[j].clamp(lower, upper),
            };
        }
    }
}

/// How far one may go from x + q, which is inside, towards x + p: 1, or the fraction at which the
/// first bound is met.
pub(crate) fn feasible_fraction(bounds: &[(f64, f64)], x: &[f64], q: &[f64], p: &[f64]) -> f64 {
    (0..x.len())
        .filter_map(|j| crossing(bounds, j, x[j], p[j]).map(|s| (s - q[j]) / (p[j] - q[j])))
        .fold(1.0, f64::min)
        .max(0.0)
}

/// ±`reach`, or less where the bounds are near: `share` of it from xⱼ leads to a point inside.
pub(crate) fn inward(bounds: &[(f64, f64)], j: usize, x: f64, reach: f64, share: f64) -> f64 {
    let Some(&(lower, upper)) = bounds.get(j) else { return reach };
    let inside = |v: f64| (lower..=upper).contains(&(x + share * v));
    if inside(reach) {
        reach
    } else if inside(-reach) {
        -reach
    } else if upper - x > x - lower {
        0.5 * (upper - x) / share
    } else {
        -0.5 * (x - lower) / share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_decide_who_is_free() {
        let bounds = [(0.0, 1.0), (0.0, 1.0), (2.0, 2.0), (f64::NEG_INFINITY, 1.0)];
        let x = [0.0, 0.0, 2.0, 1.0];
        let g = [1.0, -1.0, -1.0, -1.0];
        let mut free = Vec::new();
        free_parameters(&bounds, &x, |j| g[j], &mut free);
        assert_eq!(free, [1]);
    }

    #[test]
    fn a_look_ahead_stays_inside() {
        let bounds = [(0.0, 1.0)];
        assert_eq!(inward(&[], 0, 0.5, 2.0, 0.1), 2.0);
        assert_eq!(inward(&bounds, 0, 0.5, 2.0, 0.1), 2.0);
        assert_eq!(inward(&bounds, 0, 0.9, 2.0, 0.1), -2.0);
        assert_eq!(inward(&bounds, 0, 0.25, 16.0, 0.125), 3.0);
        assert_eq!(inward(&bounds, 0, 0.75, 16.0, 0.125), -3.0);
    }

    #[test]
    fn steps_end_on_bounds() {
        let bounds = [(0.0, 1.0)];
        assert_eq!(crossing(&bounds, 0, 0.5, -2.0), Some(-0.5));
        assert_eq!(crossing(&bounds, 0, 0.5, 0.25), None);
        assert_eq!(feasible_fraction(&bounds, &[0.5], &[0.0], &[-2.0]), 0.25);
        let mut out = [0.0];
        move_inside(&bounds, &[0.5], &[3.0], &mut out);
        assert_eq!(out, [1.0]);
    }
}
