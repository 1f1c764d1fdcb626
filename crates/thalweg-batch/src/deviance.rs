//! Poisson's likelihood of counts, as squares.

use thalweg_formula::{LANES, Real, vecmath};

use crate::chunk::Chunk;

/// d with d² = 2(f − y + y ln(y/f)), the deviance of a count y at the mean f (McCullagh & Nelder 1989, §2.4.3), with the
/// sign of f − y; NaN where no mean is f ≤ 0 or y < 0. f = 0 is one for y = 0 alone.
pub(crate) fn residual(y: f64, f: f64) -> f64 {
    if f.is_nan() || y < 0.0 || f < 0.0 || (f == 0.0 && y > 0.0) {
        return f64::NAN;
    }
    if y == 0.0 {
        return (2.0 * f).sqrt();
    }
    let u = (f - y) / y;
    // u − ln(1 + u) without the cancellation near 0: u²/2 − u³/3 + …
    let gap = if u.abs() < 1e-2 { series(u) } else { u - u.ln_1p() };
    (2.0 * y * gap).sqrt().copysign(u)
}

/// u − ln(1 + u) for small u, to rounding.
fn series(u: f64) -> f64 {
    // Terms of degree 2 to 9: the next is below 1e-16 of the first.
    let tail = (2..=9).rev().fold(0.0, |sum, k| 1.0 / f64::from(k) - u * sum);
    u * u * tail
}

/// ∂d/∂f = (f − y)/(f d); 1/√f at f = y. At f = y = 0, where it is infinite and d is 0, 1: a
/// parameter that has brought a mean to 0 counts as determined, and a point where the mean is 0 whatever the parameters
/// are, ∂f = 0, says nothing of them.
pub(crate) fn slope(y: f64, f: f64) -> f64 {
    if y == 0.0 {
        return if f == 0.0 { 1.0 } else { 1.0 / (2.0 * f).sqrt() };
    }
    let d = residual(y, f);
    if d.abs() < 1e-6 * f.sqrt() { 1.0 / f.sqrt() } else { (f - y) / (f * d) }
}

/// Of counts y at means f = `value`, point by point and lane by lane: cost = w d², pull = w (f − y)/f, weight = w/f: the
/// gradient and Fisher's information are Σ pull ∂f and Σ weight ∂f ∂fᵀ. A mean that none can be makes cost infinite; f = y = 0
/// is one that costs nothing and informs of nothing, but pulls as every count of 0.
/// `room` has twice as many points.
pub(crate) fn terms<R: Real>(
    y: &[Chunk],
    w: &[Chunk],
    value: &[[R; LANES]],
    pull: &mut [Chunk],
    cost: &mut [Chunk],
    weight: &mut [Chunk],
    room: &mut [Chunk],
) {
    let (ratio, logarithm) = room.split_at_mut(value.len());
    for ((ratio, y), f) in ratio.iter_mut().zip(y).zip(value) {
        for l in 0..LANES {
            ratio[l] = if y[l] > 0.0 { y[l] / f[l].into() } else { 1.0 };
        }
    }
    (vecmath::best().log)(ratio.as_flattened(), logarithm.as_flattened_mut());
    for p in 0..value.len() {
        for l in 0..LANES {
            let (y, w, f): (f64, f64, f64) = (y[p][l], w[p][l], value[p][l].into());
            let gap = f - y;
            // y ln(y/f) + (f − y) loses digits near f = y, where it is (f − y)²/2f and no part of the sum.
            let deviance = 2.0 * (y * logarithm[p][l] + gap);
            let near = gap * gap / f;
            let deviance = if gap.abs() < 1e-5 * f { near } else { deviance };
            let inside = f > 0.0 || (f == 0.0 && y == 0.0);
            cost[p][l] = if w == 0.0 {
                0.0
            } else if inside {
                w * deviance
            } else {
                f64::INFINITY
            };
            // A mean this small is one of a count of 0, and its information is none that could be counted.
            weight[p][l] = if f >= f64::MIN_POSITIVE { w / f } else { 0.0 };
            pull[p][l] = if y == 0.0 { w } else { weight[p][l] * gap };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squares_are_deviances() {
        for (y, f) in [(3.0, 5.0), (100.0, 100.5), (7.0, 7.0001), (0.0, 2.0), (20.0, 0.1_f64)] {
            let log = if y == 0.0 { 0.0 } else { y * f64::ln(y / f) };
            let want = 2.0 * (f - y + log);
            let d = residual(y, f);
            // `want` is itself a difference of numbers of the size of y.
            assert!(
                (d * d - want).abs() <= 1e-9 * want + 1e-14 * y.max(f),
                "{y} {f}: {} {want}",
                d * d
            );
            let h = 1e-5 * f;
            let difference = (residual(y, f + h) - residual(y, f - h)) / (2.0 * h);
            assert!((slope(y, f) - difference).abs() < 1e-6 * difference.abs(), "{y} {f}");
        }
        assert_eq!(residual(4.0, 4.0), 0.0);
        assert_eq!(slope(4.0, 4.0), 0.5);
        assert!(
            residual(1.0, 0.0).is_nan()
                && residual(0.0, -1.0).is_nan()
                && residual(-1.0, 1.0).is_nan()
        );
        assert_eq!(residual(0.0, 0.0), 0.0);
    }
}
