//! erf and erfc.
//!
//! Up to 1 (erfc: ½) a polynomial of erf; beyond it erfc x = e^(−x²)·P(u)/(x + ½) with u = a/(x + 3) − b, one polynomial for
//! 0.5..27.3 (the substitution is Schonfelder's, Math. Comp. 32, 1978), x² carried in two parts.

use super::arithmetic::{Arithmetic, polynomial, scale, two_product};
use super::exponential::{clamp, exp_parts};

/// erf(x)/x - 1 in z = x^2, x <= 1
// Largest effect 0.11 x 2^-53.
const ERF: [f64; 14] = [
    0.1283791670955126,
    -0.37612638903183754,
    0.1128379167095512,
    -0.026866170645129826,
    0.005223977625423116,
    -0.0008548327021921774,
    0.00012055332902288382,
    -1.4925647549075886e-05,
    1.6462045054724144e-06,
    -1.636463660480217e-07,
    1.4792347499413907e-08,
    -1.2164225654817864e-09,
    8.707834948949949e-11,
    -4.229011708989197e-12,
];

/// (x + 1/2)*exp(x^2)*erfc(x) on 1/2 <= x <= 27.3
// Largest effect 0.56 x 2^-53.
const ERFC: [f64; 23] = [
    0.6234902517899419,
    0.05272180786574577,
    -0.009146862899429611,
    -0.023966053176430274,
    -0.017339639462907893,
    -0.007784725562637073,
    -0.0021739096774822256,
    -0.00022578993093087455,
    8.586698287960509e-05,
    3.3619817974305475e-05,
    -1.4013034934333926e-06,
    -2.9647050190187447e-06,
    -1.1719286609256995e-07,
    2.710998949687371e-07,
    1.655566737146835e-08,
    -2.7891493252909853e-08,
    -8.092130047838137e-10,
    3.094337799130568e-09,
    -1.418609930139211e-10,
    -3.220788605701961e-10,
    4.517375628355557e-11,
    2.2218410506215447e-11,
    -5.065415979310943e-12,
];

/// u = SLOPE/(x + 3) − SHIFT runs over −1..1.
const SLOPE: f64 = 7.914179104477612;
const SHIFT: f64 = 1.2611940298507462;

/// Beyond it erfc is 0.
const LAST: f64 = 27.3;

/// Where the two formulas meet: 1 − erfc must not lose much, 1 − erf neither.
const ERF_MEETING: f64 = 1.0;
const ERFC_MEETING: f64 = 0.5;

/// erf x for |x| ≤ 1
#[inline(always)]
fn near<A: Arithmetic>(x: f64) -> f64 {
    A::fma(x, polynomial::<A, _, 14>(x * x, &ERF), x)
}

/// erfc a for a ≥ ½
#[inline(always)]
fn far<A: Arithmetic>(a: f64) -> f64 {
    let a = clamp(a, ERFC_MEETING, LAST);
    let (square, rest) = two_product::<A>(a, a);
    let (power, k) = exp_parts::<A>(-square, -rest);
    let u = A::fma(SLOPE, 1.0 / (a + 3.0), -SHIFT);
    // The scale comes last, so that a subnormal result is rounded once.
    scale(power * polynomial::<A, _, 23>(u, &ERFC) / (a + 0.5), k)
}

/// Error function: at most 1.5 ulp.
#[inline(always)]
pub(super) fn erf<A: Arithmetic>(x: f64) -> f64 {
    let a = x.abs();
    let (low, high) = (near::<A>(x), (1.0 - far::<A>(a)).copysign(x));
    let y = if a > ERF_MEETING { high } else { low };
    // Also where x² would underflow; the sign of 0.
    if a < f64::MIN_POSITIVE { x * std::f64::consts::FRAC_2_SQRT_PI } else { y }
}

/// 1 − erf x: at most 4 ulp.
#[inline(always)]
pub(super) fn erfc<A: Arithmetic>(x: f64) -> f64 {
    let a = x.abs();
    let (low, beyond) = (1.0 - near::<A>(x), far::<A>(a));
    let y = if x < 0.0 { 2.0 - beyond } else { beyond };
    if a > ERFC_MEETING { y } else { low }
}
