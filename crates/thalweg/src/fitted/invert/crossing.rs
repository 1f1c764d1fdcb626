//! Where a function of one variable changes its sign.

/// Steps of a bisection: enough for any two f64 a range apart.
const STEPS: usize = 200;
/// The share by which the golden section shortens an interval.
const GOLDEN: f64 = 0.618_033_988_749_894_9;

/// Where `g` changes its sign between neighbours of `x` (rising), whose values are `values`; rising. Dips
/// between grid points are looked into: where |g| has a smallest value on the grid without a change of sign,
/// g may have two zeros beside each other. A place where g is not finite counts as no change; a zero at a
/// grid point is found once, and of a stretch of zeros its two ends.
pub(super) fn crossings(x: &[f64], values: &[f64], g: &dyn Fn(f64) -> f64) -> Vec<f64> {
    let mut found = Vec::new();
    for i in 0..x.len() {
        if values[i] == 0.0 {
            let level = |k: Option<usize>| k.and_then(|k| values.get(k)) == Some(&0.0);
            // Of a stretch on which g is 0 the two ends.
            if !(level(i.checked_sub(1)) && level(Some(i + 1))) {
                found.push(x[i]);
            }
            continue;
        }
        if i + 1 < x.len() && values[i] * values[i + 1] < 0.0 {
            found.push(bisected(x[i], x[i + 1], values[i] > 0.0, g));
        }
        let dips = i > 0
            && i + 1 < x.len()
            && [values[i - 1], values[i + 1]]
                .iter()
                .all(|v| v * values[i] > 0.0 && v.abs() >= values[i].abs());
        if dips && let Some(deepest) = beyond_zero(x[i - 1], x[i + 1], values[i] > 0.0, g) {
            found.push(bisected(x[i - 1], deepest, values[i] > 0.0, g));
            found.push(bisected(deepest, x[i + 1], values[i] < 0.0, g));
        }
    }
    found.sort_by(f64::total_cmp);
    found.dedup();
    found
}

/// The zero between `a`, where g is positive or not as said, and `b`, where it is the other.
pub(super) fn bisected(a: f64, b: f64, positive: bool, g: &dyn Fn(f64) -> f64) -> f64 {
    boundary(a, b, &|x| (g(x) > 0.0) == positive)
}

/// The end of what holds at `a` and not at `b`: the last number at which it was seen to hold.
pub(super) fn boundary(mut a: f64, mut b: f64, holds: &dyn Fn(f64) -> bool) -> f64 {
    for _ in 0..STEPS {
        let middle = 0.5 * a + 0.5 * b;
        if middle == a || middle == b {
            break;
        }
        if holds(middle) {
            a = middle;
        } else {
            b = middle;
        }
    }
    a
}

/// A place between `a` and `b` at which g has the other sign, if the bottom of |g| has it.
fn beyond_zero(mut a: f64, mut b: f64, positive: bool, g: &dyn Fn(f64) -> f64) -> Option<f64> {
    let height = |x: f64| if positive { g(x) } else { -g(x) };
    let inner = |a: f64, b: f64| (b - GOLDEN * (b - a), a + GOLDEN * (b - a));
    let (mut c, mut d) = inner(a, b);
    let (mut at_c, mut at_d) = (height(c), height(d));
    // To the root of the rounding of x: the bottom is flat beyond that.
    for _ in 0..40 {
        if at_c < 0.0 {
            return Some(c);
        }
        if at_d < 0.0 {
            return Some(d);
        }
        if at_c < at_d {
            (b, d, at_d) = (d, c, at_c);
            c = inner(a, b).0;
            at_c = height(c);
        } else {
            (a, c, at_c) = (c, d, at_d);
            d = inner(a, b).1;
            at_d = height(d);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(g: impl Fn(f64) -> f64, points: usize) -> Vec<f64> {
        let x: Vec<f64> = (0..points).map(|k| k as f64 / (points - 1) as f64 * 4.0).collect();
        let values: Vec<f64> = x.iter().map(|&x| g(x)).collect();
        crossings(&x, &values, &g)
    }

    #[test]
    fn every_zero_once_and_to_the_last_bit() {
        assert_eq!(of(|x| x - 1.0, 5), [1.0]);
        let roots = of(|x| (x - 0.3) * (x - std::f64::consts::E), 21);
        assert!((roots[0] - 0.3).abs() < 1e-15 && (roots[1] - std::f64::consts::E).abs() < 1e-15);
        assert_eq!(roots.len(), 2);
    }

    #[test]
    fn two_zeros_between_grid_points_are_found() {
        // Both lie between 1.0 and 1.2.
        let roots = of(|x| (x - 1.1).powi(2) - 1e-6, 21);
        assert_eq!(roots.len(), 2, "{roots:?}");
        assert!((roots[0] - 1.099).abs() < 1e-12 && (roots[1] - 1.101).abs() < 1e-12);
        assert!(of(|x| (x - 1.1).powi(2) + 1e-6, 21).is_empty());
    }

    #[test]
    fn of_a_level_stretch_the_ends_are_found() {
        assert_eq!(of(|x| (x - 1.0).min(0.0).max(x - 3.0), 9), [1.0, 3.0]);
        assert_eq!(of(|_| 0.0, 9), [0.0, 4.0]);
    }

    #[test]
    fn what_is_not_finite_is_no_change_of_sign() {
        assert!(of(|x| if x < 2.0 { f64::NAN } else { 1.0 }, 9).is_empty());
    }
}
