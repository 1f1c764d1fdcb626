//! Points to curves where every curve's points stand together.

use std::collections::VecDeque;

use super::block::{CURVES, CurveBlock, Filling, POINTS};
use super::keys::{run_end, same, shown};
use super::points::{PointSource, Points};
use super::seen::Seen;
use super::spare::Spare;
use super::strict::Strict;
use crate::error::DataError;

/// Curves one after the other; a key that comes again after another is an error, `E-UNSORTED`.
pub(super) struct Grouped {
    pub file: String,
    pub source: Box<dyn PointSource>,
    pub names: Vec<String>,
    pub strict: Strict,
    filling: Option<Filling>,
    seen: Seen,
    spare: Spare,
    ready: VecDeque<CurveBlock>,
}

impl Grouped {
    pub(super) fn new(
        file: &str,
        source: Box<dyn PointSource>,
        names: Vec<String>,
        strict: Strict,
        spare: Spare,
    ) -> Self {
        let (filling, seen, ready) = (None, Seen::default(), VecDeque::new());
        Self { file: file.into(), source, names, strict, filling, seen, spare, ready }
    }

    /// The next block; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<CurveBlock>, DataError> {
        loop {
            if let Some(block) = self.ready.pop_front() {
                return Ok(Some(block));
            }
            let Some(points) = self.source.next()? else {
                let last = self.filling.take().filter(|filling| !filling.begins.is_empty());
                return last.map(|mut filling| filling.take(&self.names, &self.spare)).transpose();
            };
            points.check_cells(&self.strict, &self.file, &self.names)?;
            self.put(&points)?;
        }
    }

    fn put(&mut self, points: &Points) -> Result<(), DataError> {
        let filling =
            self.filling.get_or_insert_with(|| Filling::new(&points.keys, points.columns.len()));
        let rows = points.len();
        // Rows before `copied` are in the block.
        let (mut row, mut copied) = (0, 0);
        while row < rows {
            let goes_on = (filling.begins.len().checked_sub(1))
                .is_some_and(|last| same(&points.keys, row, &filling.keys, last));
            if !goes_on {
                if filling.begins.len() >= CURVES || filling.points() + row - copied >= POINTS {
                    filling.copy(&points.columns, copied..row);
                    copied = row;
                    self.ready.push_back(filling.take(&self.names, &self.spare)?);
                }
                if !self.seen.put(&points.keys, row) {
                    return Err(unsorted(&self.file, points, row));
                }
                filling.begins.push(filling.points() + row - copied);
                let keys = filling.keys.iter_mut().zip(&points.keys);
                keys.for_each(|(own, keys)| own.push_from(keys, row));
            }
            row = run_end(&points.keys, row);
        }
        filling.copy(&points.columns, copied..rows);
        Ok(())
    }
}

fn unsorted(file: &str, points: &Points, row: usize) -> DataError {
    DataError::new(
        "E-UNSORTED",
        format!(
            "{file}: the key {} comes again in {} after others",
            shown(&points.keys, row),
            points.place(row)
        ),
        "sort the file by its key, or gather the points in memory: --unsorted",
    )
}
