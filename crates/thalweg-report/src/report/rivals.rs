//! The comparison with other formulas.

use serde_json::{Value, json};
use thalweg::{Answer, Rival};

use super::absent;
use super::facts::{fixed, sum};
use super::trust::probability;

/// A line for each formula, best first.
pub(super) fn rivals(answer: &Answer) -> Vec<Value> {
    let own = own(answer);
    let each = |(k, r): (usize, &Rival)| {
        let total = r.residual_sum_of_squares;
        json!({
            "name": r.name.replace('-', " "),
            "formula": r.formula,
            "own": own == Some(k),
            "parameters": r.parameters,
            "rss": sum(total, total.max(0.0).sqrt(), 5),
            "aicc": fixed(r.criteria.aicc),
            "difference": fixed(r.difference),
            "weight": weight(r.weight),
            "runs": r.runs_p_value.map_or_else(|| "–".into(), probability),
        })
    };
    answer.rivals.iter().enumerate().map(each).collect()
}

/// Which of them this fit is: the formula that was given, else the one with its sum of squares.
fn own(answer: &Answer) -> Option<usize> {
    let blank = |text: &str| text.split_whitespace().collect::<String>();
    let given = blank(&answer.formula);
    let alike = |r: &Rival| {
        let gap = (r.residual_sum_of_squares - answer.residual_sum_of_squares).abs();
        gap <= 1e-6 * answer.residual_sum_of_squares.abs()
            && r.parameters == answer.parameters_estimated
    };
    let rivals = &answer.rivals;
    rivals.iter().position(|r| blank(&r.formula) == given).or_else(|| rivals.iter().position(alike))
}

fn weight(weight: f64) -> String {
    match weight {
        w if !w.is_finite() => "–".into(),
        w if w > 0.0 && w < 0.0005 => "< 0.001".into(),
        w => format!("{w:.3}"),
    }
}

/// Why there are none.
pub(super) fn none(answer: &Answer) -> String {
    absent::because(
        answer,
        "comparison",
        "The formula belongs to no family of formulas that is known here; thalweg compare puts any formulas beside each other.",
    )
}
