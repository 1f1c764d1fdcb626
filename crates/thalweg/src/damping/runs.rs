//! Running every method from every start.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use thalweg_solver::{
    EvalError, InputError, Options, Problem, Provides, Scaling, Solver, Workspace,
};

use super::advice::Recommendation;
use super::anatomy::sizes;
use super::cause::Cause;
use super::compared::{Compared, Measured, Run};
use super::comparison::{Comparison, Phase, Progress, Watch};
use super::end::{End, Ends, Place};
use super::judge::Judge;
use super::method::Method;
use super::outcome::Outcome;
use super::starts::{Draw, Start, StartKind};
use crate::team::Team;

/// Starts that are run together: enough to keep all threads busy, few enough to stop at.
const BATCH: usize = 16;

impl Comparison {
    /// Runs every method from `x0` and from the other starts; `watch` is told how far it is, and may
    /// stop it: what was run from complete starts until then is the answer.
    ///
    /// # Errors
    /// Those of a single run from `x0`: lengths, bounds, a start at which nothing is finite.
    ///
    /// # Cost
    /// (starts + 1) × (methods + 1) runs of up to 1000 evaluations, and those that fail a second time.
    pub fn run<P: Problem + Sync + ?Sized>(
        &self,
        problem: &P,
        x0: &[f64],
        watch: &(dyn Fn(Progress) -> ControlFlow<()> + Sync),
    ) -> Result<Compared, InputError> {
        let comparison = self.clone().also([
            Method::default(),
            Method::plain(Scaling::Marquardt),
            Method::plain(Scaling::Identity),
        ]);
        let problem = Guarded { problem, stopped: AtomicBool::new(false) };
        let work = || Work { comparison: &comparison, problem: &problem, watch }.run(x0);
        Team::new(comparison.threads).run(work)
    }
}

struct Work<'w, P: ?Sized> {
    comparison: &'w Comparison,
    problem: &'w Guarded<'w, P>,
    watch: Watch<'w>,
}

