//! Rows of points with their keys, some at a time.

use super::keys::KeyColumn;
use super::strict::Strict;
use crate::error::DataError;

/// Rows that are read at once.
pub(super) const ROWS: usize = 1 << 16;

/// Some rows.
#[derive(Debug)]
pub(super) struct Points {
    /// One column per key, one entry per row.
    pub keys: Vec<KeyColumn>,
    /// One column per column used; NaN where there is no number.
    pub columns: Vec<Vec<f64>>,
    /// The line of each row; none where rows have no lines.
    pub lines: Vec<usize>,
    /// Rows before these.
    pub before: usize,
}

impl Points {
    /// How many rows.
    pub(super) fn len(&self) -> usize {
        self.columns.first().map_or(0, Vec::len)
    }

    /// "line 7", "row 6".
    pub(super) fn place(&self, row: usize) -> String {
        match self.lines.get(row) {
            Some(line) => format!("line {line}"),
            None => format!("row {}", self.before + row + 1),
        }
    }

    /// Errors: a cell that must be a number and is none.
    pub(super) fn check_cells(
        &self,
        strict: &Strict,
        file: &str,
        names: &[String],
    ) -> Result<(), DataError> {
        match strict.bad(names, &self.columns)? {
            None => Ok(()),
            Some((row, name)) => Err(DataError::new(
                "E-VALUE",
                format!("{file}: {}, column `{name}` is not a number", self.place(row)),
                "correct it, or let points without a number not count: --na drop",
            )),
        }
    }
}

/// A file of points.
pub(super) trait PointSource: Send {
    /// The next rows; none at the end.
    fn next(&mut self) -> Result<Option<Points>, DataError>;

    /// What was unusual, once all is read.
    fn notes(&self) -> Vec<String>;
}
