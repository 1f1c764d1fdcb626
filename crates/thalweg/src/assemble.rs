//! From the best solution to an answer.

use thalweg_formula::Scratch;
use thalweg_solver::{Loss, Options, Solution, Status};

use crate::alike::Alike;
use crate::answer::{Answer, MinimumFound, RobustScale};
use crate::attempts::Attempts;
use crate::criteria::{Criteria, Likelihood};
use crate::estimates::{Estimates, summary};
use crate::fit::Fit;
use crate::identify::{self, Finding};
use crate::local::{Local, Scatter};
use crate::observations::Observations;
use crate::origin::Origin;
use crate::plan::Plan;
use crate::problem::FormulaProblem;
use crate::sandwich::Errors;
use crate::size::{Unit, scaled_norm};
use crate::statistics::{Metric, Missing, Spread, is_minimum};
use crate::table::Table;
use crate::warn::Alarms;

/// What an answer is made from, besides the solution.
pub(crate) struct Assembly<'a> {
    pub fit: &'a Fit,
    pub plan: &'a Plan,
    pub table: &'a Table,
    pub observations: &'a Observations<'a>,
    pub problem: &'a FormulaProblem<'a>,
    /// Those of the run: bounds, and the loss in the unit of the problem.
    pub options: &'a Options,
    /// The scale of good residuals, where a robust fit has found it.
    pub scale: Option<f64>,
}

