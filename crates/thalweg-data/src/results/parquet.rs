//! Results as Parquet: a part is a row group, and the footer of the whole is made from those of the parts.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{
    ColumnChunkMetaData, FileMetaData, ParquetMetaData, ParquetMetaDataReader,
    ParquetMetaDataWriter, RowGroupMetaData,
};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{ColumnPath, Type as SchemaType, TypePtr};

use super::part::{Part, Placed};
use super::table::{ResultColumn, ResultTable};
use crate::curves::KeyColumn;

/// What a file begins and ends with.
pub(super) const MAGIC: [u8; 4] = *b"PAR1";

/// Words that are written at once.
const WORDS: usize = 1024;

/// The row group of a table; what is to be known of it is the footer of a file that has only this one.
pub(super) fn part(table: &ResultTable) -> Result<Part> {
    let mut bytes = write(table)?;
    let cut = || ParquetError::General("a footer is missing".into());
    let end = bytes.len().checked_sub(MAGIC.len()).ok_or_else(cut)?;
    let (before, length) = bytes[..end].split_last_chunk().ok_or_else(cut)?;
    let footer = before.len().checked_sub(u32::from_le_bytes(*length) as usize).ok_or_else(cut)?;
    let about = before[footer..].to_vec();
    bytes.truncate(footer);
    bytes.drain(..MAGIC.len());
    Ok(Part { bytes, about })
}

/// The table as a file.
fn write(table: &ResultTable) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema(table)?, properties(table))?;
    let mut group = writer.next_row_group()?;
    for (_, column) in &table.columns {
        let Some(mut slot) = group.next_column()? else { break };
        put(column, slot.untyped())?;
        slot.close()?;
    }
    group.close()?;
    writer.close()?;
    Ok(bytes)
}

fn schema(table: &ResultTable) -> Result<TypePtr> {
    let field = |(name, column): &(String, ResultColumn)| -> Result<TypePtr> {
        let (kind, repetition, logical) = match column {
            ResultColumn::Keys(KeyColumn::Text(_)) | ResultColumn::Words(_) => {
                (Type::BYTE_ARRAY, Repetition::REQUIRED, Some(LogicalType::String))
            }
            ResultColumn::Keys(KeyColumn::Integer(_)) => (Type::INT64, Repetition::REQUIRED, None),
            ResultColumn::Keys(KeyColumn::Unsigned(_)) => {
                (Type::INT64, Repetition::REQUIRED, Some(LogicalType::integer(64, false)))
            }
            ResultColumn::Keys(KeyColumn::Number(_)) => (Type::DOUBLE, Repetition::REQUIRED, None),
            ResultColumn::Numbers(_) => (Type::DOUBLE, Repetition::OPTIONAL, None),
            ResultColumn::Counts(_) => (Type::INT32, Repetition::REQUIRED, None),
        };
        let field = SchemaType::primitive_type_builder(name, kind)
            .with_repetition(repetition)
            .with_logical_type(logical);
        field.build().map(Arc::new)
    };
    let fields = table.columns.iter().map(field).collect::<Result<Vec<_>>>()?;
    SchemaType::group_type_builder("fits").with_fields(fields).build().map(Arc::new)
}

fn properties(table: &ResultTable) -> Arc<WriterProperties> {
    let mut properties = WriterProperties::builder()
        .set_created_by(concat!("thalweg ", env!("CARGO_PKG_VERSION")).into())
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .set_dictionary_enabled(true);
    for (name, column) in &table.columns {
        let path = ColumnPath::new(vec![name.clone()]);
        match column {
            // Estimates and numbers of curves differ in every row, and do not get shorter.
            ResultColumn::Numbers(_) => {
                properties = properties
                    .set_column_dictionary_enabled(path.clone(), false)
                    .set_column_compression(path, Compression::UNCOMPRESSED);
            }
            ResultColumn::Keys(
                KeyColumn::Integer(_) | KeyColumn::Unsigned(_) | KeyColumn::Number(_),
            ) => {
                properties = properties.set_column_dictionary_enabled(path, false);
            }
            // A word is mostly the one before, which Snappy sees; comparing each with a dictionary, and for
            // the least and greatest, which tell nothing, took a quarter of the time of a batch.
            ResultColumn::Words(_) => {
                properties = properties
                    .set_column_dictionary_enabled(path.clone(), false)
                    .set_column_statistics_enabled(path, EnabledStatistics::None);
            }
            ResultColumn::Keys(KeyColumn::Text(_)) | ResultColumn::Counts(_) => {}
        }
    }
    Arc::new(properties.build())
}

