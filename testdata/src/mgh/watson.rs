//! Problem 20.

use thalweg_solver::Real;

use crate::function::Function;

/// (20) Watson, 2 ≤ n ≤ 31, m = 31: a polynomial that is to solve p′ = 1 + p², ever worse
/// conditioned as n grows.
pub(super) struct Watson;

impl Function for Watson {
    fn start(n: usize) -> Vec<f64> {
        vec![0.0; n]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        for (i, r) in (1..=29).zip(r.iter_mut()) {
            let t = f64::from(i) / 29.0;
            // Horner's scheme for the polynomial and its derivative together.
            let (mut p, mut slope) = (T::from(0.0), T::from(0.0));
            for &c in x.iter().rev() {
                slope = slope * t + p;
                p = p * t + c;
            }
            *r = slope - p * p - 1.0;
        }
        r[29] = x[0];
        r[30] = x[1] - x[0] * x[0] - 1.0;
    }
}
