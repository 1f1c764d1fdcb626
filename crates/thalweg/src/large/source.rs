//! Where rows come from when there are more of them than memory.

use crate::error::{ErrorKind, FitError};
use crate::names;
use crate::table::Table;

/// Rows that are read at once: some columns of this length stay in the second-level cache.
pub const SLAB_ROWS: usize = 16_384;

/// What a part is read by: it is given the rows, and an error of its own ends the reading.
pub type Each<'e> = dyn FnMut(Table) -> Result<(), FitError> + 'e;

/// Rows in parts (files, groups of rows, chunks of text), each of which can be read at any time, as often as it
/// takes and at the same time as others. A [`Table`] is one.
///
/// Parts have an order, and so have the rows of a part: results do not depend on which thread reads which.
pub trait Source: Sync {
    /// The names a formula may use.
    fn names(&self) -> Vec<String>;

    /// How many parts there are.
    fn parts(&self) -> usize;

    /// What messages call a part, such as `data/b.parquet, row group 3`; empty where the data have no name.
    fn place(&self, part: usize) -> String;

    /// The row, from 0, that messages call the first row of a part. Default 0.
    fn first_row(&self, part: usize) -> usize {
        let _ = part;
        0
    }

    /// How many rows there are in all, where that is known without reading them.
    fn rows(&self) -> Option<u64> {
        None
    }

    /// Whether a part need not be read, because none of its rows can lie within all of these ranges
    /// (column, lowest, highest). Default: every part is read.
    fn is_outside(&self, part: usize, ranges: &[(String, f64, f64)]) -> bool {
        let _ = (part, ranges);
        false
    }

    /// These columns of a part will be read next by the thread that now begins another part: what comes from a
    /// disk may be read ahead. Must not wait. Default: nothing.
    fn announce(&self, part: usize, columns: &[String]) {
        let _ = (part, columns);
    }

    /// Reads these columns of a part: tables of [`SLAB_ROWS`] rows, the last one of what is left, the same
    /// every time. Cells that hold no number are NaN. Ends early if `each` says so, and with its error.
    ///
    /// # Errors
    /// What cannot be read: [`FitError::of_data`], with the part's [`place`](Source::place) in the message.
    fn read(&self, part: usize, columns: &[String], each: &mut Each) -> Result<(), FitError>;
}

impl Source for Table {
    fn names(&self) -> Vec<String> {
        Table::names(self).to_vec()
    }

    fn parts(&self) -> usize {
        Table::rows(self).div_ceil(SLAB_ROWS)
    }

    fn place(&self, _: usize) -> String {
        String::new()
    }

    fn first_row(&self, part: usize) -> usize {
        part * SLAB_ROWS
    }

    fn rows(&self) -> Option<u64> {
        Some(Table::rows(self) as u64)
    }

    fn read(&self, part: usize, columns: &[String], each: &mut Each) -> Result<(), FitError> {
        let rows = part * SLAB_ROWS..((part + 1) * SLAB_ROWS).min(Table::rows(self));
        let mut table = Table::new();
        for name in columns {
            let cells = self.column(name).ok_or_else(|| no_column(self, name))?;
            table = table.with(name.as_str(), &cells[rows.clone()])?;
        }
        each(table)
    }
}

fn no_column(table: &Table, name: &str) -> FitError {
    FitError::new(ErrorKind::Data, "E-COLUMN", format!("there is no column `{name}`"))
        .with_help(format!("the columns are {}", names::list(Table::names(table))))
}