fn put(column: &ResultColumn, writer: &mut ColumnWriter) -> Result<()> {
    match (column, writer) {
        (ResultColumn::Keys(KeyColumn::Text(keys)), ColumnWriter::ByteArrayColumnWriter(w)) => {
            let keys: Vec<ByteArray> =
                (0..keys.len()).map(|i| ByteArray::from(keys.get(i))).collect();
            w.write_batch(&keys, None, None)?;
        }
        (ResultColumn::Keys(KeyColumn::Integer(keys)), ColumnWriter::Int64ColumnWriter(w)) => {
            w.write_batch(keys, None, None)?;
        }
        (ResultColumn::Keys(KeyColumn::Unsigned(keys)), ColumnWriter::Int64ColumnWriter(w)) => {
            let keys: Vec<i64> = keys.iter().map(|key| key.cast_signed()).collect();
            w.write_batch(&keys, None, None)?;
        }
        (ResultColumn::Keys(KeyColumn::Number(keys)), ColumnWriter::DoubleColumnWriter(w)) => {
            w.write_batch(keys, None, None)?;
        }
        (ResultColumn::Numbers(numbers), ColumnWriter::DoubleColumnWriter(w)) => {
            let levels: Vec<i16> = numbers.iter().map(|v| i16::from(!v.is_nan())).collect();
            if levels.contains(&0) {
                let there: Vec<f64> = numbers.iter().copied().filter(|v| !v.is_nan()).collect();
                w.write_batch(&there, Some(&levels), None)?;
            } else {
                w.write_batch(numbers, Some(&levels), None)?;
            }
        }
        (ResultColumn::Counts(counts), ColumnWriter::Int32ColumnWriter(w)) => {
            let counts: Vec<i32> =
                counts.iter().map(|n| i32::try_from(*n).unwrap_or(i32::MAX)).collect();
            w.write_batch(&counts, None, None)?;
        }
        (ResultColumn::Words(words), ColumnWriter::ByteArrayColumnWriter(w)) => {
            let different: Vec<ByteArray> =
                words.words.iter().map(|word| ByteArray::from(word.as_str())).collect();
            let mut last: (&[u32], Vec<ByteArray>) = (&[], Vec::new());
            for each in words.each.chunks(WORDS) {
                // Nearly all words are the same, and so are nearly all of these.
                if each != last.0 {
                    let word = |k: &u32| different.get(*k as usize).cloned().unwrap_or_default();
                    last = (each, each.iter().map(word).collect());
                }
                w.write_batch(&last.1, None, None)?;
            }
        }
        _ => return Err(ParquetError::General("a column of another type than its schema".into())),
    }
    Ok(())
}

/// The footer of a file with these parts.
pub(super) fn tail(parts: &[Placed]) -> Result<Vec<u8>> {
    let mut groups = Vec::new();
    let mut about = None;
    for part in parts {
        let metadata = ParquetMetaDataReader::decode_metadata(&part.about)?;
        // In a file of its own the part began after the magic bytes.
        let moved = part.begin.cast_signed() - MAGIC.len() as i64;
        for group in metadata.row_groups() {
            let ordinal = i16::try_from(groups.len()).unwrap_or(i16::MAX);
            groups.push(placed(group, moved, ordinal)?);
        }
        about.get_or_insert_with(|| metadata.file_metadata().clone());
    }
    let Some(about) = about else { return Ok(Vec::new()) };
    let about = FileMetaData::new(
        about.version(),
        groups.iter().map(RowGroupMetaData::num_rows).sum(),
        about.created_by().map(str::to_string),
        about.key_value_metadata().cloned(),
        about.schema_descr_ptr(),
        about.column_orders().cloned(),
    );
    let mut bytes = Vec::new();
    ParquetMetaDataWriter::new(&mut bytes, &ParquetMetaData::new(about, groups)).finish()?;
    Ok(bytes)
}

/// A row group that many bytes further on.
fn placed(group: &RowGroupMetaData, moved: i64, ordinal: i16) -> Result<RowGroupMetaData> {
    let column = |column: &ColumnChunkMetaData| {
        let builder = column.clone().into_builder();
        let dictionary = column.dictionary_page_offset().map(|at| at + moved);
        builder
            .set_data_page_offset(column.data_page_offset() + moved)
            .set_dictionary_page_offset(dictionary)
            .build()
    };
    let columns = group.columns().iter().map(column).collect::<Result<Vec<_>>>()?;
    let mut builder = group.clone().into_builder().set_column_metadata(columns);
    if let Some(offset) = group.file_offset() {
        builder = builder.set_file_offset(offset + moved);
    }
    builder.set_ordinal(ordinal).build()
}
