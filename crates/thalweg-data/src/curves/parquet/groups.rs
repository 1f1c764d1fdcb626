//! The columns of a file of Parquet that are used, row group by row group.

use parquet::errors::{ParquetError, Result};
use parquet::file::reader::FileReader;

use super::cursor::Cursor;
use super::leaf::Leaf;
use crate::curves::columns::{ColumnSource, Values};
use crate::curves::keys::KeyColumn;
use crate::curves::places::Places;
use crate::curves::progress::Progress;
use crate::error::{DataError, empty, no_key};
use crate::parquet::{WHOLE, damaged, guarded};

/// A file being read.
pub(in crate::curves) struct Groups {
    file: String,
    reader: Box<dyn FileReader>,
    leaves: Vec<Leaf>,
    places: Places,
    empty_keys: Vec<KeyColumn>,
    progress: Progress,
    group: usize,
    cursors: Vec<Cursor>,
    left: usize,
    before: usize,
}

impl Groups {
    /// Errors: columns that are not what they should be.
    pub(in crate::curves) fn new(
        file: &str,
        reader: Box<dyn FileReader>,
        leaves: Vec<Leaf>,
        places: Places,
        progress: Progress,
    ) -> std::result::Result<Self, DataError> {
        places.numbers.iter().try_for_each(|k| leaves[*k].check_numbers(file))?;
        let keys = places.keys.iter().map(|k| leaves[*k].keys(file));
        Ok(Self {
            file: file.into(),
            empty_keys: keys.collect::<std::result::Result<_, _>>()?,
            reader,
            leaves,
            places,
            progress,
            group: 0,
            cursors: Vec::new(),
            left: 0,
            before: 0,
        })
    }

    /// Opens the next row group that has rows, if this one is read; whether there are rows.
    fn go_on(&mut self) -> Result<bool> {
        while self.left == 0 {
            if self.group == self.reader.num_row_groups() {
                return Ok(false);
            }
            let group = self.reader.get_row_group(self.group)?;
            self.group += 1;
            self.left = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
            let places = self.places.numbers.iter().chain(&self.places.keys);
            let cursor =
                |k: &usize| Ok(Cursor::new(group.get_column_reader(*k)?, self.leaves[*k].clone()));
            self.cursors = places.map(cursor).collect::<Result<_>>()?;
        }
        Ok(true)
    }
}

impl ColumnSource for Groups {
    fn file(&self) -> &str {
        &self.file
    }

    fn names(&self) -> &[String] {
        &self.places.names
    }

    fn lists(&self) -> Vec<bool> {
        self.places.numbers.iter().map(|k| self.leaves[*k].is_list).collect()
    }

    fn keys(&self) -> &[KeyColumn] {
        &self.empty_keys
    }

    fn before(&self) -> usize {
        self.before
    }

    fn append(
        &mut self,
        most: usize,
        keys: &mut [KeyColumn],
        columns: &mut [Values],
    ) -> std::result::Result<usize, DataError> {
        if !guarded(|| self.go_on()).map_err(|error| damaged(&self.file, WHOLE, &error))? {
            return match self.before {
                0 => Err(empty(&self.file, "there are no rows in it")),
                _ => Ok(0),
            };
        }
        let rows = most.min(self.left);
        let (numbers, of_keys) = self.cursors.split_at_mut(self.places.numbers.len());
        let missing = guarded(|| {
            let mut missing = None;
            for (cursor, values) in numbers.iter_mut().zip(columns) {
                whole(rows, cursor.numbers(rows, values)?)?;
            }
            for (cursor, keys) in of_keys.iter_mut().zip(keys) {
                let (read, gap) = cursor.keys(rows, keys)?;
                whole(rows, read)?;
                missing = missing.or(gap);
            }
            Ok(missing)
        });
        let missing = missing.map_err(|error| damaged(&self.file, WHOLE, &error))?;
        if let Some(row) = missing {
            return Err(no_key(&self.file, &format!("row {}", self.before + row + 1)));
        }
        self.left -= rows;
        self.before += rows;
        self.progress.add(rows as u64);
        Ok(rows)
    }
}

/// Errors: fewer rows than there should be.
fn whole(rows: usize, read: usize) -> Result<()> {
    match read == rows {
        true => Ok(()),
        false => Err(ParquetError::EOF("the end of a column is missing".into())),
    }
}
