//! The values of one column of one row group.

use super::meaning::Meaning;
use crate::column::Column;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
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
    let integer = |value: i64| Some(meaning.integer(value));
    match reader {
        ColumnReader::BoolColumnReader(r) => {
            drain(r, nullable, column, |v| Some(f64::from(u8::from(*v))))
        }
        ColumnReader::Int32ColumnReader(r) if meaning == Meaning::Unsigned => {
            drain(r, nullable, column, |v| Some(f64::from(v.cast_unsigned())))
        }
        ColumnReader::Int32ColumnReader(r) => {
            drain(r, nullable, column, |v| integer(i64::from(*v)))
        }
        ColumnReader::Int64ColumnReader(r) => drain(r, nullable, column, |v| integer(*v)),
        ColumnReader::Int96ColumnReader(r) => drain(r, nullable, column, |v| integer(v.to_nanos())),
        ColumnReader::FloatColumnReader(r) => drain(r, nullable, column, |v| Some(f64::from(*v))),
        ColumnReader::DoubleColumnReader(r) => drain(r, nullable, column, |v| Some(*v)),
        ColumnReader::ByteArrayColumnReader(r) => {
            drain(r, nullable, column, |v| meaning.bytes(v.data()))
        }
        ColumnReader::FixedLenByteArrayColumnReader(r) => {
            drain(r, nullable, column, |v| meaning.bytes(v.data()))
        }
    }
}

/// `nullable` is the definition level of a value that is there; 0 if all are.
fn drain<T: DataType>(
    mut reader: ColumnReaderImpl<T>,
    nullable: i16,
    column: &mut Column,
    number: impl Fn(&T::T) -> Option<f64>,
) -> Result<()> {
    let mut values: Vec<T::T> = Vec::new();
    let mut levels: Vec<i16> = Vec::new();
    loop {
        values.clear();
        levels.clear();
        let (rows, _, _) = reader.read_records(BATCH, Some(&mut levels), None, &mut values)?;
        if rows == 0 {
            return Ok(());
        }
        let mut next = values.iter();
        for i in 0..rows {
            let row = column.values.len() + 1;
            let there = nullable == 0 || levels.get(i) == Some(&nullable);
            match if there { next.next() } else { None } {
                None => column.push_bad(row, || "null".into()),
                Some(value) => match number(value) {
                    Some(value) => column.push_number(value, row),
                    None => column.push_bad(row, || "too many digits".into()),
                },
            }
        }
    }
}
