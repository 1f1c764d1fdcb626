//! Does the curve follow the data?

use super::durbin_watson::durbin_watson;
use super::lack_of_fit::lack_of_fit;
use super::runs::runs;
use super::sequence::weights_of;
use super::view::{View, warning};
use super::words::short;
use crate::check::{Check, Topic};
use crate::diagnosis::Test;
use crate::warning::{Value, Warning};

/// Below these p-values there is something to look at: 1 % for all three together, since runs, whose
/// p-value moves in steps, and Durbin-Watson see much the same.
const RUNS: f64 = 0.0075;
const DURBIN_WATSON: f64 = 0.003;
const LACK_OF_FIT: f64 = 0.003;

/// Runs of signs, Durbin-Watson and lack of fit, and what they come to.
pub(super) fn shape(view: &View) -> (Vec<Test>, Check) {
    let weights = weights_of(view.ended.observations);
    let merged = view.order.merged(|i| view.residuals.weighted[i], weights);
    let at = &view.ended.local.at;
    let mut basis = Vec::with_capacity(merged.len() * view.residuals.rank);
    for d in at.directions() {
        let q = |i: usize| d.iter().enumerate().map(|(j, d)| at.column(j)[i] * d).sum();
        basis.extend(view.order.merged(q, weights));
    }
    let runs = runs(&merged);
    let watson = durbin_watson(&merged, &basis);
    let rank = view.residuals.rank;
    let lack = lack_of_fit(&view.residuals.weighted, weights, &view.order, rank);
    let below = |test: &Option<Test>, level: f64| test.clone().filter(|t| t.p_value < level);
    let mut found: Vec<Test> = Vec::new();
    found.extend(below(&runs, RUNS));
    found.extend(below(&watson, DURBIN_WATSON));
    found.extend(below(&lack, LACK_OF_FIT));
    let tests: Vec<Test> = [runs, watson, lack].into_iter().flatten().collect();
    let sample = if view.is_sampled() {
        format!(" (of {} observations)", view.count())
    } else {
        String::new()
    };
    let check = match (found.first(), tests.first()) {
        (Some(first), _) => {
            let seen: Vec<&str> = found.iter().map(|t| t.seen.as_str()).collect();
            Check::look(Topic::Shape, seen.join(", ") + &sample, judged(view, first, &found))
        }
        (None, Some(test)) => Check::fine(Topic::Shape, test.seen.clone() + &sample),
        (None, None) if merged.len() < 2 && view.order.len() > 1 => {
            let seen = "not computed: the curve has the same value for every observation";
            Check::fine(Topic::Shape, seen)
        }
        (None, None) => Check::fine(Topic::Shape, "not computed: too few residuals"),
    };
    (tests, check)
}

fn judged(view: &View, first: &Test, found: &[Test]) -> Warning {
    let by = &view.ordered_by;
    let numbers = |test: &Test| {
        vec![("statistic", Value::Number(test.statistic)), ("p_value", Value::Number(test.p_value))]
    };
    if first.code == "lack-of-fit" {
        let message = format!(
            "The curve misses the means of replicates by more than replicates scatter ({}). The formula does not follow the data, though their scatter hides it.",
            first.seen
        );
        return warning("W-LACK", message, HELP, numbers(first));
    }
    let message = match first.code {
        "runs" => format!(
            "In order of {by} there are {}: data lie above and below the curve by stretches. The formula does not follow them.",
            first.seen
        ),
        _ => format!(
            "In order of {by} neighbouring residuals are alike (Durbin-Watson {}, 2 if not). The formula does not follow the data, or neighbours share their errors.",
            short(first.statistic)
        ),
    };
    let mut data = numbers(first);
    data.push(("tests", Value::Names(found.iter().map(|t| t.code.to_string()).collect())));
    warning("W-SHAPE", message, HELP, data)
}

const HELP: &str = "plot the residuals, and try other formulas (`thalweg compare`); standard errors mean little until one follows";
