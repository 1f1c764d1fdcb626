//! When curvature matters: where Wald's intervals and the profile's part, or where the surface of fitted
//! values itself bends within the confidence region.

use super::rewrite::rewritten;
use super::scale::SCALES;
use crate::answer::{Answer, Parameter};
use crate::check::{Check, Topic};
use crate::diagnosis::{Nonlinearity, Reparameterisation};
use crate::interval::Interval;
use crate::names;
use crate::numbers::{percent, rounded, short};
use crate::warning::{Value, Warning};

/// Intervals that part by more than this share of Wald's half width are worth a look: at an end so far
/// off, the chance of missing the true value is about twice or half of what it should be (2.5 % beyond
/// 1.96 standard errors, 4.8 % beyond 0.85 of that, 1.2 % beyond 1.15).
pub(super) const TOLERABLE: f64 = 0.15;
/// The surface is taken for flat where its intrinsic curvature is below half of that of the 95 %
/// region: γ√F < ½ (Ratkowsky 1983, ch. 2).
pub(super) const CRITICAL: f64 = 0.5;
/// A scale is offered if intervals part at most this much of what they did...
const BETTER: f64 = 0.5;
/// ...and the first to come so close is as good as any.
const CLOSE: f64 = 0.5 * TOLERABLE;

/// How far the ends of an interval and Wald's part, over the half width of Wald's. Ends that the profile
/// does not have, or has only because of a bound, do not count; None where there are no others.
pub(super) fn disagreement(profile: &Interval, wald: (f64, f64)) -> Option<f64> {
    let half = 0.5 * wald.1 - 0.5 * wald.0;
    let end = |there: f64, here: f64, reason: &Option<String>| {
        let apart = ((there - here) / half).abs();
        (reason.is_none() && apart.is_finite()).then_some(apart)
    };
    let low = end(profile.low, wald.0, &profile.low_reason);
    let high = end(profile.high, wald.1, &profile.high_reason);
    low.into_iter().chain(high).reduce(f64::max)
}

/// The scale in which the intervals of parameter k agree, if there is one that is better.
pub(super) fn better_scale(
    answer: &Answer,
    k: usize,
    wald: Option<(f64, f64)>,
    before: f64,
    taken: &[String],
) -> Option<Reparameterisation> {
    let Parameter { name, estimate, profile, .. } = &answer.parameters[k];
    let (wald, profile) = (wald?, profile.as_ref()?);
    if profile.low_reason.is_some() || profile.high_reason.is_some() {
        return None;
    }
    let half = 0.5 * wald.1 - 0.5 * wald.0;
    let tried: Vec<(usize, f64)> = (0..SCALES.len())
        .filter_map(|i| {
            let found = SCALES[i].disagreement(*estimate, half, (profile.low, profile.high))?;
            Some((i, found))
        })
        .collect();
    let close = tried.iter().find(|(_, after)| *after <= CLOSE);
    let best = || tried.iter().min_by(|a, b| a.1.total_cmp(&b.1));
    let (i, after) = *close.or_else(best)?;
    if after > TOLERABLE || after > BETTER * before {
        return None;
    }
    rewritten(&answer.formula, name, *estimate, &SCALES[i], (before, after), taken)
}

/// What there is to say. `nonlinearity` has everything but, perhaps, the curvatures.
pub(super) fn check(
    answer: &Answer,
    wald: &[Option<(f64, f64)>],
    nonlinearity: &Nonlinearity,
    not_computed: Option<&str>,
) -> Check {
    let mut parted: Vec<(usize, f64)> = nonlinearity
        .disagreement
        .iter()
        .enumerate()
        .filter_map(|(k, d)| d.map(|d| (k, d)))
        .collect();
    parted.sort_by(|a, b| b.1.total_cmp(&a.1));
    let bent = nonlinearity.intrinsic > CRITICAL;
    let curvature = match not_computed {
        Some(reason) => format!("curvature not computed: {reason}"),
        None => format!("intrinsic curvature {}", two(nonlinearity.intrinsic)),
    };
    let Some(&(worst, most)) = parted.first() else {
        let skewness = nonlinearity.skewness.iter().flatten().fold(0.0, |m: f64, s| m.max(s.abs()));
        let seen = match not_computed {
            Some(_) => curvature,
            None => format!("skewness of the estimates {} at most, {curvature}", two(skewness)),
        };
        return match bent {
            true => Check::look(Topic::Intervals, seen, bent_surface(nonlinearity)),
            false => Check::fine(Topic::Intervals, seen),
        };
    };
    if most > TOLERABLE {
        let name = &answer.parameters[worst].name;
        let seen =
            format!("Wald's interval of `{name}` and its profile's part by {}", percent(most));
        let warning = uneven(answer, wald, nonlinearity, &parted, bent);
        return Check::look(Topic::Intervals, seen, warning);
    }
    let seen = format!("Wald and profile intervals agree to {}, {curvature}", percent(most));
    match bent {
        true => Check::look(Topic::Intervals, seen, bent_surface(nonlinearity)),
        false => Check::fine(Topic::Intervals, seen),
    }
}

