//! NIST's rational class.

use super::curve::Curve;

/// Kirby2: (b₁ + b₂ x + b₃ x²) / (1 + b₄ x + b₅ x²).
pub(super) struct Quadratics;

impl Curve<5, 1> for Quadratics {
    const LINEAR: &'static [usize] = &[0, 1, 2];

    fn value(b: &[f64; 5], [x]: [f64; 1]) -> f64 {
        (b[0] + x * (b[1] + x * b[2])) / (1.0 + x * (b[3] + x * b[4]))
    }

    fn partials(b: &[f64; 5], [x]: [f64; 1]) -> [f64; 5] {
        let q = 1.0 / (1.0 + x * (b[3] + x * b[4]));
        let slope = -(b[0] + x * (b[1] + x * b[2])) * q * q * x;
        [q, x * q, x * x * q, slope, slope * x]
    }
}

/// Hahn1, Thurber: (b₁ + b₂ x + b₃ x² + b₄ x³) / (1 + b₅ x + b₆ x² + b₇ x³).
pub(super) struct Cubics;

impl Curve<7, 1> for Cubics {
    const LINEAR: &'static [usize] = &[0, 1, 2, 3];

    fn value(b: &[f64; 7], [x]: [f64; 1]) -> f64 {
        (b[0] + x * (b[1] + x * (b[2] + x * b[3]))) / (1.0 + x * (b[4] + x * (b[5] + x * b[6])))
    }

    fn partials(b: &[f64; 7], [x]: [f64; 1]) -> [f64; 7] {
        let q = 1.0 / (1.0 + x * (b[4] + x * (b[5] + x * b[6])));
        let slope = -(b[0] + x * (b[1] + x * (b[2] + x * b[3]))) * q * q * x;
        let (first, second) = (x * q, x * x * q);
        [q, first, second, second * x, slope, slope * x, slope * x * x]
    }
}

/// MGH09 (Kowalik & Osborne): b₁ (x² + b₂ x) / (x² + b₃ x + b₄).
pub(super) struct Mgh09;

impl Curve<4, 1> for Mgh09 {
    const LINEAR: &'static [usize] = &[0];

    fn value(b: &[f64; 4], [x]: [f64; 1]) -> f64 {
        b[0] * (x * (x + b[1])) / (x * (x + b[2]) + b[3])
    }

    fn partials(b: &[f64; 4], [x]: [f64; 1]) -> [f64; 4] {
        let q = x * (x + b[2]) + b[3];
        let f = x * (x + b[1]) / q;
        let slope = -b[0] * f / q;
        [f, b[0] * x / q, slope * x, slope]
    }
}