impl<P: Problem + Sync + ?Sized> Work<'_, P> {
    fn run(&self, x0: &[f64]) -> Result<Compared, InputError> {
        let began = Instant::now();
        let (got, expected) = (self.comparison.solution.as_ref().map(Vec::len), x0.len());
        if let Some(got) = got.filter(|got| *got != expected) {
            return Err(InputError::WrongLength { what: "the solution", got, expected });
        }
        for method in &self.comparison.methods {
            let mut options = self.comparison.single(method);
            options.limits.iterations = 1;
            Solver::with_options(options).solve(self.problem, x0)?;
        }
        let phase = Phases { watch: self.watch, problem: self.problem };
        phase.tell(Phase::Solution, 0, 1);
        let solution = match &self.comparison.solution {
            Some(x) => x.clone(),
            None => Solver::with_options(self.comparison.cascade()).solve(self.problem, x0)?.x,
        };
        let own = Start { kind: StartKind::Own, x: x0.to_vec() };
        let sizes = sizes(self.problem, x0, self.comparison.typical.as_deref());
        let drawn = Draw::new(self.comparison, self.problem, x0, &solution, &sizes);
        let (starts, ends) = self.all(own, drawn, &phase);
        let stopped = phase.stopped();
        // What is run from here on judges the runs, and is short.
        self.problem.stopped.store(false, Ordering::Relaxed);
        if ends.is_empty() {
            return Err(InputError::OutOfTime);
        }
        let judge = Judge::new(self.comparison, self.problem, &ends);
        let mut runs: Vec<Vec<Run>> = ends.iter().map(|row| self.judged(&judge, row)).collect();
        if !stopped {
            self.explain(&starts, &judge, &mut runs, &phase);
        }
        let stopped = stopped || phase.stopped();
        Ok(self.compared(starts, judge, runs, stopped, began))
    }

    /// Runs everything, some starts at a time; what was not complete when it was stopped is left out.
    fn all(
        &self,
        own: Start,
        mut drawn: impl Iterator<Item = Start>,
        phase: &Phases<P>,
    ) -> (Vec<Start>, Ends) {
        let columns = self.comparison.methods.len() + 1;
        let methods = self.comparison.methods.iter().map(|m| self.comparison.single(m));
        let options: Vec<Options> = methods.chain([self.comparison.cascade()]).collect();
        let total = (1 + self.comparison.starts) * columns;
        let done = AtomicUsize::new(0);
        let (mut starts, mut ends) = (Vec::new(), Vec::new());
        // The caller's start first: it is what they asked about, should they stop this.
        let mut batch = vec![own];
        while !batch.is_empty() {
            let one = |k: usize| {
                let end = self.end(&options[k % columns], &batch[k / columns].x);
                phase.tell(Phase::Runs, done.fetch_add(1, Ordering::Relaxed) + 1, total);
                end.filter(|_| !phase.stopped())
            };
            let all: Vec<Option<End>> =
                (0..batch.len() * columns).into_par_iter().map(one).collect();
            let mut all = all.into_iter();
            for start in batch {
                let row: Vec<Option<End>> = all.by_ref().take(columns).collect();
                if let Some(row) = row.into_iter().collect::<Option<Vec<End>>>() {
                    starts.push(start);
                    ends.push(row);
                }
            }
            // Once stopped the problem has no values, and no start would do.
            let more = if phase.stopped() { 0 } else { BATCH };
            batch = drawn.by_ref().take(more).collect();
        }
        (starts, ends)
    }

    fn end(&self, options: &Options, x: &[f64]) -> Option<End> {
        let began = Instant::now();
        let solution = Solver::with_options(options.clone())
            .solve_with(&mut Workspace::new(), self.problem, x)
            .ok()?;
        let seconds = began.elapsed().as_secs_f64();
        let sizes = sizes(self.problem, x, options.typical.as_deref());
        let counts = solution.counts;
        Some(End {
            evaluations: counts.residuals + counts.second_directional,
            jacobians: counts.jacobians,
            place: Place::of(solution),
            start: x.to_vec(),
            sizes,
            seconds,
        })
    }

    fn judged(&self, judge: &Judge, row: &[End]) -> Vec<Run> {
        let one = |end: &End| {
            let Place { x, cost, status, .. } = &end.place;
            Run {
                outcome: judge.outcome(self.problem, end),
                status: status.code(),
                cost: *cost,
                x: x.clone(),
                evaluations: end.evaluations,
                jacobians: end.jacobians,
                seconds: end.seconds,
                cause: None,
            }
        };
        row.iter().map(one).collect()
    }

    /// Runs the failed ones again, which gives the same run, with a trace.
    fn explain(&self, starts: &[Start], judge: &Judge, runs: &mut [Vec<Run>], phase: &Phases<P>) {
        let methods = &self.comparison.methods;
        let solved = |run: &Run| run.outcome == Outcome::Solved;
        let failed: Vec<(usize, usize)> = runs
            .iter()
            .enumerate()
            .flat_map(|(s, row)| {
                let failed = (0..methods.len()).filter(move |&m| !solved(&row[m]));
                failed.map(move |m| (s, m))
            })
            .collect();
        let done = AtomicUsize::new(0);
        let target = &judge.minima[0].x;
        let one = |&(s, m): &(usize, usize)| {
            if phase.stopped() {
                return None;
            }
            let mut options = self.comparison.single(&methods[m]);
            options.trace = true;
            let start = &starts[s].x;
            let solution = Solver::with_options(options).solve(self.problem, start).ok()?;
            let sizes = sizes(self.problem, start, self.comparison.typical.as_deref());
            let cause =
                Cause::of(self.problem, start, &sizes, &solution, target, runs[s][m].outcome);
            phase.tell(Phase::Reasons, done.fetch_add(1, Ordering::Relaxed) + 1, failed.len());
            cause.filter(|_| !phase.stopped())
        };
        let causes: Vec<Option<Cause>> =
            (0..failed.len()).into_par_iter().map(|k| one(&failed[k])).collect();
        for (&(s, m), cause) in failed.iter().zip(causes) {
            runs[s][m].cause = cause;
        }
    }

    fn compared(
        &self,
        starts: Vec<Start>,
        judge: Judge,
        runs: Vec<Vec<Run>>,
        stopped: bool,
        began: Instant,
    ) -> Compared {
        let mut columns: Vec<Vec<Run>> =
            (0..=self.comparison.methods.len()).map(|_| Vec::new()).collect();
        for row in runs {
            for (column, run) in columns.iter_mut().zip(row) {
                column.push(run);
            }
        }
        let cascade = Measured::new(Method::default(), columns.pop().unwrap_or_default());
        let all = self.comparison.methods.iter().cloned();
        let mut methods: Vec<Measured> =
            all.zip(columns).map(|(method, runs)| Measured::new(method, runs)).collect();
        methods.sort_by(|a, b| {
            let ((sa, ea, ja), (sb, eb, jb)) = (a.rank(), b.rank());
            sa.cmp(&sb).then(ea.total_cmp(&eb)).then(ja.total_cmp(&jb))
        });
        let Judge { mut minima, determined, .. } = judge;
        for (k, minimum) in minima.iter_mut().enumerate() {
            let here = |run: &&Run| match run.outcome {
                Outcome::Solved => k == 0,
                Outcome::OtherMinimum(other) => k == other,
                _ => false,
            };
            minimum.runs = methods.iter().flat_map(|m| &m.runs).filter(here).count();
        }
        let recommendation = Recommendation::of(&methods, &cascade);
        Compared {
            starts,
            minima,
            determined,
            methods,
            cascade,
            recommendation,
            most_evaluations: self.comparison.limits.evaluations,
            stopped,
            seconds: began.elapsed().as_secs_f64(),
        }
    }
}

