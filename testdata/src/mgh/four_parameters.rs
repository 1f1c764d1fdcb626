//! Problems 14 to 16: four parameters (13 is in `extended`, with its extended form).

use thalweg_solver::Real;

use crate::function::Function;

/// (14) Wood, m = 6.
pub(super) struct Wood;

impl Function for Wood {
    fn start(_: usize) -> Vec<f64> {
        vec![-3.0, -1.0, -3.0, -1.0]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        r[0] = (x[1] - x[0] * x[0]) * 10.0;
        r[1] = -x[0] + 1.0;
        r[2] = (x[3] - x[2] * x[2]) * 90_f64.sqrt();
        r[3] = -x[2] + 1.0;
        r[4] = (x[1] + x[3] - 2.0) * 10_f64.sqrt();
        r[5] = (x[1] - x[3]) / 10_f64.sqrt();
    }
}

/// (15) Kowalik & Osborne, m = 11: a minimum, and another value on the way to infinity.
pub(super) struct KowalikOsborne;

impl Function for KowalikOsborne {
    fn start(_: usize) -> Vec<f64> {
        vec![0.25, 0.39, 0.415, 0.39]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        const Y_U: [(f64, f64); 11] = [
            (0.1957, 4.0),
            (0.1947, 2.0),
            (0.1735, 1.0),
            (0.16, 0.5),
            (0.0844, 0.25),
            (0.0627, 0.167),
            (0.0456, 0.125),
            (0.0342, 0.1),
            (0.0323, 0.0833),
            (0.0235, 0.0714),
            (0.0246, 0.0625),
        ];
        for (r, (y, u)) in r.iter_mut().zip(Y_U) {
            *r = -(x[0] * ((x[1] + u) * u) / ((x[2] + u) * u + x[3])) + y;
        }
    }
}

/// (16) Brown & Dennis, m ≥ 4: large residuals at the minimum.
pub(super) struct BrownDennis;

impl Function for BrownDennis {
    fn start(_: usize) -> Vec<f64> {
        vec![25.0, 5.0, -5.0, -1.0]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        for (i, r) in (1..).zip(r) {
            let t = f64::from(i) / 5.0;
            let first = x[0] + x[1] * t - t.exp();
            let second = x[2] + x[3] * t.sin() - t.cos();
            *r = first * first + second * second;
        }
    }
}
