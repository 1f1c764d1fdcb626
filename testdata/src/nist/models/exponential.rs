//! NIST's exponential class.

use super::curve::Curve;

/// Misra1a, BoxBOD: b₁ (1 − exp(−b₂ x)).
pub(super) struct Saturation;

impl Curve<2, 1> for Saturation {
    const LINEAR: &'static [usize] = &[0];

    fn value(b: &[f64; 2], [x]: [f64; 1]) -> f64 {
        -b[0] * (-b[1] * x).exp_m1()
    }

    fn partials(b: &[f64; 2], [x]: [f64; 1]) -> [f64; 2] {
        let rise = -(-b[1] * x).exp_m1();
        [rise, b[0] * x * (1.0 - rise)]
    }
}

/// Chwirut1, Chwirut2: exp(−b₁ x) / (b₂ + b₃ x).
pub(super) struct Chwirut;

impl Curve<3, 1> for Chwirut {
    const LINEAR: &'static [usize] = &[];

    fn value(b: &[f64; 3], [x]: [f64; 1]) -> f64 {
        (-b[0] * x).exp() / (b[1] + b[2] * x)
    }

    fn partials(b: &[f64; 3], [x]: [f64; 1]) -> [f64; 3] {
        let q = b[1] + b[2] * x;
        let f = (-b[0] * x).exp() / q;
        [-x * f, -f / q, -x * f / q]
    }
}

/// Lanczos1, 2, 3: Σ b₂ₖ₋₁ exp(−b₂ₖ x), k = 1..3.
pub(super) struct Lanczos;

impl Curve<6, 1> for Lanczos {
    const LINEAR: &'static [usize] = &[0, 2, 4];

    fn value(b: &[f64; 6], [x]: [f64; 1]) -> f64 {
        b[0] * (-b[1] * x).exp() + b[2] * (-b[3] * x).exp() + b[4] * (-b[5] * x).exp()
    }

    fn partials(b: &[f64; 6], [x]: [f64; 1]) -> [f64; 6] {
        let (e1, e2, e3) = ((-b[1] * x).exp(), (-b[3] * x).exp(), (-b[5] * x).exp());
        [e1, -b[0] * x * e1, e2, -b[2] * x * e2, e3, -b[4] * x * e3]
    }
}

/// Gauss1, 2, 3: b₁ exp(−b₂ x) and two peaks b₃ exp(−(x − b₄)²/b₅²), b₆ exp(−(x − b₇)²/b₈²).
pub(super) struct Gauss;

impl Curve<8, 1> for Gauss {
    const LINEAR: &'static [usize] = &[0, 2, 5];

    fn value(b: &[f64; 8], [x]: [f64; 1]) -> f64 {
        let (z1, z2) = ((x - b[3]) / b[4], (x - b[6]) / b[7]);
        b[0] * (-b[1] * x).exp() + b[2] * (-z1 * z1).exp() + b[5] * (-z2 * z2).exp()
    }

    fn partials(b: &[f64; 8], [x]: [f64; 1]) -> [f64; 8] {
        let e = (-b[1] * x).exp();
        let (z1, z2) = ((x - b[3]) / b[4], (x - b[6]) / b[7]);
        let (g1, g2) = ((-z1 * z1).exp(), (-z2 * z2).exp());
        let (s1, s2) = (2.0 * b[2] * g1 * z1 / b[4], 2.0 * b[5] * g2 * z2 / b[7]);
        [e, -b[0] * x * e, g1, s1, s1 * z1, g2, s2, s2 * z2]
    }
}

/// Nelson: b₁ − b₂ x₁ exp(−b₃ x₂), fitted to log y.
pub(super) struct Nelson;

impl Curve<3, 2> for Nelson {
    const LINEAR: &'static [usize] = &[0, 1];

    fn value(b: &[f64; 3], [x1, x2]: [f64; 2]) -> f64 {
        b[0] - b[1] * x1 * (-b[2] * x2).exp()
    }

