//! M-estimates whose scale is that of their own residuals.

use std::ops::ControlFlow;

use thalweg_solver::{InputError, Iteration, Loss, Options, Problem, Solution, Solver, Workspace};

use super::choice::Robust;
use super::elemental::Search;
use super::scale::mad;
use super::solution::RobustSolution;

/// A scale that moves by less than this share of itself has come to rest: the square root of rounding,
/// squared once more by the estimates' own dependence on it.
const AT_REST: f64 = 1e-12;

/// Steps after which it is taken as it is.
const MOST_STEPS: usize = 60;

pub(super) type Observer<'o> = &'o mut dyn FnMut(&Iteration) -> ControlFlow<()>;

/// A fit under this loss.
pub(super) fn under(
    loss: Loss,
    problem: &(dyn Problem + Sync),
    x0: &[f64],
    options: &Options,
    observer: Observer,
) -> Result<Solution, InputError> {
    let mut options = options.clone();
    options.loss = loss;
    Solver::with_options(options).solve_observed(&mut Workspace::new(), &problem, x0, observer)
}

/// The least scale there is: the rounding of the data (64ε‖y‖/√m), or of the residuals.
pub(super) fn floor(problem: &(dyn Problem + Sync), residuals: &[f64]) -> f64 {
    let largest = residuals.iter().fold(0.0, |most: f64, r| most.max(r.abs()));
    let count = (residuals.len() as f64).sqrt();
    let data = problem.data_norm().unwrap_or(0.0) / count;
    (64.0 * f64::EPSILON * data).max(f64::EPSILON * largest).max(f64::MIN_POSITIVE)
}

/// An M-estimate from the first of `starts`, at best that of least squares; its scale `known`, or the fixed
/// point of s → scale of the residuals of the estimate with scale s. Where this leads nowhere, for an outlier
/// took the least squares fit far away, once more from the fit to a few rows of the lowest M-scale.
pub(super) fn solve(
    robust: Robust,
    problem: &(dyn Problem + Sync),
    search: &Search,
    starts: &[Vec<f64>],
    options: &Options,
    known: Option<f64>,
    observer: Observer,
) -> Result<RobustSolution, InputError> {
    let found = from_least_squares(robust, problem, &starts[0], options, known, &mut *observer)?;
    if found.solution.status.converged() {
        return Ok(found);
    }
    let mut r = vec![0.0; problem.residual_count()];
    for x in search.candidates(starts, 1) {
        if problem.residuals(&x, &mut r).is_err() {
            continue;
        }
        let begun = Begun { x, scale: mad(&r) };
        let other = begun.followed(robust, problem, options, known, &mut *observer)?;
        if other.solution.status.converged() {
            return Ok(other);
        }
    }
    Ok(found)
}

/// An M-estimate that begins at the least-squares fit from `x0`.
pub(super) fn from_least_squares(
    robust: Robust,
    problem: &(dyn Problem + Sync),
    x0: &[f64],
    options: &Options,
    known: Option<f64>,
    observer: Observer,
) -> Result<RobustSolution, InputError> {
    let first = under(Loss::Squared, problem, x0, options, &mut *observer)?;
    let begun = Begun { scale: mad(&first.residuals), x: first.x };
    begun.followed(robust, problem, options, known, observer)
}

/// Where an M-estimate begins, and the scale of the residuals there.
struct Begun {
    x: Vec<f64>,
    scale: f64,
}

impl Begun {
    /// Losses that do not pull at what is far (all but Huber's and soft-l1) begin at Huber's estimate.
    fn followed(
        self,
        robust: Robust,
        problem: &(dyn Problem + Sync),
        options: &Options,
        known: Option<f64>,
        observer: Observer,
    ) -> Result<RobustSolution, InputError> {
        let Self { mut x, mut scale } = self;
        if !matches!(robust, Robust::Huber | Robust::SoftL1) {
            let huber = settle(Robust::Huber, problem, x, scale, options, known, &mut *observer)?;
            (x, scale) = (huber.solution.x, huber.scale);
        }
        settle(robust, problem, x, scale, options, known, observer)
    }
}

/// Steps of Aitken & Steffensen on the scale, plain ones where these lead away.
fn settle(
    robust: Robust,
    problem: &(dyn Problem + Sync),
    x: Vec<f64>,
    scale: f64,
    options: &Options,
    known: Option<f64>,
    observer: Observer,
) -> Result<RobustSolution, InputError> {
    let mut s = known.unwrap_or(scale);
    // The point before: its scale and how far the scale moved from there.
    let mut before: Option<(f64, f64)> = None;
    let mut solution = None;
    let mut x = x;
    for _ in 0..MOST_STEPS {
        let residuals_at = |r: &[f64]| floor(problem, r);
        if let Some(last) = &solution {
            let last: &Solution = last;
            s = s.max(residuals_at(&last.residuals));
        } else if s <= 0.0 {
            s = f64::MIN_POSITIVE.max(64.0 * f64::EPSILON * problem.data_norm().unwrap_or(0.0));
        }
        let loss = robust.loss(s);
        let found = under(loss, problem, &x, options, &mut *observer)?;
        let stopped = !found.status.converged();
        let next = mad(&found.residuals).max(residuals_at(&found.residuals));
        x = found.x.clone();
        let moved = next - s;
        let rest = known.is_some() || moved.abs() <= AT_REST * s;
        solution = Some(found);
        if rest || stopped {
            let Some(solution) = solution else { break };
            return Ok(RobustSolution { solution, scale: s, loss, settled: rest });
        }
        let secant = before.and_then(|(s0, moved0)| {
            let slope = (moved - moved0) / (s - s0);
            let to = s - moved / slope;
            (slope < 0.0 && to > 0.5 * s && to < 2.0 * s).then_some(to)
        });
        before = Some((s, moved));
        s = secant.unwrap_or(next);
    }
    let loss = robust.loss(s);
    let solution = under(loss, problem, &x, options, observer)?;
    Ok(RobustSolution { solution, scale: s, loss, settled: false })
}
