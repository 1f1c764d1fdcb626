//! Fitting a model of a family where speed counts: from its rules, one run, no search.

use thalweg_solver::{Options, Solution, Solver, VariableProjection, Workspace};

use super::member::{Curve, FamilyModel};
use super::summary::Summary;
use crate::problem::FormulaProblem;
use crate::starts::{Search, SearchRows};

/// Evaluations after which a run is given up.
const EVALUATIONS: usize = 200;

/// Where to start `model` on these rows, linear parameters solved for: in the order of the compiled model.
pub(super) fn start(
    model: &FamilyModel,
    curve: &Curve,
    data: &Summary,
    rows: &SearchRows,
) -> Option<Vec<f64>> {
    let free = curve.free(model, &model.starts(data).ok()?);
    let search = Search { model: &curve.model, free: &free, rows, seed: 0, parallel: false };
    search.candidates(1, true).candidates.pop().map(|candidate| candidate.x)
}

/// One run.
pub(super) fn run(
    model: &FamilyModel,
    curve: &Curve,
    problem: &FormulaProblem,
    start: &[f64],
    workspace: &mut Workspace,
) -> Option<Solution> {
    let mut options = Options::default();
    options.cascade = false;
    options.polish = false;
    options.projection = VariableProjection::Off;
    options.limits.evaluations = EVALUATIONS;
    options.bounds = curve.bounds(model);
    Solver::with_options(options).solve_with(workspace, problem, start).ok()
}
