//! What leaving out one observation does to the parameters.

use thalweg_solver::{Solver, Workspace};

use super::residuals::Residuals;
use crate::local::Local;
use crate::variant::{Change, Variant};

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
    /// How much every row counts: 1, but for the one that is out.
    counts: Vec<f64>,
}

impl<'a> LeaveOneOut<'a> {
    /// Around a fit.
    pub fn new(local: &'a Local<'a>) -> Self {
        let mut options = local.options.clone();
        options.trace = false;
        let solver = Solver::with_options(options).cascade(false).polish(false);
        Self {
            local,
            solver,
            workspace: Workspace::new(),
            directions: local.at.directions(),
            counts: vec![1.0; local.at.residuals.len()],
        }
    }

    /// The estimates without row i, found from those with it under the same bounds and loss; None where that
    /// is no minimum. Cost: some three to six iterations.
    pub fn refit(&mut self, i: usize) -> Option<Vec<f64>> {
        self.counts[i] = 0.0;
        let problem = Variant { problem: self.local.problem, change: Change::Weigh(&self.counts) };
        let end = self.solver.solve_with(&mut self.workspace, &problem, self.local.x());
        self.counts[i] = 1.0;
        let end = end.ok()?;
        end.status.converged().then_some(end.x)
    }

    /// One Gauss-Newton step towards them (Cook & Weisberg 1982, appendix A.2):
    /// x + (JᵀJ)⁻¹Jᵢ rᵢ/(1 − hᵢ). None where i alone determines something, and under a loss: an M-estimate moves
    /// by the curvature of the loss as well, which need not be positive.
    pub fn one_step(&self, i: usize, residuals: &Residuals) -> Option<Vec<f64>> {
        if residuals.is_alone(i) || !self.local.is_least_squares() {
            return None;
        }
        let (at, h) = (&self.local.at, residuals.leverage[i]);
        let pull = at.residuals[i] / (1.0 - h);
        let mut x = at.x.clone();
        for d in &self.directions {
            let q: f64 = d.iter().enumerate().map(|(j, d)| at.column(j)[i] * d).sum();
            x.iter_mut().zip(d).for_each(|(x, d)| *x += d * q * pull);
        }
        Some(x)
    }
}
