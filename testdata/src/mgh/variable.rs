//! Problems 25 to 27: any number of parameters.

use thalweg_solver::Real;

use crate::function::Function;

/// (25) Variably dimensioned, m = n + 2.
pub(super) struct VariablyDimensioned;

impl Function for VariablyDimensioned {
    fn start(n: usize) -> Vec<f64> {
        (1..=n).map(|j| 1.0 - j as f64 / n as f64).collect()
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        let n = x.len();
        let mut moment = T::from(0.0);
        for (j, &x) in x.iter().enumerate() {
            r[j] = x - 1.0;
            moment += (x - 1.0) * (j + 1) as f64;
        }
        r[n] = moment;
        r[n + 1] = moment * moment;
    }
}

/// (26) Trigonometric, m = n: a zero and many local minima.
pub(super) struct Trigonometric;

impl Function for Trigonometric {
    fn start(n: usize) -> Vec<f64> {
        vec![1.0 / n as f64; n]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        let rest = -x.iter().map(|x| x.cos()).sum::<T>() + x.len() as f64;
        for (i, (r, x)) in r.iter_mut().zip(x).enumerate() {
            *r = rest + (-x.cos() + 1.0) * (i + 1) as f64 - x.sin();
        }
    }
}

/// (27) Brown's almost linear function, m = n.
pub(super) struct BrownAlmostLinear;

impl Function for BrownAlmostLinear {
    fn start(n: usize) -> Vec<f64> {
        vec![0.5; n]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        let n = x.len();
        let excess = x.iter().copied().sum::<T>() - (n + 1) as f64;
        for (r, &x) in r.iter_mut().zip(x) {
            *r = x + excess;
        }
        r[n - 1] = x.iter().fold(T::from(1.0), |product, &x| product * x) - 1.0;
    }
}
