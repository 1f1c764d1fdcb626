//! Columns of a file, some rows at a time: what curves in lists and rows of points are made of.

use super::keys::KeyColumn;
use super::points::{PointSource, Points, ROWS};
use crate::error::DataError;

/// The numbers of one column in some rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Values {
    /// NaN where there is none.
    pub numbers: Vec<f64>,
    /// Where those of each row end, in a column of lists; another has one number a row.
    pub ends: Vec<usize>,
}

/// NaN is the only number that is none.
pub(super) fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { f64::NAN }
}

/// The columns of a file that are used.
pub(super) trait ColumnSource: Send {
    /// What the file is called.
    fn file(&self) -> &str;

    /// What the columns of numbers are called by.
    fn names(&self) -> &[String];

    /// For each of them whether it holds lists.
    fn lists(&self) -> Vec<bool>;

    /// The columns of keys, without keys.
    fn keys(&self) -> &[KeyColumn];

    /// Rows that were read.
    fn before(&self) -> usize;

    /// Appends the next rows, `most` at most, to columns of keys and of numbers; how many there were, 0 at the end.
    fn append(
        &mut self,
        most: usize,
        keys: &mut [KeyColumn],
        columns: &mut [Values],
    ) -> Result<usize, DataError>;
}

/// Every row is a point.
pub(super) struct ColumnPoints(pub Box<dyn ColumnSource>);

impl PointSource for ColumnPoints {
    fn next(&mut self) -> Result<Option<Points>, DataError> {
        let before = self.0.before();
        let mut keys = self.0.keys().to_vec();
        let numbers = || Values { numbers: Vec::with_capacity(ROWS), ends: Vec::new() };
        let mut columns: Vec<Values> = self.0.names().iter().map(|_| numbers()).collect();
        if self.0.append(ROWS, &mut keys, &mut columns)? == 0 {
            return Ok(None);
        }
        let columns = columns.into_iter().map(|values| values.numbers).collect();
        Ok(Some(Points { keys, columns, lines: Vec::new(), before }))
    }

    fn notes(&self) -> Vec<String> {
        Vec::new()
    }
}

/// The error for a column that cannot tell curves apart.
pub(super) fn no_keys(file: &str, name: &str) -> DataError {
    DataError::new(
        "E-VALUE",
        format!("{file}: the column `{name}` holds no keys"),
        "keys are text or numbers, and no lists, dates or decimals",
    )
}
