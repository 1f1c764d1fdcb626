//! What the scatter of residuals means, and what to do.

use super::outlier::Outlier;
use super::trend::{Trend, scatter_trend};
use super::view::{View, warning};
use super::words::{p_words, rows, short};
use crate::diagnosis::Test;
use crate::numbers::rounded;
use crate::warning::{Value, Warning};
use crate::weighting::Weighting;

fn numbers(test: &Test) -> Vec<(&'static str, Value)> {
    vec![("statistic", Value::Number(test.statistic)), ("p_value", Value::Number(test.p_value))]
}

/// W-SCATTER.
pub(super) fn trend(view: &View, trend: &Trend) -> Warning {
    let mut data = numbers(&trend.test);
    data.push(("exponent", Value::Number(trend.exponent)));
    let grows = trend.exponent > 0.0;
    let (how, which) = if grows { ("grow", "large") } else { ("shrink", "small") };
    let even = matches!(view.answer.weighting, Weighting::None);
    let counted = if even {
        format!(
            "The fit weighs all observations alike, so that those with {which} values count too much."
        )
    } else {
        "The weights or standard deviations that were given do not even it out.".to_string()
    };
    let message = format!(
        "Residuals {how} with the fitted value ({}). {counted} Standard errors are off.",
        p_words(trend.test.p_value)
    );
    let help = match remedy(view, trend).filter(|_| even && grows) {
        Some(Remedy::Poisson) => {
            "these look like counts: fit with `-s poisson`".to_string()
        }
        Some(Remedy::Percent(share)) => {
            data.push(("percent", Value::Number(100.0 * share)));
            format!("try `-s '{}%'`: errors in proportion to the value", rounded(100.0 * share, 2))
        }
        None if even => "give standard deviations that follow the scatter (`-s` with a column or an expression), or fit the logarithm of both sides".to_string(),
        None => "correct the weights or standard deviations".to_string(),
    };
    warning("W-SCATTER", message, help, data)
}

enum Remedy {
    Poisson,
    /// A share of the value.
    Percent(f64),
}

/// The simple law of scatter that leaves no trend, if one does.
fn remedy(view: &View, trend: &Trend) -> Option<Remedy> {
    let table_rows = || (0..view.count()).map(|i| view.row(i));
    let answer = view.answer;
    let counts = table_rows().all(|i| {
        let y = answer.fitted[i] + answer.residuals[i];
        y > -0.5 && (y - y.round()).abs() <= 1e-9 * y.abs().max(1.0)
    });
    let law = |power: f64| -> (f64, f64) {
        let order = view.order.rows();
        let scaled: Vec<f64> = order
            .iter()
            .map(|&i| view.residuals.standardized[i] / view.fitted[i].abs().powf(0.5 * power))
            .collect();
        let fitted: Vec<f64> = order.iter().map(|&i| view.fitted[i]).collect();
        let left = scatter_trend(&scaled, &fitted, view.residuals.rank);
        let size = |i: usize| (answer.residuals[i].powi(2), answer.fitted[i].abs().powf(power));
        let ratios = table_rows().map(size).filter(|(_, f)| *f > 0.0).map(|(e, f)| e / f);
        let mean = ratios.sum::<f64>() / view.residuals.degrees_of_freedom as f64;
        (left.map_or(0.0, |t| t.test.p_value), mean)
    };
    if counts && trend.of_log {
        let (p, dispersion) = law(1.0);
        if p > 0.01 && (0.5..2.0).contains(&dispersion) {
            return Some(Remedy::Poisson);
        }
    }
    let (p, square) = law(2.0);
    let share = square.sqrt();
    (trend.of_log && p > 0.01 && share < 1.0).then_some(Remedy::Percent(share))
}

