//! Problems 30 and 31: Broyden's banded systems.

use thalweg_solver::Real;

use crate::function::Function;

/// (30) Broyden tridiagonal, m = n.
pub(super) struct BroydenTridiagonal;

impl Function for BroydenTridiagonal {
    fn start(n: usize) -> Vec<f64> {
        vec![-1.0; n]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        for i in 0..x.len() {
            r[i] = (-x[i] * 2.0 + 3.0) * x[i] + 1.0;
            if i > 0 {
                r[i] -= x[i - 1];
            }
            if let Some(&next) = x.get(i + 1) {
                r[i] -= next * 2.0;
            }
        }
    }
}

/// (31) Broyden banded, m = n: five neighbours below, one above.
pub(super) struct BroydenBanded;

impl Function for BroydenBanded {
    fn start(n: usize) -> Vec<f64> {
        vec![-1.0; n]
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        for i in 0..x.len() {
            r[i] = x[i] * (x[i] * x[i] * 5.0 + 2.0) + 1.0;
            for j in i.saturating_sub(5)..x.len().min(i + 2) {
                if j != i {
                    r[i] -= x[j] * (x[j] + 1.0);
                }
            }
        }
    }
}
