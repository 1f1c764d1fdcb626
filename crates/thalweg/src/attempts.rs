//! From starting points to the best solution: one run where the starts are given, many where they
//! are to be found.

use std::ops::ControlFlow;
use std::time::Instant;

use thalweg_solver::{
    Counts, InputError, Iteration, Options, Problem, Solution, Solver, Status, Workspace,
};

use crate::alike::{Alike, rank};
use crate::blocks::Workers;
use crate::diagnosis::Restarts;
use crate::fit::Fit;
use crate::plan::Plan;
use crate::problem::FormulaProblem;
use crate::request::{Request, Starts};
use crate::robust::{Robust, Search as Robustness};
use crate::starts::{Candidate, Found, Search, SearchRows};

/// Points followed where starts are to be found and no number is asked for.
const FOLLOWED: usize = 16;
/// Evaluations a point may use before its run is given up: a stage of the cascade.
const EVALUATIONS: usize = 300;
/// Work of following points, in rows evaluated times parameters squared: about a second on one core.
/// Points beyond it are not followed.
const FOLLOW_WORK: usize = 500_000_000;
/// Runs over all rows where the search looked at a sample.
const FULL_RUNS: usize = 4;
/// Costs on a sample beyond this multiple of the lowest will not be the lowest on all rows.
const HOPEFUL: f64 = 2.0;

/// What came of it.
pub(crate) struct Attempts {
    /// The best solution.
    pub solution: Solution,
    /// Where its run started.
    pub start: Vec<f64>,
    /// Points that were followed; the given start is one.
    pub tried: usize,
    /// Distinct minima that runs ended in, best first; none where only one run was made.
    pub minima: Vec<Basin>,
    /// Evaluations of all runs together.
    pub counts: Counts,
    /// Whether a bound on the work of the search ended it early.
    pub cut: bool,
    /// Whether the minima are worth a warning.
    pub several: bool,
    /// Whether a run from beside the end of the first one led to a lower minimum.
    pub moved: bool,
    /// Refits from perturbed starts, where they were made.
    pub restarts: Option<Restarts>,
}

/// A minimum that runs ended in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Basin {
    pub x: Vec<f64>,
    pub cost: f64,
    pub runs: usize,
}

/// Everything a run needs.
pub(crate) struct Setting<'s> {
    pub fit: &'s Fit,
    pub plan: &'s Plan,
    pub problem: &'s FormulaProblem<'s>,
    pub rows: &'s SearchRows,
    /// Options in terms of the free parameters, bounds included.
    pub options: Options,
    /// The scale of good residuals, where a robust fit has found it: what the loss of `options` is of.
    pub scale: Option<f64>,
    pub began: Instant,
}

pub(crate) type Observer<'o> = &'o mut dyn FnMut(&Iteration) -> ControlFlow<()>;

impl<'s> Setting<'s> {
    /// Runs as often as the fit asks for; a robust fit then finds its scale, and the loss of the setting
    /// that is returned has it.
    pub(crate) fn fitted(
        &self,
        unit: f64,
        observer: Observer,
    ) -> Result<(Setting<'s>, Attempts), InputError> {
        let mut attempts = self.attempt(&mut *observer)?;
        let mut setting = Setting { options: self.options.clone(), ..*self };
        let Some(robust) = self.fit.asked.robust else { return Ok((setting, attempts)) };
        if matches!(attempts.solution.status, Status::Stopped | Status::Limit { .. }) {
            return Ok((setting, attempts));
        }
        let known = (!self.plan.weighting.scales_covariance()).then_some(unit);
        let mut starts = vec![attempts.solution.x.clone()];
        starts.push(attempts.start.clone());
        starts.extend(attempts.minima.iter().skip(1).take(2).map(|m| m.x.clone()));
        if !self.rows.all && robust == Robust::Mm {
            // The search among few rows is made in the sample; what it leads to is fitted to all.
            let found = self.in_sample(|sample| {
                let search = Robustness::new(sample, &self.options, self.fit.asked.seed);
                robust.run(sample, &search, &starts, &self.options, known, &mut *observer)
            })?;
            starts.push(found.solution.x);
        }
        let search = Robustness::new(self.problem, &self.options, self.fit.asked.seed);
        let search = search.if_small(self.rows.all);
        let found = robust.run(self.problem, &search, &starts, &self.options, known, observer)?;
        attempts.counts.residuals += found.solution.counts.residuals;
        attempts.counts.second_directional += found.solution.counts.second_directional;
        attempts.counts.jacobians += found.solution.counts.jacobians;
        attempts.counts.iterations += found.solution.counts.iterations;
        attempts.minima.clear();
        attempts.several = false;
        attempts.solution = found.solution;
        setting.options.loss = found.loss;
        setting.scale = Some(found.scale);
        Ok((setting, attempts))
    }

