//! One curve by the full solver: what the lanes do not fit cleanly, and the reference for what they do.

use std::cell::RefCell;

use thalweg_formula::{Model, Scratch};
use thalweg_solver::{EvalError, Options, Problem, Provides, Solution, Solver, Status, Workspace};

use crate::batch_fit::Estimator;
use crate::deviance;
use crate::fits::{Code, Note, Notes, One};
use crate::usable::Usable;

/// A curve as the solver sees it.
struct CurveProblem<'a> {
    model: &'a Model,
    columns: Vec<&'a [f64]>,
    points: &'a Usable,
    estimator: Estimator,
    work: RefCell<Work>,
}

/// Memory of an evaluation.
#[derive(Default)]
struct Work {
    scratch: Scratch,
    value: Vec<f64>,
}

impl CurveProblem<'_> {
    /// Whether r is known to second order by the model alone.
    fn is_plain(&self) -> bool {
        self.estimator == Estimator::LeastSquares
    }
}

impl Problem for CurveProblem<'_> {
    fn parameter_count(&self) -> usize {
        self.model.parameters().len()
    }

    fn residual_count(&self) -> usize {
        self.points.left.len()
    }

    fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        let scratch = &mut self.work.borrow_mut().scratch;
        self.model.values(x, &self.columns, r, scratch);
        for (k, r) in r.iter_mut().enumerate() {
            let y = self.points.left[k];
            let deviation = match self.estimator {
                Estimator::LeastSquares => *r - y,
                Estimator::Poisson => deviance::residual(y, *r),
            };
            *r = deviation * self.points.root_weight(k);
        }
        if r.iter().all(|r| r.is_finite()) {
            Ok(())
        } else {
            Err(EvalError::out_of_domain(
                "a value of the model is not finite, or a mean of counts not positive",
            ))
        }
    }

    fn provides(&self) -> Provides {
        Provides { jacobian: true, second_directional: self.is_plain() }
    }

    fn jacobian(&self, x: &[f64], jac: &mut [f64]) -> Result<(), EvalError> {
        let m = self.residual_count();
        let Work { scratch, value } = &mut *self.work.borrow_mut();
        value.resize(m, 0.0);
        let mut partials: Vec<&mut [f64]> = jac.chunks_exact_mut(m.max(1)).collect();
        self.model.partials(x, &self.columns, value, &mut partials, None, scratch);
        for (k, f) in value.iter().enumerate() {
            let slope = match self.estimator {
                Estimator::LeastSquares => 1.0,
                Estimator::Poisson => deviance::slope(self.points.left[k], *f),
            };
            let factor = slope * self.points.root_weight(k);
            partials.iter_mut().for_each(|column| column[k] *= factor);
        }
        Ok(())
    }

    fn second_directional(&self, x: &[f64], v: &[f64], rvv: &mut [f64]) -> Result<(), EvalError> {
        let scratch = &mut self.work.borrow_mut().scratch;
        self.model.second_directional(x, v, &self.columns, rvv, scratch);
        rvv.iter_mut().enumerate().for_each(|(k, r)| *r *= self.points.root_weight(k));
        Ok(())
    }

    fn linear_parameters(&self) -> &[usize] {
        if self.is_plain() { self.model.linear_parameters() } else { &[] }
    }

    fn data_norm(&self) -> Option<f64> {
        let squares = self.points.left.iter().enumerate();
        let largest = squares
            .clone()
            .fold(0.0, |m: f64, (k, y)| m.max((y * self.points.root_weight(k)).abs()));
        if largest == 0.0 || !self.is_plain() {
            return None;
        }
        let sum: f64 =
            squares.map(|(k, y)| (y * self.points.root_weight(k) / largest).powi(2)).sum();
        Some(largest * sum.sqrt())
    }
}

/// What a fit of one curve is asked, besides its points.
pub(crate) struct Asked<'a> {
    pub model: &'a Model,
    pub estimator: Estimator,
    /// Whether the weights are 1/σ² with σ known, so that residuals are not asked for their scatter.
    pub known: bool,
    pub options: &'a Options,
}

/// Nothing was fitted.
pub(crate) fn unfitted(parameters: usize, points: &Usable, status: Code) -> One {
    One {
        parameters: vec![f64::NAN; parameters],
        std_errors: vec![f64::NAN; parameters],
        cost: f64::NAN,
        points: points.left.len() as u32,
        iterations: 0,
        status,
        notes: notes_of(points),
    }
}

/// W-MISSING where points were left out.
pub(crate) fn notes_of(points: &Usable) -> Notes {
    match points.missing {
        0 => Notes::default(),
        _ => Notes::default().with(Note::Missing),
    }
}

/// Fits the points from `start`; where the run cannot begin there, it is at the edge of the domain.
pub(crate) fn fit(asked: &Asked, points: &Usable, start: &[f64], workspace: &mut Workspace) -> One {
    let n = asked.model.parameters().len();
    let problem = CurveProblem {
        model: asked.model,
        columns: points.slices(),
        points,
        estimator: asked.estimator,
        work: RefCell::default(),
    };
    let solver = Solver::with_options(asked.options.clone());
    match solver.solve_with(workspace, &problem, start) {
        Ok(solution) => told(asked, points, solution),
        Err(_) => unfitted(n, points, Code::DomainEdge),
    }
}

/// What a solution comes to.
fn told(asked: &Asked, points: &Usable, solution: Solution) -> One {
    let (m, n) = (points.left.len(), solution.x.len());
    let status = code(&solution.status);
    let covariance = &solution.covariance;
    let mut notes = notes_of(points);
    if !solution.at_bound.is_empty() {
        notes = notes.with(Note::Bound);
    }
    if covariance.rank < covariance.free {
        notes = notes.with(Note::Undetermined);
    }
    let freedom = m + covariance.free - covariance.rank;
    let freedom = freedom.saturating_sub(n);
    let is_known = asked.known || asked.estimator == Estimator::Poisson;
    if freedom == 0 && !is_known {
        notes = notes.with(Note::NoFreedom);
    }
    let sigma = match status {
        _ if !status.converged() && status != Code::FlatValley => None,
        _ if is_known => Some(1.0),
        Code::ExactFit => None,
        _ if freedom == 0 => None,
        _ => Some((2.0 * solution.cost / freedom as f64).sqrt()),
    };
    let error = |j: usize| sigma.and_then(|s| covariance.std_error(j, s)).unwrap_or(f64::NAN);
    let squares: f64 = solution.residuals.iter().map(|r| r * r).sum();
    One {
        std_errors: (0..n).map(error).collect(),
        parameters: solution.x,
        cost: squares,
        points: m as u32,
        iterations: solution.counts.iterations as u32,
        status,
        notes,
    }
}

fn code(status: &Status) -> Code {
    match status {
        Status::Minimum => Code::Minimum,
        Status::MinimumOnBound { .. } => Code::MinimumOnBound,
        Status::ExactFit => Code::ExactFit,
        Status::FlatValley { .. } => Code::FlatValley,
        Status::DomainEdge { .. } => Code::DomainEdge,
        Status::Limit { .. } => Code::Limit,
        Status::Stopped => Code::Stopped,
        _ => Code::Stalled,
    }
}
