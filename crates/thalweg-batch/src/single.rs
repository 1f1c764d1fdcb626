//! One curve by the full solver: what the lanes do not fit cleanly, and the reference for what they do.

use std::cell::RefCell;

use thalweg_formula::{Model, Scratch};
use thalweg_solver::{
    Conditioning, EvalError, Loss, Problem, Provides, Reduction, Solution, Solver, Status,
    Workspace,
};

use crate::asked::{Asked, Estimator};
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
    /// Σ w ∂f ∂fᵀ factored over the free parameters; of counts Σ w ∂f ∂fᵀ/f, Fisher's information (McCullagh & Nelder
    /// 1989, §2.5).
    fn information(&self, x: &[f64], is_free: &[bool]) -> Conditioning {
        let (m, n) = (self.residual_count(), self.parameter_count());
        let Work { scratch, value } = &mut *self.work.borrow_mut();
        value.resize(m, 0.0);
        let mut jac = vec![0.0; m * n];
        let mut partials: Vec<&mut [f64]> = jac.chunks_exact_mut(m.max(1)).collect();
        self.model.partials(x, &self.columns, value, &mut partials, None, scratch);
        for (k, f) in value.iter().enumerate() {
            let inverse = match self.estimator {
                Estimator::LeastSquares => 1.0,
                // A mean of 0 is there for a count of 0 alone.
                Estimator::Poisson if *f == 0.0 => 0.0,
                Estimator::Poisson => 1.0 / f.sqrt(),
            };
            let factor = self.points.root_weight(k) * inverse;
            partials.iter_mut().for_each(|column| column[k] *= factor);
        }
        let columns: Vec<&[f64]> = jac.chunks_exact(m.max(1)).collect();
        let mut rows = Reduction::new(n);
        rows.update(&columns, &vec![0.0; m]);
        let free: Vec<usize> = (0..n).filter(|&j| is_free[j]).collect();
        Conditioning::of(&rows, &free)
    }

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

/// Nothing was fitted.
pub(crate) fn unfitted(asked: &Asked, points: &Usable, status: Code) -> One {
    let none = vec![f64::NAN; asked.quantities()];
    One {
        estimates: none.clone(),
        std_errors: none,
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
    let problem = CurveProblem {
        model: asked.model,
        columns: points.slices(),
        points,
        estimator: asked.estimator,
        work: RefCell::default(),
    };
    let solver = Solver::with_options(asked.options.clone());
    match solver.solve_with(workspace, &problem, start) {
        Ok(solution) => {
            // The solver's own is that of J as its loss has reshaped it.
            let other = asked.is_of_counts() || asked.options.loss != Loss::Squared;
            let own = other.then(|| problem.information(&solution.x, &solution.covariance.is_free));
            told(asked, points, solution, own)
        }
        Err(_) => unfitted(asked, points, Code::DomainEdge),
    }
}

/// What a solution comes to.
fn told(asked: &Asked, points: &Usable, solution: Solution, own: Option<Conditioning>) -> One {
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
    let freedom = freedom.saturating_sub(asked.estimated);
    let is_known = asked.knows_errors();
    if freedom == 0 && !is_known {
        notes = notes.with(Note::NoFreedom);
    }
    let sigma = match status {
        _ if !status.converged() && status != Code::FlatValley => None,
        // Under a loss the scatter is that of the residuals, whatever is known of σ.
        _ if is_known && asked.options.loss == Loss::Squared => Some(1.0),
        Code::ExactFit => None,
        _ if freedom == 0 => None,
        _ => asked.options.loss.scatter(&solution.residuals, freedom),
    };
    let information = own.as_ref().unwrap_or(&covariance.factor);
    // √(gᵀ C g): Seber & Wild 1989, eq. 2.22, and the delta method. None where nothing that is free acts on it.
    let error = |g: &[f64]| {
        let acts = (0..n).any(|j| g[j] != 0.0 && covariance.is_free[j]);
        let row =
            (acts && g.iter().all(|g| g.is_finite())).then(|| information.coordinates(g))??;
        // No squares: errors of 10²⁰⁰ are numbers.
        let error = sigma? * row.iter().fold(0.0, |norm: f64, u| norm.hypot(*u));
        error.is_finite().then_some(error)
    };
    let (mut estimates, mut gradient) = (solution.x, vec![0.0; n]);
    let mut std_errors: Vec<f64> = Vec::with_capacity(asked.quantities());
    for j in 0..n {
        gradient.fill(0.0);
        gradient[j] = 1.0;
        std_errors.push(error(&gradient).unwrap_or(f64::NAN));
    }
    let scratch = &mut Scratch::default();
    for derived in asked.derived {
        let value = derived.at(&estimates[..n], &mut gradient, scratch);
        std_errors.push(error(&gradient).filter(|_| value.is_finite()).unwrap_or(f64::NAN));
        estimates.push(value);
    }
    let squares: f64 = solution.residuals.iter().map(|r| r * r).sum();
    One {
        estimates,
        std_errors,
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