    /// Does `work` with the problem of the rows of the search.
    pub(crate) fn in_sample<T>(&self, work: impl FnOnce(&FormulaProblem) -> T) -> T {
        let rows = self.rows;
        let workers = Workers::new(1, rows.left.len());
        let columns: Vec<&[f64]> = rows.columns.iter().map(Vec::as_slice).collect();
        let weights = rows.root_weights.as_deref();
        let exact = !self.fit.asked.differences;
        let model = &self.plan.model;
        let problem = FormulaProblem::new(model, &columns, &rows.left, weights, exact, &workers);
        work(&problem.whitened(rows.whitening.as_ref()))
    }
}

impl Setting<'_> {
    /// Runs as often as the fit asks for.
    pub(crate) fn attempt(&self, observer: Observer) -> Result<Attempts, InputError> {
        let given: Option<Vec<f64>> = self.plan.free.iter().map(|f| f.start).collect();
        let extra = match self.fit.asked.starts {
            Starts::Count(n) => n,
            _ => 0,
        };
        let mut trials = Trials::default();
        if let Some(x0) = given {
            let first = self.solve(&self.options, &x0, observer);
            first.iter().for_each(|solution| trials.count(solution));
            if extra > 0 {
                let candidates = self.search().around(&x0, extra);
                trials.follow(self, Found { candidates, cut: false }, usize::MAX, observer);
            } else if self.is_lost(&first) {
                // Only a proper minimum is worth leaving the given start for.
                let found = self.search().candidates(FOLLOWED, false);
                trials.follow(self, found, self.affordable(), observer);
                trials.runs.retain(|trial| trial.solution.status.converged());
            } else {
                return Ok(trials.finish(first?, x0, Alike::of(self.problem)));
            }
            return trials.conclude(self, Some((first, x0)), observer);
        }
        let (count, most) =
            if extra > 0 { (extra, usize::MAX) } else { (FOLLOWED, self.affordable()) };
        let found = self.search().candidates(count, true);
        trials.follow(self, found, most, observer);
        trials.conclude(self, None, observer)
    }

    /// Whether a run from the given start led nowhere, so that a search may help.
    fn is_lost(&self, first: &Result<Solution, InputError>) -> bool {
        let Ok(solution) = first else { return false };
        self.fit.asked.starts == Starts::Auto
            && !solution.status.converged()
            && !matches!(solution.status, Status::Limit { .. } | Status::Stopped)
    }

    /// How many points can be followed within [`FOLLOW_WORK`], three at least.
    fn affordable(&self) -> usize {
        let run = EVALUATIONS * self.rows.work() * self.plan.free.len().pow(2);
        (FOLLOW_WORK / run).max(3)
    }

    pub(crate) fn search(&self) -> Search<'_> {
        let Plan { model, free, .. } = self.plan;
        let Request { seed, threads, .. } = self.fit.asked;
        Search { model, free, rows: self.rows, seed, parallel: threads != 1 }
    }

    pub(crate) fn solve(
        &self,
        options: &Options,
        x0: &[f64],
        observer: Observer,
    ) -> Result<Solution, InputError> {
        self.solve_problem(options, self.problem, x0, observer)
    }

    /// One run within what is left of the time.
    pub(crate) fn solve_problem<P: Problem>(
        &self,
        options: &Options,
        problem: &P,
        x0: &[f64],
        observer: Observer,
    ) -> Result<Solution, InputError> {
        let mut options = options.clone();
        options.limits.time =
            options.limits.time.map(|limit| limit.saturating_sub(self.began.elapsed()));
        Solver::with_options(options).solve_observed(&mut Workspace::new(), problem, x0, observer)
    }
}

/// One followed point and where it led.
struct Trial {
    /// Place of its start among the candidates.
    order: usize,
    start: Vec<f64>,
    solution: Solution,
}

