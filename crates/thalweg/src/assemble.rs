//! From the best solution to an answer.

use thalweg_formula::Scratch;
use thalweg_solver::{Loss, Options, Solution, Status};

use crate::alike::Alike;
use crate::answer::{Answer, Derived, MinimumFound, Parameter, RobustScale, SolverSummary};
use crate::attempts::Attempts;
use crate::criteria::{Criteria, Likelihood};
use crate::damping::scaling_name;
use crate::fit::Fit;
use crate::identify::{self, Determined, Finding};
use crate::local::{Local, Scatter};
use crate::observations::Observations;
use crate::origin::Origin;
use crate::plan::{Plan, Role};
use crate::problem::FormulaProblem;
use crate::sandwich::Errors;
use crate::size::{Unit, scaled_norm};
use crate::statistics::{Metric, Missing, Quantile, Spread, is_minimum};
use crate::table::Table;
use crate::warn::Alarms;
use crate::words;

/// A standard error above this multiple of both the estimate and its start is no number for people:
/// the column of the Jacobian has all but vanished, and the data do not determine the parameter.
const BEYOND: f64 = 1e15;

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
        let Attempts { mut solution, start, tried, minima, counts, cut, several, moved, restarts } =
            attempts;
        let plan = self.plan;
        let observations = self.observations.count();
        // A direction that the data do not determine takes no degree of freedom.
        let undetermined = solution.covariance.free - solution.covariance.rank;
        let degrees_of_freedom = observations + undetermined - plan.free.len();
        let open = solution.covariance.factor.null_directions();
        let scatter = self.scatter(&solution, degrees_of_freedom);
        let errors = self.errors();
        let local = self.local(&solution, scatter, degrees_of_freedom);
        let spread = match &local {
            Some(local) => Spread::new(
                &local.at.conditioning,
                &solution.covariance.is_free,
                scatter.and_then(|_| local.metric(errors).map_err(Missing::NoCovariance)),
            ),
            None => Spread::new(
                &solution.covariance.factor,
                &solution.covariance.is_free,
                scatter.map(Metric::Scalar),
            ),
        };
        let mut findings = identify::findings(plan, self.observations, &solution.x, &open);
        for finding in &mut findings {
            let measured =
                |d: Determined| d.measured(&plan.free, &solution.x, |g| spread.error(g).ok());
            finding.determined = finding.determined.drain(..).map(measured).collect();
        }
        let estimated = plan.weighting.scales_covariance() || errors.is_from_residuals();
        let quantile = if estimated {
            Quantile::student(self.fit.asked.level, degrees_of_freedom)
        } else {
            Quantile::normal(self.fit.asked.level)
        };
        let gradients: Vec<Vec<f64>> =
            (0..plan.names.len()).map(|k| plan.gradient(k, &solution.x)).collect();
        let (covariance, correlation) = matrices(&gradients, &spread);
        let parameters = self.parameters(&solution, &start, &gradients, &spread, quantile);
        let derived = self.derived(&solution, &spread, quantile);
        let unit = self.observations.unit;
        // Σ w r², whatever the loss.
        let cost = match self.options.loss {
            Loss::Squared => solution.cost,
            _ => 0.5 * scaled_norm(solution.residuals.iter().copied()).powi(2),
        };

        let mut answer = Answer::new(self.fit.asked.formula.clone(), solution.status.clone());
        answer.message = words::sentence(&solution.status, &findings, &plan.free);
        answer.observations = observations;
        answer.parameters_estimated = plan.free.len();
        answer.degrees_of_freedom = degrees_of_freedom;
        answer.parameters = parameters;
        answer.derived = derived;
        answer.correlation = correlation;
        answer.covariance = covariance;
        answer.residual_sum_of_squares = unit.sum_of_squares(cost);
        answer.residual_norm = unit.norm(cost);
        answer.residual_std_error =
            (degrees_of_freedom > 0).then(|| unit.norm(cost / degrees_of_freedom as f64));
        answer.robust = self.robust(&solution);
        answer.errors = errors;
        answer.weighting = plan.weighting.clone();
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
        answer.evidence = solution.evidence;
        answer.exact = self.is_exact(&solution);
        answer.criteria = self.criteria(&answer);
        answer.trace = std::mem::take(&mut solution.trace);
        answer.trace.iter_mut().for_each(|i| i.cost = 0.5 * unit.sum_of_squares(i.cost));
        answer.solver = SolverSummary {
            iterations: counts.iterations,
            residual_evaluations: counts.residuals,
            second_directional_evaluations: counts.second_directional,
            jacobian_evaluations: counts.jacobians,
            stages: counts.stages,
            scaling: scaling_name(&self.fit.asked.options.scaling),
            seconds: 0.0,
        };
        let search = Search { cut, several, moved };
        self.warn(&solution, &findings, search, &mut answer);
        (answer, solution)
    }

    fn parameters(
        &self,
        solution: &Solution,
        start: &[f64],
        gradients: &[Vec<f64>],
        spread: &Spread,
        quantile: Quantile,
    ) -> Vec<Parameter> {
        let plan = self.plan;
        // + 0.0 makes −0 a plain 0.
        let values: Vec<f64> = plan.all_values(&solution.x).iter().map(|v| v + 0.0).collect();
        let linear = plan.model.linear_parameters();
        let evaporated = match &solution.status {
            Status::FlatValley { evaporated, .. } => evaporated.as_slice(),
            _ => &[],
        };
        let one = |k: usize| {
            let mut p = Parameter::new(plan.names[k].clone(), values[k]);
            p.level = self.fit.asked.level;
            match &plan.parameters[k] {
                Role::Free(j) => {
                    p.start = Some(start[*j] + 0.0);
                    p.start_found = plan.free[*j].start != Some(start[*j]);
                    p.at_bound = solution.at_bound.contains(j);
                    p.linear = linear.contains(j);
                }
                Role::Fixed(value) => {
                    p.start = Some(*value);
                    p.fixed = true;
                }
                Role::Tied(_) => p.tied = true,
            }
            let error = match &plan.parameters[k] {
                Role::Fixed(_) => Err(Missing::Fixed),
                Role::Free(j) if evaporated.contains(j) => Err(Missing::Undetermined),
                _ => spread.error(&gradients[k]),
            };
            let size = p.estimate.abs().max(p.start.map_or(0.0, f64::abs));
            let error = error.and_then(|e| {
                let beyond = size > 0.0 && e > BEYOND * size;
                if beyond { Err(Missing::Undetermined) } else { Ok(e) }
            });
            (p.std_error, p.std_error_reason) = told(error);
            p.interval = p.std_error.and_then(|e| quantile.interval(p.estimate, e));
            p
        };
        (0..plan.names.len()).map(one).collect()
    }

    fn derived(&self, solution: &Solution, spread: &Spread, quantile: Quantile) -> Vec<Derived> {
        let one = |d: &crate::plan::DerivedQuantity| {
            let value = d.value.value(&solution.x);
            let mut gradient = vec![0.0; solution.x.len()];
            d.value.gradient(&solution.x, &mut gradient);
            let mut derived = Derived::new(d.name.clone(), d.expression.clone(), value);
            let error =
                if value.is_finite() { spread.error(&gradient) } else { Err(Missing::NotFinite) };
            (derived.std_error, derived.std_error_reason) = told(error);
            derived.interval = derived.std_error.and_then(|e| quantile.interval(value, e));
            derived
        };
        self.plan.derived.iter().map(one).collect()
    }

    /// The standard deviation of a residual of weight 1, in the solver's unit: known, or
    /// √(2F/degrees of freedom).
    fn scatter(&self, solution: &Solution, degrees_of_freedom: usize) -> Result<f64, Missing> {
        if !is_minimum(&solution.status) {
            Err(Missing::NoMinimum)
        } else if !self.plan.weighting.scales_covariance() {
            Ok(self.observations.unit.factor())
        } else if degrees_of_freedom == 0 {
            Err(Missing::NoFreedom)
        } else if self.is_exact(solution) {
            Err(Missing::Exact)
        } else {
            Ok((2.0 * solution.cost / degrees_of_freedom as f64).sqrt())
        }
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

fn told(error: Result<f64, Missing>) -> (Option<f64>, Option<String>) {
    match error {
        Ok(value) => (Some(value), None),
        Err(missing) => (None, Some(missing.words().to_string())),
    }
}

/// Covariance and correlation of quantities with these gradients; NaN where there is none.
fn matrices(gradients: &[Vec<f64>], spread: &Spread) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
    let coordinates: Vec<Option<Vec<f64>>> =
        gradients.iter().map(|g| spread.coordinates(g).ok()).collect();
    let pairs = |entry: &dyn Fn(&[f64], &[f64]) -> f64| -> Vec<Vec<f64>> {
        let one = |u: &Option<Vec<f64>>, v: &Option<Vec<f64>>| match (u, v) {
            (Some(u), Some(v)) => entry(u, v),
            _ => f64::NAN,
        };
        coordinates.iter().map(|u| coordinates.iter().map(|v| one(u, v)).collect()).collect()
    };
    let product = |u: &[f64], v: &[f64]| u.iter().zip(v).map(|(a, b)| a * b).sum::<f64>();
    let cosine = |u: &[f64], v: &[f64]| {
        if u == v && u.iter().any(|a| *a != 0.0) {
            return 1.0;
        }
        let (a, b) = (scaled_norm(u.iter().copied()), scaled_norm(v.iter().copied()));
        let sum: f64 = u.iter().zip(v).map(|(u, v)| (u / a) * (v / b)).sum();
        sum.clamp(-1.0, 1.0)
    };
    (pairs(&product), pairs(&cosine))
}
