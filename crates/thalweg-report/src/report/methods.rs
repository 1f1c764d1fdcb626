//! Sentences for a paper.

use thalweg::{Answer, Weighting};

use super::estimates::level;

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
    let by = match &answer.weighting {
        Weighting::Weights(w) => format!(", minimising Σ w r² with weights w = {w}"),
        Weighting::Relative(s) | Weighting::Absolute(s) => {
            format!(", minimising Σ (r/σ)² with σ = {s}")
        }
        Weighting::RelativeCovariance(_) | Weighting::Covariance(_) => {
            ", minimising rᵀ C⁻¹ r with the covariance C of the observations".into()
        }
        _ => return "unweighted nonlinear least squares".into(),
    };
    format!("weighted nonlinear least squares{by},")
}

fn errors(answer: &Answer) -> String {
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
    let quantile = if answer.weighting.scales_covariance() { "Student's t" } else { "the normal" };
    if answer.parameters.iter().any(|p| p.profile.is_some()) {
        format!(
            "Confidence intervals ({level}) are profile intervals, with quantiles of {quantile} distribution (Bates & Watts 1988)."
        )
    } else {
        format!(
            "Confidence intervals ({level}) are estimate ± quantile × standard error, with quantiles of {quantile} distribution."
        )
    }
}
