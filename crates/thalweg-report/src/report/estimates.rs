//! The tables of parameters and derived quantities.

use serde_json::{Value, json};
use thalweg::{Answer, Derived, Interval, Parameter};

use crate::layout::count;
use crate::number;
use crate::rounded::{between, plus_minus, printed};

/// A line for each parameter.
pub(super) fn parameters(answer: &Answer) -> Vec<Value> {
    answer.parameters.iter().map(|p| parameter(p, answer)).collect()
}

/// What the bootstrap drew, and which intervals it gave; none without one.
pub(super) fn bootstrap(answer: &Answer) -> Option<String> {
    let b = answer.bootstrap.as_ref()?;
    let lines = || b.parameters.iter().chain(&b.derived);
    let kind = match (lines().any(|r| r.bca.is_some()), lines().any(|r| r.bca.is_none())) {
        (true, false) => "BCa intervals",
        (true, true) => "BCa intervals, percentile intervals where there are none",
        _ => "percentile intervals",
    };
    let drawn = count(b.replicates, "replicate", "replicates");
    let failed = match b.failed {
        0 => String::new(),
        some => format!(", {some} of them failed"),
    };
    Some(format!("Bootstrap: {}, {drawn}{failed}, seed {}; {kind}.", b.kind.words(), b.seed))
}

/// The best interval of a bootstrap, rounded as the value is.
fn resampled(answer: &Answer, name: &str, value: f64, error: Option<f64>) -> Option<String> {
    let found = answer.bootstrap.as_ref()?.of(name)?;
    let interval = found.bca.as_ref().or(found.percentile.as_ref())?;
    Some(between((interval.low, interval.high), value, error.or(found.std_error)))
}

/// A line for each derived quantity.
pub(super) fn derived(answer: &Answer) -> Vec<Value> {
    let each = |d: &Derived| {
        json!({
            "name": d.name,
            "value": plus_minus(d.estimate, d.std_error),
            "full": number::estimate(d.estimate, d.std_error),
            "wald": d.interval.map(|i| between(i, d.estimate, d.std_error)),
            "profile": profile(&d.profile, d.estimate, d.std_error),
            "bootstrap": resampled(answer, &d.name, d.estimate, d.std_error),
            "note": format!("= {}", d.expression),
        })
    };
    answer.derived.iter().map(each).collect()
}

/// `95%`, `99.5%`.
pub(super) fn level(answer: &Answer) -> String {
    let level = answer.parameters.first().map_or(0.95, |p| p.level);
    // Rounded: 0.995 * 100 is 99.49999999999999.
    format!("{}%", (level * 1e8).round() / 1e6)
}

/// Why standard errors are missing and intervals have no end, once for all parameters it holds for.
pub(super) fn reasons(answer: &Answer) -> Vec<String> {
    let mut found: Vec<(String, Vec<&str>)> = Vec::new();
    let mut say = |reason: String, name| match found.iter_mut().find(|(r, _)| *r == reason) {
        Some((_, names)) => names.push(name),
        None => found.push((reason, vec![name])),
    };
    for p in &answer.parameters {
        let reason = p.std_error_reason.as_ref().filter(|_| p.std_error.is_none() && !p.fixed);
        if let Some(reason) = reason {
            say(format!("no standard error: {reason}"), &p.name);
        }
        for (end, reason) in p.profile.iter().flat_map(ends) {
            say(format!("the profile interval, {end} end: {reason}"), &p.name);
        }
    }
    found.into_iter().map(|(reason, names)| format!("{}: {reason}.", names.join(", "))).collect()
}

fn ends(interval: &Interval) -> impl Iterator<Item = (&'static str, &String)> {
    let low = interval.low_reason.iter().map(|r| ("lower", r));
    low.chain(interval.high_reason.iter().map(|r| ("upper", r)))
}

fn parameter(p: &Parameter, answer: &Answer) -> Value {
    let flags = [
        (p.fixed, "fixed"),
        (p.tied, "tied"),
        (p.at_bound, "at its bound"),
        (p.start_found, "start found"),
    ];
    let note: Vec<&str> = flags.into_iter().filter(|f| f.0).map(|f| f.1).collect();
    let value = match p.fixed {
        true => printed(&number::shortest(p.estimate)),
        false => plus_minus(p.estimate, p.std_error),
    };
    json!({
        "name": p.name,
        "value": value,
        "full": format!("{}{}", number::estimate(p.estimate, p.std_error), full_error(p)),
        "wald": p.interval.map(|i| between(i, p.estimate, p.std_error)),
        "profile": profile(&p.profile, p.estimate, p.std_error),
        "bootstrap": resampled(answer, &p.name, p.estimate, p.std_error),
        "note": note.join(", "),
    })
}

fn full_error(p: &Parameter) -> String {
    p.std_error.map(|e| format!(" ± {}", number::significant(e, 5))).unwrap_or_default()
}

fn profile(interval: &Option<Interval>, value: f64, error: Option<f64>) -> Option<String> {
    interval.as_ref().map(|i| between((i.low, i.high), value, error))
}
