//! All x at which a value is compatible with the curve: the inversion of a band.

use super::crossing::{boundary, crossings};
use crate::interval::Interval;

/// How far from the range searched the ends of an interval are looked for: steps that grow by this factor,
/// from the first share of the range. The last is some 1e10 ranges away.
const GROWTH: f64 = 1.15;
const FIRST: f64 = 0.02;
const STEPS: i32 = 200;

/// Places beyond both ends of `inner` (rising), and those of `inner` between them.
pub(super) fn outward(inner: &[f64]) -> Vec<f64> {
    let (Some(&first), Some(&last)) = (inner.first(), inner.last()) else { return Vec::new() };
    let step = |k: i32| (last - first) * FIRST * GROWTH.powi(k);
    let below = (0..STEPS).rev().map(|k| first - step(k));
    let above = (0..STEPS).map(|k| last + step(k));
    let all = below.chain(inner.iter().copied()).chain(above);
    all.filter(|x| x.is_finite()).collect()
}

/// The intervals on which g ≤ 0 that meet `within`; `x` rises far beyond it on both sides, `values` are g
/// there, NaN where there is none.
pub(super) fn reach(
    x: &[f64],
    values: &[f64],
    within: (f64, f64),
    g: &dyn Fn(f64) -> f64,
) -> Vec<Interval> {
    let holds = |x: f64| g(x) <= 0.0;
    // The grid with the zeros of g between its places: signs can change only here, or where g ends.
    let mut places = x.to_vec();
    places.extend(crossings(x, values, g));
    places.sort_by(f64::total_cmp);
    places.dedup();
    let inside: Vec<bool> = places
        .iter()
        .map(|&z| match x.binary_search_by(|x| x.total_cmp(&z)) {
            Ok(i) => values[i] <= 0.0,
            // A zero is a boundary, and a boundary belongs to the interval.
            Err(_) => true,
        })
        .collect();
    let mut found: Vec<Interval> = Vec::new();
    let mut i = 0;
    while i < places.len() {
        if !inside[i] {
            i += 1;
            continue;
        }
        let mut j = i;
        // Neighbours belong together where g holds between them as well.
        while j + 1 < places.len() && inside[j + 1] && holds(0.5 * places[j] + 0.5 * places[j + 1])
        {
            j += 1;
        }
        let low = end(&places, i.checked_sub(1), i, g);
        let high = end(&places, Some(j + 1).filter(|k| *k < places.len()), j, g);
        let meets = low.0 <= within.1 && high.0 >= within.0;
        if meets {
            let mut interval = Interval::new(low.0, high.0);
            (interval.low_reason, interval.high_reason) = (low.1, high.1);
            found.push(interval);
        }
        i = j + 1;
    }
    found
}

/// The end of an interval whose last place is `inside` and whose next one is `outside`, and a reason where
/// it has to be said.
fn end(
    places: &[f64],
    outside: Option<usize>,
    inside: usize,
    g: &dyn Fn(f64) -> f64,
) -> (f64, Option<String>) {
    let last = places[inside];
    let Some(outside) = outside else {
        let infinite = if inside == 0 { f64::NEG_INFINITY } else { f64::INFINITY };
        return (infinite, Some("the band holds this value however far x goes".into()));
    };
    let next = places[outside];
    if g(next).is_nan() {
        let edge = boundary(last, next, &|x| g(x) <= 0.0);
        let beyond = !g(0.5 * edge + 0.5 * next).is_finite();
        let reason = beyond.then(|| "the curve or its error ends here".to_string());
        return (edge, reason);
    }
    if g(last) < 0.0 {
        return (boundary(last, next, &|x| g(x) <= 0.0), None);
    }
    (last, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(g: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
        let inner: Vec<f64> = (0..=100).map(|k| f64::from(k) / 10.0).collect();
        let x = outward(&inner);
        let values: Vec<f64> = x.iter().map(|&x| g(x)).collect();
        reach(&x, &values, (0.0, 10.0), &g).iter().map(|i| (i.low, i.high)).collect()
    }

    #[test]
    fn one_interval_several_or_without_end() {
        let near = |found: Vec<(f64, f64)>, want: &[(f64, f64)]| {
            assert_eq!(found.len(), want.len(), "{found:?}");
            for (f, w) in found.iter().zip(want) {
                let same = |a: f64, b: f64| a == b || (a - b).abs() < 1e-9;
                assert!(same(f.0, w.0) && same(f.1, w.1), "{found:?}");
            }
        };
        near(of(|x| (x - 3.0).abs() - 1.25), &[(1.75, 4.25)]);
        near(of(|x| (x - 3.05).abs() - 0.001), &[(3.049, 3.051)]);
        near(of(|x| ((x - 5.0).abs() - 2.0).abs() - 0.5), &[(2.5, 3.5), (6.5, 7.5)]);
        near(of(|x| 4.0 - x), &[(4.0, f64::INFINITY)]);
        near(of(|x| (x - 3.0).abs() - 1e5), &[(-99_997.0, 100_003.0)]);
        near(of(|_| 1.0), &[]);
        near(of(|_| -1.0), &[(f64::NEG_INFINITY, f64::INFINITY)]);
        // Beyond the range searched and apart from it: not an answer.
        near(of(|x| (x - 50.0).abs() - 1.0), &[]);
        // Where the model ends.
        near(of(|x| if x < 0.5 { f64::NAN } else { x - 2.0 }), &[(0.5, 2.0)]);
        // Where two touch there is no gap.
        near(of(|x| -(x - 5.0).abs() + (x - 5.0).powi(2)), &[(4.0, 6.0)]);
    }
}
