//! What was asked after the fit: checks, refits, criteria, rivals, profile intervals.

use serde_json::Value;
use thalweg::{Check, Criteria, Interval, Restarts, Rival};

use crate::object::{Object, numbers};

pub(super) fn check(check: &Check) -> Value {
    Object::new()
        .put("topic", check.topic.code())
        .put("ok", check.is_ok())
        .put("seen", check.seen.as_str())
        .put("code", check.look.as_ref().map(|w| w.code))
        .done()
}

pub(super) fn restarts(restarts: &Restarts) -> Value {
    Object::new().put("runs", restarts.runs).put("agree", restarts.agree).done()
}

pub(crate) fn criteria(criteria: &Criteria) -> Value {
    Object::new()
        .number("log_likelihood", criteria.log_likelihood)
        .number("aic", criteria.aic)
        .number("aicc", criteria.aicc)
        .number("bic", criteria.bic)
        .done()
}

pub(super) fn rival(rival: &Rival) -> Value {
    Object::new()
        .put("name", rival.name.as_str())
        .put("formula", rival.formula.as_str())
        .put("parameters", rival.parameters)
        .number("residual_sum_of_squares", rival.residual_sum_of_squares)
        .put("criteria", criteria(&rival.criteria))
        .number("difference", rival.difference)
        .number("weight", rival.weight)
        .optional("runs_p_value", rival.runs_p_value, "not tested")
        .done()
}

/// `profile_interval`: an end that does not exist is null, with the reason beside it.
pub(super) fn profile(object: Object, profile: Option<&Interval>) -> Object {
    let Some(interval) = profile else { return object };
    let object = object.put("profile_interval", numbers(&[interval.low, interval.high]));
    let reasons = [
        ("profile_interval_low_reason", &interval.low_reason),
        ("profile_interval_high_reason", &interval.high_reason),
    ];
    reasons.into_iter().fold(object, |object, (key, reason)| match reason {
        Some(reason) => object.put(key, reason.as_str()),
        None => object,
    })
}
