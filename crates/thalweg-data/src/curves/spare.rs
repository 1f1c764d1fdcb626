//! Memory that is used again.

use std::sync::{Arc, Mutex, PoisonError};

use thalweg::batch::Block;

/// The columns of blocks that are done with, in which later blocks are read: fresh memory for ten megabytes a column and
/// block would be a fifth of the time that reading takes. Clones are of the same memory.
///
/// ```
/// use thalweg_data::{CurveReader, Grouping, Na, ReadOptions};
/// let reader = CurveReader::open("well,y\n1,2\n1,3\n", &ReadOptions::default())?;
/// let (used, by) = (["y".to_string()], ["well".to_string()]);
/// let blocks = reader.blocks(&used, &by, Grouping::Together, Na::Drop)?;
/// let spare = blocks.spare();
/// for block in blocks {
///     spare.put(block?.curves);
/// }
/// # Ok::<(), thalweg_data::DataError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Spare(Arc<Mutex<Columns>>);

#[derive(Debug, Default)]
struct Columns {
    free: Vec<Vec<f64>>,
    /// Columns that were taken and did not come back: no more than these are kept.
    lent: usize,
}

impl Spare {
    /// Gives back the columns of a block.
    pub fn put(&self, block: Block) {
        let mut columns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for column in block.into_columns().into_iter().take(columns.lent) {
            columns.lent -= 1;
            columns.free.push(column);
        }
    }

    /// An empty column with room for so many numbers.
    pub(super) fn take(&self, room: usize) -> Vec<f64> {
        let mut columns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        columns.lent += 1;
        let mut column = columns.free.pop().unwrap_or_default();
        drop(columns);
        column.clear();
        column.reserve(room);
        column
    }
}

#[cfg(test)]
mod tests {
    use thalweg::Table;

    use super::*;

    #[test]
    fn no_more_is_kept_than_was_taken() {
        let block = |cells: Vec<f64>| {
            let rows = cells.len();
            let table = Table::new().with("x", cells.clone()).unwrap().with("y", cells).unwrap();
            Block::new(table, vec![0, rows]).unwrap()
        };
        let spare = Spare::default();
        spare.put(block(vec![1.0]));
        assert!(spare.0.lock().unwrap().free.is_empty());
        let taken = spare.take(100);
        assert!(taken.is_empty() && taken.capacity() >= 100);
        spare.put(block(vec![1.0; 100]));
        assert_eq!(spare.0.lock().unwrap().free.len(), 1);
        assert!(spare.take(0).capacity() >= 100);
    }
}
