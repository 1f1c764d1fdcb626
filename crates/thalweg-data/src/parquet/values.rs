//! The values of one column of one row group.

use super::numbers::Numeric;
use crate::column::Column;
use crate::meaning::Meaning;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::errors::Result;

/// Rows that are decoded at once.
const BATCH: usize = 8192;

/// Appends all values; rows are counted from 1 over all row groups.
pub(super) fn read(
    reader: ColumnReader,
    meaning: Meaning,
    nullable: i16,
    column: &mut Column,
) -> Result<()> {
    let mut steps = Steps::new(reader, meaning, nullable);
    while steps.0.append(BATCH, column)? > 0 {}
    Ok(())
}

/// A column of a row group, some rows at a time.
pub(crate) struct Steps(Box<dyn Step>);

impl Steps {
    /// `nullable` is the definition level of a value that is there; 0 if all are.
    pub(crate) fn new(reader: ColumnReader, meaning: Meaning, nullable: i16) -> Self {
        match reader {
            ColumnReader::BoolColumnReader(r) => Self::of(r, meaning, nullable),
            ColumnReader::Int32ColumnReader(r) => Self::of(r, meaning, nullable),
            ColumnReader::Int64ColumnReader(r) => Self::of(r, meaning, nullable),
            ColumnReader::Int96ColumnReader(r) => Self::of(r, meaning, nullable),
            ColumnReader::FloatColumnReader(r) => Self::of(r, meaning, nullable),
            ColumnReader::DoubleColumnReader(r) => Self::of(r, meaning, nullable),
            ColumnReader::ByteArrayColumnReader(r) => Self::of(r, meaning, nullable),
            ColumnReader::FixedLenByteArrayColumnReader(r) => Self::of(r, meaning, nullable),
        }
    }

    fn of<T: Numeric>(reader: ColumnReaderImpl<T>, meaning: Meaning, nullable: i16) -> Self {
        let (values, levels) = (Vec::new(), Vec::new());
        Self(Box::new(Batch { reader, meaning, nullable, values, levels }))
    }

    /// The next `rows` rows, fewer only at the end; NaN where there is no number.
    pub(crate) fn take(&mut self, rows: usize) -> Result<Vec<f64>> {
        let mut out = Vec::with_capacity(rows);
        while out.len() < rows && self.0.take_onto(rows - out.len(), &mut out)? > 0 {}
        Ok(out)
    }
}

/// A column of one physical type.
trait Step {
    /// Appends the next rows, at most this many, with words for those that hold no number; returns how many
    /// there were.
    fn append(&mut self, most: usize, column: &mut Column) -> Result<usize>;

    /// The same without words: NaN where there is no number.
    fn take_onto(&mut self, most: usize, out: &mut Vec<f64>) -> Result<usize>;
}

struct Batch<T: Numeric> {
    reader: ColumnReaderImpl<T>,
    meaning: Meaning,
    nullable: i16,
    values: Vec<T::T>,
    levels: Vec<i16>,
}

impl<T: Numeric> Batch<T> {
    fn next(&mut self, most: usize) -> Result<usize> {
        self.values.clear();
        self.levels.clear();
        let levels = (self.nullable > 0).then_some(&mut self.levels);
        Ok(self.reader.read_records(most, levels, None, &mut self.values)?.0)
    }
}

impl<T: Numeric> Step for Batch<T> {
    fn append(&mut self, most: usize, column: &mut Column) -> Result<usize> {
        let rows = self.next(most)?;
        let mut values = self.values.iter();
        for i in 0..rows {
            let row = column.values.len() + 1;
            let there = self.nullable == 0 || self.levels.get(i) == Some(&self.nullable);
            match if there { values.next() } else { None } {
                None => column.push_bad(row, || "null".into()),
                Some(value) => match T::number(self.meaning, value) {
                    Some(value) => column.push_number(value, row),
                    None => column.push_bad(row, || "too many digits".into()),
                },
            }
        }
        Ok(rows)
    }

    fn take_onto(&mut self, most: usize, out: &mut Vec<f64>) -> Result<usize> {
        let rows = self.next(most)?;
        let number = |value: &T::T| T::number(self.meaning, value).unwrap_or(f64::NAN);
        if self.values.len() == rows {
            out.extend(self.values.iter().map(number));
            return Ok(rows);
        }
        let mut values = self.values.iter();
        for i in 0..rows {
            let there = self.levels.get(i) == Some(&self.nullable);
            out.push(if there { values.next().map_or(f64::NAN, number) } else { f64::NAN });
        }
        Ok(rows)
    }
}
