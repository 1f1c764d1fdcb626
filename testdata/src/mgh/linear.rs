//! Problems 32 to 34: linear functions, two of them of rank 1.

use thalweg_solver::Real;

use crate::function::Function;

/// (32) Full rank, m ≥ n.
pub(super) struct FullRank;

impl Function for FullRank {
    fn start(n: usize) -> Vec<f64> {
        vec![1.0; n]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        let m = r.len() as f64;
        let shared = -(x.iter().copied().sum::<T>() * (2.0 / m)) - 1.0;
        for (i, r) in r.iter_mut().enumerate() {
            *r = x.get(i).map_or(shared, |&x| x + shared);
        }
    }
}

/// (33) Rank 1, m ≥ n: only Σ j xⱼ is determined.
pub(super) struct RankOne;

impl Function for RankOne {
    fn start(n: usize) -> Vec<f64> {
        vec![1.0; n]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        let sum = x.iter().enumerate().map(|(j, &x)| x * (j + 1) as f64).sum::<T>();
        for (i, r) in r.iter_mut().enumerate() {
            *r = sum * (i + 1) as f64 - 1.0;
        }
    }
}

/// (34) Rank 1 with zero columns and rows, m ≥ n: x₁ and xₙ do not enter.
pub(super) struct RankOneZero;

impl Function for RankOneZero {
    fn start(n: usize) -> Vec<f64> {
        vec![1.0; n]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        let (n, m) = (x.len(), r.len());
        let sum = (1..n - 1).map(|j| x[j] * (j + 1) as f64).sum::<T>();
        for (i, r) in r.iter_mut().enumerate() {
            *r = if i + 1 < m { sum * i as f64 - 1.0 } else { T::from(-1.0) };
        }
    }
}
