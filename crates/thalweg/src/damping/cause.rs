//! Why a run failed, read off its own trace.

use thalweg_solver::{Iteration, Problem, Rejection, Solution, Status};

use super::anatomy::column_norms;
use super::outcome::{Outcome, median};

/// Why a run failed: what its trace shows. All numbers are the run's own.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Cause {
    /// The step that took a parameter farthest, in its own size.
    pub departure: Departure,
    /// Steps that were taken.
    pub taken: usize,
    /// Steps that were tried and not taken.
    pub rejections: Rejections,
    /// Trials in a row, at the end, that were not taken.
    pub last_in_vain: usize,
    /// ‖Q₁ᵀr‖/‖r‖ at the end: how much of the residual a Gauss-Newton step would still remove.
    pub decrement: f64,
    /// The parameter that ended farthest from the solution, in its own size.
    pub farthest: usize,
    /// |xⱼ − x*ⱼ| of it at the end.
    pub distance: f64,
    /// How far it moved in a step: the median over the last half of those taken.
    pub pace: f64,
    /// Of the directions there are, how many moved as Gauss-Newton would: the mean over the trials.
    pub gauss_newton_directions: f64,
    /// How many directions there are.
    pub directions: usize,
    /// How unevenly D holds the parameters.
    pub grip: Grip,
    /// Whether the run itself called its end a minimum.
    pub claimed: bool,
    /// What the model said where it is not defined, if it ended there.
    pub edge: Option<String>,
}

/// How unevenly D held the parameters at the start: μDⱼ² against the ‖Jⱼ‖² it is added to. It is even
/// for diag(A), and a matter of units for I.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Grip {
    /// The parameter held hardest.
    pub hardest: usize,
    /// The parameter held least.
    pub weakest: usize,
    /// How many times as hard: of Dⱼ²/‖Jⱼ‖².
    pub ratio: f64,
    /// Their sizes tⱼ.
    pub sizes: (f64, f64),
    /// |Δxⱼ| of the run over the way from the start to the solution, of the one held hardest.
    pub way: f64,
}

/// A step that took a parameter far.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Departure {
    /// Which parameter.
    pub parameter: usize,
    /// Which of the steps that were taken, from 1.
    pub step: usize,
    /// Its value before and after.
    pub value: (f64, f64),
    /// Where it ended.
    pub end: f64,
    /// The larger of |value before| and its size tⱼ.
    pub size: f64,
    /// ‖Jⱼ‖ before and after; NaN where it could not be computed.
    pub column: (f64, f64),
    /// ‖Jⱼ‖ at the start and at the end of the run.
    pub column_of_run: (f64, f64),
    /// Its value at the start of the run.
    pub start: f64,
    /// Dⱼ before and after.
    pub scale: (f64, f64),
    /// μDⱼ² of the step over ‖Jⱼ‖²: how strongly it was held. Below 1 the parameter was all but free.
    pub hold: f64,
    /// The damping of the step.
    pub mu: f64,
    /// The parameter that moved most in its own units: it, and by how much.
    pub companion: Option<(usize, f64)>,
}

/// Steps that were tried and not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Rejections {
    /// F did not fall.
    pub no_reduction: usize,
    /// The path bent too much for the step.
    pub curvature: usize,
    /// The model has no value there.
    pub out_of_domain: usize,
}

impl Rejections {
    /// All of them.
    pub fn total(&self) -> usize {
        self.no_reduction + self.curvature + self.out_of_domain
    }

    fn of(trace: &[Iteration]) -> Self {
        let mut these = Self::default();
        for why in trace.iter().filter_map(|step| step.rejected.as_ref()) {
            match why {
                Rejection::Curvature => these.curvature += 1,
                Rejection::OutOfDomain => these.out_of_domain += 1,
                _ => these.no_reduction += 1,
            }
        }
        these
    }
}

impl Cause {
    /// Reads the trace of `solution`, which started from `start` with parameters of these `sizes` and
    /// did not end at `target`. None without a single step.
    pub(super) fn of<P: Problem + ?Sized>(
        problem: &P,
        start: &[f64],
        sizes: &[f64],
        solution: &Solution,
        target: &[f64],
        outcome: Outcome,
    ) -> Option<Self> {
        let trace = &solution.trace;
        let steps: Vec<Step> = steps(trace, start);
        let departure = departure(problem, &steps, sizes, &solution.x, outcome)?;
        let last_in_vain = trace.iter().rev().take_while(|i| i.rejected.is_some()).count();
        let away = |j: usize| (solution.x[j] - target[j]).abs();
        let relative = |j: usize| away(j) / target[j].abs().max(sizes[j]);
        let farthest =
            (0..start.len()).max_by(|&a, &b| relative(a).total_cmp(&relative(b))).unwrap_or(0);
        let mut paces: Vec<f64> = steps[steps.len() / 2..]
            .iter()
            .map(|s| (s.after[farthest] - s.before[farthest]).abs())
            .collect();
        paces.sort_by(f64::total_cmp);
        let shares: Vec<f64> = trace
            .iter()
            .filter(|i| !i.anatomy.fractions.is_empty())
            .map(|i| i.anatomy.gauss_newton_directions())
            .collect();
        Some(Self {
            departure,
            taken: steps.len(),
            rejections: Rejections::of(trace),
            last_in_vain,
            decrement: solution.evidence.decrement,
            farthest,
            distance: away(farthest),
            pace: median(&paces),
            gauss_newton_directions: shares.iter().sum::<f64>() / shares.len() as f64,
            directions: trace.iter().map(|i| i.anatomy.fractions.len()).max().unwrap_or(0),
            grip: grip(problem, start, sizes, solution, target)?,
            claimed: solution.status.converged(),
            edge: match &solution.status {
                Status::DomainEdge { reason } => reason.clone(),
                _ => None,
            },
        })
    }
}