/// W-OUTLIER, with what was seen.
pub(super) fn outlier(
    view: &View,
    deletion: &[Vec<f64>],
    first: &Outlier,
    all: &[usize],
) -> (String, Warning) {
    let mut places: Vec<usize> = all.iter().map(|&i| view.row(i)).collect();
    places.sort_unstable();
    let worst = first.at;
    let share = view.residuals.standardized[worst].abs();
    let (one, them) = match view.is_whitened() {
        true => ("a mixture of correlated observations that ends with", "mixtures that end with"),
        false => ("", ""),
    };
    let subject = match (all.len(), one, them) {
        (1, "", _) => capital(&rows(&places)),
        (1, one, _) => format!("{} {}", capital(one), rows(&places)),
        (_, _, "") => capital(&rows(&places)),
        (_, _, them) => format!("{} {}", capital(them), rows(&places)),
    };
    let lie = if all.len() == 1 { "lies" } else { "lie" };
    let effect = match view.pull(deletion, worst).filter(|_| all.len() == 1) {
        Some(pull) => format!(": {}", pull.words()),
        None => String::new(),
    };
    let message = format!(
        "{subject} {lie} further from the curve than the scatter of the others explains ({} standard deviations, {}){effect}.",
        short(share),
        p_words(first.test.p_value)
    );
    let help = "check these data at their source; if they stand, a robust loss (`--loss huber`) lets them count less";
    let mut data = numbers(&first.test);
    data.push(("rows", Value::Numbers(places.iter().map(|i| (i + 1) as f64).collect())));
    let seen = format!(
        "{} {} out (studentised residual {})",
        rows(&places),
        if all.len() == 1 { "stands" } else { "stand" },
        if first.test.statistic.is_finite() {
            format!("{:.1}", first.test.statistic)
        } else {
            "infinite".into()
        }
    );
    (seen, warning("W-OUTLIER", message, help, data))
}

/// W-CHI2.
pub(super) fn chi_squared(view: &View, test: &Test) -> Warning {
    let nu = view.residuals.degrees_of_freedom as f64;
    let factor = (test.statistic / nu).sqrt();
    let p = p_words(test.p_value);
    let times = short(factor);
    let (message, help) = if factor > 1.0 {
        (
            format!(
                "Residuals are {times} times as large as the standard deviations given say ({p}). The formula does not follow the data, or the standard deviations are too small; the standard errors, which trust them, are too small as well."
            ),
            "look at the residuals; if they follow no pattern, take the standard deviations as relative, so that the scatter rescales the errors",
        )
    } else {
        (
            format!(
                "Residuals are {times} times what the standard deviations given say ({p}). The standard deviations are overstated, and so are the standard errors."
            ),
            "find out what the standard deviations stand for, or take them as relative, so that the scatter rescales the errors",
        )
    };
    let mut data = numbers(test);
    data.push(("factor", Value::Number(factor)));
    warning("W-CHI2", message, help, data)
}

/// W-NORMAL.
pub(super) fn not_normal(view: &View, test: &Test, standardized: &[f64]) -> Warning {
    let values = || standardized.iter().filter(|v| v.is_finite());
    let n = values().count() as f64;
    let mean = values().sum::<f64>() / n;
    let moment = |k: i32| values().map(|v| (v - mean).powi(k)).sum::<f64>() / n;
    let spread = moment(2);
    let (skewness, kurtosis) = (moment(3) / spread.powf(1.5), moment(4) / (spread * spread));
    // Standard errors of both for normal values, about.
    let (lopsided, tails) = (skewness / (6.0 / n).sqrt(), (kurtosis - 3.0) / (24.0 / n).sqrt());
    let (how, help) = if tails > 3.0 && tails > lopsided.abs() {
        ("have heavier tails than a normal distribution", "try a robust loss (`--loss huber`)")
    } else if lopsided.abs() > 2.0 {
        (
            "are lopsided",
            "look for errors in one direction; a transformation of both sides (`log(y) ~ log(...)`) may even them out",
        )
    } else {
        (
            "do not scatter like a normal distribution",
            "look at their histogram: rounded readings, two groups or truncated values look like this",
        )
    };
    let message = format!(
        "Residuals {how} ({}). Estimates stand; intervals and tests are approximate with {} observations.",
        test.seen,
        view.count()
    );
    let mut data = numbers(test);
    data.push(("skewness", Value::Number(skewness)));
    data.push(("kurtosis", Value::Number(kurtosis)));
    warning("W-NORMAL", message, help, data)
}

/// What there is to say where a robust loss deals with outliers.
pub(super) fn under_loss(view: &View, outliers: &[usize]) -> String {
    let mut places: Vec<usize> = outliers.iter().map(|&i| view.row(i)).collect();
    places.sort_unstable();
    match places.as_slice() {
        [] => "no outlier, by plain residuals under a robust loss".into(),
        [_] => format!("{} stands out; the loss lets it count less", rows(&places)),
        _ => format!("{} stand out; the loss lets them count less", rows(&places)),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