/// W-CURVED for a parameter whose intervals part.
fn uneven(
    answer: &Answer,
    wald: &[Option<(f64, f64)>],
    nonlinearity: &Nonlinearity,
    parted: &[(usize, f64)],
    bent: bool,
) -> Warning {
    let all: Vec<&(usize, f64)> = parted.iter().filter(|(_, d)| *d > TOLERABLE).collect();
    let (worst, most) = parted[0];
    let parameter = &answer.parameters[worst];
    let name = &parameter.name;
    let skewness = nonlinearity.skewness.get(worst).copied().flatten();
    let mut message = format!("The intervals of `{name}`");
    if let (Some((a, b)), Some(profile)) = (wald[worst], &parameter.profile) {
        message.push_str(&format!(
            " from its standard error, {} to {}, and from the profile, {} to {},",
            short(a),
            short(b),
            short(profile.low),
            short(profile.high)
        ));
    }
    message.push_str(&format!(" part by {} of the half width", percent(most)));
    match skewness {
        Some(skewness) => message.push_str(&format!(" (skewness {}): ", two(skewness))),
        None => message.push_str(": "),
    }
    message.push_str("its errors are not even to both sides.");
    let others: Vec<&str> =
        all[1..].iter().map(|(k, _)| answer.parameters[*k].name.as_str()).collect();
    if !others.is_empty() {
        message.push_str(&format!(
            " So {} {}.",
            if others.len() == 1 { "does" } else { "do" },
            names::list(&others)
        ));
    }
    let mut help = "use the profile intervals, not estimate ± standard errors".to_string();
    if let Some(better) = &nonlinearity.reparameterisation {
        help.push_str(&format!(
            "; or estimate `{}` instead, whose intervals agree to {}: declare `{}`, or fit `{}`, from `{}={}`",
            better.instead,
            percent(better.disagreement.1),
            better.declaration,
            better.formula,
            better.name,
            short(better.start)
        ));
    }
    if bent {
        message.push(' ');
        message.push_str(&bent_words(nonlinearity));
        help.push_str(&format!("; {BENT_HELP}"));
    }
    let value = |v: Vec<f64>| Value::Numbers(v);
    let mut data = vec![
        (
            "parameters".to_string(),
            Value::Names(all.iter().map(|(k, _)| answer.parameters[*k].name.clone()).collect()),
        ),
        ("disagreement".to_string(), value(all.iter().map(|(_, d)| *d).collect())),
    ];
    if let Some(skewness) = skewness {
        data.push(("skewness".to_string(), Value::Number(skewness)));
    }
    if let Some(better) = &nonlinearity.reparameterisation {
        data.push(("instead".to_string(), Value::Text(better.instead.clone())));
        data.push(("formula".to_string(), Value::Text(better.formula.clone())));
    }
    Warning { code: "W-CURVED", message, help, data }
}

const BENT_HELP: &str =
    "check intervals by a bootstrap, or take more data: the region shrinks faster than it bends";

/// W-CURVED for a surface that bends.
fn bent_surface(nonlinearity: &Nonlinearity) -> Warning {
    let data = vec![("intrinsic".to_string(), Value::Number(nonlinearity.intrinsic))];
    Warning { code: "W-CURVED", message: bent_words(nonlinearity), help: BENT_HELP.into(), data }
}

fn bent_words(nonlinearity: &Nonlinearity) -> String {
    format!(
        "The curve bends within the 95 % region of its parameters, however they are written (intrinsic \
         curvature {}, critical {CRITICAL}): standard errors, t and F tests and profile intervals \
         all hold only roughly.",
        two(nonlinearity.intrinsic)
    )
}

/// Two digits.
fn two(v: f64) -> String {
    if v.abs() < 1e-4 { "0".into() } else { rounded(v, 2) }
}