/// Telling how far it is, and hearing that it is enough.
struct Phases<'p, P: ?Sized> {
    watch: Watch<'p>,
    problem: &'p Guarded<'p, P>,
}

impl<P: ?Sized> Phases<'_, P> {
    fn tell(&self, phase: Phase, done: usize, total: usize) {
        if (self.watch)(Progress { phase, done, total }).is_break() {
            self.problem.stopped.store(true, Ordering::Relaxed);
        }
    }

    fn stopped(&self) -> bool {
        self.problem.stopped.load(Ordering::Relaxed)
    }
}

/// A problem that, once stopped, has no values any more: runs on it end at once, and are thrown
/// away. Watching every step instead would make each of them dearer.
pub(super) struct Guarded<'p, P: ?Sized> {
    problem: &'p P,
    stopped: AtomicBool,
}

impl<P: Problem + ?Sized> Guarded<'_, P> {
    fn check(&self) -> Result<(), EvalError> {
        if self.stopped.load(Ordering::Relaxed) {
            return Err(EvalError::out_of_domain("the comparison was stopped"));
        }
        Ok(())
    }
}

impl<P: Problem + ?Sized> Problem for Guarded<'_, P> {
    fn parameter_count(&self) -> usize {
        self.problem.parameter_count()
    }

    fn residual_count(&self) -> usize {
        self.problem.residual_count()
    }

    fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        self.check()?;
        self.problem.residuals(x, r)
    }

    fn provides(&self) -> Provides {
        self.problem.provides()
    }

    fn jacobian(&self, x: &[f64], jac: &mut [f64]) -> Result<(), EvalError> {
        self.check()?;
        self.problem.jacobian(x, jac)
    }

    fn second_directional(&self, x: &[f64], v: &[f64], rvv: &mut [f64]) -> Result<(), EvalError> {
        self.check()?;
        self.problem.second_directional(x, v, rvv)
    }

    fn linear_parameters(&self) -> &[usize] {
        self.problem.linear_parameters()
    }

    fn data_norm(&self) -> Option<f64> {
        self.problem.data_norm()
    }
}
