//! Refits from perturbed starts: do runs from all around end here, and is there anything lower?

use std::ops::ControlFlow;

use thalweg_formula::Scratch;
use thalweg_solver::{Loss, Options, Solution, Solver, Status, Workspace};

use crate::alike::Alike;
use crate::answer::Answer;
use crate::attempts::{Attempts, Basin, Setting};
use crate::check::{Check, Topic};
use crate::diagnosis::Restarts;
use crate::ended::Ended;
use crate::problem::FormulaProblem;
use crate::request::Starts;
use crate::size::scaled_norm;
use crate::starts::Candidate;
use crate::statistics::Quantile;
use crate::warning::Warning;

/// Runs.
const RUNS: usize = 8;
/// Evaluations a run may use at most, and those without which it is not begun.
const EVALUATIONS: std::ops::RangeInclusive<usize> = 30..=80;
/// Work of all runs in rows evaluated times parameters squared: some milliseconds. A fit that was more
/// work itself may take twice its own.
const WORK: usize = 5_000_000;
/// A start lies at most this many standard errors away where that is further than e-fold.
const ERRORS: f64 = 3.0;

/// Runs again from around the end of `attempts`, and moves there if a lower minimum is found.
///
/// Every parameter that is not linear is drawn: times e^u with u even in ±1 where it is no larger than
/// what it takes to change the curve by three times its own spread, else shifted by that much; further out
/// where three standard errors are further. The linear ones are solved for.
///
/// A run agrees if it ends in a minimum of the same sum of squares. One that ends nowhere, or runs off, does
/// not, and says nothing else. A higher minimum is listed; it is worth a warning if a joint confidence region of
/// 95 % about the lowest reaches as high, so that the data do not rule it out.
pub(crate) fn restart(setting: &Setting, attempts: &mut Attempts) {
    let made = match &attempts.solution.status {
        Status::Stopped | Status::Limit { .. } | Status::ExactFit => return,
        status => status.converged(),
    };
    // A robust fit that finds its scale comes from many starts, and its minimum need not be the lowest.
    let made = made && setting.fit.asked.robust.is_none();
    let linear = setting.plan.model.linear_parameters().len() == setting.plan.free.len();
    let convex = linear && setting.options.loss == Loss::Squared;
    let (runs, evaluations) = affordable(setting, &attempts.solution);
    if !made || convex || runs == 0 {
        return;
    }
    let sizes = sizes(setting, &attempts.solution);
    let x = attempts.solution.x.clone();
    let starts = setting.search().drawn(&x, runs, |j, random| {
        let u = 2.0 * random.unit() - 1.0;
        if sizes[j] == x[j].abs() { x[j] * u.exp() } else { x[j] + sizes[j] * u }
    });
    let mut options = setting.options.clone();
    options.trace = false;
    options.cascade = false;
    options.polish = false;
    options.limits.evaluations = evaluations;
    let ends = if setting.rows.all {
        runs_from(setting, &options, setting.problem, &starts, &attempts.solution)
    } else {
        setting.in_sample(|problem| {
            let reference = solve(setting, &options, problem, &x);
            reference
                .map_or(Ends::default(), |r| runs_from(setting, &options, problem, &starts, &r))
        })
    };
    if ends.runs == 0 {
        return;
    }
    attempts.restarts = Some(Restarts { runs: ends.runs, agree: ends.agree });
    take(setting, attempts, ends);
}

/// How many runs of how many evaluations.
fn affordable(setting: &Setting, solution: &Solution) -> (usize, usize) {
    let p = setting.plan.free.len().pow(2).max(1);
    let own = solution.counts.residuals * setting.problem.data_rows() * p;
    let one = setting.rows.work() * p;
    let evaluations = WORK.max(2 * own) / one.max(1);
    let runs = (evaluations / EVALUATIONS.start()).min(RUNS);
    let each = evaluations.checked_div(runs).unwrap_or(0).min(*EVALUATIONS.end());
    (runs, each.min(setting.options.limits.evaluations))
}

/// How far each parameter is moved: its own size, but no more than changes the curve by three times its
/// spread; three standard errors where that is more.
fn sizes(setting: &Setting, solution: &Solution) -> Vec<f64> {
    let (model, x) = (&setting.plan.model, &solution.x);
    let columns: Vec<&[f64]> = setting.rows.columns.iter().map(Vec::as_slice).collect();
    let m = setting.rows.left.len();
    let (mut value, mut partials) = (vec![0.0; m], vec![vec![0.0; m]; x.len()]);
    let mut slots: Vec<&mut [f64]> = partials.iter_mut().map(Vec::as_mut_slice).collect();
    model.partials(x, &columns, &mut value, &mut slots, None, &mut Scratch::new());
    let mean = value.iter().sum::<f64>() / m as f64;
    let spread = scaled_norm(value.iter().map(|v| v - mean));
    let degrees_of_freedom = setting.problem.data_rows().saturating_sub(solution.covariance.rank);
    let sigma = (2.0 * solution.cost / degrees_of_freedom.max(1) as f64).sqrt();
    let one = |j: usize| {
        let natural = spread / scaled_norm(partials[j].iter().copied());
        let natural = if natural.is_finite() { natural } else { 0.0 };
        let size = if x[j] == 0.0 { natural } else { x[j].abs().min(3.0 * natural) };
        let error =
            solution.covariance.std_error(j, sigma).filter(|e| e.is_finite()).unwrap_or(0.0);
        // An error that is many times the value says that nothing is known, not where to look.
        let size = size.max((ERRORS * error).min(10.0 * size));
        if size > 0.0 && size.is_finite() { size } else { 1.0 }
    };
    (0..x.len()).map(one).collect()
}