#[derive(Default)]
struct Trials {
    runs: Vec<Trial>,
    /// Every point in the order it was found good, for when no run leads anywhere.
    candidates: Vec<Candidate>,
    tried: usize,
    counts: Counts,
    stopped: bool,
    cut: bool,
}

impl Trials {
    /// Follows the best `most` of the points by short runs, on the rows of the search.
    fn follow(&mut self, setting: &Setting, found: Found, most: usize, observer: Observer) {
        let Found { candidates, cut } = found;
        self.cut = cut || candidates.len() > most;
        setting.in_sample(|problem| self.follow_in(problem, setting, candidates, most, observer));
    }

    fn follow_in(
        &mut self,
        problem: &FormulaProblem,
        setting: &Setting,
        candidates: Vec<Candidate>,
        most: usize,
        observer: Observer,
    ) {
        let rows = setting.rows;
        let mut options = setting.options.clone();
        options.limits.evaluations = options.limits.evaluations.min(EVALUATIONS);
        options.trace = false;
        for (order, candidate) in candidates.iter().enumerate().take(most) {
            let Ok(solution) =
                setting.solve_problem(&options, problem, &candidate.x, &mut *observer)
            else {
                continue;
            };
            self.tried += 1;
            self.count(&solution);
            self.stopped = matches!(solution.status, Status::Stopped);
            self.runs.push(Trial { order, start: candidate.x.clone(), solution });
            if self.stopped {
                break;
            }
        }
        self.candidates = candidates;
        sort(&mut self.runs, Alike::of(problem));
        if !rows.all && !self.stopped {
            self.run_on_all_rows(setting, observer);
        }
    }

    /// Repeats the best few different runs on all rows.
    fn run_on_all_rows(&mut self, setting: &Setting, observer: Observer) {
        let alike = Alike::of(setting.problem);
        let mut chosen: Vec<Trial> = Vec::new();
        for trial in self.runs.drain(..) {
            let cost = trial.solution.cost;
            let same = |other: &Trial| alike.same(other.solution.cost, cost);
            let hopeful = match chosen.first() {
                Some(best) => {
                    trial.solution.status.converged() && cost <= HOPEFUL * best.solution.cost
                }
                None => true,
            };
            if hopeful && !chosen.iter().any(same) && chosen.len() < FULL_RUNS {
                chosen.push(trial);
            }
        }
        let mut options = setting.options.clone();
        options.trace = false;
        for trial in chosen {
            let start = trial.solution.x;
            let run = setting.solve(&options, &start, &mut *observer);
            if let Ok(solution) = run {
                self.count(&solution);
                self.runs.push(Trial { order: trial.order, start, solution });
            }
        }
        sort(&mut self.runs, alike);
    }

    /// The final run, in full, from the start of the best; from its end if that leads elsewhere.
    fn conclude(
        mut self,
        setting: &Setting,
        given: Option<(Result<Solution, InputError>, Vec<f64>)>,
        observer: Observer,
    ) -> Result<Attempts, InputError> {
        let alike = Alike::of(setting.problem);
        let best = match &given {
            Some((Ok(first), _)) => self
                .runs
                .iter()
                .position(|t| alike.prefers(&t.solution, first))
                .filter(|_| !self.stopped),
            _ => (!self.runs.is_empty()).then_some(0),
        };
        if self.stopped && given.is_some() && setting.rows.all {
            return self.interrupted(given, alike);
        }
        let Some(best) = best else {
            return match given {
                Some((first, x0)) => Ok(self.finish(first?, x0, alike)),
                None => self.without_a_run(setting, observer),
            };
        };
        if let Some((Ok(first), x0)) = given {
            self.runs.push(Trial { order: self.tried, start: x0, solution: first });
            self.tried += 1;
        }
        if !setting.rows.all && !setting.options.trace && !self.stopped {
            // The best run was over all rows already; at this size it is not made twice.
            let Trial { start, solution, .. } = self.runs.swap_remove(best);
            return Ok(self.finish(solution, start, alike));
        }
        let (start, reached) = (self.runs[best].start.clone(), self.runs[best].solution.x.clone());
        let cost = self.runs[best].solution.cost;
        let mut solution = setting
            .solve(&setting.options, &start, &mut *observer)
            .or_else(|_| setting.solve(&setting.options, &reached, &mut *observer))?;
        self.count(&solution);
        let as_good = |s: &Solution| s.cost <= cost || alike.same(s.cost, cost);
        let stopped = matches!(solution.status, Status::Stopped);
        let settled = as_good(&solution) && solution.status.converged();
        if !(stopped || settled) {
            let again = setting.solve(&setting.options, &reached, observer)?;
            self.count(&again);
            if alike.prefers(&again, &solution) {
                solution = again;
            }
        }
        Ok(self.finish(solution, start, alike))
    }

