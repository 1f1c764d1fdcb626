//! Problems 1 to 6: two parameters.

use thalweg_solver::Real;

use crate::function::Function;

/// (1) Rosenbrock, m = 2: a parabolic valley.
pub(super) struct Rosenbrock;

impl Function for Rosenbrock {
    fn start(_: usize) -> Vec<f64> {
        vec![-1.2, 1.0]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        r[0] = (x[1] - x[0] * x[0]) * 10.0;
        r[1] = -x[0] + 1.0;
    }
}

/// (2) Freudenstein & Roth, m = 2: a zero and a local minimum.
pub(super) struct FreudensteinRoth;

impl Function for FreudensteinRoth {
    fn start(_: usize) -> Vec<f64> {
        vec![0.5, -2.0]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        let (a, b) = (x[0], x[1]);
        r[0] = a - 13.0 + ((-b + 5.0) * b - 2.0) * b;
        r[1] = a - 29.0 + ((b + 1.0) * b - 14.0) * b;
    }
}

/// (3) Powell's badly scaled function, m = 2.
pub(super) struct PowellBadlyScaled;

impl Function for PowellBadlyScaled {
    fn start(_: usize) -> Vec<f64> {
        vec![0.0, 1.0]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        r[0] = x[0] * x[1] * 1e4 - 1.0;
        r[1] = (-x[0]).exp() + (-x[1]).exp() - 1.0001;
    }
}

/// (4) Brown's badly scaled function, m = 3.
pub(super) struct BrownBadlyScaled;

impl Function for BrownBadlyScaled {
    fn start(_: usize) -> Vec<f64> {
        vec![1.0, 1.0]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        r[0] = x[0] - 1e6;
        r[1] = x[1] - 2e-6;
        r[2] = x[0] * x[1] - 2.0;
    }
}

/// (5) Beale, m = 3.
pub(super) struct Beale;

impl Function for Beale {
    fn start(_: usize) -> Vec<f64> {
        vec![1.0, 1.0]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        let mut power = T::from(1.0);
        for (r, y) in r.iter_mut().zip([1.5, 2.25, 2.625]) {
            power *= x[1];
            *r = -(x[0] * (-power + 1.0)) + y;
        }
    }
}

/// (6) Jennrich & Sampson, m ≥ 2: its Jacobian has rank 1 at the minimum, where x₁ = x₂.
pub(super) struct JennrichSampson;

impl Function for JennrichSampson {
    fn start(_: usize) -> Vec<f64> {
        vec![0.3, 0.4]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        for (i, r) in (1..).zip(r) {
            let i = f64::from(i);
            *r = -(x[0] * i).exp() - (x[1] * i).exp() + (2.0 + 2.0 * i);
        }
    }
}
