//! asin, acos, atan, atan2.
//!
//! The arctangent is reduced to |q| ≤ √2 − 1 by the addition theorem with π/4 and π/2, the arcsine above ½ by
//! asin x = π/2 − 2·asin √((1−x)/2) (Cody & Waite 1980).

use super::arithmetic::{Arithmetic, polynomial};
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI, SQRT_2};

/// (atan q - q)/q^3 in z = q^2
// Largest effect 0.025 x 2^-53.
const ATAN: [f64; 12] = [
    -0.3333333333333333,
    0.199999999999998,
    -0.14285714285659326,
    0.11111111105106705,
    -0.09090908751076636,
    0.0769229630497447,
    -0.06666423628069258,
    0.058789145444006215,
    -0.052303478730160745,
    0.04551108126325172,
    -0.034558092551413795,
    0.01627194475162406,
];

/// (asin s - s)/s^3 in z = s^2
// Largest effect 0.048 x 2^-53.
const ASIN: [f64; 13] = [
    0.16666666666666669,
    0.07499999999998425,
    0.04464285714637338,
    0.030381944137085216,
    0.022372173002005596,
    0.017352391265909227,
    0.013971235301124539,
    0.011478952690257387,
    0.010324318288744113,
    0.00545087818772055,
    0.017419357964884856,
    -0.014881409392818066,
    0.02877844261259304,
];

/// π/4 − its double; the same holds for 2 and 4 times it.
const FRAC_PI_4_LOW: f64 = 3.061616997868383e-17;
/// 3π/4, and what its double leaves out.
const THREE_PI_4: f64 = 2.356194490192345;
const THREE_PI_4_LOW: f64 = 9.184850993605148e-17;

/// tan(π/8) and tan(3π/8)
const TAN_PI_8: f64 = SQRT_2 - 1.0;
const TAN_3_PI_8: f64 = SQRT_2 + 1.0;

/// atan q − q, |q| ≤ tan(π/8)
#[inline(always)]
fn atan_tail<A: Arithmetic>(q: f64) -> f64 {
    let z = q * q;
    q * z * polynomial::<A, _, 12>(z, &ATAN)
}

/// Arctangent: at most 2 ulp.
#[inline(always)]
pub(super) fn atan<A: Arithmetic>(x: f64) -> f64 {
    let a = x.abs();
    let (middle, large) = (a > TAN_PI_8, a > TAN_3_PI_8);
    let (n, d) = if middle { (a - 1.0, a + 1.0) } else { (a, 1.0) };
    let (n, d) = if large { (-1.0, a) } else { (n, d) };
    let parts = if large {
        2.0
    } else if middle {
        1.0
    } else {
        0.0
    };
    let q = n / d;
    let y = parts * FRAC_PI_4 + (q + A::fma(parts, FRAC_PI_4_LOW, atan_tail::<A>(q)));
    y.copysign(x)
}

/// The angle of the point (x, y), −π..π: at most 2 ulp.
#[inline(always)]
pub(super) fn atan2<A: Arithmetic>(y: f64, x: f64) -> f64 {
    let (ax, ay) = (x.abs(), y.abs());
    // Two infinities count as equal, and two zeros as the point 1 on the axis.
    let both_infinite = (ax == f64::INFINITY) & (ay == f64::INFINITY);
    let (ax, ay) = if both_infinite { (1.0, 1.0) } else { (ax, ay) };
    let (ax, ay) = if (ax == 0.0) & (ay == 0.0) { (1.0, 0.0) } else { (ax, ay) };
    let steep = ay > ax;
    let (large, small) = if steep { (ay, ax) } else { (ax, ay) };
    // Their sum must not overflow; beside a large one a small one that loses bits here does not count.
    let factor = if large > 1e300 { 0.25 } else { 1.0 };
    let (large, small) = (large * factor, small * factor);
    let middle = small > TAN_PI_8 * large;
    let (n, d) = if middle { (small - large, small + large) } else { (small, large) };
    let q = n / d;

    // The angle is eighths·π/4 ± atan q.
    let left = x.is_sign_negative();
    let turned = steep != left;
    let axis = if steep {
        2.0
    } else if left {
        4.0
    } else {
        0.0
    };
    let diagonal = if middle { 1.0 } else { 0.0 };
    let eighths = if turned { axis - diagonal } else { axis + diagonal };
    let q = if turned { -q } else { q };
    let high = if eighths == 3.0 { THREE_PI_4 } else { eighths * FRAC_PI_4 };
    let low = if eighths == 3.0 { THREE_PI_4_LOW } else { eighths * FRAC_PI_4_LOW };
    let angle = (high + (q + (low + atan_tail::<A>(q)))).copysign(y);
    if x.is_nan() | y.is_nan() { f64::NAN } else { angle }
}

/// (s, asin s − s) with asin|x| = s + .. or, above ½, π/2 − 2·(s + ..).
#[inline(always)]
fn half_angle<A: Arithmetic>(a: f64, above: bool) -> (f64, f64) {
    let z = if above { 0.5 * (1.0 - a) } else { a * a };
    let s = if above { z.sqrt() } else { a };
    (s, s * z * polynomial::<A, _, 13>(z, &ASIN))
}

/// Arcsine: at most 2 ulp.
#[inline(always)]
pub(super) fn asin<A: Arithmetic>(x: f64) -> f64 {
    let a = x.abs();
    let above = a > 0.5;
    let (s, tail) = half_angle::<A>(a, above);
    let far = FRAC_PI_2 - (2.0 * s + (2.0 * tail - 2.0 * FRAC_PI_4_LOW));
    (if above { far } else { s + tail }).copysign(x)
}

/// Arccosine: at most 2 ulp.
#[inline(always)]
pub(super) fn acos<A: Arithmetic>(x: f64) -> f64 {
    let a = x.abs();
    let above = a > 0.5;
    let (s, tail) = half_angle::<A>(a, above);
    let right = 2.0 * (s + tail);
    let left = PI - (2.0 * s + (2.0 * tail - 4.0 * FRAC_PI_4_LOW));
    let middle = FRAC_PI_2 - (s + (tail - 2.0 * FRAC_PI_4_LOW)).copysign(x);
    let outer = if x < 0.0 { left } else { right };
    if above { outer } else { middle }
}
