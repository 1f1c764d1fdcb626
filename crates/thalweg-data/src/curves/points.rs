//! Rows of points with their keys, some at a time.

use super::keys::KeyColumn;
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

    /// Errors: a cell that is no number.
    pub(super) fn check_cells(&self, file: &str, names: &[String]) -> Result<(), DataError> {
        for (name, cells) in names.iter().zip(&self.columns) {
            if let Some(row) = cells.iter().position(|v| v.is_nan()) {
                return Err(DataError::new(
                    "E-VALUE",
                    format!("{file}: {}, column `{name}` is not a number", self.place(row)),
                    "correct it, or let points without a number not count: --na drop",
                ));
            }
        }
        Ok(())
    }
}

/// A file of points.
pub(super) trait PointSource: Send {
    /// The next rows; none at the end.
    fn next(&mut self) -> Result<Option<Points>, DataError>;

    /// What was unusual, once all is read.
    fn notes(&self) -> Vec<String>;
}
