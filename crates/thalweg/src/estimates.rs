//! What the end of a run says of the parameters, whatever the rows were: estimates, errors, intervals.

use thalweg_solver::{Counts, Scaling, Solution, Status};

use crate::answer::{Answer, Derived, Parameter, SolverSummary};
use crate::damping::scaling_name;
use crate::fit::Fit;
use crate::identify::{Determined, Finding};
use crate::plan::{DerivedQuantity, Plan, Role};
use crate::sandwich::Errors;
use crate::size::{Unit, scaled_norm};
use crate::statistics::{Missing, Quantile, Spread, is_minimum};
use crate::words;

/// A standard error above this multiple of both the estimate and its start is no number for people:
/// the column of the Jacobian has all but vanished, and the data do not determine the parameter.
const BEYOND: f64 = 1e15;

/// The end of a run and what has to be known beside it.
#[derive(Clone, Copy)]
pub(crate) struct Estimates<'a> {
    pub fit: &'a Fit,
    pub plan: &'a Plan,
    pub solution: &'a Solution,
    /// Where its run started.
    pub start: &'a [f64],
    /// Rows that count.
    pub observations: usize,
    /// That of the residuals.
    pub unit: Unit,
    /// Which covariance the errors come from.
    pub errors: Errors,
    /// Whether the residuals are nothing but rounding.
    pub exact: bool,
    /// ½ Σ w r², whatever the loss.
    pub cost: f64,
}

impl Estimates<'_> {
    /// Observations less parameters; a direction that the data do not determine takes none.
    pub(crate) fn degrees_of_freedom(&self) -> usize {
        let undetermined = self.solution.covariance.free - self.solution.covariance.rank;
        self.observations + undetermined - self.plan.free.len()
    }

    /// The standard deviation of a residual of weight 1, in the solver's unit: known, or
    /// √(2F/degrees of freedom).
    pub(crate) fn scatter(&self) -> Result<f64, Missing> {
        let degrees_of_freedom = self.degrees_of_freedom();
        if !is_minimum(&self.solution.status) {
            Err(Missing::NoMinimum)
        } else if !self.plan.weighting.scales_covariance() {
            Ok(self.unit.factor())
        } else if degrees_of_freedom == 0 {
            Err(Missing::NoFreedom)
        } else if self.exact {
            Err(Missing::Exact)
        } else {
            Ok((2.0 * self.solution.cost / degrees_of_freedom as f64).sqrt())
        }
    }

    /// What is determined of `findings`, with values and errors.
    pub(crate) fn measured(&self, mut findings: Vec<Finding>, spread: &Spread) -> Vec<Finding> {
        let x = &self.solution.x;
        for finding in &mut findings {
            let measured = |d: Determined| d.measured(&self.plan.free, x, |g| spread.error(g).ok());
            finding.determined = finding.determined.drain(..).map(measured).collect();
        }
        findings
    }

    /// An answer with the verdict, the estimates and the quality of the fit; the rest is to be filled in.
    pub(crate) fn answer(&self, spread: &Spread, findings: &[Finding]) -> Answer {
        let Self { fit, plan, solution, unit, cost, .. } = *self;
        let degrees_of_freedom = self.degrees_of_freedom();
        let estimated = plan.weighting.scales_covariance() || self.errors.is_from_residuals();
        let quantile = if estimated {
            Quantile::student(fit.asked.level, degrees_of_freedom)
        } else {
            Quantile::normal(fit.asked.level)
        };
        let gradients: Vec<Vec<f64>> =
            (0..plan.names.len()).map(|k| plan.gradient(k, &solution.x)).collect();
        let mut answer = Answer::new(fit.asked.formula.clone(), solution.status.clone());
        answer.message = words::sentence(&solution.status, findings, &plan.free);
        answer.observations = self.observations;
        answer.parameters_estimated = plan.free.len();
        answer.degrees_of_freedom = degrees_of_freedom;
        answer.parameters = self.parameters(&gradients, spread, quantile);
        answer.derived = self.derived(spread, quantile);
        (answer.covariance, answer.correlation) = matrices(&gradients, spread);
        answer.residual_sum_of_squares = unit.sum_of_squares(cost);
        answer.residual_norm = unit.norm(cost);
        answer.residual_std_error =
            (degrees_of_freedom > 0).then(|| unit.norm(cost / degrees_of_freedom as f64));
        answer.errors = self.errors;
        answer.weighting = plan.weighting.clone();
        answer.evidence = solution.evidence;
        answer.exact = self.exact;
        answer.trace = solution.trace.clone();
        answer.trace.iter_mut().for_each(|i| i.cost = 0.5 * unit.sum_of_squares(i.cost));
        answer
    }

    fn parameters(
        &self,
        gradients: &[Vec<f64>],
        spread: &Spread,
        quantile: Quantile,
    ) -> Vec<Parameter> {
        let Self { plan, solution, start, .. } = *self;
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

    fn derived(&self, spread: &Spread, quantile: Quantile) -> Vec<Derived> {
        let solution = self.solution;
        let one = |d: &DerivedQuantity| {
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
}

/// What the solver did; the time is to be filled in.
pub(crate) fn summary(counts: Counts, scaling: &Scaling) -> SolverSummary {
    SolverSummary {
        iterations: counts.iterations,
        residual_evaluations: counts.residuals,
        second_directional_evaluations: counts.second_directional,
        jacobian_evaluations: counts.jacobians,
        stages: counts.stages,
        scaling: scaling_name(scaling),
        seconds: 0.0,
    }
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
