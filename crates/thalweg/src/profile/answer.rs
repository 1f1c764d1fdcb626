//! Profile intervals of everything in an answer, and what they say about it.

use super::profiler::Profiler;
use super::quantity::Along;
use super::refit::Lower;
use crate::answer::{Answer, MinimumFound};
use crate::check::{Check, Topic};
use crate::ended::Ended;
use crate::interval::Interval;
use crate::names;
use crate::numbers::short;
use crate::plan::Role;
use crate::warning::{Value, Warning};

/// Rows × parameters², summed over the ends, up to which profiles are part of every answer: some tens of
/// milliseconds, at about ten evaluations for an end.
const EVERY_TIME: usize = 1_500_000;
/// The same, summed over evaluations, at which they are given up: some tenths of a second, where fits
/// do not settle.
const GIVEN_UP: usize = 100_000_000;
/// Evaluations for an end at which they are given up however small the data.
const EVALUATIONS: usize = 1000;

/// Fills in the profile intervals; says which ends do not exist.
pub(crate) fn intervals(ended: &Ended, answer: &mut Answer) -> Vec<Check> {
    let plan = ended.setting.plan;
    let x = ended.local.x();
    let ends = 2 * (answer.parameters.len() + answer.derived.len());
    let whitening = ended.observations.whitening.as_ref().map_or(0, |w| w.work());
    let size = (ended.local.rows() * x.len() + whitening) * x.len();
    if Profiler::new(ended.local).is_none() {
        return Vec::new();
    }
    if size * ends > EVERY_TIME {
        let seen = "profile intervals not computed: much work for so many rows and parameters";
        return vec![Check::fine(Topic::Intervals, seen)];
    }
    let level = ended.setting.fit.asked.level;
    // Each has its own share, so that one that does not settle takes nothing from the others.
    let allowed = EVALUATIONS.min(GIVEN_UP / size.max(1) / ends.max(1));
    let mut lowest: Option<Lower> = None;
    let mut interval = |along| {
        let mut profiler = Profiler::with_work(ended.local, 2 * allowed)?;
        let found = profiler.interval(along, level);
        if let Some(lower) = profiler.lower()
            && lowest.as_ref().is_none_or(|l| lower.cost < l.cost)
        {
            lowest = Some(lower.clone());
        }
        found?.interval()
    };
    for (parameter, role) in answer.parameters.iter_mut().zip(&plan.parameters) {
        parameter.profile = match role {
            Role::Free(j) => interval(Along::Parameter(*j)),
            Role::Tied(scalar) => interval(Along::Quantity(&**scalar)),
            Role::Fixed(_) => None,
        };
    }
    for (derived, quantity) in answer.derived.iter_mut().zip(&plan.derived) {
        derived.profile = interval(Along::Quantity(&quantity.value));
    }
    let lower = lowest.map(|lower| MinimumFound {
        rss: ended.observations.unit.sum_of_squares(lower.cost),
        residual_norm: ended.observations.unit.norm(lower.cost),
        estimates: plan.all_values(&lower.x),
        runs: 1,
    });
    let mut checks = Vec::new();
    checks.extend(lower.as_ref().map(|found| better(found, answer)));
    checks.extend(open(answer, level));
    answer.lower_minimum = lower;
    checks
}

/// W-LOCAL: the answer is not the best fit.
fn better(found: &MinimumFound, answer: &Answer) -> Check {
    let own: Vec<String> =
        answer.parameters.iter().filter(|p| !p.tied && !p.fixed).map(|p| p.name.clone()).collect();
    let message = format!(
        "There is a better minimum: on the way to the ends of the intervals the sum of squares fell to {}; here it is {}. The answer is not the best fit.",
        short(found.rss),
        short(answer.residual_sum_of_squares)
    );
    let starts: Vec<String> = answer
        .parameters
        .iter()
        .zip(&found.estimates)
        .filter(|(p, _)| own.contains(&p.name))
        .map(|(p, value)| format!("{}={}", p.name, short(*value)))
        .collect();
    let warning = Warning {
        code: "W-LOCAL",
        message,
        help: format!("start from there: {}", starts.join("; ")),
        data: vec![
            ("residual_sum_of_squares".into(), Value::Number(found.rss)),
            ("estimates".into(), Value::Numbers(found.estimates.clone())),
        ],
    };
    let seen = format!("a lower sum of squares was met: {}", short(found.rss));
    Check::look(Topic::Minimum, seen, warning)
}

/// W-OPEN: ends that do not exist, of quantities that have a standard error all the same.
fn open(answer: &Answer, level: f64) -> Option<Check> {
    let parameters = answer.parameters.iter().map(|p| (&p.name, p.std_error, &p.profile));
    let derived = answer.derived.iter().map(|d| (&d.name, d.std_error, &d.profile));
    let endless: Vec<(&String, &Interval)> = parameters
        .chain(derived)
        .filter(|(_, error, _)| error.is_some())
        .filter_map(|(name, _, profile)| Some((name, profile.as_ref()?)))
        .filter(|(_, interval)| !interval.is_finite())
        .collect();
    let (name, first) = *endless.first()?;
    let percent = short(100.0 * level);
    let (missing, where_, reason) = match (first.low.is_finite(), first.high.is_finite()) {
        (true, _) => ("upper end", format!("above {}", short(first.low)), &first.high_reason),
        (_, true) => ("lower end", format!("below {}", short(first.high)), &first.low_reason),
        _ => ("end on either side", "at all".to_string(), &first.high_reason),
    };
    let because = reason.as_ref().map(|r| format!(": {r}")).unwrap_or_default();
    let rest: Vec<&String> = endless[1..].iter().map(|(name, _)| *name).collect();
    let more = match rest.as_slice() {
        [] => String::new(),
        more => format!(" The same holds for {}.", names::list(more)),
    };
    let warning = Warning {
        code: "W-OPEN",
        message: format!(
            "The {percent} % interval of `{name}` has no {missing}. Any value {where_} is compatible with the data{because}.{more}"
        ),
        help: format!(
            "take data where `{name}` matters, fix it (`{name}=VALUE fixed`), or bound it by what is known"
        ),
        data: vec![(
            "quantities".into(),
            Value::Names(endless.iter().map(|(name, _)| name.to_string()).collect()),
        )],
    };
    let all: Vec<&String> = endless.iter().map(|(name, _)| *name).collect();
    let seen = match all.as_slice() {
        [one] => format!("the {percent} % interval of `{one}` has no {missing}"),
        all => format!("the {percent} % intervals of {} do not end", names::list(all)),
    };
    Some(Check::look(Topic::Determined, seen, warning))
}
