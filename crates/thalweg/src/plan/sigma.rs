//! Standard deviations in words: a percentage of the left side, or counts.

use thalweg_formula::Expr;

use super::ColumnExpression;
use crate::error::{ErrorKind, FitError};
use crate::weighting::Weighting;

/// A name that no expression of the user can hold, for the left side.
const LEFT: &str = "left side";

/// What a sigma that is no expression of columns means: `5%` of the size of the left side, or
/// `poisson`, its root. None for any other text, and where a column has that name.
pub(super) fn in_words(
    text: &str,
    left: (&Expr, &ColumnExpression),
    columns: &[&str],
    known: bool,
) -> Result<Option<(Weighting, ColumnExpression)>, FitError> {
    let (left, compiled) = left;
    let of = compiled.text.clone();
    let text = text.trim();
    let (weighting, expression) = if let Some(number) = text.strip_suffix('%') {
        let percent: f64 =
            number.trim().parse().ok().filter(|p: &f64| p.is_finite() && *p > 0.0).ok_or_else(
                || {
                    let message = format!("the standard deviation `{text}` is no percentage");
                    FitError::new(ErrorKind::Option, "E-SIGMA", message).with_help(
                "write a number above 0 and %, such as 5%: a share of the size of the left side",
            )
                },
            )?;
        let of_one = Expr::parse(&format!("{:e}*abs(`{LEFT}`)", percent / 100.0));
        (Weighting::Percent { percent, of, known }, of_one)
    } else if text == "poisson" && !columns.contains(&text) {
        (Weighting::Poisson { of, known }, Expr::parse(&format!("sqrt(max(`{LEFT}`, 1))")))
    } else {
        return Ok(None);
    };
    let whole = expression
        .map_err(|e| FitError::from_formula(ErrorKind::Formula, &e))?
        .substitute(LEFT, left);
    let compiled = ColumnExpression::new(&whole, columns, "sigma", text)?;
    Ok(Some((weighting, compiled)))
}
