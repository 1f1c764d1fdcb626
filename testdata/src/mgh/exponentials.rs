//! Problems 17 to 19: sums of exponentials.

use thalweg_solver::Real;

use crate::function::Function;

/// (17) Osborne 1, m = 33.
pub(super) struct Osborne1;

impl Function for Osborne1 {
    fn start(_: usize) -> Vec<f64> {
        vec![0.5, 1.5, -1.0, 0.01, 0.02]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        const Y: [f64; 33] = [
            0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818, 0.784, 0.751, 0.718,
            0.685, 0.658, 0.628, 0.603, 0.580, 0.558, 0.538, 0.522, 0.506, 0.490, 0.478, 0.467,
            0.457, 0.448, 0.438, 0.431, 0.424, 0.420, 0.414, 0.411, 0.406,
        ];
        for (i, (r, y)) in r.iter_mut().zip(Y).enumerate() {
            let t = 10.0 * i as f64;
            *r = -(x[0] + x[1] * (-x[3] * t).exp() + x[2] * (-x[4] * t).exp()) + y;
        }
    }
}

/// (18) Biggs EXP6, m ≥ 6: only x₃ + x₆ is determined at its local minimum, where x₁ = x₅.
pub(super) struct BiggsExp6;

impl Function for BiggsExp6 {
    fn start(_: usize) -> Vec<f64> {
        vec![1.0, 2.0, 1.0, 1.0, 1.0, 1.0]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        for (i, r) in (1..).zip(r) {
            let t = f64::from(i) / 10.0;
            let y = (-t).exp() - 5.0 * (-10.0 * t).exp() + 3.0 * (-4.0 * t).exp();
            *r = x[2] * (-x[0] * t).exp() - x[3] * (-x[1] * t).exp() + x[5] * (-x[4] * t).exp() - y;
        }
    }
}

/// (19) Osborne 2, m = 65: a decay and three peaks.
pub(super) struct Osborne2;

impl Function for Osborne2 {
    fn start(_: usize) -> Vec<f64> {
        vec![1.3, 0.65, 0.65, 0.7, 0.6, 3.0, 5.0, 7.0, 2.0, 4.5, 5.5]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        const Y: [f64; 65] = [
            1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679,
            0.608, 0.655, 0.616, 0.606, 0.602, 0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644,
            0.624, 0.661, 0.612, 0.558, 0.533, 0.495, 0.500, 0.423, 0.395, 0.375, 0.372, 0.391,
            0.396, 0.405, 0.428, 0.429, 0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668,
            0.645, 0.632, 0.591, 0.559, 0.597, 0.625, 0.739, 0.710, 0.729, 0.720, 0.636, 0.581,
            0.428, 0.292, 0.162, 0.098, 0.054,
        ];
        for (i, (r, y)) in r.iter_mut().zip(Y).enumerate() {
            let t = i as f64 / 10.0;
            let peak = |k: usize| {
                let z = -x[7 + k] + t;
                x[k] * (-(z * z * x[4 + k])).exp()
            };
            *r = -(x[0] * (-x[4] * t).exp() + peak(1) + peak(2) + peak(3)) + y;
        }
    }
}
