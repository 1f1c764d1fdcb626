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
#[derive(Debug, Clone)]
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

    pub(crate) fn text(&self) -> &str {
        &self.0.text
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

    /// Whether it holds in each row of `table`, or nobody can say, for a cell of a column it reads is missing there.
    ///
    /// ```
    /// # use thalweg::{Condition, Table};
    /// let table = Table::new().with("x", [0.0, f64::NAN, 2.0])?;
    /// assert_eq!(Condition::new("x", &["x"])?.may_hold(&table), [false, true, true]);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn may_hold(&self, table: &Table) -> Vec<bool> {
        let mut may = self.holds(table);
        for cells in self.columns().iter().filter_map(|name| table.column(name)) {
            may.iter_mut().zip(cells).for_each(|(may, cell)| *may |= cell.is_nan());
        }
        may
    }

    /// Ranges (column, lowest, highest) outside of any of which no row meets it: of comparisons of a
    /// column with a number that are joined by `&`. Others say nothing.
    pub(crate) fn ranges(&self) -> Vec<(String, f64, f64)> {
        if self.0.text.contains('|') {
            return Vec::new();
        }
        let range = |part: &str| {
            let words: Vec<&str> = part.split_whitespace().collect();
            let [left, relation, right] = words[..] else { return None };
            let named = |name: &str| {
                let plain = name.trim_matches('`');
                self.columns().iter().find(|column| *column == plain).cloned()
            };
            let (column, number, turned) = match (named(left), named(right)) {
                (Some(column), None) => (column, right.parse().ok()?, false),
                (None, Some(column)) => (column, left.parse().ok()?, true),
                _ => return None,
            };
            match (relation, turned) {
                (">" | ">=", false) | ("<" | "<=", true) => Some((column, number, f64::INFINITY)),
                ("<" | "<=", false) | (">" | ">=", true) => {
                    Some((column, f64::NEG_INFINITY, number))
                }
                ("==", _) => Some((column, number, number)),
                _ => None,
            }
        };
        self.0.text.split('&').filter_map(range).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_those_of_plain_comparisons() {
        let ranges = |text: &str| Condition::new(text, &["x", "g"]).unwrap().ranges();
        let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
        let x = |a: f64, b: f64| ("x".to_string(), a, b);
        assert_eq!(ranges("x > 1 & x <= 4e3"), [x(1.0, high), x(low, 4000.0)]);
        assert_eq!(ranges("-2.5 < x"), [x(-2.5, high)]);
        assert_eq!(ranges("x == 3 & g*2 > x & g != 1"), [x(3.0, 3.0)]);
        for text in ["x > 1 | g > 2", "x", "!(x > 1)", "x > g", "x + 1 > 2", "log(x) > 1"] {
            assert_eq!(ranges(text), [], "{text}");
        }
        assert_eq!(ranges("(x > 1 & g < 2) == 0"), []);
    }

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