    fn partials(b: &[f64; 3], [x1, x2]: [f64; 2]) -> [f64; 3] {
        let slope = -x1 * (-b[2] * x2).exp();
        [1.0, slope, -b[1] * x2 * slope]
    }
}

/// MGH17 (Osborne 1): b₁ + b₂ exp(−b₄ x) + b₃ exp(−b₅ x).
pub(super) struct Mgh17;

impl Curve<5, 1> for Mgh17 {
    const LINEAR: &'static [usize] = &[0, 1, 2];

    fn value(b: &[f64; 5], [x]: [f64; 1]) -> f64 {
        b[0] + b[1] * (-b[3] * x).exp() + b[2] * (-b[4] * x).exp()
    }

    fn partials(b: &[f64; 5], [x]: [f64; 1]) -> [f64; 5] {
        let (e1, e2) = ((-b[3] * x).exp(), (-b[4] * x).exp());
        [1.0, e1, e2, -b[1] * x * e1, -b[2] * x * e2]
    }
}

/// MGH10 (Meyer): b₁ exp(b₂/(x + b₃)).
pub(super) struct Mgh10;

impl Curve<3, 1> for Mgh10 {
    const LINEAR: &'static [usize] = &[0];

    fn value(b: &[f64; 3], [x]: [f64; 1]) -> f64 {
        b[0] * (b[1] / (x + b[2])).exp()
    }

    fn partials(b: &[f64; 3], [x]: [f64; 1]) -> [f64; 3] {
        let q = x + b[2];
        let e = (b[1] / q).exp();
        let slope = b[0] * e / q;
        [e, slope, -slope * b[1] / q]
    }
}

/// Eckerle4: (b₁/b₂) exp(−½ ((x − b₃)/b₂)²).
pub(super) struct Eckerle4;

impl Curve<3, 1> for Eckerle4 {
    const LINEAR: &'static [usize] = &[0];

    fn value(b: &[f64; 3], [x]: [f64; 1]) -> f64 {
        let z = (x - b[2]) / b[1];
        b[0] / b[1] * (-0.5 * z * z).exp()
    }

    fn partials(b: &[f64; 3], [x]: [f64; 1]) -> [f64; 3] {
        let z = (x - b[2]) / b[1];
        let g = (-0.5 * z * z).exp() / b[1];
        let slope = b[0] * g / b[1];
        [g, slope * (z - 1.0) * (z + 1.0), slope * z]
    }
}

/// Rat42: b₁ / (1 + exp(b₂ − b₃ x)).
pub(super) struct Rat42;

impl Curve<3, 1> for Rat42 {
    const LINEAR: &'static [usize] = &[0];

    fn value(b: &[f64; 3], [x]: [f64; 1]) -> f64 {
        b[0] / (1.0 + (b[1] - b[2] * x).exp())
    }

    fn partials(b: &[f64; 3], [x]: [f64; 1]) -> [f64; 3] {
        let e = (b[1] - b[2] * x).exp();
        let q = 1.0 + e;
        let slope = -b[0] * e / q / q;
        [1.0 / q, slope, -slope * x]
    }
}

/// Rat43: b₁ / (1 + exp(b₂ − b₃ x))^(1/b₄).
pub(super) struct Rat43;

impl Curve<4, 1> for Rat43 {
    const LINEAR: &'static [usize] = &[0];

    fn value(b: &[f64; 4], [x]: [f64; 1]) -> f64 {
        b[0] * (-(1.0 + (b[1] - b[2] * x).exp()).ln() / b[3]).exp()
    }

    fn partials(b: &[f64; 4], [x]: [f64; 1]) -> [f64; 4] {
        let e = (b[1] - b[2] * x).exp();
        let log = (1.0 + e).ln() / b[3];
        let p = (-log).exp();
        let slope = -b[0] * p * e / (1.0 + e) / b[3];
        [p, slope, -slope * x, b[0] * p * log / b[3]]
    }
}
