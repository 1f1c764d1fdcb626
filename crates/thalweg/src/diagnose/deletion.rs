//! What leaving out one observation does to the parameters.

use thalweg_solver::{EvalError, Problem, Provides, Solver, Workspace};

use super::residuals::Residuals;
use crate::local::Local;

/// Refits of a problem without one of its rows, in memory that is reused.
///
/// ```
/// # use thalweg::{Local, diagnose::LeaveOneOut};
/// # use thalweg_solver::{EvalError, Options, Problem, Solver};
/// # struct Mean;
/// # impl Problem for Mean {
/// #     fn parameter_count(&self) -> usize { 1 }
/// #     fn residual_count(&self) -> usize { 4 }
/// #     fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
/// #         for (r, y) in r.iter_mut().zip([1.0, 2.0, 3.0, 4.0]) { *r = x[0] - y; }
/// #         Ok(())
/// #     }
/// # }
/// # let solution = Solver::new().solve(&Mean, &[1.0])?;
/// # let options = Options::default();
/// // The mean of 1, 2, 3, 4, and that of 1, 2, 3.
/// let local = Local::new(&Mean, &solution, &options).unwrap();
/// let without = LeaveOneOut::new(&local).refit(3).unwrap();
/// assert!((without[0] - 2.0).abs() < 1e-9);
/// # Ok::<(), thalweg_solver::InputError>(())
/// ```
pub struct LeaveOneOut<'a> {
    local: &'a Local<'a>,
    solver: Solver,
    workspace: Workspace,
    /// Inverse leverage factor of one step: dₖ.
    directions: Vec<Vec<f64>>,
}

impl<'a> LeaveOneOut<'a> {
    /// Around a fit.
    pub fn new(local: &'a Local<'a>) -> Self {
        let mut options = local.options.clone();
        options.trace = false;
        let solver = Solver::with_options(options).cascade(false).polish(false);
        Self { local, solver, workspace: Workspace::new(), directions: local.at.directions() }
    }

    /// The estimates without row i, found from those with it under the same bounds and loss; None where that
    /// is no minimum. Cost: some three to six iterations.
    pub fn refit(&mut self, i: usize) -> Option<Vec<f64>> {
        let problem = Without { problem: self.local.problem, row: i };
        let end = self.solver.solve_with(&mut self.workspace, &problem, self.local.x()).ok()?;
        end.status.converged().then_some(end.x)
    }

    /// One Gauss-Newton step towards them (Cook & Weisberg 1982, appendix A.2):
    /// x + (JᵀJ)⁻¹Jᵢ rᵢ/(1 − hᵢ), rᵢ times its weight under a loss. None where i alone determines something.
    pub fn one_step(&self, i: usize, residuals: &Residuals) -> Option<Vec<f64>> {
        if residuals.is_alone(i) {
            return None;
        }
        let (at, h) = (&self.local.at, residuals.leverage[i]);
        let pull = at.residuals[i] * self.local.options.loss.weight(at.residuals[i]) / (1.0 - h);
        let mut x = at.x.clone();
        for d in &self.directions {
            let q: f64 = d.iter().enumerate().map(|(j, d)| at.column(j)[i] * d).sum();
            x.iter_mut().zip(d).for_each(|(x, d)| *x += d * q * pull);
        }
        Some(x)
    }
}

/// A problem with one residual that is always 0.
struct Without<'a> {
    problem: &'a (dyn Problem + Sync),
    row: usize,
}

impl Problem for Without<'_> {
    fn parameter_count(&self) -> usize {
        self.problem.parameter_count()
    }

    fn residual_count(&self) -> usize {
        self.problem.residual_count()
    }

    fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        self.problem.residuals(x, r)?;
        r[self.row] = 0.0;
        Ok(())
    }

    fn provides(&self) -> Provides {
        self.problem.provides()
    }

    fn jacobian(&self, x: &[f64], jac: &mut [f64]) -> Result<(), EvalError> {
        self.problem.jacobian(x, jac)?;
        let m = self.residual_count();
        (0..self.parameter_count()).for_each(|j| jac[j * m + self.row] = 0.0);
        Ok(())
    }

    fn second_directional(&self, x: &[f64], v: &[f64], rvv: &mut [f64]) -> Result<(), EvalError> {
        self.problem.second_directional(x, v, rvv)?;
        rvv[self.row] = 0.0;
        Ok(())
    }

    fn linear_parameters(&self) -> &[usize] {
        self.problem.linear_parameters()
    }

    fn data_norm(&self) -> Option<f64> {
        self.problem.data_norm()
    }
}
