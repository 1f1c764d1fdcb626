//! A fit as the solver sees it, for those who want to do more with it than to solve it.

use std::ops::ControlFlow;

use thalweg_solver::{InputError, Iteration, Options, Problem, Scaling, Solution};

use crate::answer::Answer;
use crate::attempts::Setting;
use crate::damping::{Compared, Comparison, Method, Progress, methods, scaling_name};
use crate::ended::Ended;
use crate::error::FitError;
use crate::fit::Fit;
use crate::local::Local;
use crate::observations::Observations;
use crate::plan::Plan;
use crate::run::{answered, prepared, refused};
use crate::table::Table;
use crate::valley::{Plane, Route, Valley, ValleyError, ValleyOptions, valley};

/// A fit as the solver sees it: a least-squares problem in the parameters that are estimated. Every
/// vector has one entry for each of these, in the order of `names`.
#[non_exhaustive]
pub struct FitProblem<'a> {
    /// r = √w (f(x) − y), whitened where observations are correlated.
    pub problem: &'a (dyn Problem + Sync),
    /// The parameters that are estimated: neither fixed nor tied.
    pub names: Vec<String>,
    /// Where the fit starts: as given, or as found where a start is missing.
    pub start: Vec<f64>,
    /// Whether a start was missing.
    pub start_found: bool,
    /// Where the fit ends.
    pub solution: Vec<f64>,
    /// The answer of the fit, scrutinised as the fit says.
    pub answer: Answer,
    options: &'a Options,
    threads: usize,
    observations: &'a Observations<'a>,
    setting: &'a Setting<'a>,
    table: &'a Table,
    end: Solution,
    refuse: &'a dyn Fn(InputError) -> FitError,
}

impl Fit {
    /// Does `work` with the problem this fit comes down to, which is fitted first: `observer` sees
    /// every iteration of that and may stop it.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use thalweg::{Fit, Table};
    /// let table = Table::new().with("x", [1.0, 2.0, 3.0])?.with("y", [2.1, 3.9, 6.0])?;
    /// let fit = Fit::new("y ~ a*x + c").declare("a=1; c=0 fixed");
    /// let watch = &mut |_: &_| ControlFlow::Continue(());
    /// fit.with_problem(&table, watch, |p| {
    ///     assert_eq!((p.names.len(), p.problem.residual_count()), (1, 3));
    ///     let mut r = [0.0; 3];
    ///     p.problem.residuals(&[2.0], &mut r).unwrap();
    ///     assert!((r[1] - 0.1).abs() < 1e-12);
    /// })?;
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`run`](Fit::run).
    pub fn with_problem<T>(
        &self,
        table: &Table,
        observer: &mut dyn FnMut(&Iteration) -> ControlFlow<()>,
        work: impl FnOnce(&FitProblem) -> T,
    ) -> Result<T, FitError> {
        // One thread within an evaluation: what is done with the problem has work enough for more.
        let fit = self.clone().threads(1);
        prepared(&fit, table, |setting, observations| {
            let refuse = |error| refused(error, setting.plan, observations, table);
            let (setting, attempts) =
                setting.fitted(observations.unit.factor(), observer).map_err(refuse)?;
            let setting = &setting;
            let given: Option<Vec<f64>> = setting.plan.free.iter().map(|f| f.start).collect();
            let found = attempts.start.clone();
            let (answer, end) = answered(setting, observations, table, attempts, observer);
            Ok(work(&FitProblem {
                problem: setting.problem,
                names: setting.plan.free.iter().map(|f| f.name.clone()).collect(),
                start_found: given.is_none(),
                start: given.unwrap_or(found),
                solution: end.x.clone(),
                answer,
                options: &setting.options,
                threads: self.asked.threads,
                observations,
                setting,
                table,
                end,
                refuse: &refuse,
            }))
        })
    }
}