    /// The caller stopped a search beside the given start: the best end so far, as stopped.
    fn interrupted(
        mut self,
        given: Option<(Result<Solution, InputError>, Vec<f64>)>,
        alike: Alike,
    ) -> Result<Attempts, InputError> {
        let Some((first, x0)) = given else { return Err(InputError::OutOfTime) };
        let better = match (&first, self.runs.first()) {
            (Ok(first), Some(run)) => alike.prefers(&run.solution, first),
            (Err(_), run) => run.is_some(),
            _ => false,
        };
        let (mut solution, start) = if better {
            let run = self.runs.swap_remove(0);
            (run.solution, run.start)
        } else {
            (first?, x0)
        };
        solution.status = Status::Stopped;
        Ok(self.finish(solution, start, alike))
    }

    /// No run came back: the best point of the scan says why.
    fn without_a_run(
        mut self,
        setting: &Setting,
        observer: Observer,
    ) -> Result<Attempts, InputError> {
        let inside = |f: &crate::plan::Free| f.start.unwrap_or(0.0_f64.clamp(f.lower, f.upper));
        let start = match self.candidates.first() {
            Some(candidate) => candidate.x.clone(),
            None => setting.plan.free.iter().map(inside).collect(),
        };
        let solution = setting.solve(&setting.options, &start, observer)?;
        self.count(&solution);
        Ok(self.finish(solution, start, Alike::of(setting.problem)))
    }

    fn count(&mut self, solution: &Solution) {
        self.counts.residuals += solution.counts.residuals;
        self.counts.second_directional += solution.counts.second_directional;
        self.counts.jacobians += solution.counts.jacobians;
        self.counts.iterations += solution.counts.iterations;
    }

    fn finish(mut self, solution: Solution, start: Vec<f64>, alike: Alike) -> Attempts {
        self.counts.stages = solution.counts.stages;
        let mut minima: Vec<Basin> = Vec::new();
        let mut add = |x: &[f64], cost: f64, runs: usize| match minima
            .iter_mut()
            .find(|b| alike.same(b.cost, cost))
        {
            Some(basin) => basin.runs += runs,
            None => minima.push(Basin { x: x.to_vec(), cost, runs }),
        };
        if solution.status.converged() {
            add(&solution.x, solution.cost, usize::from(self.runs.is_empty()));
        }
        for minimum in &solution.minima {
            add(&minimum.x, minimum.cost, 0);
        }
        for trial in self.runs.iter().filter(|t| t.solution.status.converged()) {
            add(&trial.solution.x, trial.solution.cost, 1);
        }
        minima.sort_by(|a, b| a.cost.total_cmp(&b.cost));
        minima.iter_mut().for_each(|b| b.runs = b.runs.max(1));
        if self.runs.is_empty() && minima.len() == 1 {
            minima.clear();
        }
        Attempts {
            solution,
            start,
            tried: self.tried.max(1),
            several: minima.len() > 1,
            minima,
            counts: self.counts,
            cut: self.cut,
            moved: false,
            restarts: None,
        }
    }
}

/// Sorts by cost, and puts in front, of those that are like the best, the one of the best rank and
/// then of the best start.
fn sort(runs: &mut [Trial], alike: Alike) {
    runs.sort_by(|a, b| a.solution.cost.total_cmp(&b.solution.cost));
    let Some(lowest) = runs.first().map(|t| t.solution.cost) else { return };
    let best = (0..runs.len())
        .filter(|&i| alike.same(runs[i].solution.cost, lowest))
        .min_by_key(|&i| (rank(&runs[i].solution), runs[i].order))
        .unwrap_or(0);
    runs[..=best].rotate_right(1);
}
