//! A condition that selects rows.

use thalweg_formula::Expr;

use crate::error::{ErrorKind, FitError};
use crate::plan::ColumnExpression;
use crate::table::Table;

/// What messages call it.
const WHAT: &str = "the condition";

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
pub struct Condition {
    expression: ColumnExpression,
    ranges: Vec<(String, f64, f64)>,
}

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
        let ranges = expression.ranges();
        let expression = ColumnExpression::new(&expression, available, WHAT, text)?;
        Ok(Self { expression, ranges })
    }

    /// The columns it reads.
    ///
    /// ```
    /// # use thalweg::Condition;
    /// assert_eq!(Condition::new("y < x^2", &["x", "y", "z"])?.columns(), ["y", "x"]);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn columns(&self) -> &[String] {
        self.expression.columns()
    }

    /// Errors: it reads what is not among these columns.
    pub(crate) fn demand(&self, columns: &[&str]) -> Result<(), FitError> {
        self.expression.demand(columns, WHAT)
    }

    pub(crate) fn text(&self) -> &str {
        &self.expression.text
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
        self.expression
            .evaluate(table)
            .iter()
            .map(|&value| value != 0.0 && !value.is_nan())
            .collect()
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

    /// Ranges (column, lowest, highest): no row meets it whose number lies outside one of them.
    pub(crate) fn ranges(&self) -> &[(String, f64, f64)] {
        &self.ranges
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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

    /// A condition as it may be written, of columns x, g and z.
    fn condition() -> impl Strategy<Value = String> {
        let column = || prop::sample::select(vec!["x", "g", "`z`"]);
        let relation = prop::sample::select(vec!["<", "<=", ">", ">=", "==", "!="]);
        let compared = (column(), relation.clone(), -3..4i32, any::<bool>()).prop_map(
            |(column, relation, number, turned)| match turned {
                false => format!("{column} {relation} {number}"),
                true => format!("{number} {relation} {column}"),
            },
        );
        let leaf = prop_oneof![4 => compared, 1 => column().prop_map(String::from)];
        leaf.prop_recursive(4, 16, 3, move |part| {
            let relation = relation.clone();
            let parts = (part.clone(), part.clone(), part.clone());
            prop_oneof![
                3 => parts.clone().prop_map(|(a, b, c)| format!("{a} & {b} & {c}")),
                1 => parts.clone().prop_map(|(a, b, c)| format!("{a} & ({b} && {c})")),
                1 => parts.clone().prop_map(|(a, b, c)| format!("{a} & {b} | {c}")),
                1 => parts.prop_map(|(a, b, c)| format!("if({a}, {b}, {c})")),
                1 => part.clone().prop_map(|a| format!("!({a})")),
                1 => (part, relation, -1..2i32).prop_map(|(a, r, n)| format!("({a}) {r} {n}")),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn no_row_of_rows_outside_a_range_meets_the_condition(
            text in condition(),
            groups in prop::collection::vec(
                prop::collection::vec(prop::array::uniform3(-3..4i32), 1..4), 1..6),
        ) {
            let condition = Condition::new(&text, &["x", "g", "z"]).unwrap();
            for rows in groups {
                let column = |k: usize| rows.iter().map(|row| f64::from(row[k])).collect::<Vec<_>>();
                let table = ["x", "g", "z"].into_iter().enumerate();
                let table = table.fold(Table::new(), |t, (k, name)| t.with(name, column(k)).unwrap());
                let outside = condition.ranges().iter().any(|(name, low, high)| {
                    let mut cells = table.column(name).unwrap().iter();
                    cells.clone().all(|v| v < low) || cells.all(|v| v > high)
                });
                prop_assert!(!(outside && condition.holds(&table).contains(&true)), "{}", text);
            }
        }
    }
}