impl FitProblem<'_> {
    /// The problem linearised at the solution, with the scatter of its residuals: what statistics are
    /// computed from. None where r or J is not finite there.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use thalweg::{Fit, Table};
    /// let table = Table::new().with("x", [1.0, 2.0, 3.0])?.with("y", [2.1, 3.9, 6.0])?;
    /// let fit = Fit::new("y ~ a*x").declare("a=1").scrutiny(false);
    /// fit.with_problem(&table, &mut |_| ControlFlow::Continue(()), |p| {
    ///     let local = p.local().unwrap();
    ///     assert_eq!(local.std_error(&[1.0]), p.answer.parameters[0].std_error);
    /// })?;
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn local(&self) -> Option<Local<'_>> {
        Ended::local(self.setting, self.observations, &self.end, &self.answer)
    }

    /// With everything that went into it, for the rooms of this crate.
    pub(crate) fn ended<'e>(&'e self, local: &'e Local<'e>) -> Ended<'e> {
        let Self { setting, observations, table, end, .. } = self;
        Ended { setting, observations, table, solution: end, local }
    }

    /// What was asked: the plan, the fit and the table.
    pub(crate) fn asked(&self) -> (&Plan, &Fit, &Table) {
        (self.setting.plan, self.setting.fit, self.table)
    }

    /// (lower, upper) of each parameter, where one is bounded.
    pub fn bounds(&self) -> Option<&[(f64, f64)]> {
        self.options.bounds.as_deref()
    }

    /// The picture of the valley around `solution`, with the paths of the four scalings from the start,
    /// and that of a diagonal or matrix given as the scaling of this fit.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use thalweg::{Fit, Table, valley::Plane};
    /// let table = Table::new()
    ///     .with("x", [0.0, 1.0, 2.0, 3.0, 4.0])?
    ///     .with("y", [5.02, 3.06, 1.83, 1.12, 0.65])?;
    /// let fit = Fit::new("y ~ a*exp(-k*x)").declare("a=1; k=1");
    /// let picture = fit.with_problem(&table, &mut |_| ControlFlow::Continue(()), |p| {
    ///     p.valley(&p.solution, Plane::Parameters(1, 0))
    /// })?;
    /// assert_eq!(picture.unwrap().paths.len(), 4);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    ///
    /// # Errors
    /// As [`valley`](crate::valley::valley).
    pub fn valley(&self, solution: &[f64], plane: Plane) -> Result<Valley, ValleyError> {
        let mut options = ValleyOptions::with(self.options);
        options.plane = plane;
        if let own @ (Scaling::Diagonal(_) | Scaling::Matrix(_)) = &self.options.scaling {
            let name = scaling_name(own);
            options.routes.push(Route::single(name, self.options, own.clone()));
        }
        valley(&self.problem, &self.names, &self.start, solution, &options)
    }

    /// Compares methods on this fit. `comparison` says how many starts and of which seed; bounds, loss
    /// and threads are those of the fit, and a diagonal or matrix given as its scaling is compared
    /// as well.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use thalweg::{Fit, Table, damping::Comparison};
    /// let table = Table::new()
    ///     .with("x", [0.0, 1.0, 2.0, 3.0, 4.0])?
    ///     .with("y", [5.02, 3.06, 1.83, 1.12, 0.65])?;
    /// let fit = Fit::new("y ~ a*exp(-k*x)").declare("a=1; k=1");
    /// let compared = fit.with_problem(&table, &mut |_| ControlFlow::Continue(()), |p| {
    ///     p.compare_damping(Comparison::new().starts(2), &|_| ControlFlow::Continue(()))
    /// })??;
    /// assert!((compared.minima[0].x[1] - 0.5).abs() < 0.02);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Comparison::run`].
    pub fn compare_damping(
        &self,
        comparison: Comparison,
        watch: &(dyn Fn(Progress) -> ControlFlow<()> + Sync),
    ) -> Result<Compared, FitError> {
        let own = methods(Some(self.options.scaling.clone()));
        let own: Vec<Method> =
            own.into_iter().filter(|m| m.scaling == self.options.scaling).collect();
        let mut comparison = comparison
            .also(own)
            .loss(self.options.loss)
            .threads(self.threads)
            .solution(self.solution.clone());
        if let Some(bounds) = self.bounds() {
            comparison = comparison.bounds(bounds.to_vec());
        }
        let mut compared = comparison.run(self.problem, &self.start, watch).map_err(self.refuse)?;
        compared.scale_costs(|cost| 0.5 * self.observations.unit.sum_of_squares(cost));
        Ok(compared)
    }
}
