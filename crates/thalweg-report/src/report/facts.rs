//! How good the fit is, in a few numbers.

use serde_json::{Value, json};
use thalweg::{Answer, Errors};

use crate::layout::count;
use crate::number::significant;
use crate::object::out_of_range;
use crate::robust;

/// Names and values.
pub(super) fn facts(answer: &Answer) -> Vec<Value> {
    let mut facts = Vec::new();
    let mut fact = |name: &str, value: String| facts.push(json!({"name": name, "value": value}));
    let dropped = match answer.dropped {
        0 => String::new(),
        n => format!(" ({} dropped)", count(n, "row", "rows")),
    };
    fact("observations", format!("{}{dropped}", answer.observations));
    fact("degrees of freedom", answer.degrees_of_freedom.to_string());
    fact("residual sum of squares", sum(answer.residual_sum_of_squares, answer.residual_norm, 7));
    if let Some(error) = answer.residual_std_error {
        fact("residual std error", significant(error, 5));
    }
    if let Some(criteria) = &answer.criteria {
        fact("AICc", fixed(criteria.aicc));
        fact("BIC", fixed(criteria.bic));
    }
    if let Some(n) = &answer.nonlinearity {
        fact("curvature, intrinsic", significant(n.intrinsic, 2));
        fact("curvature, of parameters", significant(n.parameter_effects, 2));
    }
    if let Some(r) = &answer.restarts {
        fact("refits from elsewhere", format!("{} of {} agree", r.agree, r.runs));
    }
    if let Some(loss) = &answer.robust {
        fact("loss", robust::words(loss));
    }
    if answer.errors != Errors::Expected {
        fact("standard errors", answer.errors.words().into());
    }
    fact("weighting", answer.weighting.words());
    facts
}

/// A sum of squares, or its root where it leaves the range of numbers.
pub(super) fn sum(sum: f64, norm: f64, digits: i32) -> String {
    match out_of_range(sum, norm) {
        Some(_) => format!("({})²", significant(norm, digits)),
        None => significant(sum, digits),
    }
}

/// With one digit behind the point, and a minus sign as it is printed.
pub(super) fn fixed(value: f64) -> String {
    if !value.is_finite() {
        return if value > 0.0 { "∞".into() } else { "–".into() };
    }
    format!("{value:.1}").replace('-', "−")
}
