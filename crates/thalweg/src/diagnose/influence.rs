//! Does the answer hang on single observations?

use super::outlier::two_sided;
use super::scatter::Scattering;
use super::view::{View, warning};
use super::words::rows;
use crate::check::{Check, Topic};
use crate::warning::{Value, Warning};

/// Cook's distance beyond which an observation moves the estimates by about the size of their joint
/// confidence region (Cook & Weisberg 1982, §3.5).
const FAR: f64 = 1.0;
/// Times the mean p/n: leverage that is high (Hoaglin & Welsch 1978).
const HIGH: f64 = 2.0;
/// Below this p-value an observation of high leverage does not go with the others.
const AT_ODDS: f64 = 0.005;

/// The observation that moves the estimates most. In a good design an end of the curve has a Cook's distance above 1
/// every tenth time; so that is something to look at only where the observation is at odds with the others
/// as well, or where the curve is known not to follow the data (`follows`): then it is
/// such an observation that decides what the parameters mean.
pub(super) fn influence(
    view: &View,
    deletion: &[Vec<f64>],
    follows: bool,
    scattering: &Scattering,
) -> Check {
    let residuals = view.residuals;
    let alone: Vec<usize> = (0..view.count()).filter(|&i| residuals.is_alone(i)).collect();
    let high = HIGH * residuals.rank as f64 / view.count() as f64;
    let levers = residuals.leverage.iter().filter(|h| **h > high).count().max(1);
    let cook = |i: usize| residuals.cook[i];
    let worst = (0..view.count())
        .filter(|&i| cook(i).is_finite())
        .max_by(|&a, &b| cook(a).total_cmp(&cook(b)));
    if view.is_whitened() {
        return Check::fine(
            Topic::Influence,
            "not computed by row: correlated observations enter as mixtures",
        );
    }
    if !alone.is_empty() && !view.is_robust() && residuals.degrees_of_freedom > 0 {
        return lonely(view, &alone);
    }
    let Some(i) = worst else {
        return Check::fine(Topic::Influence, "not computed: no residual is free");
    };
    let seen = format!(
        "{} has leverage {:.2} and Cook's distance {:.2}",
        rows(&[view.row(i)]),
        residuals.leverage[i],
        cook(i)
    );
    let freedom = residuals.degrees_of_freedom.saturating_sub(1);
    let t = residuals.studentized[i].abs();
    let at_odds = scattering.even
        && freedom > 0
        && residuals.leverage[i] > high
        && levers as f64 * two_sided(t, freedom) < AT_ODDS;
    let named = scattering.outliers.contains(&i);
    if cook(i) > FAR && (at_odds || !follows) && !named && !view.is_robust() {
        return Check::look(Topic::Influence, seen.clone(), decides(view, deletion, i, &seen));
    }
    let most = match named || cook(i) > FAR {
        true => seen,
        false => format!("Cook's distance at most {:.2} ({})", cook(i), rows(&[view.row(i)])),
    };
    Check::fine(Topic::Influence, most)
}

/// W-INFLUENCE: one observation decides.
fn decides(view: &View, deletion: &[Vec<f64>], i: usize, seen: &str) -> Warning {
    let residuals = view.residuals;
    let mut data = vec![
        ("row", Value::Count(view.row(i) + 1)),
        ("leverage", Value::Number(residuals.leverage[i])),
        ("cook", Value::Number(residuals.cook[i])),
    ];
    let effect = match view.pull(deletion, i) {
        Some(pull) => {
            data.push(("parameter", Value::Text(pull.name.clone())));
            data.push(("change", Value::Number(pull.change)));
            data.push(("change_in_errors", Value::Number(pull.errors)));
            pull.words()
        }
        None => "without it the parameters are not determined".to_string(),
    };
    let seen = seen.strip_prefix("row").unwrap_or(seen);
    let message = format!("Row{seen}: {effect}. The answer hangs on it.");
    let help =
        "check this observation and measure near it again; report the fit with and without it";
    warning("W-INFLUENCE", message, help, data)
}

/// W-INFLUENCE: observations that nothing else checks.
fn lonely(view: &View, alone: &[usize]) -> Check {
    let places: Vec<usize> = alone.iter().map(|&i| view.row(i)).collect();
    let names = rows(&places);
    let (has, it) = if alone.len() == 1 { ("has", "it") } else { ("have", "them") };
    let seen = format!("{names} {has} leverage 1");
    let message = format!(
        "R{} {has} leverage 1: the curve passes through {it} whatever the others say, and without {it} some parameter is not determined.",
        names.strip_prefix('r').unwrap_or(&names)
    );
    let help = "take more data there: nothing checks this observation";
    let data =
        vec![("rows", Value::Numbers(places.iter().take(100).map(|i| (i + 1) as f64).collect()))];
    Check::look(Topic::Influence, seen, warning("W-INFLUENCE", message, help, data))
}
