//! The end of the passes: an answer with a verdict, and what was looked at on all rows and on a sample.

use thalweg_solver::{Conditioning, Loss, Moments, Solution, Status};

use super::block::At;
use super::pass::Rows;
use super::problem::LargeProblem;
use super::residuals::{self, Look};
use super::stop::Stop;
use super::survey::Survey;
use crate::alike::Alike;
use crate::answer::{Answer, RobustScale};
use crate::check::{Check, Topic};
use crate::criteria::{Criteria, Likelihood};
use crate::diagnose::runs_test;
use crate::error::FitError;
use crate::estimates::{Estimates, summary};
use crate::fit::Fit;
use crate::identify::{self, Finding};
use crate::numbers::brief;
use crate::observations::Observations;
use crate::plan::Plan;
use crate::sandwich::m_estimate;
use crate::size::Unit;
use crate::statistics::{Metric, Missing, Spread, is_minimum};
use crate::warn::Alarms;
use crate::warning::{Value, Warning};

/// Runs of signs are told from chance below this.
const TELLING: f64 = 1e-4;

/// What the answer is made from.
pub(crate) struct End<'e> {
    pub fit: &'e Fit,
    pub plan: &'e Plan,
    pub surveyed: &'e Survey,
    pub sampled: &'e Answer,
    pub unit: Unit,
    pub loss: Loss,
}

impl End<'_> {
    pub(crate) fn answer(
        &self,
        problem: &LargeProblem,
        rows: &Rows,
        sample: &Observations,
        solution: &Solution,
    ) -> Result<Answer, FitError> {
        let Self { fit, plan, unit, loss, .. } = *self;
        let looked = self.look(problem, rows, solution)?;
        let bent = looked.as_ref().filter(|_| loss != Loss::Squared);
        let start = self.start();
        let rounding = Alike::of(problem).is_rounding(solution.cost);
        let estimates = Estimates {
            fit,
            plan,
            solution,
            start: &start,
            observations: self.surveyed.counts.observations as usize,
            unit,
            errors: fit.asked.errors.under(&loss),
            exact: matches!(solution.status, Status::ExactFit)
                || (rounding && is_minimum(&solution.status)),
            cost: bent.map_or(solution.cost, |(look, _)| 0.5 * look.norm().powi(2)),
        };
        let spread = spread(&estimates, bent);
        let open = solution.covariance.factor.null_directions();
        let findings = identify::findings(plan, sample, &solution.x, &open);
        let findings = estimates.measured(findings, &spread);
        let mut answer = estimates.answer(&spread, &findings);
        answer.dropped = self.surveyed.counts.dropped as usize;
        answer.solver = summary(solution.counts, &fit.asked.options.scaling);
        answer.robust = self.robust(bent.and_then(|(look, _)| look.moments));
        answer.criteria = self.criteria(&answer);
        self.credit_search(&mut answer);
        self.warn(&mut answer, solution, &findings);
        if fit.asked.scrutiny {
            self.checks(&mut answer, looked.as_ref().map(|(look, _)| look));
        }
        Ok(answer)
    }

    /// Where the run on the sample started.
    fn start(&self) -> Vec<f64> {
        let start = |name: &str| self.sampled.parameter(name).and_then(|p| p.start);
        self.plan.free.iter().map(|f| start(&f.name).unwrap_or(f64::NAN)).collect()
    }

    /// What the run on the sample did to find starts.
    fn credit_search(&self, answer: &mut Answer) {
        answer.starts_tried = self.sampled.starts_tried;
        for (p, q) in answer.parameters.iter_mut().zip(&self.sampled.parameters) {
            p.start_found = q.start_found;
        }
    }

    /// What is told of a loss.
    fn robust(&self, moments: Option<Moments>) -> Option<RobustScale> {
        (self.loss != Loss::Squared).then(|| {
            let mut robust = RobustScale::new(Unit::one_over(self.unit.factor()).loss(self.loss));
            robust.down_weighted = moments.map_or(0, |m| m.down_weighted());
            robust
        })
    }

    fn criteria(&self, answer: &Answer) -> Option<Criteria> {
        let known = !self.plan.weighting.scales_covariance();
        let likelihood = Likelihood {
            observations: answer.observations,
            known,
            log_root_weights: self.surveyed.log_root_weights,
        };
        likelihood
            .criteria(answer.residual_norm, answer.parameters_estimated)
            .filter(|_| self.loss == Loss::Squared && (known || !answer.exact))
    }

    /// The last pass; none where the run ended nowhere, or was stopped.
    fn look(
        &self,
        problem: &LargeProblem,
        rows: &Rows,
        solution: &Solution,
    ) -> Result<Option<(Look, Conditioning)>, FitError> {
        let wanted = self.fit.asked.scrutiny || self.loss != Loss::Squared;
        if !wanted || rows.is_asked() || !is_minimum(&solution.status) {
            return Ok(None);
        }
        let is_free = &solution.covariance.is_free;
        let factor = match self.loss {
            Loss::Squared => solution.covariance.factor.clone(),
            // Without what the loss does to the rows.
            _ => match problem.without_loss(&solution.x) {
                Ok(point) => residuals::conditioning(&point.reduced, is_free),
                Err(_) => return problem.stop().map_or(Ok(None), |stop| Err(stop.error())),
            },
        };
        let at = At { x: &solution.x, along: None, unit: self.unit.factor() };
        match residuals::look(rows, at, self.loss, &factor) {
            Ok(look) => Ok(look.map(|look| (look, factor))),
            Err(Stop::Failed(error)) => Err(error),
            Err(_) => Ok(None),
        }
    }

    fn warn(&self, answer: &mut Answer, solution: &Solution, findings: &[Finding]) {
        let mut alarms = Alarms::new(&self.plan.free, &[]);
        alarms.bounds(answer);
        alarms.identification(findings, &solution.status);
        alarms.freedom(answer);
        if answer.exact {
            alarms.exact(answer);
        }
        alarms.correlations(answer);
        let counts = self.surveyed.counts;
        alarms.left_out((counts.rows - counts.observations) as usize);
        if self.loss != Loss::Squared {
            alarms.loss(answer.robust.as_ref(), &[]);
        }
        answer.warnings = alarms.given;
        // What the search for starts had to say, it says of the sample.
        let of_search = |w: &&Warning| matches!(w.code, "W-START" | "W-SEARCH" | "W-LOCAL");
        answer.warnings.extend(self.sampled.warnings.iter().filter(of_search).cloned());
    }

    /// What the sample says of the formula and of the search, and all rows of their residuals.
    fn checks(&self, answer: &mut Answer, look: Option<&Look>) {
        let of = |topic: Topic| {
            matches!(topic, Topic::Minimum | Topic::Shape | Topic::Scatter | Topic::Rivals)
        };
        let (some, all) = (self.sampled.observations, answer.observations);
        let mut checks: Vec<Check> =
            self.sampled.checks.iter().filter(|c| of(c.topic)).cloned().collect();
        for check in checks.iter_mut().filter(|_| some < all) {
            check.seen.push_str(&format!(" (computed on {some} of {all} rows)"));
        }
        // Residuals that are zero to rounding say nothing.
        if let Some(look) = look.filter(|_| !answer.exact) {
            checks.extend(in_order(look));
            checks.push(influence(look, answer));
        }
        let seen = |w: &Warning| Check::look(Topic::Determined, short(w), w.clone());
        let determined =
            |w: &&Warning| matches!(w.code, "W-BOUND" | "W-IDENT" | "W-EVAP" | "W-CORR");
        checks.extend(answer.warnings.iter().filter(determined).map(seen));
        checks.sort_by_key(|c| c.topic);
        for look in checks.iter().filter_map(|c| c.look.as_ref()) {
            // The sample says of exact data what all rows do, with a sum of squares of its own.
            let told = |w: &Warning| w.code == look.code && w.message == look.message;
            if !answer.warnings.iter().any(told) {
                answer.warnings.push(look.clone());
            }
        }
        answer.checks = checks;
    }
}

