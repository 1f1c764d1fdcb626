//! From a fit and a source of rows to an answer.

use std::ops::ControlFlow;
use std::time::Instant;

use thalweg_solver::{
    Acceleration, Curvature, InputError, Iteration, Loss, Options, Solution, Solver,
    VariableProjection, Workspace,
};

use super::end::End;
use super::options::Large;
use super::pass::{Progress, Rows};
use super::problem::LargeProblem;
use super::slab::{Counts, Recipe};
use super::source::Source;
use super::stop::Stop;
use super::streamed::Streamed;
use super::survey::{Survey, survey};
use crate::answer::Answer;
use crate::conclusion::conclusion;
use crate::condition::Condition;
use crate::error::{ErrorKind, FitError};
use crate::fit::Fit;
use crate::observations::{Observations, all_weights_zero, no_rows};
use crate::plan::Plan;
use crate::run::{check_parameters, options, refused};
use crate::sandwich::Errors;
use crate::size::Unit;

impl Fit {
    /// Fits rows of which there may be more than memory. `watch` is told how far each pass is, by any thread, and
    /// may stop it.
    ///
    /// A seeded sample is fitted in memory as [`run`](Fit::run) would, search for starts and scrutiny included; from
    /// its minimum the rows are fitted in full passes, to the same minimum as in memory and with the same verdict,
    /// errors and intervals. What only a look at all rows together could say was computed on the sample,
    /// and says so. Profile intervals are left out. The same bits at any number of threads.
    ///
    /// Options that choose the way of a run ([`acceleration`](Fit::acceleration),
    /// [`projection`](Fit::projection), [`curvature`](Fit::curvature), attempts of the cascade) hold in the
    /// sample; the passes are accelerated with exact second derivatives, and do not project.
    ///
    /// # Errors
    /// Those of [`run`](Fit::run) and those of the source. What needs all residuals at once: a covariance of the
    /// observations, a robust loss that finds its scale, errors other than [`Errors::Expected`], a bootstrap, and
    /// derivatives by differences.
    pub fn run_large(
        &self,
        source: &dyn Source,
        large: &Large,
        watch: &(dyn Fn(Progress) -> ControlFlow<()> + Sync),
    ) -> Result<Answer, FitError> {
        let began = Instant::now();
        let names = source.names();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let plan = Plan::new(self, &names)?;
        let options = options(self, &plan)?;
        check_parameters(self, &plan, &names)?;
        self.check_can_stream(&plan)?;
        large.conditions.iter().try_for_each(|condition| condition.demand(&names))?;
        let recipe = recipe(&plan, large, &names);
        let rows = Rows::new(source, recipe, self.asked.threads, large.memory, watch);
        let surveyed = surveyed(&rows, self.asked.seed, large)?;
        let look = &mut |_: &Iteration| match rows.is_asked() {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        };
        let (sampled, x0) = self.run_and_look(&surveyed.sample, look, |_, s, _| s.x.clone())?;
        let counts = surveyed.counts;
        let sample = surveyed.sample.rows();
        let mut answer = if sample as u64 == counts.rows {
            Answer { dropped: counts.dropped as usize, ..sampled }
        } else {
            let passes = Passes { fit: self, plan: &plan, rows: &rows, surveyed: &surveyed, began };
            passes.answer(options, &sampled, &x0, look)?
        };
        answer.streamed = Some(Streamed::new(rows.passes(), counts.rows, rows.rows_kept(), sample));
        answer.solver.seconds = began.elapsed().as_secs_f64();
        Ok(answer)
    }

    /// What cannot be done without all residuals at once.
    fn check_can_stream(&self, plan: &Plan) -> Result<(), FitError> {
        let asked = &self.asked;
        let what = if plan.covariance.is_some() {
            "a covariance of the observations"
        } else if asked.robust.is_some() {
            "a robust loss that finds its scale"
        } else if asked.errors != Errors::Expected {
            "standard errors other than those from JᵀJ"
        } else if asked.bootstrap.is_some() {
            "a bootstrap"
        } else if asked.differences {
            "derivatives by differences"
        } else {
            return Ok(());
        };
        let message = format!("{what} and rows that are read in passes are asked for");
        let help = match asked.robust {
            Some(_) => "give the scale of the loss, such as huber:0.1; a fit of a sample finds one",
            None => "it needs all rows at once: allow enough memory for them, or fit a sample",
        };
        Err(FitError::new(ErrorKind::Option, "E-OPTION", message).with_help(help))
    }
}

