//! What formulas that are compared have in common: the left side, and for a family the column.

use thalweg_formula::{Expr, Formula};

use crate::error::{ErrorKind, FitError};
use crate::names;

/// Left side and column of formulas.
#[derive(Debug, PartialEq)]
pub(super) struct Sides {
    /// The left side.
    pub left: Expr,
    /// Columns on the right sides, in the order of the formulas.
    pub columns: Vec<String>,
}

/// A formula, read.
pub(super) fn read(text: &str) -> Result<Formula, FitError> {
    Formula::parse(text).map_err(|e| FitError::from_formula(ErrorKind::Formula, &e))
}

/// Whether a formula names two sides and is none: `y ~ x` with x a column.
pub(super) fn is_bare(formula: &Formula, available: &[&str]) -> bool {
    let names = formula.right().names();
    matches!(names.as_slice(), [one] if *formula.right() == Expr::name(one)
        && available.contains(&one.as_str()))
}

impl Sides {
    /// Of formulas, or of columns called x and y where there are none. Errors: left sides that differ or
    /// are missing.
    pub(super) fn of(formulas: &[Formula], available: &[&str]) -> Result<Self, FitError> {
        let Some(first) = formulas.first() else { return Self::guessed(available) };
        let left = |f: &Formula| {
            f.left().cloned().ok_or_else(|| {
                let message = format!("`{}` has no left side", f.text());
                FitError::new(ErrorKind::Formula, "E-FORMULA", message)
                    .with_help("write the column that it describes: `y ~ ...`")
            })
        };
        let common = left(first)?;
        for other in &formulas[1..] {
            let theirs = left(other)?;
            if theirs != common {
                let message = format!("the left sides differ: `{common}` and `{theirs}`");
                return Err(FitError::new(ErrorKind::Formula, "E-COMPARE", message).with_help(
                    "criteria compare formulas for the same numbers; write all for the same left side \
                     (`y ~ exp(...)` for `log(y) ~ ...`)",
                ));
            }
        }
        let mut columns: Vec<String> = Vec::new();
        for name in formulas.iter().flat_map(|f| f.right().names()) {
            if available.contains(&name.as_str()) && !columns.contains(&name) {
                columns.push(name);
            }
        }
        Ok(Self { left: common, columns })
    }

    fn guessed(available: &[&str]) -> Result<Self, FitError> {
        if ["x", "y"].iter().all(|n| available.contains(n)) {
            return Ok(Self { left: Expr::name("y"), columns: vec!["x".into()] });
        }
        let shown = match available {
            [x, y, ..] => format!("{} ~ {}", Expr::name(y), Expr::name(x)),
            _ => "y ~ x".to_string(),
        };
        let message = "it is not said which columns the family is to describe";
        Err(FitError::new(ErrorKind::Formula, "E-FAMILY", message).with_help(format!(
            "give the two sides in front of the data, such as '{shown}'; the columns are {}",
            names::list(available)
        )))
    }

    /// The one column on the right. Error: there are several, or none.
    pub(super) fn column(&self) -> Result<&str, FitError> {
        let [one] = self.columns.as_slice() else {
            let message = match self.columns.as_slice() {
                [] => "no formula has a column on its right side".to_string(),
                some => format!("the formulas are in several columns, {}", names::list(some)),
            };
            return Err(FitError::new(ErrorKind::Formula, "E-FAMILY", message)
                .with_help("a family is in one column: compare with formulas in one"));
        };
        Ok(one)
    }
}
