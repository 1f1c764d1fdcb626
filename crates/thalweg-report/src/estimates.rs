//! The table of parameters and derived quantities.

use thalweg::{Answer, Derived, Interval, Parameter};

use crate::columns::{Align, Columns};
use crate::layout::{width, with_faint_head};
use crate::number;
use crate::wrap::hang;

/// Digits of a standard error.
const ERROR_DIGITS: i32 = 5;

/// The longest reason for a missing standard error that stands in the line of its parameter.
const SHORT_REASON: usize = 26;

/// One line of the table.
struct Line {
    name: String,
    estimate: String,
    error: String,
    low: String,
    high: String,
    note: String,
}

/// The parameters, then the derived quantities; in a terminal too narrow for all columns the
/// intervals follow as a table of their own.
pub(crate) fn table(answer: &Answer, terminal: usize, color: bool) -> String {
    let parameters: Vec<Line> = answer.parameters.iter().map(|p| parameter(answer, p)).collect();
    let derived: Vec<Line> = answer.derived.iter().map(|d| self::derived(answer, d)).collect();
    let level = answer.parameters.first().map_or(0.95, |p| p.level);
    let mut out = group("", &parameters, level, terminal, color);
    for (reason, names) in long_reasons(&answer.parameters) {
        let text = format!("No standard error for {}: {reason}.", names.join(", "));
        out.push_str(&hang("  ", 2, &text, terminal));
    }
    if !derived.is_empty() {
        out.push('\n');
        out.push_str(&group("derived", &derived, level, terminal, color));
    }
    out
}

fn group(title: &str, lines: &[Line], level: f64, terminal: usize, color: bool) -> String {
    // Widest first; each lays out one table or two.
    let one = [with_faint_head(&full(title, lines, level), color)];
    if width(&full(title, lines, level)) <= terminal {
        return one.concat();
    }
    let mut out = with_faint_head(&without_intervals(title, lines), color);
    if lines.iter().any(|line| !line.low.is_empty()) {
        out.push('\n');
        out.push_str(&with_faint_head(&intervals(lines, level), color));
    }
    out
}

fn full(title: &str, lines: &[Line], level: f64) -> String {
    let mut table = Columns::new([
        (title.to_string(), Align::Left),
        ("estimate".into(), Align::Point),
        ("std error".into(), Align::Point),
        (format!("{} from", percent(level)), Align::Point),
        ("to".into(), Align::Point),
        (String::new(), Align::Left),
    ]);
    for l in lines {
        table.row([&l.name, &l.estimate, &l.error, &l.low, &l.high, &l.note]);
    }
    table.render(2)
}

fn without_intervals(title: &str, lines: &[Line]) -> String {
    let mut table = Columns::new([
        (title, Align::Left),
        ("estimate", Align::Point),
        ("std error", Align::Point),
        ("", Align::Left),
    ]);
    for l in lines {
        table.row([&l.name, &l.estimate, &l.error, &l.note]);
    }
    table.render(2)
}

fn intervals(lines: &[Line], level: f64) -> String {
    let mut table = Columns::new([
        (String::new(), Align::Left),
        (format!("{} from", percent(level)), Align::Point),
        ("to".into(), Align::Point),
    ]);
    for l in lines.iter().filter(|l| !l.low.is_empty()) {
        table.row([&l.name, &l.low, &l.high]);
    }
    table.render(2)
}

/// Reasons too long for the line of a parameter, each with the parameters it holds for.
fn long_reasons(parameters: &[Parameter]) -> Vec<(&str, Vec<&str>)> {
    let mut found: Vec<(&str, Vec<&str>)> = Vec::new();
    for p in parameters {
        let Some(reason) = missing(p).filter(|reason| reason.len() > SHORT_REASON) else {
            continue;
        };
        match found.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, names)) => names.push(&p.name),
            None => found.push((reason, vec![&p.name])),
        }
    }
    found
}

/// Why a parameter has no standard error, unless its flags say so already.
fn missing(p: &Parameter) -> Option<&str> {
    p.std_error_reason.as_deref().filter(|_| p.std_error.is_none() && !p.fixed && !p.at_bound)
}

/// `95%`, `99.5%`.
fn percent(level: f64) -> String {
    // Rounded: 0.995 * 100 is 99.49999999999999.
    format!("{}%", (level * 1e8).round() / 1e6)
}

fn parameter(answer: &Answer, p: &Parameter) -> Line {
    let mut notes = Vec::new();
    for (holds, word) in [
        (p.fixed, "fixed"),
        (p.tied, "tied"),
        (p.at_bound, "at its bound"),
        (p.start_found, "start found"),
    ] {
        if holds {
            notes.push(word);
        }
    }
    notes.extend(missing(p).filter(|reason| reason.len() <= SHORT_REASON));
    let estimate = if p.fixed {
        number::shortest(p.estimate)
    } else {
        number::estimate(p.estimate, p.std_error)
    };
    let interval = shown(p.interval, profile_of(answer, p.profile.as_ref()));
    line(&p.name, estimate, p.std_error, interval, p.fixed, notes.join(", "))
}

fn derived(answer: &Answer, d: &Derived) -> Line {
    let estimate = number::estimate(d.estimate, d.std_error);
    let interval = shown(d.interval, profile_of(answer, d.profile.as_ref()));
    line(&d.name, estimate, d.std_error, interval, false, format!("= {}", d.expression))
}

/// The profile, where it is an interval for what the errors of this answer say.
fn profile_of<'a>(answer: &Answer, profile: Option<&'a Interval>) -> Option<&'a Interval> {
    profile.filter(|_| !answer.errors.is_from_residuals())
}

/// The profile interval where there is one, else Wald's.
fn shown(wald: Option<(f64, f64)>, profile: Option<&Interval>) -> Option<(f64, f64)> {
    profile.map(|i| (i.low, i.high)).or(wald)
}

/// What the intervals of the table are: "profile", "Wald", or both; none where there are none.
pub(crate) fn kind_of_intervals(answer: &Answer) -> Option<&'static str> {
    let parameters = answer.parameters.iter().map(|p| (p.interval, p.profile.as_ref()));
    let derived = answer.derived.iter().map(|d| (d.interval, d.profile.as_ref()));
    let own = |(wald, profile)| (wald, profile_of(answer, profile));
    let all: Vec<_> = parameters.chain(derived).map(own).collect();
    let profile = all.iter().any(|(_, profile)| profile.is_some());
    let wald = all.iter().any(|(wald, profile)| profile.is_none() && wald.is_some());
    match (profile, wald) {
        (true, false) => Some("from the profile of the sum of squares"),
        (true, true) => {
            Some("from the profile of the sum of squares where there is one, else Wald")
        }
        (false, true) => Some("Wald: estimate ± quantile × standard error"),
        (false, false) => None,
    }
}

fn line(
    name: &str,
    estimate: String,
    std_error: Option<f64>,
    interval: Option<(f64, f64)>,
    fixed: bool,
    note: String,
) -> Line {
    let error = match std_error {
        Some(error) if error.is_infinite() => "infinite".into(),
        Some(error) => number::significant(error, ERROR_DIGITS),
        // A fixed parameter has none by nature; any other is missing one.
        None if fixed => String::new(),
        None => "none".into(),
    };
    let (low, high) = interval.map(number::interval).unwrap_or_default();
    Line { name: name.into(), estimate, error, low, high, note }
}
