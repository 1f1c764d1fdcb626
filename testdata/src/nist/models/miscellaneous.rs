//! NIST's miscellaneous class: powers, an arctangent, cycles.

use std::f64::consts::{PI, TAU};

use super::curve::Curve;

/// Misra1b: b₁ (1 − (1 + b₂ x/2)⁻²).
pub(super) struct Misra1b;

impl Curve<2, 1> for Misra1b {
    const LINEAR: &'static [usize] = &[0];

    fn value(b: &[f64; 2], [x]: [f64; 1]) -> f64 {
        let q = 1.0 + b[1] * x / 2.0;
        b[0] * (1.0 - 1.0 / (q * q))
    }

    fn partials(b: &[f64; 2], [x]: [f64; 1]) -> [f64; 2] {
        let q = 1.0 + b[1] * x / 2.0;
        [1.0 - 1.0 / (q * q), b[0] * x / (q * q * q)]
    }
}

/// Misra1c: b₁ (1 − (1 + 2 b₂ x)^(−½)).
pub(super) struct Misra1c;

impl Curve<2, 1> for Misra1c {
    const LINEAR: &'static [usize] = &[0];

    fn value(b: &[f64; 2], [x]: [f64; 1]) -> f64 {
        b[0] * (1.0 - 1.0 / (1.0 + 2.0 * b[1] * x).sqrt())
    }

    fn partials(b: &[f64; 2], [x]: [f64; 1]) -> [f64; 2] {
        let q = 1.0 + 2.0 * b[1] * x;
        let s = 1.0 / q.sqrt();
        [1.0 - s, b[0] * x * s / q]
    }
}

/// Misra1d: b₁ b₂ x (1 + b₂ x)⁻¹.
pub(super) struct Misra1d;

impl Curve<2, 1> for Misra1d {
    const LINEAR: &'static [usize] = &[0];

    fn value(b: &[f64; 2], [x]: [f64; 1]) -> f64 {
        let z = b[1] * x;
        b[0] * z / (1.0 + z)
    }

    fn partials(b: &[f64; 2], [x]: [f64; 1]) -> [f64; 2] {
        let z = b[1] * x;
        let q = 1.0 + z;
        [z / q, b[0] * x / (q * q)]
    }
}

/// DanWood: b₁ x^b₂.
pub(super) struct DanWood;

impl Curve<2, 1> for DanWood {
    const LINEAR: &'static [usize] = &[0];

    fn value(b: &[f64; 2], [x]: [f64; 1]) -> f64 {
        b[0] * x.powf(b[1])
    }

    fn partials(b: &[f64; 2], [x]: [f64; 1]) -> [f64; 2] {
        let p = x.powf(b[1]);
        [p, b[0] * p * x.ln()]
    }
}

/// Roszman1: b₁ − b₂ x − atan(b₃/(x − b₄))/π.
pub(super) struct Roszman1;

impl Curve<4, 1> for Roszman1 {
    const LINEAR: &'static [usize] = &[0, 1];

    fn value(b: &[f64; 4], [x]: [f64; 1]) -> f64 {
        b[0] - b[1] * x - (b[2] / (x - b[3])).atan() / PI
    }

    fn partials(b: &[f64; 4], [x]: [f64; 1]) -> [f64; 4] {
        let q = x - b[3];
        let z = b[2] / q;
        let slope = -1.0 / (PI * (1.0 + z * z) * q);
        [1.0, -x, slope, slope * z]
    }
}

/// ENSO: a mean, a cycle of 12 months and two of periods b₄ and b₇.
pub(super) struct Enso;

impl Curve<9, 1> for Enso {
    const LINEAR: &'static [usize] = &[0, 1, 2, 4, 5, 7, 8];

    fn value(b: &[f64; 9], [x]: [f64; 1]) -> f64 {
        let [(s0, c0), (s1, c1), (s2, c2)] =
            [12.0, b[3], b[6]].map(|period| (TAU * x / period).sin_cos());
        b[0] + b[1] * c0 + b[2] * s0 + b[4] * c1 + b[5] * s1 + b[7] * c2 + b[8] * s2
    }

    fn partials(b: &[f64; 9], [x]: [f64; 1]) -> [f64; 9] {
        let (s0, c0) = (TAU * x / 12.0).sin_cos();
        let (phase1, phase2) = (TAU * x / b[3], TAU * x / b[6]);
        let ((s1, c1), (s2, c2)) = (phase1.sin_cos(), phase2.sin_cos());
        let by_period1 = (b[4] * s1 - b[5] * c1) * phase1 / b[3];
        let by_period2 = (b[7] * s2 - b[8] * c2) * phase2 / b[6];
        [1.0, c0, s0, by_period1, c1, s1, by_period2, c2, s2]
    }
}

/// Bennett5: b₁ (b₂ + x)^(−1/b₃).
pub(super) struct Bennett5;

impl Curve<3, 1> for Bennett5 {
    const LINEAR: &'static [usize] = &[0];

    fn value(b: &[f64; 3], [x]: [f64; 1]) -> f64 {
        b[0] * (-(b[1] + x).ln() / b[2]).exp()
    }

    fn partials(b: &[f64; 3], [x]: [f64; 1]) -> [f64; 3] {
        let q = b[1] + x;
        let log = q.ln() / b[2];
        let p = (-log).exp();
        [p, -b[0] * p / (b[2] * q), b[0] * p * log / b[2]]
    }
}
