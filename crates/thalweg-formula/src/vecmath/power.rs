//! pow: x^y = e^(y·log|x|), the logarithm and its product with y carried as sums of two doubles.

use super::arithmetic::{Arithmetic, TWO_52, fast_two_sum, polynomial, scale, two_product};
use super::exponential::{LN2_HIGH, LN2_LOW, clamp, exp_parts};
use super::logarithm::decompose;

/// (log((1+s)/(1-s)) - 2s - 2/3 s^3)/s^5 in z = s^2
// Largest effect 8.6e-5 x 2^-53.
const LOG_TAIL: [f64; 9] = [
    0.4,
    0.28571428571428564,
    0.2222222222222847,
    0.1818181817964499,
    0.1538461576290815,
    0.13333296397963834,
    0.11766819021629554,
    0.10456195110401492,
    0.1076362151501126,
];

/// 2/3 − its double.
const TWO_THIRDS_LOW: f64 = 3.700743415417188e-17;

/// log x = h + l to about 2^-66, for positive finite x.
#[inline(always)]
fn log_double<A: Arithmetic>(x: f64) -> (f64, f64) {
    let (k, f) = decompose(x);
    // s = f/(2 + f) in two parts, with one division.
    let (d, dl) = fast_two_sum(2.0, f);
    let inverse = 1.0 / d;
    let s = f * inverse;
    let (p, e) = two_product::<A>(s, d);
    let sl = (((f - p) - e) - s * dl) * inverse;
    // s³·L(s²), L = 2/3 + 2/5·z + ...
    let (z, zl) = two_product::<A>(s, s);
    let zl = A::fma(2.0 * s, sl, zl);
    let (c, cl) = two_product::<A>(s, z);
    let cl = A::fma(s, zl, A::fma(sl, z, cl));
    let (q, ql) = fast_two_sum(2.0 / 3.0, z * polynomial::<A, _, 9>(z, &LOG_TAIL));
    let ql = ql + TWO_THIRDS_LOW;
    let (t, tl) = two_product::<A>(c, q);
    let tl = A::fma(c, ql, A::fma(cl, q, tl));
    // k·ln2 + 2s + t
    let (h, e1) = fast_two_sum(k * LN2_HIGH, 2.0 * s);
    let (h, e2) = fast_two_sum(h, t);
    fast_two_sum(h, (e1 + e2) + (A::fma(k, LN2_LOW, 2.0 * sl) + tl))
}

/// x^y as in IEEE 754's `pow`: at most 1 ulp.
#[inline(always)]
pub(super) fn pow<A: Arithmetic>(x: f64, y: f64) -> f64 {
    let a = x.abs();
    let (h, l) = log_double::<A>(a);
    // Beyond 2^70 every base but 1 has overflowed or vanished: |log x| ≥ 2^-53.
    let bounded = clamp(y, -1e21, 1e21);
    let (p, e) = two_product::<A>(bounded, h);
    let (power, k) = exp_parts::<A>(p, A::fma(bounded, l, e));
    let r = scale(power, k);

    // `|` and `&`, not `||` and `&&`: a branch would keep the loop from becoming vector instructions.
    let (zero, infinite) = (a == 0.0, a == f64::INFINITY);
    let r = if (zero & (y > 0.0)) | (infinite & (y < 0.0)) { 0.0 } else { r };
    let r = if (zero & (y < 0.0)) | (infinite & (y > 0.0)) { f64::INFINITY } else { r };
    let (integer, odd) = parity(y);
    let negative = x.is_sign_negative();
    let r = if negative & odd { -r } else { r };
    let r = if (x < 0.0) & !infinite & !integer { f64::NAN } else { r };
    let r = if x.is_nan() | y.is_nan() { f64::NAN } else { r };
    if (x == 1.0) | (y == 0.0) { 1.0 } else { r }
}

/// Whether y is an integer, and whether an odd one.
#[inline(always)]
fn parity(y: f64) -> (bool, bool) {
    let a = y.abs();
    let t = a + TWO_52;
    let integer = (a >= TWO_52) | (t - TWO_52 == a);
    // From 2^52 on the last bit of y itself is its last binary digit, from 2^53 on every y is even.
    let digits = if a >= TWO_52 { a.to_bits() } else { t.to_bits() };
    (integer, integer & (a < 2.0 * TWO_52) & (digits & 1 == 1))
}
