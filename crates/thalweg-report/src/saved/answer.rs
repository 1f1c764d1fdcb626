//! The answer out of what was written of it.

use serde::Deserialize;
use serde_json::{Map, Value};
use thalweg::{Answer, LimitKind, Loss, Parameter, RobustScale, Status, Weighting};

use super::error::SavedError;

/// The keys of `thalweg.fit/1` that are read back. Others are allowed: keys are added from version to
/// version.
#[derive(Debug, Deserialize)]
struct Written {
    formula: String,
    status: String,
    converged: bool,
    message: String,
    observations: usize,
    dropped: usize,
    parameters_estimated: usize,
    degrees_of_freedom: usize,
    parameters: Vec<WrittenParameter>,
    residual_sum_of_squares: Option<f64>,
    residual_norm: Option<f64>,
    residual_std_error: Option<f64>,
    exact: bool,
    weighting: WrittenWeighting,
    robust: Option<WrittenLoss>,
    evidence: WrittenEvidence,
}

#[derive(Debug, Deserialize)]
struct WrittenParameter {
    name: String,
    estimate: Option<f64>,
    std_error: Option<f64>,
    std_error_reason: Option<String>,
    interval: Option<(f64, f64)>,
    level: f64,
    start: Option<f64>,
    start_found: bool,
    fixed: bool,
    at_bound: bool,
    tied: bool,
    linear: bool,
}

#[derive(Debug, Deserialize)]
struct WrittenWeighting {
    kind: String,
    by: Option<String>,
}

#[derive(Debug, Deserialize)]
struct WrittenLoss {
    loss: String,
    bends_at: Option<f64>,
    scale: Option<f64>,
    down_weighted: usize,
}

#[derive(Debug, Deserialize)]
struct WrittenEvidence {
    #[serde(default)]
    held_by_bound: Vec<String>,
    #[serde(default)]
    null_vectors: Vec<Vec<Option<f64>>>,
    #[serde(default)]
    evaporated: Vec<String>,
    #[serde(default)]
    stationary: bool,
    reason: Option<String>,
    limit: Option<String>,
}

/// Of a whole document.
pub(super) fn read(document: &Map<String, Value>) -> Result<Answer, SavedError> {
    let written = Written::deserialize(document)
        .map_err(|error| SavedError::damaged(format!("in its answer: {error}")))?;
    let status = status(&written)?;
    if status.converged() != written.converged {
        return Err(SavedError::damaged(format!(
            "its status is `{}` and `converged` says {}",
            written.status, written.converged
        )));
    }
    let mut answer = Answer::new(written.formula, status);
    answer.message = written.message;
    answer.observations = written.observations;
    answer.dropped = written.dropped;
    answer.parameters_estimated = written.parameters_estimated;
    answer.degrees_of_freedom = written.degrees_of_freedom;
    answer.parameters = written.parameters.into_iter().map(parameter).collect();
    answer.residual_sum_of_squares = written.residual_sum_of_squares.unwrap_or(f64::NAN);
    answer.residual_norm = written.residual_norm.unwrap_or(f64::NAN);
    answer.residual_std_error = written.residual_std_error;
    answer.exact = written.exact;
    answer.weighting = weighting(written.weighting)?;
    answer.robust = written.robust.map(robust).transpose()?;
    Ok(answer)
}

fn parameter(written: WrittenParameter) -> Parameter {
    let mut p = Parameter::new(written.name, written.estimate.unwrap_or(f64::NAN));
    p.std_error = written.std_error;
    p.std_error_reason = written.std_error_reason;
    p.interval = written.interval;
    p.level = written.level;
    p.start = written.start;
    p.start_found = written.start_found;
    p.fixed = written.fixed;
    p.at_bound = written.at_bound;
    p.tied = written.tied;
    p.linear = written.linear;
    p
}

fn status(written: &Written) -> Result<Status, SavedError> {
    let evidence = &written.evidence;
    let places = |names: &[String]| -> Vec<usize> {
        let place = |name: &String| written.parameters.iter().position(|p| p.name == *name);
        names.iter().filter_map(place).collect()
    };
    let number = |v: &Option<f64>| v.unwrap_or(f64::NAN);
    Ok(match written.status.as_str() {
        "minimum" => Status::Minimum,
        "minimum-on-bound" => {
            Status::MinimumOnBound { parameters: places(&evidence.held_by_bound) }
        }
        "exact-fit" => Status::ExactFit,
        "flat-valley" => Status::FlatValley {
            null_vectors: evidence
                .null_vectors
                .iter()
                .map(|v| v.iter().map(number).collect())
                .collect(),
            evaporated: places(&evidence.evaporated),
            stationary: evidence.stationary,
        },
        "stalled" => Status::Stalled,
        "domain-edge" => Status::DomainEdge { reason: evidence.reason.clone() },
        "limit" => Status::Limit {
            which: match evidence.limit.as_deref() {
                Some("iterations") => LimitKind::Iterations,
                Some("time") => LimitKind::Time,
                _ => LimitKind::Evaluations,
            },
        },
        "stopped" => Status::Stopped,
        other => return Err(SavedError::damaged(format!("`{other}` is no status"))),
    })
}

fn robust(written: WrittenLoss) -> Result<RobustScale, SavedError> {
    let scale = written.bends_at.unwrap_or(f64::NAN);
    let mut robust = RobustScale::new(match written.loss.as_str() {
        "huber" => Loss::Huber { scale },
        "soft-l1" => Loss::SoftL1 { scale },
        "cauchy" => Loss::Cauchy { scale },
        "arctan" => Loss::Arctan { scale },
        "tukey" => Loss::Tukey { scale },
        other => return Err(SavedError::damaged(format!("`{other}` is no robust loss"))),
    });
    if let Err(why) = robust.loss.validate() {
        return Err(SavedError::damaged(why));
    }
    robust.scale = written.scale;
    robust.down_weighted = written.down_weighted;
    Ok(robust)
}

fn weighting(written: WrittenWeighting) -> Result<Weighting, SavedError> {
    let by = written.by.unwrap_or_default();
    Ok(match written.kind.as_str() {
        "none" => Weighting::None,
        "weights" => Weighting::Weights(by),
        "sigma-relative" => Weighting::Relative(by),
        "sigma-absolute" => Weighting::Absolute(by),
        "covariance-relative" => Weighting::RelativeCovariance(by),
        "covariance-absolute" => Weighting::Covariance(by),
        other => return Err(SavedError::damaged(format!("`{other}` is no way of weighting"))),
    })
}
