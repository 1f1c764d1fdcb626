//! How nonlinear the model is, as a table: for those who ask for everything.

use thalweg::{Answer, Nonlinearity};

use crate::columns::{Align, Columns};
use crate::layout::{labelled, with_faint_head};
use crate::number::significant;

/// Digits of measures that are judged by their size.
const DIGITS: i32 = 3;

/// Curvatures of the fit; skewness, bias and the disagreement of intervals of each estimate.
pub(crate) fn block(answer: &Answer, n: &Nonlinearity, values_at: usize, color: bool) -> String {
    let mut table = Columns::new([
        ("nonlinearity", Align::Left),
        ("skewness", Align::Point),
        ("bias", Align::Point),
        ("Wald off by", Align::Right),
    ]);
    let at = |values: &[Option<f64>], k: usize| values.get(k).copied().flatten();
    let number = |v: Option<f64>| v.map_or(String::new(), |v| significant(v, DIGITS));
    for (k, p) in answer.parameters.iter().enumerate() {
        let skewness = at(&n.skewness, k);
        if skewness.is_none() {
            continue;
        }
        let off = at(&n.disagreement, k).map_or(String::new(), |d| format!("{:.0}%", 100.0 * d));
        table.row([&p.name, &number(skewness), &number(at(&n.bias, k)), &off]);
    }
    for (k, d) in answer.derived.iter().enumerate() {
        let skewness = at(&n.derived_skewness, k);
        if skewness.is_some() {
            let bias = number(at(&n.derived_bias, k));
            table.row([&d.name, &number(skewness), &bias, &String::new()]);
        }
    }
    let curvature = |label: &str, v: f64| {
        let words = format!("{} of the 95% region", significant(v, DIGITS));
        labelled(label, &words, values_at)
    };
    with_faint_head(&table.render(2), color)
        + &curvature("intrinsic curvature", n.intrinsic)
        + &curvature("parameter effects", n.parameter_effects)
}

#[cfg(test)]
mod tests {
    use super::*;
    use thalweg::{Derived, Parameter, Status};

    #[test]
    fn what_is_not_estimated_has_no_line() {
        let mut answer = Answer::new("y ~ a*x + c", Status::Minimum);
        answer.parameters = vec![Parameter::new("a", 1.0), Parameter::new("c", 2.0)];
        answer.derived = vec![Derived::new("half", "a/2", 0.5)];
        let n = Nonlinearity {
            intrinsic: 0.0123456,
            parameter_effects: 1.5,
            skewness: vec![Some(-0.3), None],
            bias: vec![Some(2e-9), None],
            derived_skewness: vec![Some(0.25)],
            derived_bias: vec![Some(1e3)],
            disagreement: vec![Some(0.214), None],
            ..Nonlinearity::default()
        };
        let shown = "  nonlinearity  skewness  bias     Wald off by
  a             -0.300    2.00e-9          21%
  half           0.250    1.00e3
intrinsic curvature     0.0123 of the 95% region
parameter effects       1.50 of the 95% region
";
        assert_eq!(block(&answer, &n, 24, false), shown);
    }
}