/// How D held the parameters at the first trial.
fn grip<P: Problem + ?Sized>(
    problem: &P,
    start: &[f64],
    sizes: &[f64],
    solution: &Solution,
    target: &[f64],
) -> Option<Grip> {
    let columns = column_norms(problem, start)?;
    let d = &solution.trace.first()?.scales;
    let hold = |j: usize| (d[j] / columns[j]).powi(2);
    // A column of zeros is held by anything.
    let answering = || (0..start.len()).filter(|&j| columns[j] > 0.0);
    let hardest = answering().max_by(|&a, &b| hold(a).total_cmp(&hold(b)))?;
    let weakest = answering().min_by(|&a, &b| hold(a).total_cmp(&hold(b)))?;
    let way = |to: &[f64]| (to[hardest] - start[hardest]).abs();
    Some(Grip {
        hardest,
        weakest,
        ratio: hold(hardest) / hold(weakest),
        sizes: (sizes[hardest], sizes[weakest]),
        way: way(&solution.x) / way(target),
    })
}

/// A step that was taken.
struct Step<'t> {
    before: &'t [f64],
    after: &'t [f64],
    of: &'t Iteration,
    /// The trial that followed it, which was damped by D at the new point.
    next: Option<&'t Iteration>,
}

fn steps<'t>(trace: &'t [Iteration], start: &'t [f64]) -> Vec<Step<'t>> {
    let mut before = start;
    let mut steps = Vec::new();
    for (k, of) in trace.iter().enumerate() {
        if of.rejected.is_none() {
            steps.push(Step { before, after: &of.x, of, next: trace.get(k + 1) });
            before = &of.x;
        }
    }
    steps
}

/// A column below this share of its norm at the start has vanished.
const VANISHED: f64 = 1e-3;

/// The step that made a column vanish, where a parameter ran away; the one that took a parameter
/// farthest, where not.
fn departure<P: Problem + ?Sized>(
    problem: &P,
    steps: &[Step],
    sizes: &[f64],
    end: &[f64],
    outcome: Outcome,
) -> Option<Departure> {
    let size = |s: &Step, j: usize| s.before[j].abs().max(sizes[j]);
    let moved = |s: &Step, j: usize| (s.after[j] - s.before[j]).abs() / size(s, j);
    let candidates: Vec<usize> = match outcome {
        Outcome::Evaporated { parameter } => vec![parameter],
        _ => (0..sizes.len()).collect(),
    };
    let column = |x: &[f64], j: usize| column_norms(problem, x).map_or(f64::NAN, |c| c[j]);
    let vanishing = |j: usize| {
        let at_start = column(steps.first()?.before, j);
        let k = steps.iter().position(|s| column(s.after, j) < VANISHED * at_start)?;
        Some((k, j))
    };
    let gone = match outcome {
        Outcome::Evaporated { parameter } => vanishing(parameter),
        _ => None,
    };
    let all = steps.iter().enumerate();
    let farthest = all
        .flat_map(|(k, _)| candidates.iter().map(move |&j| (k, j)))
        .max_by(|&(k, i), &(l, j)| moved(&steps[k], i).total_cmp(&moved(&steps[l], j)));
    let (k, j) = gone.or(farthest)?;
    let step = &steps[k];
    let column_of_run = (column(steps[0].before, j), column(end, j));
    let column = (column(step.before, j), column(step.after, j));
    let d = step.of.scales[j];
    let absolute = |i: usize| (step.after[i] - step.before[i]).abs();
    let companion = (0..sizes.len())
        .filter(|&i| i != j)
        .max_by(|&a, &b| absolute(a).total_cmp(&absolute(b)))
        .map(|i| (i, absolute(i)));
    Some(Departure {
        parameter: j,
        step: k + 1,
        value: (step.before[j], step.after[j]),
        end: end[j],
        size: size(step, j),
        column,
        column_of_run,
        start: steps[0].before[j],
        scale: (d, step.next.map_or(f64::NAN, |next| next.scales[j])),
        hold: step.of.mu * (d / column.0) * (d / column.0),
        mu: step.of.mu,
        companion,
    })
}
