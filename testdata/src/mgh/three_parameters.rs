//! Problems 7 to 12: three parameters.

use std::f64::consts::TAU;

use thalweg_solver::Real;

use crate::function::Function;

/// (7) The helical valley, m = 3; the angle is taken in (−¼, ¾) turns.
pub(super) struct HelicalValley;

impl Function for HelicalValley {
    fn start(_: usize) -> Vec<f64> {
        vec![-1.0, 0.0, 0.0]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        let mut turns = x[1].atan2(x[0]) / TAU;
        if turns < -0.25 {
            turns += 1.0;
        }
        r[0] = (x[2] - turns * 10.0) * 10.0;
        r[1] = ((x[0] * x[0] + x[1] * x[1]).sqrt() - 1.0) * 10.0;
        r[2] = x[2];
    }
}

/// (8) Bard, m = 15: a minimum, and a lower bound of 17.4 on the way to infinity.
pub(super) struct Bard;

impl Function for Bard {
    fn start(_: usize) -> Vec<f64> {
        vec![1.0; 3]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        const Y: [f64; 15] = [
            0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.1, 4.39,
        ];
        for ((u, r), y) in (1..).zip(r).zip(Y) {
            let u = f64::from(u);
            let v = 16.0 - u;
            *r = -(x[0] + T::from(u) / (x[1] * v + x[2] * u.min(v))) + y;
        }
    }
}

/// (9) Gaussian, m = 15.
pub(super) struct Gaussian;

impl Function for Gaussian {
    fn start(_: usize) -> Vec<f64> {
        vec![0.4, 1.0, 0.0]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        const Y: [f64; 8] = [0.0009, 0.0044, 0.0175, 0.054, 0.1295, 0.242, 0.3521, 0.3989];
        for (i, r) in r.iter_mut().enumerate() {
            let t = (7.0 - i as f64) / 2.0;
            let z = -x[2] + t;
            *r = x[0] * (-x[1] * z * z / 2.0).exp() - Y[i.min(14 - i)];
        }
    }
}

/// (10) Meyer, m = 16.
pub(super) struct Meyer;

impl Function for Meyer {
    fn start(_: usize) -> Vec<f64> {
        vec![0.02, 4000.0, 250.0]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        const Y: [f64; 16] = [
            34780.0, 28610.0, 23650.0, 19630.0, 16370.0, 13720.0, 11540.0, 9744.0, 8261.0, 7030.0,
            6005.0, 5147.0, 4427.0, 3820.0, 3307.0, 2872.0,
        ];
        for ((i, r), y) in (1..).zip(r).zip(Y) {
            let t = 45.0 + 5.0 * f64::from(i);
            *r = x[0] * (x[1] / (x[2] + t)).exp() - y;
        }
    }
}

/// (11) Gulf research and development, 3 ≤ m ≤ 100; the paper's "yᵢ m i x₂" is a misprint for
/// yᵢ − x₂.
pub(super) struct Gulf;

impl Function for Gulf {
    fn start(_: usize) -> Vec<f64> {
        vec![5.0, 2.5, 0.15]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        for (i, r) in (1..).zip(r) {
            let t = f64::from(i) / 100.0;
            let y = 25.0 + (-50.0 * t.ln()).powf(2.0 / 3.0);
            *r = (-((-x[1] + y).abs().pow(x[2]) / x[0])).exp() - t;
        }
    }
}

/// (12) Box, three-dimensional, m ≥ 3: zero at two points and along the line x₁ = x₂, x₃ = 0.
pub(super) struct Box3d;

impl Function for Box3d {
    fn start(_: usize) -> Vec<f64> {
        vec![0.0, 10.0, 20.0]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        for (i, r) in (1..).zip(r) {
            let t = f64::from(i) / 10.0;
            *r = (-x[0] * t).exp() - (-x[1] * t).exp() - x[2] * ((-t).exp() - (-10.0 * t).exp());
        }
    }
}
