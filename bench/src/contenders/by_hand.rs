//! Thalweg's solver on hand-written models.

use std::error::Error;

use thalweg_solver::{Solver, Workspace};
use thalweg_testdata::{Model, nist::NistProblem};

use super::{Calls, Fitter, hand_written};

pub(super) fn prepare(problem: &'static NistProblem) -> Result<Box<dyn Fitter>, Box<dyn Error>> {
    let model = hand_written(problem)?;
    Ok(Box::new(ByHand { model, solver: Solver::new(), workspace: Workspace::new() }))
}

struct ByHand {
    model: Model,
    solver: Solver,
    workspace: Workspace,
}

impl Fitter for ByHand {
    fn fit(&mut self, start: &[f64], x: &mut [f64]) -> Calls {
        match self.solver.solve_with(&mut self.workspace, &self.model, start) {
            Ok(solution) => {
                x.copy_from_slice(&solution.x);
                solution.counts.into()
            }
            Err(_) => {
                x.fill(f64::NAN);
                Calls::default()
            }
        }
    }
}
