//! Problems 13, 21 and 22: small systems, alone or repeated.

use thalweg_solver::Real;

use super::two_parameters::Rosenbrock;
use crate::function::Function;

/// (21) Extended Rosenbrock, n even, m = n.
pub(super) struct ExtendedRosenbrock;

impl Function for ExtendedRosenbrock {
    fn start(n: usize) -> Vec<f64> {
        Rosenbrock::start(2).into_iter().cycle().take(n).collect()
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        for (x, r) in x.chunks_exact(2).zip(r.chunks_exact_mut(2)) {
            Rosenbrock::residuals(x, r);
        }
    }
}

/// (13) Powell's singular function, n = m = 4, and (22) its extended form, n = m a multiple of 4:
/// the Jacobian is singular at the minimum.
pub(super) struct PowellSingular;

impl Function for PowellSingular {
    fn start(n: usize) -> Vec<f64> {
        [3.0, -1.0, 0.0, 1.0].into_iter().cycle().take(n).collect()
    }

    fn residuals<T: Real>(x: &[T], r: &mut [T]) {
        for (x, r) in x.chunks_exact(4).zip(r.chunks_exact_mut(4)) {
            r[0] = x[0] + x[1] * 10.0;
            r[1] = (x[2] - x[3]) * 5_f64.sqrt();
            r[2] = (x[1] - x[2] * 2.0).powi(2);
            r[3] = (x[0] - x[3]).powi(2) * 10_f64.sqrt();
        }
    }
}
