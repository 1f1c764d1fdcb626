//! The solver's options as they are written: each by its word, with its numbers where it has some.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use thalweg::{
    Acceleration, Curvature, Damping, Limits, Loss, Options, Scaling, VariableProjection,
};

use super::error::SavedError;
use super::number::{Number, numbers, plain};

/// Every option of the solver.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Choices {
    scaling: Metric,
    damping: Rule,
    acceleration: When,
    curvature: Second,
    mixing: bool,
    projection: Projection,
    loss: Cost,
    cascade: bool,
    polish: bool,
    limits: Ends,
    trace: bool,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Metric {
    Geometric,
    Identity,
    Marquardt,
    More,
    Diagonal(Vec<Number>),
    Matrix(Vec<Number>),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum Rule {
    TrustRegion,
    Nielsen,
    Multiplicative { up: Number, down: Number },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum When {
    Off,
    InTrouble,
    Always,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Second {
    GaussNewton,
    Secant,
    Hessian,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Projection {
    Cascade,
    First,
    Off,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Cost {
    Squared,
    Huber(Number),
    SoftL1(Number),
    Cauchy(Number),
    Arctan(Number),
    Tukey(Number),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ends {
    evaluations: usize,
    iterations: usize,
    time: Option<Time>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Time {
    seconds: u64,
    nanoseconds: u32,
}

/// An option that this version cannot write down.
pub(super) fn unknown(what: &str) -> SavedError {
    SavedError::new(
        format!("the {what} of this fit cannot be saved"),
        "save it with the version of thalweg that has it",
    )
}

impl TryFrom<&Options> for Choices {
    type Error = SavedError;

    fn try_from(options: &Options) -> Result<Self, SavedError> {
        Ok(Self {
            scaling: match &options.scaling {
                Scaling::Geometric => Metric::Geometric,
                Scaling::Identity => Metric::Identity,
                Scaling::Marquardt => Metric::Marquardt,
                Scaling::More => Metric::More,
                Scaling::Diagonal(d) => Metric::Diagonal(numbers(d)),
                Scaling::Matrix(m) => Metric::Matrix(numbers(m)),
                _ => return Err(unknown("damping matrix")),
            },
            damping: match options.damping {
                Damping::TrustRegion => Rule::TrustRegion,
                Damping::Nielsen => Rule::Nielsen,
                Damping::Multiplicative { up, down } => {
                    Rule::Multiplicative { up: Number(up), down: Number(down) }
                }
                _ => return Err(unknown("damping rule")),
            },
            acceleration: match options.acceleration {
                Acceleration::Off => When::Off,
                Acceleration::InTrouble => When::InTrouble,
                Acceleration::Always => When::Always,
                _ => return Err(unknown("acceleration")),
            },
            curvature: match options.curvature {
                Curvature::GaussNewton => Second::GaussNewton,
                Curvature::Secant => Second::Secant,
                Curvature::Hessian => Second::Hessian,
                _ => return Err(unknown("curvature")),
            },
            mixing: options.mixing,
            projection: match options.projection {
                VariableProjection::Cascade => Projection::Cascade,
                VariableProjection::First => Projection::First,
                VariableProjection::Off => Projection::Off,
                _ => return Err(unknown("projection")),
            },
            loss: match options.loss {
                Loss::Squared => Cost::Squared,
                Loss::Huber { scale } => Cost::Huber(Number(scale)),
                Loss::SoftL1 { scale } => Cost::SoftL1(Number(scale)),
                Loss::Cauchy { scale } => Cost::Cauchy(Number(scale)),
                Loss::Arctan { scale } => Cost::Arctan(Number(scale)),
                Loss::Tukey { scale } => Cost::Tukey(Number(scale)),
                _ => return Err(unknown("loss")),
            },
            cascade: options.cascade,
            polish: options.polish,
            limits: Ends {
                evaluations: options.limits.evaluations,
                iterations: options.limits.iterations,
                time: options
                    .limits
                    .time
                    .map(|t| Time { seconds: t.as_secs(), nanoseconds: t.subsec_nanos() }),
            },
            trace: options.trace,
        })
    }
}

impl From<Choices> for Options {
    fn from(choices: Choices) -> Self {
        let mut options = Options::default();
        options.scaling = match choices.scaling {
            Metric::Geometric => Scaling::Geometric,
            Metric::Identity => Scaling::Identity,
            Metric::Marquardt => Scaling::Marquardt,
            Metric::More => Scaling::More,
            Metric::Diagonal(d) => Scaling::Diagonal(plain(d)),
            Metric::Matrix(m) => Scaling::Matrix(plain(m)),
        };
        options.damping = match choices.damping {
            Rule::TrustRegion => Damping::TrustRegion,
            Rule::Nielsen => Damping::Nielsen,
            Rule::Multiplicative { up, down } => Damping::Multiplicative { up: up.0, down: down.0 },
        };
        options.acceleration = match choices.acceleration {
            When::Off => Acceleration::Off,
            When::InTrouble => Acceleration::InTrouble,
            When::Always => Acceleration::Always,
        };
        options.curvature = match choices.curvature {
            Second::GaussNewton => Curvature::GaussNewton,
            Second::Secant => Curvature::Secant,
            Second::Hessian => Curvature::Hessian,
        };
        options.mixing = choices.mixing;
        options.projection = match choices.projection {
            Projection::Cascade => VariableProjection::Cascade,
            Projection::First => VariableProjection::First,
            Projection::Off => VariableProjection::Off,
        };
        options.loss = match choices.loss {
            Cost::Squared => Loss::Squared,
            Cost::Huber(c) => Loss::Huber { scale: c.0 },
            Cost::SoftL1(c) => Loss::SoftL1 { scale: c.0 },
            Cost::Cauchy(c) => Loss::Cauchy { scale: c.0 },
            Cost::Arctan(c) => Loss::Arctan { scale: c.0 },
            Cost::Tukey(c) => Loss::Tukey { scale: c.0 },
        };
        options.cascade = choices.cascade;
        options.polish = choices.polish;
        options.limits = Limits::default();
        options.limits.evaluations = choices.limits.evaluations;
        options.limits.iterations = choices.limits.iterations;
        options.limits.time = choices
            .limits
            .time
            // Nanoseconds beyond a second would be carried, and may carry too far.
            .map(|t| Duration::new(t.seconds, t.nanoseconds.min(999_999_999)));
        options.trace = choices.trace;
        options
    }
}
