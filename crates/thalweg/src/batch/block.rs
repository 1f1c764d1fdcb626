//! Some curves in memory: their rows one below the other.

use std::ops::Range;

use crate::condition::Condition;
use crate::error::{ErrorKind, FitError};
use crate::table::Table;

/// Curves one below the other: named columns, and where each curve begins.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Block {
    table: Table,
    offsets: Vec<usize>,
}

impl Block {
    /// Curve i has the rows `offsets[i]..offsets[i + 1]` of the table; one offset more than curves.
    ///
    /// Errors: offsets that do not rise from 0 to the number of rows.
    ///
    /// ```
    /// use thalweg::{batch::Block, Table};
    /// let table = Table::new().with("y", [1.0, 2.0, 3.0])?;
    /// assert_eq!(Block::new(table.clone(), vec![0, 1, 3])?.curves(), 2);
    /// assert!(Block::new(table, vec![0, 1]).is_err());
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn new(table: Table, offsets: Vec<usize>) -> Result<Self, FitError> {
        let rising = offsets.windows(2).all(|pair| pair[0] <= pair[1]);
        let whole = offsets.first() == Some(&0) && offsets.last() == Some(&table.rows());
        if !rising || !whole {
            let message = "the offsets of the curves do not rise from 0 to the number of rows";
            return Err(FitError::new(ErrorKind::Data, "E-TABLE", message));
        }
        Ok(Self { table, offsets })
    }

    /// How many curves there are.
    ///
    /// ```
    /// assert_eq!(thalweg::batch::Block::default().curves(), 0);
    /// ```
    pub fn curves(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// The columns.
    ///
    /// ```
    /// assert_eq!(thalweg::batch::Block::default().table().rows(), 0);
    /// ```
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The rows of curve i.
    ///
    /// ```
    /// # use thalweg::{batch::Block, Table};
    /// let table = Table::new().with("y", [1.0, 2.0, 3.0])?;
    /// assert_eq!(Block::new(table, vec![0, 1, 3])?.rows(1), 1..3);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn rows(&self, i: usize) -> Range<usize> {
        self.offsets[i]..self.offsets[i + 1]
    }

    /// Only the rows in which every condition holds; a curve without such a row stays, empty.
    ///
    /// Errors: a condition reads a column that is not there.
    ///
    /// ```
    /// # use thalweg::{batch::Block, Condition, Table};
    /// let block = Block::new(Table::new().with("y", [1.0, -2.0, -3.0])?, vec![0, 2, 3])?;
    /// let block = block.only(&[Condition::new("y > 0", &["y"])?])?;
    /// assert_eq!((block.rows(0), block.rows(1)), (0..1, 1..1));
    /// assert_eq!(block.only(&[Condition::new("z > 0", &["z"])?]).unwrap_err().code(), "E-COLUMN");
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn only(self, conditions: &[Condition]) -> Result<Self, FitError> {
        if conditions.is_empty() {
            return Ok(self);
        }
        let names: Vec<&str> = self.table.names().iter().map(String::as_str).collect();
        conditions.iter().try_for_each(|condition| condition.demand(&names))?;
        let mut kept = vec![true; self.table.rows()];
        for condition in conditions {
            let held = condition.holds(&self.table);
            kept.iter_mut().zip(held).for_each(|(kept, held)| *kept &= held);
        }
        let chosen: Vec<usize> = (0..kept.len()).filter(|row| kept[*row]).collect();
        let offsets = self.offsets.iter().map(|at| chosen.partition_point(|row| row < at));
        Self::new(self.table.chosen(&chosen)?, offsets.collect())
    }

    /// Its columns, in the order of the table.
    ///
    /// ```
    /// # use thalweg::{batch::Block, Table};
    /// let block = Block::new(Table::new().with("y", [1.0, 2.0])?, vec![0, 2])?;
    /// assert_eq!(block.into_columns(), [[1.0, 2.0]]);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn into_columns(self) -> Vec<Vec<f64>> {
        self.table.into_columns()
    }

    /// Where each curve begins, and where the last ends.
    pub(crate) fn offsets(&self) -> &[usize] {
        &self.offsets
    }

    /// The rows of curve i in which every cell of these columns is a number.
    pub(crate) fn curve(&self, i: usize, columns: &[String]) -> Result<Table, FitError> {
        let columns: Vec<&[f64]> =
            columns.iter().filter_map(|name| self.table.column(name)).collect();
        let whole = |row: &usize| columns.iter().all(|cells| cells[*row].is_finite());
        self.table.chosen(&self.rows(i).filter(whole).collect::<Vec<_>>())
    }
}

impl Table {
    /// These rows, in this order.
    fn chosen(&self, rows: &[usize]) -> Result<Table, FitError> {
        self.names().iter().try_fold(Table::new(), |table, name| {
            let cells = self.column(name).unwrap_or_default();
            table.with(name.as_str(), rows.iter().map(|row| cells[*row]).collect::<Vec<_>>())
        })
    }
}
