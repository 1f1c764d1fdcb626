//! Parquet: the columns that are wanted, a row group at a time.
//!
//! Read through the column readers of the `parquet` crate, without arrow: a column of numbers needs no more, and
//! the build is much smaller.

mod meaning;
mod numbers;
mod values;

use crate::column::Column;
use crate::error::{DataError, empty};
use crate::guard;
pub(crate) use crate::meaning::Meaning;
use crate::meaning::of_times;
use crate::names::Names;
use crate::source::Bytes;
pub(crate) use numbers::Numeric;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;
use std::io::Read;
pub(crate) use values::Steps;

/// An open file: its footer is read.
pub(crate) struct ParquetFile {
    reader: Box<dyn FileReader>,
    meanings: Vec<Meaning>,
}

/// Reads the footer.
pub(crate) fn footer(file: &str, bytes: Bytes) -> Result<Box<dyn FileReader>, DataError> {
    let damaged = |error: ParquetError| damaged(file, WHOLE, &error);
    Ok(match bytes {
        Bytes::File(handle) => {
            Box::new(guarded(|| SerializedFileReader::new(handle)).map_err(damaged)?)
        }
        Bytes::Stream(mut stream) => {
            let mut all = Vec::new();
            stream.read_to_end(&mut all).map_err(|error| crate::input::read_error(file, &error))?;
            let all = bytes::Bytes::from(all);
            Box::new(guarded(|| SerializedFileReader::new(all)).map_err(damaged)?)
        }
    })
}

/// What a column is called, with the structures that it is in.
pub(crate) fn column_name(column: &ColumnDescriptor) -> String {
    column.path().parts().join(".")
}

/// Reads the footer: what columns there are.
pub(crate) fn open(file: &str, bytes: Bytes) -> Result<(Names, ParquetFile), DataError> {
    let reader = footer(file, bytes)?;
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let names = schema.columns().iter().map(|column| column_name(column)).collect();
    let meanings = schema.columns().iter().map(|column| Meaning::of(column)).collect();
    Ok((Names::from_header(file, names)?, ParquetFile { reader, meanings }))
}

/// Reads the columns for which `wanted` is true, and counts the rows.
pub(crate) fn read(
    file: &str,
    parquet: &ParquetFile,
    names: &Names,
    wanted: &[bool],
    notes: &mut Vec<String>,
) -> Result<(Vec<Option<Column>>, usize), DataError> {
    let damaged = |error: ParquetError| damaged(file, WHOLE, &error);
    let mut columns: Vec<Option<Column>> = Vec::new();
    for (meaning, wanted) in parquet.meanings.iter().zip(wanted) {
        columns.push(wanted.then(|| Column { unusable: meaning.unusable(), ..Column::default() }));
    }
    let mut rows = 0usize;
    for group in 0..parquet.reader.num_row_groups() {
        let group = guarded(|| parquet.reader.get_row_group(group)).map_err(damaged)?;
        let expected = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        for (k, (column, meaning)) in columns.iter_mut().zip(&parquet.meanings).enumerate() {
            let Some(column) = column.as_mut().filter(|column| column.unusable.is_none()) else {
                continue;
            };
            let nullable = group.metadata().schema_descr().column(k).max_def_level();
            guarded(|| values::read(group.get_column_reader(k)?, *meaning, nullable, column))
                .map_err(damaged)?;
            if column.values.len() != rows + expected {
                return Err(self::damaged(
                    file,
                    WHOLE,
                    &ParquetError::EOF("a column is too short".into()),
                ));
            }
        }
        rows += expected;
    }
    if rows == 0 {
        return Err(empty(file, "there are no rows in it"));
    }
    notes.extend(of_times(&parquet.meanings, names, wanted));
    Ok((columns, rows))
}

/// Runs what decodes; a panic is an error.
pub(crate) fn guarded<T>(
    decode: impl FnOnce() -> Result<T, ParquetError>,
) -> Result<T, ParquetError> {
    guard::guarded(|| ParquetError::General(guard::GAVE_UP.into()), decode)
}

/// What is damaged if nothing more is known.
pub(crate) const WHOLE: &str = "Parquet file";

/// The words for what the decoder says; `what` at `file` is damaged.
pub(crate) fn damaged(file: &str, what: &str, error: &ParquetError) -> DataError {
    let text = error.to_string();
    match text.split_once("Disabled feature at compile time: ") {
        Some((_, codec)) => DataError::new(
            "E-FORMAT",
            format!("{file}: this {what} is compressed by {codec}, which cannot be read"),
            "write it with zstd, snappy, gzip, lz4 or no compression",
        ),
        None => DataError::new(
            "E-FORMAT",
            format!("{file}: this {what} is damaged or cut off ({text})"),
            "copy or write the file again",
        ),
    }
}
