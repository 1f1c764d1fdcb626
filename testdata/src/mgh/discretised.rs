//! Problems 28 and 29: a boundary value problem, and the same as an integral equation.

use thalweg_solver::Real;

use crate::function::Function;

/// tᵢ = i/(n + 1), i = 1..n.
fn node(i: usize, n: usize) -> f64 {
    (i + 1) as f64 / (n + 1) as f64
}

/// tⱼ (tⱼ − 1).
fn arc(n: usize) -> Vec<f64> {
    (0..n).map(|i| node(i, n) * (node(i, n) - 1.0)).collect()
}

/// (28) Discrete boundary value, m = n.
pub(super) struct BoundaryValue;

impl Function for BoundaryValue {
    fn start(n: usize) -> Vec<f64> {
        arc(n)
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        let n = x.len();
        let h = 1.0 / (n + 1) as f64;
        for i in 0..n {
            r[i] = x[i] * 2.0 + (x[i] + node(i, n) + 1.0).powi(3) * (h * h / 2.0);
            if i > 0 {
                r[i] -= x[i - 1];
            }
            if i + 1 < n {
                r[i] -= x[i + 1];
            }
        }
    }
}

/// (29) Discrete integral equation, m = n.
pub(super) struct IntegralEquation;

impl Function for IntegralEquation {
    fn start(n: usize) -> Vec<f64> {
        arc(n)
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        let n = x.len();
        let h = 1.0 / (n + 1) as f64;
        for i in 0..n {
            let t = node(i, n);
            let (mut left, mut right) = (T::from(0.0), T::from(0.0));
            for (j, &x) in x.iter().enumerate() {
                let s = node(j, n);
                let cube = (x + s + 1.0).powi(3);
                if j <= i {
                    left += cube * s;
                } else {
                    right += cube * (1.0 - s);
                }
            }
            r[i] = x[i] + (left * (1.0 - t) + right * t) * (h / 2.0);
        }
    }
}
