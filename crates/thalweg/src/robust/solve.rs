//! A robust estimate is made.

use std::ops::ControlFlow;

use thalweg_solver::{InputError, Iteration, Options, Problem};

use super::choice::Robust;
use super::elemental::Search;
use super::solution::RobustSolution;
use super::{fixed_point, high_breakdown};

impl Robust {
    /// Fits `problem` from `x0`, best the solution of least squares. `known`: the standard deviation of a
    /// residual, where it is; an MM-estimate does not ask for it. The loss of `options` does not count.
    ///
    /// ```
    /// use thalweg::Robust;
    /// use thalweg_solver::{EvalError, Options, Problem};
    /// struct Location;
    /// impl Problem for Location {
    ///     fn parameter_count(&self) -> usize { 1 }
    ///     fn residual_count(&self) -> usize { 5 }
    ///     fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
    ///         for (r, y) in r.iter_mut().zip([1.0, 2.0, 3.0, 4.0, 1e6]) { *r = x[0] - y; }
    ///         Ok(())
    ///     }
    /// }
    /// let found = Robust::Mm.solve(&Location, &[2e5], &Options::default(), None, 0)?;
    /// assert!((found.solution.x[0] - 2.5).abs() < 0.2 && found.settled);
    /// # Ok::<(), thalweg_solver::InputError>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`thalweg_solver::Solver::solve`].
    ///
    /// # Cost
    /// Some 10 fits; for an MM-estimate 50 to 500 fits to p rows each, over all rows.
    pub fn solve<P: Problem + Sync>(
        self,
        problem: &P,
        x0: &[f64],
        options: &Options,
        known: Option<f64>,
        seed: u64,
    ) -> Result<RobustSolution, InputError> {
        let search = Search::new(problem, options, seed);
        let watch = &mut |_: &Iteration| ControlFlow::Continue(());
        self.run(problem, &search, &[x0.to_vec()], options, known, watch)
    }

    /// As [`solve`](Self::solve) from several starts, the search among rows being made elsewhere.
    pub(crate) fn run(
        self,
        problem: &(dyn Problem + Sync),
        search: &Search,
        starts: &[Vec<f64>],
        options: &Options,
        known: Option<f64>,
        observer: &mut dyn FnMut(&Iteration) -> ControlFlow<()>,
    ) -> Result<RobustSolution, InputError> {
        match self {
            Self::Mm => high_breakdown::solve(problem, search, starts, options, observer),
            _ => fixed_point::solve(self, problem, search, starts, options, known, observer),
        }
    }
}
