//! What was looked at, what was seen, what to do.

use serde_json::{Value, json};
use thalweg::{Answer, Check, Test, Warning, codes};

use crate::layout::count;
use crate::notes::sentence;
use crate::number::significant;

/// The checks, in their order.
pub(super) fn checks(answer: &Answer) -> Vec<Value> {
    answer.checks.iter().map(check).collect()
}

/// The warnings that no check stands for.
pub(super) fn remarks(answer: &Answer) -> Vec<Value> {
    let told = |w: &Warning| answer.checks.iter().any(|c| c.look.as_ref() == Some(w));
    answer.warnings.iter().filter(|w| !told(w)).map(warning).collect()
}

/// The tests of the residuals.
pub(super) fn tests(answer: &Answer) -> Vec<Value> {
    let each = |t: &Test| {
        json!({
            "name": name(t.code),
            "seen": t.seen,
            "statistic": statistic(t),
            "p": probability(t.p_value),
        })
    };
    answer.diagnosis.iter().flat_map(|d| &d.tests).map(each).collect()
}

/// Runs are counted.
fn statistic(test: &Test) -> String {
    match test.code {
        "runs" => test.statistic.to_string(),
        _ => significant(test.statistic, 4).replace('-', "−"),
    }
}

/// Those named after people with their names.
fn name(code: &str) -> String {
    match code {
        "durbin-watson" => "Durbin-Watson".into(),
        "shapiro-wilk" => "Shapiro-Wilk".into(),
        "chi-squared" => "χ²".into(),
        "runs" => "runs of signs".into(),
        other => other.replace('-', " "),
    }
}

/// How many of the checks ask for a look; nothing where nothing was checked, and no comfort for a fit that
/// did not converge.
pub(super) fn looks(answer: &Answer) -> Option<String> {
    let (all, looks) = (answer.checks.len(), answer.checks.iter().filter(|c| !c.is_ok()).count());
    match (all, looks) {
        (0, _) => None,
        (_, 0) if !answer.converged => None,
        (all, 0) => Some(format!("None of {} asks for a look.", count(all, "check", "checks"))),
        (all, 1) => Some(format!("1 of {} asks for a look.", count(all, "check", "checks"))),
        (all, n) => Some(format!("{n} of {all} checks ask for a look.")),
    }
}

/// A probability to two digits; a tiny one as a bound.
pub(super) fn probability(p: f64) -> String {
    match p {
        p if p.is_nan() => "–".into(),
        p if p < 1e-4 => "< 0.0001".into(),
        p if p < 0.1 => format!("{p:.*}", if p < 0.001 { 5 } else { 4 }),
        p => format!("{p:.2}"),
    }
}

fn check(check: &Check) -> Value {
    let mut object = check.look.as_ref().map_or_else(|| json!({}), warning);
    object["ok"] = check.is_ok().into();
    object["topic"] = check.topic.code().into();
    object["seen"] = check.seen.as_str().into();
    // Where nothing but what was seen can be said of it, it is said once.
    if check.look.as_ref().is_some_and(|w| sentence(&w.message) == sentence(&check.seen)) {
        object["message"] = "".into();
    }
    object
}

fn warning(w: &Warning) -> Value {
    let code = codes::find(w.code);
    let explanation: Vec<String> = code
        .iter()
        .flat_map(|c| c.explanation.split("\n\n"))
        .map(|p| p.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    json!({
        "code": w.code,
        "message": sentence(&w.message),
        "help": sentence(&w.help),
        "title": code.map_or("", |c| c.title),
        "explanation": explanation,
    })
}
