//! Sentences for a paper.

use thalweg::{Answer, Errors, Weighting};

use super::estimates::level;
use crate::robust;

/// How the estimates were obtained: model, estimator, weighting, errors, intervals, software.
pub(super) fn methods(answer: &Answer) -> String {
    let mut text = format!(
        "The model {} was fitted to {} observations by {} with thalweg {}",
        answer.formula.trim(),
        answer.observations,
        estimator(answer),
        env!("CARGO_PKG_VERSION"),
    );
    if !answer.converged {
        text.push_str(&format!(
            ". The fit did not converge ({}): what it gave are no estimates.",
            answer.status.code()
        ));
        return text;
    }
    text.push('.');
    if answer.parameters.iter().any(|p| p.std_error.is_some()) {
        text.push_str(&format!(" {}", errors(answer)));
        text.push_str(&format!(" {}", intervals(answer)));
    }
    text
}

fn estimator(answer: &Answer) -> String {
    let loss = answer.robust.as_ref().map(|r| format!("robust regression ({})", robust::words(r)));
    let by = match &answer.weighting {
        Weighting::None => return loss.unwrap_or("unweighted nonlinear least squares".into()),
        Weighting::Weights(w) => format!("residuals r weighted to Σ w r² with w = {w}"),
        Weighting::Relative(s) | Weighting::Absolute(s) => format!("residuals r/σ with σ = {s}"),
        Weighting::Percent { percent, of, .. } => {
            format!("residuals r/σ with σ = {percent} % of {of}")
        }
        Weighting::Poisson { of, .. } => {
            format!("residuals r/σ with σ = √{of}, as of counts (1 for a count of 0)")
        }
        Weighting::RelativeCovariance(_) | Weighting::Covariance(_) => {
            "residuals whitened by their covariance".into()
        }
        other => other.words(),
    };
    format!("{}, {by},", loss.unwrap_or("weighted nonlinear least squares".into()))
}

fn errors(answer: &Answer) -> String {
    if answer.errors != Errors::Expected || answer.robust.is_some() {
        return format!("Standard errors: {}.", answer.errors.words());
    }
    if answer.weighting.scales_covariance() {
        format!(
            "Standard errors are from the linear approximation at the minimum, s²(JᵀJ)⁻¹ with s² = RSS/(n − p) and {} degrees of freedom.",
            answer.degrees_of_freedom
        )
    } else {
        "Standard errors are from the linear approximation at the minimum, (JᵀJ)⁻¹, with the given standard deviations of the observations.".into()
    }
}

fn intervals(answer: &Answer) -> String {
    let level = level(answer).replace('%', " %");
    let from_residuals = answer.errors.is_from_residuals();
    let student = answer.weighting.scales_covariance() || from_residuals;
    let quantile = if student { "Student's t" } else { "the normal" };
    if !from_residuals && answer.parameters.iter().any(|p| p.profile.is_some()) {
        format!(
            "Confidence intervals ({level}) are profile intervals, with quantiles of {quantile} distribution (Bates & Watts 1988)."
        )
    } else {
        format!(
            "Confidence intervals ({level}) are estimate ± quantile × standard error, with quantiles of {quantile} distribution."
        )
    }
}
