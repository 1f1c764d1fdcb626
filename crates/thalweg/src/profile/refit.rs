//! Warm fits of everything else while something is held.

use thalweg_solver::{InputError, Options, Problem, Solution, Solver, Status, Workspace};

use super::exchanged::Exchanged;
use super::quantity::Quantity;
use crate::local::{Local, Scatter};

/// Evaluations of a warm fit; nearly all take fewer than ten.
const QUICK: usize = 100;
/// Evaluations of one that did not settle.
const THOROUGH: usize = 600;
/// A fit that could still lower the sum of squares by this many σ² is not settled.
const UNSETTLED: f64 = 1e-7;
/// A sum of squares is lower than the least one if it is by this many σ² …
const LOWER: f64 = 1e-6;
/// … or by this many per degree of freedom: below that it is rounding.
const LOWER_EACH: f64 = 1e-9;
/// A parameter that is so near to its bound, in its size, and not settled, was stopped by it.
const AT_BOUND: f64 = 1e-4;

/// A better minimum than the solution, met on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Lower {
    /// Where, length n.
    pub x: Vec<f64>,
    /// F = ½ Σ r² there.
    pub cost: f64,
}

/// Where a warm fit ended.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Refit {
    pub x: Vec<f64>,
    /// (2F − 2F̂)/σ²; negative where the solution is not the lowest minimum.
    pub rise: f64,
    /// d rise/dc of everything that is held.
    pub slopes: [f64; 2],
}

/// Why there is no fit.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Blocked {
    /// The model is not defined there.
    Undefined(Option<String>),
    /// The quantity does not take the value.
    OutOfRange,
    /// The work that was allowed is done.
    Exhausted,
}

/// Fits anew, in memory that is reused, within a bound on the work.
pub(super) struct Refitter<'a> {
    pub local: &'a Local<'a>,
    pub scatter: Scatter,
    pub refits: usize,
    pub lower: Option<Lower>,
    /// A rise above it need not be settled.
    pub ceiling: f64,
    quick: Options,
    workspace: Workspace,
    scratch: Vec<f64>,
    /// Evaluations made, and allowed: a Jacobian counts as n.
    spent: usize,
    allowed: usize,
}

impl<'a> Refitter<'a> {
    /// None without least squares or without scatter.
    pub(super) fn new(local: &'a Local<'a>, allowed: usize) -> Option<Self> {
        let scatter = local.scatter.filter(|_| local.is_least_squares())?;
        let mut quick = local.options.clone();
        quick.limits.evaluations = QUICK;
        quick.limits.iterations = usize::MAX;
        quick.limits.time = None;
        (quick.cascade, quick.polish, quick.trace) = (false, false, false);
        let workspace = Workspace::new();
        let (refits, spent, lower, scratch) = (0, 0, None, Vec::new());
        let ceiling = f64::INFINITY;
        Some(Self {
            local,
            scatter,
            refits,
            lower,
            ceiling,
            quick,
            workspace,
            scratch,
            spent,
            allowed,
        })
    }

    /// The bounds of parameter j.
    pub(super) fn bounds(&self, j: usize) -> (f64, f64) {
        let all = self.local.options.bounds.as_ref();
        all.map_or((f64::NEG_INFINITY, f64::INFINITY), |b| b[j])
    }

    /// 2F at x; infinite where it is not defined.
    pub(super) fn cost(&mut self, x: &[f64]) -> f64 {
        self.spent += 1;
        self.scratch.resize(self.local.rows(), 0.0);
        match self.local.problem.residuals(x, &mut self.scratch) {
            Ok(()) => self.scratch.iter().map(|r| r * r).sum(),
            Err(_) => f64::INFINITY,
        }
    }

    /// The best fit with these one or two parameters at these values, from `start`.
    pub(super) fn hold(&mut self, held: &[(usize, f64)], start: &[f64]) -> Result<Refit, Blocked> {
        let mut bounds: Vec<(f64, f64)> = (0..start.len()).map(|j| self.bounds(j)).collect();
        let mut start = start.to_vec();
        for &(j, value) in held {
            bounds[j] = (value, value);
            start[j] = value;
        }
        let solution = self.solve(self.local.problem, bounds, start, &|_| false)?;
        let places: Vec<usize> = held.iter().map(|(j, _)| *j).collect();
        Ok(self.end(solution, &places))
    }

    /// Where the last run ended, with the slopes by what was held.
    fn end(&mut self, solution: Solution, held: &[usize]) -> Refit {
        let factor = 2.0 / self.scatter.sigma / self.scatter.sigma;
        let mut slopes = [0.0; 2];
        for (slope, &j) in slopes.iter_mut().zip(held) {
            *slope = factor * self.workspace.gradient(j);
        }
        Refit { rise: self.rise(&solution), x: solution.x, slopes }
    }

