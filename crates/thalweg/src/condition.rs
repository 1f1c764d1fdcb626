//! A condition that selects rows.

use thalweg_formula::Expr;

use crate::error::{ErrorKind, FitError};
use crate::plan::ColumnExpression;
use crate::table::Table;

/// A condition on the columns of a row, such as `x > 0` or `x >= 1.5 & group == 2`.
///
/// ```
/// use thalweg::{Condition, Table};
/// let condition = Condition::new("x > 0", &["x", "y"])?;
/// let table = Table::new().with("x", [-1.0, 2.0])?;
/// assert_eq!(condition.columns(), ["x"]);
/// assert_eq!(condition.holds(&table), [false, true]);
/// # Ok::<(), thalweg::FitError>(())
/// ```
pub struct Condition(ColumnExpression);

impl Condition {
    /// Reads a condition on some of the columns `available`. Errors: the text cannot be read; a name
    /// in it is not a column.
    ///
    /// ```
    /// let error = thalweg::Condition::new("tme > 0", &["time"]).err().unwrap();
    /// assert_eq!((error.code(), error.help()), ("E-COLUMN", Some("did you mean `time`?")));
    /// ```
    pub fn new(text: &str, available: &[&str]) -> Result<Self, FitError> {
        let expression = Expr::parse(text)
            .map_err(|error| FitError::from_formula(ErrorKind::Formula, &error))?;
        ColumnExpression::new(&expression, available, "the condition", text).map(Self)
    }

    /// The columns it reads.
    ///
    /// ```
    /// # use thalweg::Condition;
    /// assert_eq!(Condition::new("y < x^2", &["x", "y", "z"])?.columns(), ["y", "x"]);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn columns(&self) -> &[String] {
        self.0.columns()
    }

    /// Whether it holds in each row of `table`, which must have the columns it reads. Any value but
    /// 0 and NaN counts as true.
    ///
    /// ```
    /// # use thalweg::{Condition, Table};
    /// let table = Table::new().with("x", [0.0, f64::NAN, 2.0])?;
    /// assert_eq!(Condition::new("x", &["x"])?.holds(&table), [false, false, true]);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn holds(&self, table: &Table) -> Vec<bool> {
        self.0.evaluate(table).iter().map(|&value| value != 0.0 && !value.is_nan()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_join_and_compare() {
        let table = Table::new()
            .with("x", [1.0, 2.0, 3.0, 4.0])
            .and_then(|t| t.with("g", [1.0, 2.0, 1.0, 2.0]))
            .unwrap();
        for (text, expected) in [
            ("x > 1 & x < 4", [false, true, true, false]),
            ("x <= 1 | g == 2", [true, true, false, true]),
            ("1", [true; 4]),
        ] {
            assert_eq!(
                Condition::new(text, &["x", "g"]).unwrap().holds(&table),
                expected,
                "{text}"
            );
        }
    }
}
