//! sin, cos, tan.
//!
//! |x| < [`FAR`]: x = k·π/2 + r with π/2 in three or four parts and the lost bits kept (Cody & Waite 1980), so that
//! r is right to a double's precision even next to a multiple of π/2. Beyond it the caller turns to [`far`].

use super::arithmetic::{
    Arithmetic, ROUND, fast_two_sum, polynomial, quotient, two_product, two_sum,
};

/// (sin r - r)/r^3 in z = r^2
// Largest effect 0.057 x 2^-53.
const SIN: [f64; 7] = [
    -0.16666666666666666,
    0.008333333333333331,
    -0.00019841269841265063,
    2.7557319219337312e-06,
    -2.5052106231802837e-08,
    1.6058531516797758e-10,
    -7.586691094197958e-13,
];

/// (cos r - 1 + z/2)/z^2 in z = r^2
// Largest effect 0.011 x 2^-53.
const COS: [f64; 7] = [
    0.041666666666666664,
    -0.0013888888888888887,
    2.4801587301584645e-05,
    -2.755731922140179e-07,
    2.0876755790721963e-09,
    -1.1470460830795304e-11,
    4.7458685530816656e-14,
];

/// π/2 in doubles of 53 bits, for fused products.
const FUSED: [f64; 3] =
    [std::f64::consts::FRAC_PI_2, 6.123233995736766e-17, -1.4973849048591698e-33];
/// π/2 in parts of 33 bits (the last one of 53): k times each is exact for |k| < 2^20.
const PLAIN: [f64; 4] =
    [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32];

/// Up to here the reduction holds: k < 2^19.
const FAR: f64 = 8e5;

/// Whether `x` is finite and beyond the reduction below.
#[inline(always)]
pub(super) fn far(x: f64) -> bool {
    x.abs() > FAR
}

/// (k as two's complement, r, rest of r), x = k·π/2 + r + rest.
#[inline(always)]
fn reduce<A: Arithmetic>(x: f64) -> (u64, f64, f64) {
    let t = A::fma(x, std::f64::consts::FRAC_2_PI, ROUND);
    let k = t - ROUND;
    let (high, low) = if A::FUSED {
        let r = A::fma(-k, FUSED[0], x);
        let (p, e) = two_product::<A>(k, FUSED[1]);
        let (r, lost) = two_sum(r, -p);
        (r, A::fma(-k, FUSED[2], lost - e))
    } else {
        let r = x - k * PLAIN[0];
        let (r, lost) = two_sum(r, -(k * PLAIN[1]));
        let (r, lost_too) = two_sum(r, -(k * PLAIN[2]));
        (r, (lost + lost_too) - k * PLAIN[3])
    };
    let (high, low) = fast_two_sum(high, low);
    (t.to_bits().wrapping_sub(ROUND.to_bits()), high, low)
}

/// sin(r + rest) − r, for |r| ≤ π/4.
#[inline(always)]
fn sin_tail<A: Arithmetic>(r: f64, rest: f64, z: f64) -> f64 {
    A::fma(z * r, polynomial::<A, _, 7>(z, &SIN), A::fma(rest, -0.5 * z, rest))
}

/// cos(r + rest) as a sum of two, the first next to 1.
#[inline(always)]
fn cos_parts<A: Arithmetic>(r: f64, rest: f64, z: f64) -> (f64, f64) {
    let half = 0.5 * z;
    let high = 1.0 - half;
    let tail = A::fma(z * z, polynomial::<A, _, 7>(z, &COS), -(r * rest));
    (high, ((1.0 - high) - half) + tail)
}

/// Sine and cosine, which have nearly all their work in common: at most 1 ulp for |x| < FAR.
#[inline(always)]
pub(super) fn sin_cos<A: Arithmetic>(x: f64) -> (f64, f64) {
    let (k, r, rest) = reduce::<A>(x);
    let z = r * r;
    let sin = r + sin_tail::<A>(r, rest, z);
    let (high, low) = cos_parts::<A>(r, rest, z);
    let cos = high + low;
    // Each quarter turns sine to cosine, every second one changes the sign, which is bit 1.
    let turned = |k: u64| {
        let y = if k & 1 == 0 { sin } else { cos };
        f64::from_bits(y.to_bits() ^ ((k & 2) << 62))
    };
    (if x == 0.0 { x } else { turned(k) }, turned(k.wrapping_add(1)))
}

/// Sine: at most 1 ulp for |x| < FAR.
#[inline(always)]
pub(super) fn sin<A: Arithmetic>(x: f64) -> f64 {
    sin_cos::<A>(x).0
}

/// Cosine: at most 1 ulp for |x| < FAR.
#[inline(always)]
pub(super) fn cos<A: Arithmetic>(x: f64) -> f64 {
    sin_cos::<A>(x).1
}

/// Tangent: at most 1 ulp for |x| < FAR.
#[inline(always)]
pub(super) fn tan<A: Arithmetic>(x: f64) -> f64 {
    let (k, r, rest) = reduce::<A>(x);
    let z = r * r;
    let (sh, sl) = fast_two_sum(r, sin_tail::<A>(r, rest, z));
    let (ch, cl) = cos_parts::<A>(r, rest, z);
    let (ch, cl) = fast_two_sum(ch, cl);
    // tan = sin/cos, or −cos/sin in the odd quarters.
    let odd = k & 1 == 1;
    let numerator = if odd { (-ch, -cl) } else { (sh, sl) };
    let denominator = if odd { (sh, sl) } else { (ch, cl) };
    let y = quotient::<A>(numerator, denominator);
    if x.abs() < f64::MIN_POSITIVE { x } else { y }
}
