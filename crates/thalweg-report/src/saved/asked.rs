//! What was asked, as it is written.

use serde::{Deserialize, Serialize};
use thalweg::{
    DataCovariance, Errors, Fit, Request, Resample, Resampling, Robust, Sigma, Starts, Step,
};

use super::choices::{Choices, unknown};
use super::error::SavedError;
use super::number::{Number, numbers, plain};

/// Every option of a fit. One that this version does not know is refused: it would change the answer.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    pub formula: String,
    parameters: Vec<Said>,
    weights: Option<String>,
    sigma: Deviations,
    solver: Choices,
    starts: Search,
    seed: u64,
    threads: usize,
    level: Number,
    differences: bool,
    scrutiny: bool,
    errors: Covariance,
    robust: Option<Scaled>,
    bootstrap: Option<Draws>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Said {
    Declare(String),
    Start(String, Number),
    Bounds(String, Number, Number),
    Fix(String, Number),
    Tie(String, String),
    Derive(String, String),
    Resume(String, Number),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Deviations {
    None,
    Absolute(String),
    Relative(String),
    Covariance(Vec<Vec<Number>>),
    RelativeCovariance(Vec<Vec<Number>>),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Search {
    Auto,
    Count(usize),
    Off,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Covariance {
    Expected,
    Hessian,
    Hc0,
    Hc1,
    Hc2,
    Hc3,
    MEstimate,
}

/// A loss whose scale comes from the data.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Scaled {
    Huber,
    SoftL1,
    Cauchy,
    Arctan,
    Tukey,
    Mm,
}

/// The bootstrap, if it was asked for.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Draws {
    kind: Drawn,
    replicates: usize,
    seed: u64,
    threads: usize,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Drawn {
    Residual,
    Case,
    Wild,
    Parametric,
}

impl TryFrom<Resampling> for Draws {
    type Error = SavedError;

    fn try_from(asked: Resampling) -> Result<Self, SavedError> {
        let Resampling { replicates, seed, threads, .. } = asked;
        let kind = match asked.kind {
            Resample::Residual => Drawn::Residual,
            Resample::Case => Drawn::Case,
            Resample::Wild => Drawn::Wild,
            Resample::Parametric => Drawn::Parametric,
            _ => return Err(unknown("bootstrap")),
        };
        Ok(Self { kind, replicates, seed, threads })
    }
}

impl From<Draws> for Resampling {
    fn from(draws: Draws) -> Self {
        let kind = match draws.kind {
            Drawn::Residual => Resample::Residual,
            Drawn::Case => Resample::Case,
            Drawn::Wild => Resample::Wild,
            Drawn::Parametric => Resample::Parametric,
        };
        Resampling::new(kind).replicates(draws.replicates).seed(draws.seed).threads(draws.threads)
    }
}

impl TryFrom<&Fit> for Asked {
    type Error = SavedError;

    fn try_from(fit: &Fit) -> Result<Self, SavedError> {
        // Every field by name: one that is added and not written down will not compile.
        let Request {
            formula,
            steps,
            sigma,
            weights,
            options,
            starts,
            seed,
            threads,
            level,
            differences,
            scrutiny,
            errors,
            robust,
            bootstrap,
        } = Request::from(fit);
        let blocks = |c: &DataCovariance| c.entries().iter().map(|b| numbers(b)).collect();
        Ok(Self {
            formula,
            parameters: steps.into_iter().map(Said::from).collect(),
            weights,
            sigma: match sigma {
                Sigma::None => Deviations::None,
                Sigma::Absolute(s) => Deviations::Absolute(s),
                Sigma::Relative(s) => Deviations::Relative(s),
                Sigma::Covariance(c) => Deviations::Covariance(blocks(&c)),
                Sigma::RelativeCovariance(c) => Deviations::RelativeCovariance(blocks(&c)),
                _ => return Err(unknown("sigma")),
            },
            solver: Choices::try_from(&options)?,
            starts: match starts {
                Starts::Auto => Search::Auto,
                Starts::Count(n) => Search::Count(n),
                Starts::Off => Search::Off,
                _ => return Err(unknown("search for starts")),
            },
            seed,
            threads,
            level: Number(level),
            differences,
            scrutiny,
            errors: match errors {
                Errors::Expected => Covariance::Expected,
                Errors::Hessian => Covariance::Hessian,
                Errors::Hc0 => Covariance::Hc0,
                Errors::Hc1 => Covariance::Hc1,
                Errors::Hc2 => Covariance::Hc2,
                Errors::Hc3 => Covariance::Hc3,
                Errors::MEstimate => Covariance::MEstimate,
                _ => return Err(unknown("covariance")),
            },
            robust: match robust {
                None => None,
                Some(Robust::Huber) => Some(Scaled::Huber),
                Some(Robust::SoftL1) => Some(Scaled::SoftL1),
                Some(Robust::Cauchy) => Some(Scaled::Cauchy),
                Some(Robust::Arctan) => Some(Scaled::Arctan),
                Some(Robust::Tukey) => Some(Scaled::Tukey),
                Some(Robust::Mm) => Some(Scaled::Mm),
                Some(_) => return Err(unknown("robust loss")),
            },
            bootstrap: bootstrap.map(Draws::try_from).transpose()?,
        })
    }
}

impl From<Asked> for Fit {
    fn from(asked: Asked) -> Self {
        let covariance =
            |blocks: Vec<Vec<Number>>| DataCovariance::blocks(blocks.into_iter().map(plain));
        Fit::from(Request {
            formula: asked.formula,
            steps: asked.parameters.into_iter().map(Step::from).collect(),
            sigma: match asked.sigma {
                Deviations::None => Sigma::None,
                Deviations::Absolute(s) => Sigma::Absolute(s),
                Deviations::Relative(s) => Sigma::Relative(s),
                Deviations::Covariance(c) => Sigma::Covariance(covariance(c)),
                Deviations::RelativeCovariance(c) => Sigma::RelativeCovariance(covariance(c)),
            },
            weights: asked.weights,
            options: asked.solver.into(),
            starts: match asked.starts {
                Search::Auto => Starts::Auto,
                Search::Count(n) => Starts::Count(n),
                Search::Off => Starts::Off,
            },
            seed: asked.seed,
            threads: asked.threads,
            level: asked.level.0,
            differences: asked.differences,
            scrutiny: asked.scrutiny,
            errors: match asked.errors {
                Covariance::Expected => Errors::Expected,
                Covariance::Hessian => Errors::Hessian,
                Covariance::Hc0 => Errors::Hc0,
                Covariance::Hc1 => Errors::Hc1,
                Covariance::Hc2 => Errors::Hc2,
                Covariance::Hc3 => Errors::Hc3,
                Covariance::MEstimate => Errors::MEstimate,
            },
            robust: asked.robust.map(|robust| match robust {
                Scaled::Huber => Robust::Huber,
                Scaled::SoftL1 => Robust::SoftL1,
                Scaled::Cauchy => Robust::Cauchy,
                Scaled::Arctan => Robust::Arctan,
                Scaled::Tukey => Robust::Tukey,
                Scaled::Mm => Robust::Mm,
            }),
            bootstrap: asked.bootstrap.map(Resampling::from),
        })
    }
}

impl From<Step> for Said {
    fn from(step: Step) -> Self {
        match step {
            Step::Declare(text) => Self::Declare(text),
            Step::Start(name, v) => Self::Start(name, Number(v)),
            Step::Bounds(name, low, high) => Self::Bounds(name, Number(low), Number(high)),
            Step::Fix(name, v) => Self::Fix(name, Number(v)),
            Step::Tie(name, text) => Self::Tie(name, text),
            Step::Derive(name, text) => Self::Derive(name, text),
            Step::Resume(name, v) => Self::Resume(name, Number(v)),
        }
    }
}

impl From<Said> for Step {
    fn from(said: Said) -> Self {
        match said {
            Said::Declare(text) => Self::Declare(text),
            Said::Start(name, v) => Self::Start(name, v.0),
            Said::Bounds(name, low, high) => Self::Bounds(name, low.0, high.0),
            Said::Fix(name, v) => Self::Fix(name, v.0),
            Said::Tie(name, text) => Self::Tie(name, text),
            Said::Derive(name, text) => Self::Derive(name, text),
            Said::Resume(name, v) => Self::Resume(name, v.0),
        }
    }
}
