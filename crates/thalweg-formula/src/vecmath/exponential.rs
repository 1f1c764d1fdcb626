//! exp, expm1, sinh, cosh, tanh.
//!
//! x = k·ln2 + r with |r| ≤ ln2/2 (Cody & Waite 1980, two-part ln2), e^r - 1 by a polynomial,
//! then 2^k through the exponent bits (Tang 1989, without the table).

use super::arithmetic::{Arithmetic, ROUND, fast_two_sum, polynomial, quotient, scale, two_sum};

/// (e^r - 1 - r)/r^2 on |r| <= ln2/2
// Largest effect 0.0029 x 2^-53.
const EXP: [f64; 11] = [
    0.5,
    0.1666666666666667,
    0.04166666666666667,
    0.008333333333326084,
    0.0013888888888883711,
    0.0001984126987500228,
    2.480158732567746e-05,
    2.755725517000089e-06,
    2.755727347871858e-07,
    2.5105312729622103e-08,
    2.09147553258932e-09,
];

/// ln 2 to 41 bits: k times it is exact for |k| < 2^12.
pub(super) const LN2_HIGH: f64 = 0.693147180559663;
/// ln 2 − LN2_HIGH
pub(super) const LN2_LOW: f64 = 2.8235290563031577e-13;

/// Above it e^x overflows even when halved; below the negative one it is 0, and k stays within `scale`'s range.
const FAR: f64 = 750.0;

/// −FAR..FAR; NaN stays NaN.
#[inline(always)]
pub(super) fn clamp(x: f64, low: f64, high: f64) -> f64 {
    let x = if x > high { high } else { x };
    if x < low { low } else { x }
}

/// (k as two's complement, r, rest) with x = k·ln2 + r + rest.
#[inline(always)]
fn reduce<A: Arithmetic>(x: f64) -> (u64, f64, f64) {
    let t = A::fma(x, std::f64::consts::LOG2_E, ROUND);
    let k = t - ROUND;
    let high = A::fma(-k, LN2_HIGH, x);
    let low = k * LN2_LOW;
    let r = high - low;
    (t.to_bits().wrapping_sub(ROUND.to_bits()), r, (high - r) - low)
}

/// e^(r + rest), with an error of 0.55 ulp: what 1 + r loses is added with the small terms.
#[inline(always)]
fn exp_of_rest<A: Arithmetic>(r: f64, rest: f64) -> f64 {
    let (h, l) = fast_two_sum(1.0, r);
    h + (l + A::fma(r * r, polynomial::<A, _, 11>(r, &EXP), rest))
}

/// e^x: at most 1 ulp.
#[inline(always)]
pub(super) fn exp<A: Arithmetic>(x: f64) -> f64 {
    let (k, r, rest) = reduce::<A>(clamp(x, -FAR, FAR));
    scale(exp_of_rest::<A>(r, rest), k)
}

/// (y, k) with e^(high + low) = 2^k·y, |low| below an ulp of high, clamped beyond ±750.
#[inline(always)]
pub(super) fn exp_parts<A: Arithmetic>(high: f64, low: f64) -> (f64, u64) {
    let (k, r, rest) = reduce::<A>(clamp(high, -FAR, FAR));
    let low = if high.abs() > FAR { 0.0 } else { low };
    let (r, rest) = fast_two_sum(r, rest + low);
    (exp_of_rest::<A>(r, rest), k)
}

/// (k, h, l) with e^x − 1 = 2^k·(h + l).
#[inline(always)]
fn expm1_parts<A: Arithmetic>(x: f64) -> (u64, f64, f64) {
    let (k, r, rest) = reduce::<A>(x);
    let tail = A::fma(r * r, polynomial::<A, _, 11>(r, &EXP), rest);
    // 2^-k, and 0 where it is below every rounding.
    let power = f64::from_bits(1023u64.wrapping_sub(k) << 52);
    let power = if x > 60.0 { 0.0 } else { power };
    let rest_of_one = 1.0 - power;
    let lost = (1.0 - rest_of_one) - power;
    let (h, l) = two_sum(rest_of_one, r);
    (k, h, l + (tail + lost))
}

/// e^x − 1: at most 1.5 ulp.
#[inline(always)]
pub(super) fn expm1<A: Arithmetic>(x: f64) -> f64 {
    let (k, h, l) = expm1_parts::<A>(clamp(x, -60.0, FAR));
    scale(h + l, k).copysign(x)
}

/// sinh x = ((e^|x| − 1) + (1 − e^−|x|))/2 with the sign of x: at most 2 ulp.
#[inline(always)]
pub(super) fn sinh<A: Arithmetic>(x: f64) -> f64 {
    let a = clamp(x.abs(), 0.0, FAR);
    let (k, h, l) = expm1_parts::<A>(a);
    // e^a − 1 once more, in a size that cannot overflow: only its ratio to 1 + itself is used.
    let u = scale(h + l, if a > 60.0 { 64 } else { k });
    let half = scale(h + l, k.wrapping_sub(1));
    let y = (half + 0.5 * (u / (1.0 + u))).copysign(x);
    // x³/6 is below every rounding, and halves of subnormal numbers are not exact.
    if x.abs() < 1e-9 { x } else { y }
}

/// cosh x = e^|x|/2 + 1/(2·e^|x|): at most 2 ulp.
#[inline(always)]
pub(super) fn cosh<A: Arithmetic>(x: f64) -> f64 {
    let (k, r, rest) = reduce::<A>(clamp(x.abs(), 0.0, FAR));
    let half = scale(exp_of_rest::<A>(r, rest), k.wrapping_sub(1));
    half + 0.25 / half
}

/// tanh x = u/(2 + u), u = e^(2|x|) − 1, with the sign of x: at most 1 ulp.
#[inline(always)]
pub(super) fn tanh<A: Arithmetic>(x: f64) -> f64 {
    let (k, h, l) = expm1_parts::<A>(clamp(2.0 * x.abs(), 0.0, 60.0));
    let (h, l) = fast_two_sum(h, l);
    let (h, l) = (scale(h, k), scale(l, k));
    let (d, dl) = two_sum(2.0, h);
    let y = quotient::<A>((h, l), (d, dl + l)).copysign(x);
    if x.abs() < f64::MIN_POSITIVE { x } else { y }
}
