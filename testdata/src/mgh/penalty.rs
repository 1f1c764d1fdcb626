//! Problems 23 and 24: penalty functions, a = 1e-5.

use thalweg_solver::Real;

use crate::function::Function;

/// √a.
const ROOT: f64 = 3.162_277_660_168_379_4e-3;

/// (23) Penalty I, m = n + 1.
pub(super) struct Penalty1;

impl Function for Penalty1 {
    fn start(n: usize) -> Vec<f64> {
        (1..=n).map(|j| j as f64).collect()
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        for (r, &x) in r.iter_mut().zip(x) {
            *r = (x - 1.0) * ROOT;
        }
        r[x.len()] = x.iter().map(|&x| x * x).sum::<T>() - 0.25;
    }
}

/// (24) Penalty II, m = 2n.
pub(super) struct Penalty2;

impl Function for Penalty2 {
    fn start(n: usize) -> Vec<f64> {
        vec![0.5; n]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        let n = x.len();
        r[0] = x[0] - 0.2;
        for i in 1..n {
            let now = (x[i] / 10.0).exp();
            let before = (x[i - 1] / 10.0).exp();
            let y = ((i + 1) as f64 / 10.0).exp() + (i as f64 / 10.0).exp();
            r[i] = (now + before - y) * ROOT;
            r[n + i - 1] = (now - (-0.1_f64).exp()) * ROOT;
        }
        let weighted = x.iter().enumerate().map(|(j, &x)| x * x * (n - j) as f64);
        r[2 * n - 1] = weighted.sum::<T>() - 1.0;
    }
}
