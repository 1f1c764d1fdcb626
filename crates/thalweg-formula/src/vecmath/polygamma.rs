//! digamma and trigamma, one element at a time (gamma and lgamma come from `libm`).
//!
//! Recurrence into an interval where a short formula holds, reflection for negative arguments
//! (Abramowitz & Stegun 6.3 and 6.4).

use std::f64::consts::PI;

/// The positive zero of digamma in two parts.
const ROOT: f64 = 1.4616321449683622;
const ROOT_LOW: f64 = 9.549995429965697e-17;

/// digamma(x)/(x - root) on 1 <= x <= 2 in powers of x - 3/2
// Largest effect 0.44 x 2^-53.
const DIGAMMA: [f64; 23] = [
    0.9510558760318328,
    -0.4236274212814606,
    0.24054248424078697,
    -0.14840492305388092,
    0.09498872445289039,
    -0.06192213327548831,
    0.040760833940846085,
    -0.026975796659787055,
    0.017907248317313294,
    -0.011908220105959716,
    0.007927021796868154,
    -0.005279937255532708,
    0.003518106563802472,
    -0.0023454947397380833,
    0.0015633696313653504,
    -0.0010364584817312839,
    0.0006909255761282986,
    -0.00048595039220036254,
    0.00032395945401345196,
    -0.00014480643368061614,
    9.653646261410062e-05,
    -0.0001782188548855923,
    0.00011881232908510335,
];

/// Bernoulli numbers B2, B4, ...
const BERNOULLI: [f64; 10] = [
    1.0 / 6.0,
    -1.0 / 30.0,
    1.0 / 42.0,
    -1.0 / 30.0,
    5.0 / 66.0,
    -691.0 / 2730.0,
    7.0 / 6.0,
    -3617.0 / 510.0,
    43867.0 / 798.0,
    -174611.0 / 330.0,
];

/// From here on ten terms of the asymptotic series are right to 2^-56.
const LARGE: f64 = 10.0;

/// ψ(x), the derivative of log Γ.
pub(super) fn digamma(x: f64) -> f64 {
    if x == 0.0 {
        // The one-sided limits at the pole.
        return f64::NEG_INFINITY.copysign(-x);
    }
    if x < 0.0 {
        let Some((sin, cos)) = sin_cos_pi(x) else { return f64::NAN };
        // 6.3.7; next to 0 the recurrence loses less.
        return if x > -0.5 {
            positive(1.0 + x) - 1.0 / x
        } else {
            positive(1.0 - x) - PI * cos / sin
        };
    }
    positive(x)
}

/// digamma for x > 0
fn positive(x: f64) -> f64 {
    if x >= LARGE {
        // 6.3.18
        let z = 1.0 / (x * x);
        let series = (0..10).rev().fold(0.0, |sum, k| sum * z + BERNOULLI[k] / (2 * k + 2) as f64);
        return x.ln() - 0.5 / x - series * z;
    }
    if x < 1.0 {
        return near_root(x + 1.0) - 1.0 / x;
    }
    let (mut x, mut sum) = (x, 0.0);
    while x > 2.0 {
        x -= 1.0;
        sum += 1.0 / x;
    }
    sum + near_root(x)
}

/// digamma for 1 ≤ x ≤ 2
fn near_root(x: f64) -> f64 {
    let g = DIGAMMA.iter().rev().fold(0.0, |sum, c| sum * (x - 1.5) + c);
    ((x - ROOT) - ROOT_LOW) * g
}

/// ψ′(x), the second derivative of log Γ.
pub(super) fn trigamma(x: f64) -> f64 {
    if x == 0.0 {
        return f64::INFINITY;
    }
    if x < 0.0 {
        let Some((sin, _)) = sin_cos_pi(x) else { return f64::NAN };
        let ratio = PI / sin;
        return ratio * ratio - positive_trigamma(1.0 - x); // 6.4.7
    }
    positive_trigamma(x)
}

/// trigamma for x > 0
fn positive_trigamma(x: f64) -> f64 {
    if x == f64::INFINITY {
        return 0.0;
    }
    let (mut x, mut sum) = (x, 0.0);
    while x < LARGE {
        sum += 1.0 / x / x;
        x += 1.0;
    }
    // 6.4.12
    let inverse = 1.0 / x;
    let z = inverse * inverse;
    let series = (0..10).rev().fold(0.0, |series, k| series * z + BERNOULLI[k]);
    sum + (inverse + (0.5 * z + series * z * inverse))
}

/// sin(πx) and cos(πx) by an exact reduction of x; nothing at an integer or beyond, where Γ has its poles.
fn sin_cos_pi(x: f64) -> Option<(f64, f64)> {
    let nearest = x.round();
    let rest = x - nearest;
    if rest == 0.0 || !x.is_finite() {
        return None;
    }
    let sign = if nearest % 2.0 == 0.0 { 1.0 } else { -1.0 };
    Some((sign * (PI * rest).sin(), sign * (PI * rest).cos()))
}
