//! Many fits to data drawn anew.

use std::ops::ControlFlow;

use rayon::iter::{IndexedParallelIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;
use thalweg_solver::{Iteration, Options, Solution, Solver, Status, Workspace};

use super::draw::Source;
use super::resampling::{Resample, Resampling};
use crate::local::Local;
use crate::team::Team;
use crate::variant::Variant;

/// Evaluations of a replicate before it is tried again with every means: a warm fit takes about five.
const EVALUATIONS: usize = 100;

/// Replicates between two looks at whether to stop.
const TURN: usize = 256;

/// The estimates of many fits to data drawn anew.
#[derive(Debug, Clone)]
pub struct Replicates {
    pub(super) parameters: usize,
    /// Length parameters each, in order; NaN where the fit failed.
    pub(super) estimates: Vec<f64>,
    pub(super) kind: Resample,
    failed: usize,
}

impl Replicates {
    /// How many fits failed: no minimum was found, or the rows that were drawn do not determine every
    /// parameter.
    pub fn failed(&self) -> usize {
        self.failed
    }

    /// How many fits were made, those that failed included.
    pub fn made(&self) -> usize {
        self.estimates.len() / self.parameters.max(1)
    }

    /// The estimates of each fit that converged, one entry per parameter of the problem.
    pub fn estimates(&self) -> impl Iterator<Item = &[f64]> {
        self.estimates.chunks_exact(self.parameters.max(1)).filter(|x| !x[0].is_nan())
    }
}

impl Local<'_> {
    /// Fits data that are drawn anew, many times. Each fit starts from the estimates; one that does not
    /// converge is tried again by the cascade and counts as failed if that does not help.
    ///
    /// ```
    /// use thalweg::{Local, Resample, Resampling};
    /// use thalweg_solver::{EvalError, Options, Problem, Solver};
    /// /// The mean of 1, 2, 3, 6.
    /// struct Mean;
    /// impl Problem for Mean {
    ///     fn parameter_count(&self) -> usize { 1 }
    ///     fn residual_count(&self) -> usize { 4 }
    ///     fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
    ///         for (r, y) in r.iter_mut().zip([1.0, 2.0, 3.0, 6.0]) { *r = x[0] - y; }
    ///         Ok(())
    ///     }
    /// }
    /// let solution = Solver::new().solve(&Mean, &[1.0])?;
    /// let options = Options::default();
    /// let local = Local::new(&Mean, &solution, &options).unwrap();
    /// let replicates = local.bootstrap(&Resampling::new(Resample::Case)).unwrap();
    /// // The mean of four draws: its variance is that of the population, 14/4, over 4.
    /// let variance = replicates.estimates().map(|x| (x[0] - 3.0).powi(2)).sum::<f64>() / 2000.0;
    /// assert!((variance / 0.875 - 1.0).abs() < 0.1 && replicates.failed() == 0);
    /// # Ok::<(), thalweg_solver::InputError>(())
    /// ```
    ///
    /// # Errors
    /// Why there is none, in a few words: the residuals have no scatter, or a parameter that is free
    /// is not determined.
    ///
    /// # Cost
    /// A warm fit each, some two Jacobians, on all threads.
    pub fn bootstrap(&self, resampling: &Resampling) -> Result<Replicates, &'static str> {
        self.replicates(resampling, &mut |_| ControlFlow::Continue(()))
    }

    /// As [`bootstrap`](Self::bootstrap); `observer` sees one fit in so many, and may stop it all.
    pub(crate) fn replicates(
        &self,
        resampling: &Resampling,
        observer: &mut dyn FnMut(&Iteration) -> ControlFlow<()>,
    ) -> Result<Replicates, &'static str> {
        let source = Source::new(self, resampling.kind, resampling.seed)?;
        if self.rank() < self.free.len() {
            return Err("the data do not determine every parameter");
        }
        let parameters = self.x().len();
        let refit = Refit::new(self, &source);
        let mut estimates = vec![f64::NAN; parameters * resampling.replicates];
        let team = Team::new(resampling.threads);
        for (turn, part) in estimates.chunks_mut(parameters * TURN).enumerate() {
            let first = turn * TURN;
            let (head, rest) = part.split_at_mut(parameters);
            if refit.once(first, &mut Buffers::default(), head, Some(observer)).is_break() {
                return Err("stopped");
            }
            team.run(|| {
                let each = rest.par_chunks_mut(parameters).enumerate();
                each.for_each_init(Buffers::default, |buffers, (i, x)| {
                    let _ = refit.once(first + 1 + i, buffers, x, None);
                });
            });
        }
        let failed = estimates.chunks_exact(parameters).filter(|x| x[0].is_nan()).count();
        Ok(Replicates { parameters, estimates, kind: resampling.kind, failed })
    }
}

/// What a thread keeps between fits.
#[derive(Default)]
struct Buffers {
    workspace: Workspace,
    change: Vec<f64>,
}

type Observer<'o> = Option<&'o mut dyn FnMut(&Iteration) -> ControlFlow<()>>;

/// How replicates are fitted.
struct Refit<'l> {
    local: &'l Local<'l>,
    source: &'l Source<'l>,
    quick: Solver,
    thorough: Solver,
}

impl<'l> Refit<'l> {
    fn new(local: &'l Local<'l>, source: &'l Source<'l>) -> Self {
        let mut options: Options = local.options.clone();
        options.trace = false;
        options.limits.time = None;
        let thorough = Solver::with_options(options.clone());
        options.limits.evaluations = options.limits.evaluations.min(EVALUATIONS);
        let quick = Solver::with_options(options).cascade(false).polish(false);
        Self { local, source, quick, thorough }
    }

    /// Fits replicate `i` and writes its estimates, or leaves them NaN. Breaks if it was stopped.
    fn once(
        &self,
        i: usize,
        buffers: &mut Buffers,
        x: &mut [f64],
        observer: Observer,
    ) -> ControlFlow<()> {
        let Buffers { workspace, change } = buffers;
        let Some(change) = self.source.draw(i, change) else { return ControlFlow::Continue(()) };
        let problem = Variant { problem: self.local.problem, change };
        let start = self.local.x();
        let first = match observer {
            Some(observer) => self.quick.solve_observed(workspace, &problem, start, observer),
            None => self.quick.solve_with(workspace, &problem, start),
        };
        let good = |s: &Solution| s.status.converged() && s.x.iter().all(|x| x.is_finite());
        let solution = match first {
            Ok(solution) if solution.status == Status::Stopped => return ControlFlow::Break(()),
            Ok(solution) if good(&solution) => Some(solution),
            _ => self.thorough.solve_with(workspace, &problem, start).ok().filter(good),
        };
        if let Some(solution) = solution {
            x.copy_from_slice(&solution.x);
        }
        ControlFlow::Continue(())
    }
}
