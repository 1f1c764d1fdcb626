//! exp, log, sqrt, sin and cos of f32, by the methods of their f64 kernels with what fewer digits need.

use super::arithmetic::{Arithmetic, ROUND as ROUND_WIDE, polynomial};

/// (e^r - 1 - r)/r^2 on |r| <= ln2/2
// Largest effect 0.14 x 2^-24.
const EXP: [f32; 5] = [0.5, 0.16666576, 0.041666552, 0.008363233, 0.001392625];

/// (log((1+s)/(1-s)) - 2s)/s^3 in z = s^2
// Largest effect 0.039 x 2^-24.
const LOG: [f32; 3] = [0.66666687, 0.3998876, 0.29580986];

/// (sin r - r)/r^3 in z = r^2
// Largest effect 0.21 x 2^-24.
const SIN: [f32; 3] = [-0.16666664, 0.008332748, -0.00019587866];

/// (cos r - 1 + z/2)/z^2 in z = r^2
// Largest effect 0.013 x 2^-24.
const COS: [f32; 3] = [0.041666664, -0.0013888302, 2.4547917e-05];

/// Adding and subtracting this rounds |x| < 2^22 to an integer, which is then also in the low bits: 1.5·2^23.
const ROUND: f32 = 12582912.0;

/// ln 2 to 15 bits: k times it is exact for |k| < 2^9.
const LN2_HIGH: f32 = 0.69314575;
/// ln 2 − LN2_HIGH
const LN2_LOW: f32 = 1.4286068e-06;

/// e^x overflows above it even when halved, and is 0 below the negative one.
const FAR: f32 = 110.0;

/// y·2^n for −160 ≤ n ≤ 160 with one rounding, n as two's complement in a u32.
#[inline(always)]
fn scale(y: f32, n: u32) -> f32 {
    // Two factors 2^n1·2^n2: either alone would leave the exponent range at the ends.
    let biased = n.wrapping_add(254);
    let first = biased >> 1;
    let second = biased.wrapping_sub(first);
    y * f32::from_bits(first << 23) * f32::from_bits(second << 23)
}

/// e^x: at most 1.5 ulp.
#[inline(always)]
pub(super) fn exp<A: Arithmetic>(x: f32) -> f32 {
    let x = if x > FAR { FAR } else { x };
    let x = if x < -FAR { -FAR } else { x };
    let t = A::fma(x, std::f32::consts::LOG2_E, ROUND);
    let k = t - ROUND;
    let r = A::fma(-k, LN2_LOW, A::fma(-k, LN2_HIGH, x));
    let y = 1.0 + A::fma(r * r, polynomial::<A, _, 5>(r, &EXP), r);
    scale(y, t.to_bits().wrapping_sub(ROUND.to_bits()))
}

const SQRT_HALF_BITS: u32 = std::f32::consts::FRAC_1_SQRT_2.to_bits();
const ONE_BITS: u32 = 1.0f32.to_bits();
const MANTISSA: u32 = (1 << 23) - 1;
const TWO_25: f32 = 33554432.0;
/// 2^23: an integer below it becomes a number by way of its bits.
const TWO_23: f32 = 8388608.0;

/// Natural logarithm: at most 1.5 ulp.
#[inline(always)]
pub(super) fn log<A: Arithmetic>(x: f32) -> f32 {
    let small = x < f32::MIN_POSITIVE;
    let scaled = if small { x * TWO_25 } else { x };
    // The exponent field grows by one where the mantissa is √2 or more.
    let t = scaled.to_bits().wrapping_add(ONE_BITS - SQRT_HALF_BITS);
    let mantissa = (t & MANTISSA).wrapping_add(SQRT_HALF_BITS);
    let bias = if small { TWO_23 + 127.0 + 25.0 } else { TWO_23 + 127.0 };
    let k = f32::from_bits((t >> 23) | TWO_23.to_bits()) - bias;
    let f = f32::from_bits(mantissa) - 1.0;
    let s = f / (2.0 + f);
    let z = s * s;
    let half_square = 0.5 * f * f;
    let rest = s * A::fma(z, polynomial::<A, _, 3>(z, &LOG), half_square);
    let low = A::fma(k, LN2_LOW, rest);
    let y = A::fma(k, LN2_HIGH, f - (half_square - low));
    let y = if x == f32::INFINITY { x } else { y };
    let y = if x == 0.0 { f32::NEG_INFINITY } else { y };
    if x >= 0.0 { y } else { f32::NAN }
}

/// Square root, correctly rounded.
#[inline(always)]
pub(super) fn sqrt<A: Arithmetic>(x: f32) -> f32 {
    x.sqrt()
}

/// π/2 to 33 bits, k times which is exact for |k| < 2^20, and the rest.
const HALF_PI: [f64; 2] = [1.5707963267341256, 6.077100506506192e-11];

/// Whether `x` is finite and beyond the reduction below.
#[inline(always)]
pub(super) fn far(x: f32) -> bool {
    x.abs() > 8e5
}

/// Sine and cosine: at most 2 ulp for |x| < 8·10⁵. What is left of x when multiples of π/2 are taken off is found in
/// f64, for a few instructions of twice the width: next to such a multiple it has lost up to half of its digits.
#[inline(always)]
pub(super) fn sin_cos<A: Arithmetic>(x: f32) -> (f32, f32) {
    let wide = f64::from(x);
    let t = A::fma(wide, std::f64::consts::FRAC_2_PI, ROUND_WIDE);
    let k = t - ROUND_WIDE;
    let r = A::fma(-k, HALF_PI[1], A::fma(-k, HALF_PI[0], wide)) as f32;
    let z = r * r;
    let sin = A::fma(z * r, polynomial::<A, _, 3>(z, &SIN), r);
    let cos = A::fma(z * z, polynomial::<A, _, 3>(z, &COS), 1.0 - 0.5 * z);
    // Each quarter turns sine to cosine, every second one changes the sign, which is bit 1.
    let quarter = t.to_bits() as u32;
    let turned = |k: u32| {
        let y = if k & 1 == 0 { sin } else { cos };
        f32::from_bits(y.to_bits() ^ ((k & 2) << 30))
    };
    (if x == 0.0 { x } else { turned(quarter) }, turned(quarter.wrapping_add(1)))
}

/// Sine: as [`sin_cos`].
#[inline(always)]
pub(super) fn sin<A: Arithmetic>(x: f32) -> f32 {
    sin_cos::<A>(x).0
}

/// Cosine: as [`sin_cos`].
#[inline(always)]
pub(super) fn cos<A: Arithmetic>(x: f32) -> f32 {
    sin_cos::<A>(x).1
}

/// sin x for any x.
pub(super) fn any_sin(x: f32) -> f32 {
    libm::sin(x.into()) as f32
}

/// cos x for any x.
pub(super) fn any_cos(x: f32) -> f32 {
    libm::cos(x.into()) as f32
}
