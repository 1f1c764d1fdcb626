//! Sums and norms that neither overflow nor depend on units.
//!
//! Every sum runs in a fixed order over eight partial sums, so it vectorises and gives the same
//! bits on every machine.

use multiversion::multiversion;

const LANES: usize = 8;
/// Within these limits no square that matters to a sum of squares has left the normal range.
pub(crate) const SAFE_SQUARES: std::ops::Range<f64> = 1e-260..1e290;

/// aᵀb.
#[inline(always)]
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    dot_here(a, b)
}

/// [`dot`], compiled for whatever instructions its caller is: the same bits with any of them.
#[inline(always)]
pub(crate) fn dot_here(a: &[f64], b: &[f64]) -> f64 {
    if a.len() < LANES {
        // What the lanes would give, without setting them up: most vectors are as long as x.
        let mut sum = 0.0;
        for (u, v) in a.iter().zip(b) {
            sum += u * v;
        }
        return sum;
    }
    let mut lanes = [0.0; LANES];
    let (a8, a_rest) = a.as_chunks::<LANES>();
    let (b8, b_rest) = b.as_chunks::<LANES>();
    for (u, v) in a8.iter().zip(b8) {
        for k in 0..LANES {
            lanes[k] += u[k] * v[k];
        }
    }
    let mut sum = fold(lanes);
    for (u, v) in a_rest.iter().zip(b_rest) {
        sum += u * v;
    }
    sum
}

/// ‖a‖, without overflow or loss to underflow at any magnitude.
///
/// A sum of squares that leaves the safe range is taken again on values multiplied by a power of
/// two, which is exact: the result does not depend on the unit of a.
#[inline(always)]
pub(crate) fn norm(a: &[f64]) -> f64 {
    let squares = dot_here(a, a);
    if SAFE_SQUARES.contains(&squares) { squares.sqrt() } else { norm_of_extremes(a) }
}

/// [`norm`] where squares overflow or vanish.
#[cold]
fn norm_of_extremes(a: &[f64]) -> f64 {
    let largest = a.iter().fold(0.0_f64, |most, v| if v.is_nan() { *v } else { most.max(v.abs()) });
    if largest == 0.0 || !largest.is_finite() {
        return if a.iter().any(|v| v.is_nan()) { f64::NAN } else { largest };
    }
    let (down, up) = power_of_two_around(largest);
    let mut sum = 0.0;
    for v in a {
        let scaled = v * down;
        sum += scaled * scaled;
    }
    sum.sqrt() * up
}

/// √(a² + b²) with the same guarantees as [`norm`].
#[inline(always)]
pub(crate) fn hypot(a: f64, b: f64) -> f64 {
    norm(&[a, b])
}

/// y ← y + s·x.
#[inline(always)]
pub(crate) fn add_scaled(y: &mut [f64], s: f64, x: &[f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += s * x;
    }
}

/// Whether every value is finite.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
pub(crate) fn all_finite(a: &[f64]) -> bool {
    // A sum of v·0 is 0 for finite values and NaN otherwise, and it vectorises.
    let mut lanes = [0.0; LANES];
    let (a8, rest) = a.as_chunks::<LANES>();
    for u in a8 {
        for k in 0..LANES {
            lanes[k] += u[k] * 0.0;
        }
    }
    fold(lanes) == 0.0 && rest.iter().all(|v| v.is_finite())
}

/// A power of two near 1/v and its reciprocal (both normal numbers).
fn power_of_two_around(v: f64) -> (f64, f64) {
    let exponent = (v.log2().floor() as i32).clamp(-1021, 1021);
    ((2.0_f64).powi(-exponent), (2.0_f64).powi(exponent))
}

fn fold(l: [f64; LANES]) -> f64 {
    ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn norm_survives_extreme_magnitudes() {
        assert!((norm(&[3e200, 4e200]) / 5e200 - 1.0).abs() < 1e-15);
        assert!((norm(&[3e-200, 4e-200]) / 5e-200 - 1.0).abs() < 1e-15);
        assert_eq!(norm(&[0.0, 0.0]), 0.0);
        assert_eq!(norm(&[f64::INFINITY, 1.0]), f64::INFINITY);
        assert!(norm(&[f64::NAN, 1.0]).is_nan());
        assert!(norm(&[5e-324, 0.0]) > 0.0);
    }

    #[test]
    fn norm_is_exact_under_powers_of_two() {
        let a: Vec<f64> = (1..40).map(|i| (i as f64).sin()).collect();
        for k in [-900, -500, -60, 60, 500, 900] {
            let s = 2.0_f64.powi(k);
            let scaled: Vec<f64> = a.iter().map(|v| v * s).collect();
            let relative = norm(&scaled) / s / norm(&a);
            // Beyond ±2^430 the sum runs in another order, so the last bit may differ.
            assert!(if k.abs() <= 400 { relative == 1.0 } else { (relative - 1.0).abs() < 1e-15 });
        }
    }

    #[test]
    fn finite_is_noticed_everywhere() {
        let mut a = vec![1e308; 19];
        assert!(all_finite(&a));
        for i in 0..19 {
            a[i] = f64::NAN;
            assert!(!all_finite(&a));
            a[i] = f64::NEG_INFINITY;
            assert!(!all_finite(&a));
            a[i] = 1.0;
        }
    }
}
