//! A formula written in another scale of one of its parameters.

use thalweg_formula::{Expr, Formula};

use super::scale::Scale;
use crate::diagnosis::Reparameterisation;

/// `formula` with `parameter` replaced by its value in `scale`, under a name that is not among
/// `taken`. `disagreement`: before and after.
pub(super) fn rewritten(
    formula: &str,
    parameter: &str,
    estimate: f64,
    scale: &Scale,
    disagreement: (f64, f64),
    taken: &[String],
) -> Option<Reparameterisation> {
    let formula = Formula::parse(formula).ok()?;
    let mut name = format!("{}{parameter}", scale.prefix);
    while taken.contains(&name) {
        name.push('_');
    }
    let back = Expr::parse(scale.back).ok()?.substitute("p", &Expr::name(&name));
    let instead = Expr::parse(scale.text).ok()?.substitute("q", &Expr::name(parameter));
    let right = formula.right().substitute(parameter, &back);
    let text = match formula.left() {
        Some(left) => format!("{left} ~ {right}"),
        None => right.to_string(),
    };
    let declared = Expr::name(parameter);
    Some(Reparameterisation {
        parameter: parameter.to_string(),
        instead: instead.to_string(),
        start: (scale.value)(estimate),
        declaration: format!("{declared} := {back}"),
        formula: text,
        name,
        disagreement,
    })
}

#[cfg(test)]
mod tests {
    use super::super::scale::SCALES;
    use super::*;

    #[test]
    fn the_offered_formula_reads_like_the_given_one() {
        let taken = ["log_b2".to_string()];
        let offer = |formula, scale: usize, taken: &[String]| {
            rewritten(formula, "b2", 0.25, &SCALES[scale], (0.4, 0.1), taken).unwrap()
        };
        let log = offer("y ~ b1*(1 - exp(-b2*x))", 0, &[]);
        assert_eq!(log.formula, "y ~ b1*(1 - exp(-exp(log_b2)*x))");
        assert_eq!((log.instead.as_str(), log.start), ("log(b2)", 0.25_f64.ln()));
        assert_eq!(log.declaration, "b2 := exp(log_b2)");
        let inverse = offer("log(y) ~ b1*x/(b2 + x)", 2, &[]);
        assert_eq!(inverse.formula, "log(y) ~ b1*x/(1/inverse_b2 + x)");
        assert_eq!(offer("y ~ b2^2*x", 0, &taken).formula, "y ~ exp(log_b2_)^2*x");
    }

    #[test]
    fn names_in_backticks_stay_so() {
        let offer = rewritten("y ~ a*x/(`K (mM)` + x)", "K (mM)", 2.0, &SCALES[0], (0.4, 0.1), &[])
            .unwrap();
        assert_eq!(offer.formula, "y ~ a*x/(exp(`log_K (mM)`) + x)");
        assert_eq!(offer.declaration, "`K (mM)` := exp(`log_K (mM)`)");
    }
}
