//! Cells that must be numbers.

use thalweg::{Condition, Table};

use crate::error::{DataError, of_fit};

/// Whether a cell that is no number is an error, and the conditions whose rows alone count.
#[derive(Default)]
pub(super) struct Strict {
    pub on: bool,
    pub conditions: Vec<Condition>,
}

impl Strict {
    /// The first row with a cell that must be a number and is none, and its column. `columns` are under these names.
    pub(super) fn bad<'n>(
        &self,
        names: &'n [String],
        columns: &[Vec<f64>],
    ) -> Result<Option<(usize, &'n str)>, DataError> {
        if !self.on || !columns.iter().flatten().any(|cell| cell.is_nan()) {
            return Ok(None);
        }
        let counts = self.counts(names, columns)?;
        let first = |cells: &Vec<f64>| {
            let mut rows = cells.iter().zip(&counts);
            rows.position(|(cell, counts)| cell.is_nan() && *counts)
        };
        let all = columns.iter().zip(names);
        Ok(all.filter_map(|(cells, name)| Some((first(cells)?, name.as_str()))).min())
    }

    /// Whether each row may meet the conditions.
    fn counts(&self, names: &[String], columns: &[Vec<f64>]) -> Result<Vec<bool>, DataError> {
        let mut table = Table::new();
        for (name, cells) in names.iter().zip(columns) {
            table = table.with(name.as_str(), cells.clone()).map_err(of_fit)?;
        }
        let mut counts = vec![true; table.rows()];
        for condition in &self.conditions {
            let may = condition.may_hold(&table);
            counts.iter_mut().zip(may).for_each(|(counts, may)| *counts &= may);
        }
        Ok(counts)
    }
}