/// The covariance: from JᵀJ, or under a loss from what was seen of the residuals themselves.
fn spread<'a>(estimates: &Estimates<'a>, bent: Option<&'a (Look, Conditioning)>) -> Spread<'a> {
    let covariance = &estimates.solution.covariance;
    let scatter = estimates.scatter();
    let Some((look, conditioning)) = bent else {
        return Spread::new(&covariance.factor, &covariance.is_free, scatter.map(Metric::Scalar));
    };
    let nu = estimates.degrees_of_freedom();
    let of_moments = |_| {
        let moments = look.moments.ok_or(Missing::NoFreedom)?;
        m_estimate::of_moments(&moments, nu).map(Metric::Scalar).map_err(Missing::NoCovariance)
    };
    Spread::new(conditioning, &covariance.is_free, scatter.and_then(of_moments))
}

fn short(warning: &Warning) -> String {
    warning.message.trim_end_matches('.').to_string()
}

/// Runs of signs in the order of the rows.
fn in_order(look: &Look) -> Option<Check> {
    if look.above + look.below < 2 {
        return None;
    }
    let test = runs_test(look.above, look.below, look.runs());
    let seen = format!("{}, in the order of the rows", test.seen);
    if test.p_value >= TELLING {
        return Some(Check::fine(Topic::Shape, seen));
    }
    let warning = Warning {
        code: "W-SHAPE",
        message: format!(
            "In the order of the rows, residuals of one sign follow each other: {}. Either the formula misses something, or neighbouring errors are alike.",
            test.seen
        ),
        help: "if the rows are sorted, look at the residuals of a sample along that column; if they were measured one after the other, standard errors are too small".into(),
        data: vec![
            ("runs".into(), Value::Count(look.runs())),
            ("p_value".into(), Value::Number(test.p_value)),
        ],
    };
    Some(Check::look(Topic::Shape, seen, warning))
}

/// How far a single row could move the answer.
fn influence(look: &Look, answer: &Answer) -> Check {
    let sigma = look.norm() / (answer.degrees_of_freedom.max(1) as f64).sqrt();
    let largest = brief(look.largest / sigma);
    let leverage = brief(look.leverage);
    let seen = format!(
        "of all rows the largest leverage is {leverage}, and the largest residual {largest} standard deviations"
    );
    Check::fine(Topic::Influence, seen)
}