impl Assembly<'_> {
    /// The answer, and the solution it is of.
    pub(crate) fn answer(&self, attempts: Attempts) -> (Answer, Solution) {
        let Attempts { solution, start, tried, minima, counts, cut, several, moved, restarts } =
            attempts;
        let plan = self.plan;
        let estimates = Estimates {
            fit: self.fit,
            plan,
            solution: &solution,
            start: &start,
            observations: self.observations.count(),
            unit: self.observations.unit,
            errors: self.errors(),
            exact: self.is_exact(&solution),
            cost: match self.options.loss {
                Loss::Squared => solution.cost,
                _ => 0.5 * scaled_norm(solution.residuals.iter().copied()).powi(2),
            },
        };
        let scatter = estimates.scatter();
        let local = self.local(&solution, scatter, estimates.degrees_of_freedom());
        let spread = match &local {
            Some(local) => Spread::new(
                &local.at.conditioning,
                &solution.covariance.is_free,
                scatter.and_then(|_| local.metric(estimates.errors).map_err(Missing::NoCovariance)),
            ),
            None => Spread::new(
                &solution.covariance.factor,
                &solution.covariance.is_free,
                scatter.map(Metric::Scalar),
            ),
        };
        let open = solution.covariance.factor.null_directions();
        let findings = identify::findings(plan, self.observations, &solution.x, &open);
        let findings = estimates.measured(findings, &spread);
        let mut answer = estimates.answer(&spread, &findings);
        let unit = self.observations.unit;
        answer.robust = self.robust(&solution);
        answer.minima = minima
            .iter()
            .map(|b| MinimumFound {
                rss: unit.sum_of_squares(b.cost),
                residual_norm: unit.norm(b.cost),
                estimates: plan.all_values(&b.x),
                runs: b.runs,
            })
            .collect();
        answer.starts_tried = tried;
        answer.restarts = restarts;
        self.predict(&solution, &mut answer);
        answer.criteria = self.criteria(&answer);
        answer.solver = summary(counts, &self.fit.asked.options.scaling);
        let search = Search { cut, several, moved };
        self.warn(&solution, &findings, search, &mut answer);
        (answer, solution)
    }

    /// The loss in the user's units, and how it was found.
    fn robust(&self, solution: &Solution) -> Option<RobustScale> {
        let unit = self.observations.unit.factor();
        (self.options.loss != Loss::Squared).then(|| RobustScale {
            loss: Unit::one_over(unit).loss(self.options.loss),
            estimate: self.fit.asked.robust.filter(|_| self.scale.is_some()),
            scale: self.scale.map(|s| s / unit),
            down_weighted: self.down_weighted(solution).len(),
        })
    }

    /// Rows of the table, from 0, that the loss weighs less than half.
    fn down_weighted(&self, solution: &Solution) -> Vec<usize> {
        let half = |r: &f64| self.options.loss.weight(*r) < 0.5;
        let rows = solution.residuals.iter().enumerate().filter(|(_, r)| half(r));
        rows.map(|(i, _)| self.observations.row(i)).collect()
    }

    /// Which covariance the errors come from.
    fn errors(&self) -> Errors {
        self.fit.asked.errors.under(&self.options.loss)
    }

    /// The problem linearised at the solution without its loss, where the errors need more than the
    /// solver's own factor of JᵀJ.
    fn local(
        &self,
        solution: &Solution,
        scatter: Result<f64, Missing>,
        degrees_of_freedom: usize,
    ) -> Option<Local<'_>> {
        let sigma = scatter.ok().filter(|_| self.errors() != Errors::Expected)?;
        let known = !self.plan.weighting.scales_covariance();
        let scatter = Scatter { sigma, degrees_of_freedom, known };
        Local::with_scatter(self.problem, solution, self.options, Some(scatter))
    }

    /// Whether the residuals are nothing but rounding.
    fn is_exact(&self, solution: &Solution) -> bool {
        let rounding = Alike::of(self.problem).is_rounding(solution.cost);
        matches!(solution.status, Status::ExactFit) || (rounding && is_minimum(&solution.status))
    }

    /// None under a robust loss, which is another likelihood, and where the residuals are zero.
    fn criteria(&self, answer: &Answer) -> Option<Criteria> {
        let known = !self.plan.weighting.scales_covariance();
        let comparable = self.options.loss == Loss::Squared && (known || !answer.exact);
        Likelihood::new(self.observations, known)
            .criteria(answer.residual_norm, answer.parameters_estimated)
            .filter(|_| comparable)
    }

    /// Fitted values and residuals of every row, those of weight 0 included.
    fn predict(&self, solution: &Solution, answer: &mut Answer) {
        let rows = self.table.rows();
        let column = |name: &String| self.table.column(name).unwrap_or_default();
        let columns: Vec<&[f64]> = self.plan.model.columns().iter().map(column).collect();
        let mut fitted = vec![0.0; rows];
        self.plan.model.values(&solution.x, &columns, &mut fitted, &mut Scratch::new());
        let left = self.plan.left.evaluate(self.table);
        answer.residuals = left.iter().zip(&fitted).map(|(y, f)| y - f).collect();
        answer.fitted = fitted;
    }

    fn warn(&self, solution: &Solution, findings: &[Finding], search: Search, answer: &mut Answer) {
        let named = self.plan.model.columns().iter().zip(&self.observations.columns);
        let origins: Vec<Origin> = named
            .filter_map(|(name, cells)| Origin::of(name, cells, &self.fit.asked.formula))
            .filter(|o| o.is_free(self.plan, self.observations, self.problem, &solution.x))
            .collect();
        let mut alarms = Alarms::new(&self.plan.free, &origins);
        let given = self.plan.free.iter().all(|f| f.start.is_some());
        // Starts beside those given are told with the minima.
        if !(given && search.moved) {
            alarms.starts(answer, given);
        }
        alarms.search(search.cut);
        if search.several {
            alarms.minima(answer, search.moved);
        }
        alarms.bounds(answer);
        alarms.origins(answer);
        alarms.identification(findings, &solution.status);
        alarms.freedom(answer);
        if answer.exact && answer.degrees_of_freedom > 0 {
            alarms.exact(answer);
        }
        alarms.correlations(answer);
        alarms.left_out(self.observations.left_out(self.table));
        if self.options.loss != Loss::Squared {
            alarms.loss(answer.robust.as_ref(), &self.down_weighted(solution));
        }
        answer.warnings = alarms.given;
    }
}

/// What is to be said of how the end was found.
#[derive(Clone, Copy)]
struct Search {
    cut: bool,
    several: bool,
    moved: bool,
}