    /// The best fit with the quantity at `value`, from `start`; `sizes` are the sizes of the parameters, by
    /// which the one is chosen that makes room for it. One that comes to its bound cannot: another makes
    /// room then, and it is held by its bound like all others. Out of range where none is left.
    pub(super) fn hold_quantity(
        &mut self,
        quantity: &dyn Quantity,
        value: f64,
        start: &[f64],
        sizes: &[f64],
    ) -> Result<Refit, Blocked> {
        let bounds: Vec<(f64, f64)> = (0..start.len()).map(|j| self.bounds(j)).collect();
        let mut x: Vec<f64> = start.iter().zip(&bounds).map(|(x, b)| x.clamp(b.0, b.1)).collect();
        let mut left: Vec<usize> = (0..x.len()).filter(|&j| bounds[j].0 < bounds[j].1).collect();
        let mut found: Result<Refit, Blocked> = Err(Blocked::OutOfRange);
        while let Some(pivot) = take_pivot(&mut left, quantity, &x, sizes, &bounds) {
            let (near, problem) = (x[pivot], self.local.problem);
            let exchanged = Exchanged { problem, quantity, pivot, near, bounds: bounds[pivot] };
            let mut y = x.clone();
            y[pivot] = value;
            let (mut there, mut gradient) = (y.clone(), vec![0.0; y.len()]);
            if !exchanged.root(&mut there, &mut gradient) {
                continue;
            }
            if !exchanged.allows(there[pivot]) {
                x[pivot] = there[pivot].clamp(bounds[pivot].0, bounds[pivot].1);
                continue;
            }
            let mut others = bounds.clone();
            others[pivot] = (value, value);
            let near = AT_BOUND * sizes[pivot];
            let pinned = |s: &Solution| exchanged.is_pinned(&s.x, near);
            let mut solution = match self.solve(&exchanged, others, y, &pinned) {
                Ok(solution) => solution,
                Err(blocked) => return found.or(Err(blocked)),
            };
            let stopped = !self.is_settled(&solution) && pinned(&solution);
            exchanged.solve(&mut solution.x, &mut gradient);
            x.clone_from(&solution.x);
            let refit = self.end(solution, &[pivot]);
            if found.as_ref().is_ok_and(|best| best.rise < refit.rise) {
                return found;
            }
            found = Ok(refit);
            if !stopped {
                break;
            }
        }
        found
    }

    /// Runs the solver: quickly, and thoroughly where that does not settle, unless what it came to is
    /// nothing that more work would better.
    fn solve(
        &mut self,
        problem: &dyn Problem,
        bounds: Vec<(f64, f64)>,
        mut start: Vec<f64>,
        futile: &dyn Fn(&Solution) -> bool,
    ) -> Result<Solution, Blocked> {
        if self.spent >= self.allowed {
            return Err(Blocked::Exhausted);
        }
        self.refits += 1;
        let mut options = self.quick.clone();
        start.iter_mut().zip(&bounds).for_each(|(x, b)| *x = x.clamp(b.0, b.1));
        options.bounds = Some(bounds);
        let quick = self.run(&options, problem, &start);
        let enough = |s: &Solution| self.is_settled(s) || self.is_too_high(s) || futile(s);
        if quick.as_ref().is_ok_and(enough) {
            return quick;
        }
        options.cascade = true;
        options.limits.evaluations = THOROUGH;
        // Its first stage is the quick one with more time, so that its end is no worse.
        self.run(&options, problem, &start).or(quick)
    }

    fn run(
        &mut self,
        options: &Options,
        problem: &dyn Problem,
        start: &[f64],
    ) -> Result<Solution, Blocked> {
        let solver = Solver::with_options(options.clone());
        match solver.solve_with(&mut self.workspace, problem, start) {
            Ok(solution) => {
                let counts = solution.counts;
                self.spent += counts.residuals + counts.jacobians * start.len();
                Ok(solution)
            }
            Err(InputError::StartNotFinite { reason, .. }) => Err(Blocked::Undefined(reason)),
            Err(_) => Err(Blocked::Undefined(None)),
        }
    }

    /// Whether F is as low as it gets from there, to what matters.
    fn is_settled(&self, solution: &Solution) -> bool {
        let relative = solution.evidence.decrement;
        let left = relative * relative * 2.0 * solution.cost;
        let known = matches!(solution.status, Status::FlatValley { stationary: true, .. });
        let sigma = self.scatter.sigma;
        solution.status.converged() || known || left <= UNSETTLED * sigma * sigma
    }

    /// Whether F rose so far that nobody asks how far exactly.
    fn is_too_high(&self, solution: &Solution) -> bool {
        let sigma = self.scatter.sigma;
        2.0 * (solution.cost - self.local.cost) > self.ceiling * sigma * sigma
    }

    /// (2F − 2F̂)/σ², summed so that nothing cancels.
    fn rise(&mut self, solution: &Solution) -> f64 {
        let sigma = self.scatter.sigma;
        let here = solution.residuals.iter().zip(&self.local.at.residuals);
        let rise: f64 = here.map(|(a, b)| ((a - b) / sigma) * ((a + b) / sigma)).sum();
        let freedom = self.local.rows() as f64;
        if rise < -LOWER - LOWER_EACH * freedom {
            self.descend(&solution.x);
        }
        rise
    }

    /// Goes all the way down from a point that is lower than the minimum.
    fn descend(&mut self, x: &[f64]) {
        let options = self.local.options.clone();
        let solver = Solver::with_options(options);
        let Ok(end) = solver.solve(self.local.problem, x) else { return };
        self.spent += end.counts.residuals + end.counts.jacobians * x.len();
        let best = self.lower.as_ref().map_or(self.local.cost, |l| l.cost);
        if end.cost < best {
            self.lower = Some(Lower { x: end.x, cost: end.cost });
        }
    }
}

/// Takes out of `left` the parameter that makes most room for the quantity at x, those that stand at a
/// bound last; None where none of them moves it.
fn take_pivot(
    left: &mut Vec<usize>,
    quantity: &dyn Quantity,
    x: &[f64],
    sizes: &[f64],
    bounds: &[(f64, f64)],
) -> Option<usize> {
    let mut gradient = vec![0.0; x.len()];
    quantity.evaluate(x, &mut gradient);
    let inside = |j: usize| bounds[j].0 < x[j] && x[j] < bounds[j].1;
    let rank = |j: usize| (inside(j), (gradient[j] * sizes[j]).abs());
    let place = (0..left.len()).filter(|&k| gradient[left[k]] != 0.0).max_by(|&a, &b| {
        let (a, b) = (rank(left[a]), rank(left[b]));
        a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
    })?;
    Some(left.remove(place))
}
