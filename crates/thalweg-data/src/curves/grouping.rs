//! Points to curves where every curve's points stand together.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasherDefault, Hasher};

use super::block::{CurveBlock, Filling};
use super::keys::{hash, same, shown};
use super::points::{PointSource, Points};
use crate::error::DataError;

/// A hash is its own.
#[derive(Default)]
struct Itself(u64);

impl Hasher for Itself {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        // Only numbers of 64 bits are ever asked for.
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// Curves one after the other; a key that comes again after another is an error, `E-UNSORTED`. Of every key a hash is
/// kept to know that, about 20 bytes a curve.
pub(super) struct Grouped {
    pub file: String,
    pub source: Box<dyn PointSource>,
    pub names: Vec<String>,
    /// Whether every cell must be a number.
    pub strict: bool,
    filling: Option<Filling>,
    seen: HashSet<u64, BuildHasherDefault<Itself>>,
    ready: VecDeque<CurveBlock>,
}

impl Grouped {
    pub(super) fn new(
        file: &str,
        source: Box<dyn PointSource>,
        names: Vec<String>,
        strict: bool,
    ) -> Self {
        let (filling, seen, ready) = (None, HashSet::default(), VecDeque::new());
        Self { file: file.into(), source, names, strict, filling, seen, ready }
    }

    /// The next block; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<CurveBlock>, DataError> {
        loop {
            if let Some(block) = self.ready.pop_front() {
                return Ok(Some(block));
            }
            let Some(points) = self.source.next()? else {
                let last = self.filling.take().filter(|filling| !filling.begins.is_empty());
                return last.map(|mut filling| filling.take(&self.names)).transpose();
            };
            if self.strict {
                points.check_cells(&self.file, &self.names)?;
            }
            self.put(&points)?;
        }
    }

    fn put(&mut self, points: &Points) -> Result<(), DataError> {
        let filling =
            self.filling.get_or_insert_with(|| Filling::new(&points.keys, points.columns.len()));
        let rows = points.len();
        let mut row = 0;
        while row < rows {
            let goes_on = (filling.begins.len().checked_sub(1))
                .is_some_and(|last| same(&points.keys, row, &filling.keys, last));
            if !goes_on {
                if filling.is_full() {
                    self.ready.push_back(filling.take(&self.names)?);
                }
                if !self.seen.insert(hash(&points.keys, row)) {
                    return Err(unsorted(&self.file, points, row));
                }
                filling.begins.push(filling.points());
                let keys = filling.keys.iter_mut().zip(&points.keys);
                keys.for_each(|(own, keys)| own.push_from(keys, row));
            }
            let end = (row + 1..rows).find(|next| !same(&points.keys, *next, &points.keys, row));
            let end = end.unwrap_or(rows);
            for (own, cells) in filling.columns.iter_mut().zip(&points.columns) {
                own.extend_from_slice(&cells[row..end]);
            }
            row = end;
        }
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
