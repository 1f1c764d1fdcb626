//! Results as Parquet: a part is a file of one row group, and the whole is their row groups, copied as they are.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type};
use parquet::column::writer::{ColumnCloseResult, ColumnWriter};
use parquet::data_type::ByteArray;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ParquetMetaDataReader;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{ColumnPath, Type as SchemaType, TypePtr};

use super::table::{ResultColumn, ResultTable};
use crate::curves::KeyColumn;

/// The table as a file.
pub(super) fn write<W: Write + Send>(table: &ResultTable, out: W) -> Result<()> {
    let mut writer = SerializedFileWriter::new(out, schema(table)?, properties(table))?;
    let mut group = writer.next_row_group()?;
    for (_, column) in &table.columns {
        let Some(mut slot) = group.next_column()? else { break };
        put(column, slot.untyped())?;
        slot.close()?;
    }
    group.close()?;
    writer.close()?;
    Ok(())
}

fn schema(table: &ResultTable) -> Result<TypePtr> {
    let field = |(name, column): &(String, ResultColumn)| -> Result<TypePtr> {
        let (kind, repetition, logical) = match column {
            ResultColumn::Keys(KeyColumn::Text(_)) | ResultColumn::Words(_) => {
                (Type::BYTE_ARRAY, Repetition::REQUIRED, Some(LogicalType::String))
            }
            ResultColumn::Keys(KeyColumn::Integer(_)) => (Type::INT64, Repetition::REQUIRED, None),
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
            ResultColumn::Keys(KeyColumn::Integer(_) | KeyColumn::Number(_)) => {
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
        (ResultColumn::Keys(KeyColumn::Number(keys)), ColumnWriter::DoubleColumnWriter(w)) => {
            w.write_batch(keys, None, None)?;
        }
        (ResultColumn::Numbers(numbers), ColumnWriter::DoubleColumnWriter(w)) => {
            let there: Vec<f64> = numbers.iter().copied().filter(|v| !v.is_nan()).collect();
            let levels: Vec<i16> = numbers.iter().map(|v| i16::from(!v.is_nan())).collect();
            w.write_batch(&there, Some(&levels), None)?;
        }
        (ResultColumn::Counts(counts), ColumnWriter::Int32ColumnWriter(w)) => {
            let counts: Vec<i32> =
                counts.iter().map(|n| i32::try_from(*n).unwrap_or(i32::MAX)).collect();
            w.write_batch(&counts, None, None)?;
        }
        (ResultColumn::Words(words), ColumnWriter::ByteArrayColumnWriter(w)) => {
            let different: Vec<ByteArray> =
                words.words.iter().map(|word| ByteArray::from(word.as_str())).collect();
            let each: Vec<ByteArray> = words
                .each
                .iter()
                .map(|k| different.get(*k as usize).cloned().unwrap_or_default())
                .collect();
            w.write_batch(&each, None, None)?;
        }
        _ => return Err(ParquetError::General("a column of another type than its schema".into())),
    }
    Ok(())
}

/// The parts one after the other as one file.
pub(super) fn join(parts: &[PathBuf], out: File) -> Result<()> {
    let mut out = Some(std::io::BufWriter::with_capacity(1 << 20, out));
    let mut writer = None;
    for part in parts {
        let file = File::open(part).map_err(|error| ParquetError::External(Box::new(error)))?;
        let metadata = ParquetMetaDataReader::new().parse_and_finish(&file)?;
        if let Some(out) = out.take() {
            let about = metadata.file_metadata();
            let created_by = about.created_by().unwrap_or_default().to_string();
            let properties = WriterProperties::builder().set_created_by(created_by);
            let properties = properties.set_offset_index_disabled(true);
            let schema = about.schema_descr().root_schema_ptr();
            writer = Some(SerializedFileWriter::new(out, schema, Arc::new(properties.build()))?);
        }
        let Some(writer) = &mut writer else { continue };
        for group in metadata.row_groups() {
            let mut copy = writer.next_row_group()?;
            for column in group.columns() {
                let closed = ColumnCloseResult {
                    bytes_written: column.compressed_size().cast_unsigned(),
                    rows_written: group.num_rows().cast_unsigned(),
                    metadata: column.clone(),
                    bloom_filter: None,
                    column_index: None,
                    offset_index: None,
                };
                copy.append_column(&file, closed)?;
            }
            copy.close()?;
        }
    }
    if let Some(writer) = writer {
        writer
            .into_inner()?
            .into_inner()
            .map_err(|error| ParquetError::External(Box::new(error)))?;
    }
    Ok(())
}
