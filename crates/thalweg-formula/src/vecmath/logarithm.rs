//! log, log1p, log2, log10.
//!
//! x = 2^k·(1 + f), √½ ≤ 1 + f < √2, s = f/(2 + f), log(1 + f) = 2s + s³·L(s²) (Cody & Waite 1980; Tang 1990
//! for the order of the sums). What is added last is the large exact part.

use super::arithmetic::{Arithmetic, TWO_52, fast_two_sum, polynomial, two_product, two_sum};
use super::exponential::{LN2_HIGH, LN2_LOW};

/// (log((1+s)/(1-s)) - 2s)/s^3 in z = s^2
// Largest effect 0.0047 x 2^-53.
const LOG: [f64; 8] = [
    0.6666666666666666,
    0.40000000000000885,
    0.28571428570799784,
    0.22222222392581045,
    0.18181795547521137,
    0.15386244737621665,
    0.13268638369266825,
    0.13088034850927555,
];

/// log10(2) to 41 bits, and the rest.
const LOG10_2_HIGH: f64 = 0.30102999566383914;
const LOG10_2_LOW: f64 = 1.42050232272661e-13;
/// log2(e) − its double.
const LOG2_E_LOW: f64 = 2.0355273740931033e-17;
/// log10(e) − its double.
const LOG10_E_LOW: f64 = 1.098319650216765e-17;

const SQRT_HALF_BITS: u64 = std::f64::consts::FRAC_1_SQRT_2.to_bits();
const ONE_BITS: u64 = 1.0f64.to_bits();
const MANTISSA: u64 = (1 << 52) - 1;
const TWO_54: f64 = 18014398509481984.0;

/// (k, f) with x = 2^k·(1 + f), for positive finite x, subnormal ones too.
#[inline(always)]
pub(super) fn decompose(x: f64) -> (f64, f64) {
    let small = x < f64::MIN_POSITIVE;
    let scaled = if small { x * TWO_54 } else { x };
    // The exponent field grows by one where the mantissa is √2 or more.
    let t = scaled.to_bits().wrapping_add(ONE_BITS - SQRT_HALF_BITS);
    let mantissa = (t & MANTISSA).wrapping_add(SQRT_HALF_BITS);
    let bias = if small { TWO_52 + 1023.0 + 54.0 } else { TWO_52 + 1023.0 };
    // An integer below 2^52 becomes a double by way of the bits of 2^52.
    let k = f64::from_bits((t >> 52) | TWO_52.to_bits()) - bias;
    (k, f64::from_bits(mantissa) - 1.0)
}

/// f²/2 and s·(f²/2 + R): log(1 + f) = f − (first − second).
#[inline(always)]
fn terms<A: Arithmetic>(f: f64) -> (f64, f64) {
    let s = f / (2.0 + f);
    let z = s * s;
    let half_square = 0.5 * f * f;
    (half_square, s * A::fma(z, polynomial::<A, _, 8>(z, &LOG), half_square))
}

/// What a logarithm is where `y`, computed as if x were positive and finite, does not hold.
#[inline(always)]
fn with_specials(x: f64, y: f64) -> f64 {
    let y = if x == f64::INFINITY { x } else { y };
    let y = if x == 0.0 { f64::NEG_INFINITY } else { y };
    if x >= 0.0 { y } else { f64::NAN }
}

/// Natural logarithm: at most 1 ulp.
#[inline(always)]
pub(super) fn log<A: Arithmetic>(x: f64) -> f64 {
    let (k, f) = decompose(x);
    let (half_square, rest) = terms::<A>(f);
    let low = A::fma(k, LN2_LOW, rest);
    with_specials(x, A::fma(k, LN2_HIGH, f - (half_square - low)))
}

/// log(1 + x): at most 1 ulp.
#[inline(always)]
pub(super) fn log1p<A: Arithmetic>(x: f64) -> f64 {
    // 1 + x = u + lost exactly; where u needs no scaling f = x is exact already.
    let (u, lost) = two_sum(1.0, x);
    let (k, f) = decompose(u);
    let near = k == 0.0;
    let f = if near { x } else { f };
    let (half_square, rest) = terms::<A>(f);
    // lost/u to a few bits: it is below an ulp of the result.
    let correction = if near | (u > TWO_54) { 0.0 } else { lost / u };
    let low = A::fma(k, LN2_LOW, rest + correction);
    let y = A::fma(k, LN2_HIGH, f - (half_square - low));
    let y = with_specials(u, y);
    // Also keeps the sign of 0 and every subnormal.
    if x.abs() < f64::MIN_POSITIVE { x } else { y }
}

/// log(1 + f) as a sum of two doubles, to about 2^-60.
#[inline(always)]
fn log_parts<A: Arithmetic>(f: f64) -> (f64, f64) {
    let (_, rest) = terms::<A>(f);
    let (square, square_low) = two_product::<A>(f, f);
    let (h, l) = fast_two_sum(f, -0.5 * square);
    fast_two_sum(h, l - 0.5 * square_low + rest)
}

/// k·(high + low) + (h + l)·(unit + unit_low), added from the small end.
#[inline(always)]
fn in_other_base<A: Arithmetic>(
    k: f64,
    (high, low): (f64, f64),
    (h, l): (f64, f64),
    (unit, unit_low): (f64, f64),
) -> f64 {
    let (p, e) = two_product::<A>(h, unit);
    let e = A::fma(h, unit_low, A::fma(l, unit, e));
    let (sum, rest) = two_sum(k * high, p);
    sum + (rest + A::fma(k, low, e))
}

/// Logarithm to base 2: at most 1 ulp, exact for powers of two.
#[inline(always)]
pub(super) fn log2<A: Arithmetic>(x: f64) -> f64 {
    let (k, f) = decompose(x);
    let unit = (std::f64::consts::LOG2_E, LOG2_E_LOW);
    with_specials(x, in_other_base::<A>(k, (1.0, 0.0), log_parts::<A>(f), unit))
}

/// Logarithm to base 10: at most 1 ulp, exact for powers of ten.
#[inline(always)]
pub(super) fn log10<A: Arithmetic>(x: f64) -> f64 {
    let (k, f) = decompose(x);
    let unit = (std::f64::consts::LOG10_E, LOG10_E_LOW);
    let y = in_other_base::<A>(k, (LOG10_2_HIGH, LOG10_2_LOW), log_parts::<A>(f), unit);
    with_specials(x, y)
}
