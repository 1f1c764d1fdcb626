//! sqrt and cbrt.

use super::arithmetic::{Arithmetic, ROUND, polynomial, two_product};
use super::logarithm::decompose;

/// cbrt(1 + f), to 1.1e-5
const CBRT: [f64; 5] = [
    1.0000068895179226,
    0.3332432123089716,
    -0.11172969285296756,
    0.06534528287830144,
    -0.03600019208330247,
];

/// 2^(1/3) and 2^(-1/3)
const ROOT_OF_2: f64 = 1.2599210498948732;
const ROOT_OF_HALF: f64 = 0.7937005259840998;

/// Square root, correctly rounded: one instruction everywhere.
#[inline(always)]
pub(super) fn sqrt<A: Arithmetic>(x: f64) -> f64 {
    x.sqrt()
}

/// Cube root: at most 1 ulp.
#[inline(always)]
pub(super) fn cbrt<A: Arithmetic>(x: f64) -> f64 {
    // |x| = 2^(3n)·v, v = 2^(-1, 0 or 1)·(1 + f)
    let (k, f) = decompose(x.abs());
    let t = A::fma(k, 1.0 / 3.0, ROUND);
    let third = t - ROUND;
    let left = k - 3.0 * third;
    let (factor, root) = if left > 0.5 { (2.0, ROOT_OF_2) } else { (1.0, 1.0) };
    let (factor, root) = if left < -0.5 { (0.5, ROOT_OF_HALF) } else { (factor, root) };
    let v = factor * (1.0 + f);
    let guess = root * polynomial::<A, _, 5>(f, &CBRT);
    // Halley's step takes 1e-5 to 1e-15, Newton's with a residual in two parts the rest.
    let cube = guess * guess * guess;
    let y = guess * (cube + 2.0 * v) / (2.0 * cube + v);
    let (square, square_low) = two_product::<A>(y, y);
    let (cube, cube_low) = two_product::<A>(square, y);
    let residual = (v - cube) - A::fma(square_low, y, cube_low);
    let y = y + residual / (3.0 * square);
    // 2^n; |n| ≤ 358
    let n = t.to_bits().wrapping_sub(ROUND.to_bits());
    let y = (y * f64::from_bits(n.wrapping_add(1023) << 52)).copysign(x);
    if (x == 0.0) | !x.is_finite() { x } else { y }
}
