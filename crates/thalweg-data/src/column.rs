//! One column: numbers, and where it holds something else.

use crate::error::shown;

/// Cells that are remembered word for word for an error message.
const REMEMBERED: usize = 5;

/// The cells of a column; those that hold no finite number are NaN.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Column {
    pub values: Vec<f64>,
    pub bad: Bad,
    /// Why the column holds no numbers at all, where its type says so (Parquet, Arrow).
    pub unusable: Option<String>,
}

/// The cells of a column that are not numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Bad {
    pub count: usize,
    /// The first few: line (or row) and what stands there.
    pub first: Vec<(usize, String)>,
}

/// What stands in a cell that is no number.
pub(crate) fn said(cell: &[u8]) -> String {
    if cell.is_empty() { "empty".to_string() } else { format!("\"{}\"", shown(cell)) }
}

impl Column {
    /// A cell, or `None` where `cell` (from `line`) holds no finite number.
    #[inline]
    pub(crate) fn push(&mut self, number: Option<f64>, line: usize, cell: &[u8]) {
        match number {
            Some(value) => self.values.push(value),
            None => self.push_bad(line, || said(cell)),
        }
    }

    /// A number that may be infinite or NaN, which is as good as missing.
    #[inline]
    pub(crate) fn push_number(&mut self, value: f64, line: usize) {
        if value.is_finite() {
            self.values.push(value);
        } else {
            self.push_bad(line, || value.to_string());
        }
    }

    #[cold]
    pub(crate) fn push_bad(&mut self, line: usize, what: impl FnOnce() -> String) {
        self.values.push(f64::NAN);
        self.bad.count += 1;
        if self.bad.first.len() < REMEMBERED {
            self.bad.first.push((line, what()));
        }
    }
}
