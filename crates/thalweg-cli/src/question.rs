//! What every verb that looks at a fit asks first: which formula, with what, on which data.

use std::path::Path;

use thalweg::{Fit, Sigma};
use thalweg_data::{Na, ReadOptions, Source};

use crate::args::{GivenArgs, ProblemArgs, SigmaMeaning};
use crate::failure::Failure;
use crate::{covariance, reading};

/// A formula and where its data are.
#[derive(Debug)]
pub(crate) struct Question {
    /// What to fit: formula, parameters, errors; everything else as it is by default.
    pub(crate) fit: Fit,
    /// Where the data are.
    pub(crate) source: Source,
    /// How to read them.
    pub(crate) reading: ReadOptions,
    /// What to do about missing cells.
    pub(crate) na: Na,
    /// Conditions a row must meet.
    pub(crate) conditions: Vec<String>,
}

/// Checks what was typed.
pub(crate) fn question(args: &ProblemArgs) -> Result<Question, Failure> {
    question_of(&args.formula, args.data.as_deref(), &args.given)
}

/// As [`question`], where formula and data were typed in another way.
pub(crate) fn question_of(
    formula: &str,
    data: Option<&Path>,
    given: &GivenArgs,
) -> Result<Question, Failure> {
    Ok(Question {
        fit: fit(formula, given)?,
        source: match data {
            Some(path) if path.as_os_str() != "-" => Source::Path(path.to_path_buf()),
            _ => Source::Stdin,
        },
        reading: reading::options(&given.reading),
        na: reading::na(&given.reading),
        conditions: given.conditions.clone(),
    })
}

fn fit(formula: &str, args: &GivenArgs) -> Result<Fit, Failure> {
    let mut fit = Fit::new(formula);
    for text in &args.parameters {
        fit = fit.declare(text.as_str());
    }
    if let (Some(meaning), None, None) = (args.sigma_is, &args.sigma, &args.covariance) {
        return Err(without_sigma(meaning));
    }
    let meaning = args.sigma_is.unwrap_or(SigmaMeaning::Absolute);
    if let Some(sigma) = args.sigma.clone() {
        fit = fit.sigma(match meaning {
            SigmaMeaning::Absolute => Sigma::Absolute(sigma),
            SigmaMeaning::Relative => Sigma::Relative(sigma),
        });
    }
    if let Some(path) = &args.covariance {
        let covariance = covariance::read(path)?;
        fit = fit.sigma(match meaning {
            SigmaMeaning::Absolute => Sigma::Covariance(covariance),
            SigmaMeaning::Relative => Sigma::RelativeCovariance(covariance),
        });
    }
    if let Some(weights) = &args.weights {
        fit = fit.weights(weights.as_str());
    }
    Ok(fit)
}

/// `--sigma-is` speaks of something that was not given.
fn without_sigma(meaning: SigmaMeaning) -> Failure {
    let message = match meaning {
        SigmaMeaning::Absolute => "--sigma-is absolute, but no standard deviations are given",
        SigmaMeaning::Relative => "--sigma-is relative, but no standard deviations are given",
    };
    let help = "give them: --sigma with a column, a number, a percentage (5%), poisson, or an \
                expression; without them the scatter of the data is all there is";
    Failure::usage("E-SIGMA", message.into(), Some(help.into()))
}
