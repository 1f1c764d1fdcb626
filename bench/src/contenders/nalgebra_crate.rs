//! The crate levenberg-marquardt 0.15 on hand-written models.
//!
//! The number of parameters is known at compile time, which is the faster way to use it; that
//! residuals and Jacobian are allocated at every call is its interface.

use std::cell::Cell;
use std::error::Error;

use levenberg_marquardt::{LeastSquaresProblem, LevenbergMarquardt};
use nalgebra::{Const, Dyn, OMatrix, OVector, SVector, storage::Owned};
use thalweg_testdata::{Model, nist::NistProblem};

use super::{CALLS_PER_PARAMETER, Calls, Fitter, TOLERANCE, hand_written};

pub(super) fn prepare(problem: &'static NistProblem) -> Result<Box<dyn Fitter>, Box<dyn Error>> {
    let model = hand_written(problem)?;
    Ok(match problem.parameters.len() {
        2 => Box::new(Sized::<2> { model }),
        3 => Box::new(Sized::<3> { model }),
        4 => Box::new(Sized::<4> { model }),
        5 => Box::new(Sized::<5> { model }),
        6 => Box::new(Sized::<6> { model }),
        7 => Box::new(Sized::<7> { model }),
        8 => Box::new(Sized::<8> { model }),
        9 => Box::new(Sized::<9> { model }),
        n => return Err(format!("{}: {n} parameters", problem.name).into()),
    })
}

struct Sized<const N: usize> {
    model: Model,
}

impl<const N: usize> Fitter for Sized<N> {
    fn fit(&mut self, start: &[f64], x: &mut [f64]) -> Calls {
        let method = LevenbergMarquardt::new()
            .with_tol(TOLERANCE)
            .with_gtol(TOLERANCE)
            .with_patience(CALLS_PER_PARAMETER);
        let at = SVector::<f64, N>::from_column_slice(start);
        let (end, _) = method.minimize(Point { model: &self.model, x: at, calls: Cell::default() });
        x.copy_from_slice(end.x.as_slice());
        end.calls.get()
    }
}

struct Point<'m, const N: usize> {
    model: &'m Model,
    x: SVector<f64, N>,
    calls: Cell<Calls>,
}

impl<const N: usize> LeastSquaresProblem<f64, Dyn, Const<N>> for Point<'_, N> {
    type ResidualStorage = Owned<f64, Dyn>;
    type JacobianStorage = Owned<f64, Dyn, Const<N>>;
    type ParameterStorage = Owned<f64, Const<N>>;

    fn set_params(&mut self, x: &SVector<f64, N>) {
        self.x = *x;
    }

    fn params(&self) -> SVector<f64, N> {
        self.x
    }

    fn residuals(&self) -> Option<OVector<f64, Dyn>> {
        let calls = self.calls.get();
        self.calls.set(Calls { residuals: calls.residuals + 1, ..calls });
        let mut r = OVector::<f64, Dyn>::zeros(self.model.residual_count());
        self.model.residuals(self.x.as_slice(), r.as_mut_slice()).ok()?;
        Some(r)
    }

    fn jacobian(&self) -> Option<OMatrix<f64, Dyn, Const<N>>> {
        let calls = self.calls.get();
        self.calls.set(Calls { jacobians: calls.jacobians + 1, ..calls });
        let mut jac = OMatrix::<f64, Dyn, Const<N>>::zeros(self.model.residual_count());
        self.model.jacobian(self.x.as_slice(), jac.as_mut_slice()).ok()?;
        Some(jac)
    }
}