/// What the runs came to.
#[derive(Default)]
struct Ends {
    runs: usize,
    agree: usize,
    /// F of the end they are compared with, over the same rows.
    reference: f64,
    /// Starts and ends at minima other than the reference, each once, lowest first, with how many ended there.
    others: Vec<(Vec<f64>, Solution, usize)>,
}

fn solve(
    setting: &Setting,
    options: &Options,
    problem: &FormulaProblem,
    x: &[f64],
) -> Option<Solution> {
    setting.solve_problem(options, problem, x, &mut |_| ControlFlow::Continue(())).ok()
}

fn runs_from(
    setting: &Setting,
    options: &Options,
    problem: &FormulaProblem,
    starts: &[Candidate],
    reference: &Solution,
) -> Ends {
    let alike = Alike::of(problem);
    let solver = Solver::with_options(options.clone());
    let workspace = &mut Workspace::new();
    let mut ends = Ends { reference: reference.cost, ..Ends::default() };
    for Candidate { x, .. } in starts {
        let late = options.limits.time.is_some_and(|limit| setting.began.elapsed() > limit);
        let Ok(end) = solver.solve_with(workspace, problem, x) else { continue };
        if late {
            break;
        }
        ends.runs += 1;
        // Below the reference by less than counts as lower, it is the same one, polished less.
        if alike.same(end.cost, reference.cost) {
            ends.agree += 1;
        } else if end.status.converged() {
            match ends.others.iter_mut().find(|o| alike.same(o.1.cost, end.cost)) {
                Some(other) => other.2 += 1,
                None => ends.others.push((x.clone(), end, 1)),
            }
        }
    }
    ends.others.sort_by(|a, b| a.1.cost.total_cmp(&b.1.cost));
    ends
}

/// Takes other minima into the answer.
fn take(setting: &Setting, attempts: &mut Attempts, ends: Ends) {
    let alike = Alike::of(setting.problem);
    let search = setting.search();
    let agree = ends.agree;
    for (start, end, runs) in ends.others {
        if search.is_rough(&end.x) {
            continue;
        }
        // In full, over all rows; a higher one over a sample is not worth that.
        let hopeful = end.cost < ends.reference;
        if !(hopeful || setting.rows.all) {
            continue;
        }
        let lower = hopeful
            .then(|| setting.solve(&setting.options, &end.x, &mut |_| ControlFlow::Continue(())));
        let end = match lower {
            Some(Ok(full)) if full.status.converged() => full,
            Some(_) => continue,
            None => end,
        };
        if alike.same(end.cost, attempts.solution.cost) {
            continue;
        }
        if attempts.minima.is_empty() {
            let Solution { x, cost, .. } = &attempts.solution;
            attempts.minima.push(Basin { x: x.clone(), cost: *cost, runs: 1 + agree });
        }
        let x = end.x.clone();
        match attempts.minima.iter_mut().find(|b| alike.same(b.cost, end.cost)) {
            Some(basin) => basin.runs += runs,
            None => attempts.minima.push(Basin { x, cost: end.cost, runs }),
        }
        // Without a search for starts, those given are meant.
        if end.cost < attempts.solution.cost && setting.fit.asked.starts != Starts::Off {
            attempts.solution = end;
            attempts.start = start;
            attempts.moved = true;
            attempts.restarts = Some(Restarts { runs: ends.runs, agree: runs });
        }
    }
    attempts.minima.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    let p = setting.plan.free.len();
    let degrees_of_freedom = setting.problem.data_rows().saturating_sub(p);
    let reach = Quantile::fisher(0.95, p, degrees_of_freedom).value();
    let comparable = attempts.solution.cost
        * reach.map_or(2.0, |f| 1.0 + f * p as f64 / degrees_of_freedom as f64);
    let own = attempts.solution.cost;
    let rival = |b: &Basin| !alike.same(b.cost, own) && b.cost <= comparable;
    attempts.several |= attempts.moved || attempts.minima.iter().any(rival);
}

/// Whether it is the only minimum: what the refits say.
pub(crate) fn look(ended: &Ended, answer: &mut Answer) -> Vec<Check> {
    let told = |w: &Warning| w.code == "W-LOCAL";
    let warning = answer.warnings.iter().position(told).map(|at| answer.warnings.remove(at));
    let seen = match answer.restarts {
        Some(Restarts { runs, agree }) => {
            let mut seen = match agree {
                0 if warning.is_none() => format!(
                    "none of {runs} refits from perturbed starts came back here, and none found a lower minimum"
                ),
                _ => format!("{agree} of {runs} refits from perturbed starts end here"),
            };
            if let Some(next) = answer.minima.get(1).filter(|_| warning.is_none()) {
                let ratio = next.residual_norm / answer.residual_norm;
                seen.push_str(&format!(
                    ", the next minimum has {:.3} times the sum of squares",
                    ratio * ratio
                ));
            }
            seen
        }
        None if !answer.converged || ended.setting.fit.asked.robust.is_some() => {
            return warning
                .into_iter()
                .map(|w| Check::look(Topic::Minimum, "several minima", w))
                .collect();
        }
        None if answer.parameters.iter().filter(|p| !p.fixed && !p.tied).all(|p| p.linear)
            && ended.setting.options.loss == Loss::Squared =>
        {
            "the formula is linear in its parameters: there is one minimum".to_string()
        }
        None if answer.exact => "the residuals are zero: there is no lower one".to_string(),
        None => "not refitted from elsewhere: too many parameters".to_string(),
    };
    match warning {
        Some(warning) => {
            let seen = format!("{} minima; {seen}", answer.minima.len());
            vec![Check::look(Topic::Minimum, seen, warning)]
        }
        None => vec![Check::fine(Topic::Minimum, seen)],
    }
}