/// The fit of all rows, after that of the sample.
struct Passes<'p> {
    fit: &'p Fit,
    plan: &'p Plan,
    rows: &'p Rows<'p>,
    surveyed: &'p Survey,
    began: Instant,
}

impl Passes<'_> {
    /// From the minimum x0 of the sample.
    fn answer(
        &self,
        mut options: Options,
        sampled: &Answer,
        x0: &[f64],
        look: &mut dyn FnMut(&Iteration) -> ControlFlow<()>,
    ) -> Result<Answer, FitError> {
        let Self { fit, plan, rows, surveyed, .. } = *self;
        let unit = Unit::of(surveyed.data_norm);
        options.loss = unit.loss(options.loss);
        let loss = options.loss;
        let data_norm = unit.factor() * surveyed.data_norm;
        let observations = surveyed.counts.observations;
        let problem = LargeProblem::new(rows, unit.factor(), loss, data_norm, observations);
        let solved = self.solve(&problem, options, x0, look);
        if let Some(stop @ Stop::Failed(_)) = problem.stop() {
            return Err(stop.error());
        }
        let sample = Observations::new(plan, &surveyed.sample)?;
        let solution = solved.map_err(|error| match error {
            InputError::OutOfTime if rows.is_asked() => Stop::Asked.error(),
            error => refused(error, plan, &sample, &surveyed.sample),
        })?;
        let end = End { fit, plan, surveyed, sampled, unit, loss };
        let mut answer = end.answer(&problem, rows, &sample, &solution)?;
        answer.conclusion = conclusion(&answer);
        Ok(answer)
    }

    fn solve(
        &self,
        problem: &LargeProblem,
        mut options: Options,
        x0: &[f64],
        look: &mut dyn FnMut(&Iteration) -> ControlFlow<()>,
    ) -> Result<Solution, InputError> {
        if options.loss != Loss::Squared {
            // The passes bend the residuals; what the solver sees is a sum of squares.
            options.loss = Loss::Squared;
            options.acceleration = Acceleration::Off;
        }
        if options.curvature == Curvature::Secant {
            options.curvature = Curvature::GaussNewton;
        }
        options.projection = VariableProjection::Off;
        // Other attempts are for the sample, where they cost little.
        options.cascade = false;
        let left = |limit: std::time::Duration| limit.saturating_sub(self.began.elapsed());
        options.limits.time = options.limits.time.map(left);
        Solver::with_options(options).solve_observed(&mut Workspace::new(), problem, x0, look)
    }
}

/// The first pass. Errors: there is nothing to fit.
fn surveyed(rows: &Rows, seed: u64, large: &Large) -> Result<Survey, FitError> {
    let most = large.sample.max(2 * rows.recipe.plan.free.len());
    let surveyed = survey(rows, seed, most).map_err(|stop| stop.error())?;
    match surveyed.counts {
        counts if counts.rows == 0 => Err(nothing_left(large, counts)),
        counts if counts.observations == 0 => Err(all_weights_zero()),
        _ => Ok(surveyed),
    }
}

/// What to read, and what to make of it.
fn recipe<'p>(plan: &'p Plan, large: &'p Large, names: &[&str]) -> Recipe<'p> {
    let used = plan.columns();
    let used: Vec<String> =
        names.iter().filter(|n| used.iter().any(|u| u == *n)).map(|n| n.to_string()).collect();
    let mut wanted = used.clone();
    for name in large.conditions.iter().flat_map(Condition::columns) {
        if !wanted.contains(name) {
            wanted.push(name.clone());
        }
    }
    let conditions = &large.conditions;
    Recipe { plan, conditions, drop_missing: large.drop_missing, used, wanted }
}

/// Why no row is left.
fn nothing_left(large: &Large, counts: Counts) -> FitError {
    let conditions: Vec<&str> = large.conditions.iter().map(Condition::text).collect();
    let (message, help) = match (counts.dropped, conditions.as_slice()) {
        (0, []) => return no_rows(),
        (0, _) => (
            format!("no row meets the condition `{}`", conditions.join("` and `")),
            "check its sign and its numbers against the data",
        ),
        _ => (
            "every row has a used cell that is not a number".into(),
            "check that the right columns are used",
        ),
    };
    FitError::of_data("E-EMPTY", message, help)
}
