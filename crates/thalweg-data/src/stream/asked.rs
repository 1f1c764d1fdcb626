//! The columns that are asked for.

use thalweg::{FitError, Table};

/// Columns: what they are called by, and where they stand.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub names: &'a [String],
    pub places: &'a [usize],
}

impl Asked<'_> {
    /// Their cells as a table.
    pub(super) fn table(self, cells: Vec<Vec<f64>>) -> Result<Table, FitError> {
        let columns = self.names.iter().zip(cells);
        columns.into_iter().try_fold(Table::new(), |table, (name, cells)| table.with(name, cells))
    }
}
