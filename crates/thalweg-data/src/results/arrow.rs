//! Results as Arrow's IPC file format: a part is a record batch, uncompressed, so that readers can map the file.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray, UInt64Array,
};
use arrow_ipc::convert::IpcSchemaEncoder;
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::{FileWriter, StreamWriter};
use arrow_ipc::{Block, FooterBuilder, MetadataVersion};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use flatbuffers::FlatBufferBuilder;

use super::part::{Part, Placed};
use super::table::{ResultColumn, ResultTable};
use crate::curves::KeyColumn;

/// What a message begins with (Arrow columnar format, "Encapsulated message format").
const CONTINUES: [u8; 4] = [0xff; 4];
/// Bytes of that and of the length of the metadata that follow; a length of 0 ends a stream.
const PREFIX: usize = 8;
const MAGIC: &[u8] = b"ARROW1";

type Result<T> = std::result::Result<T, ArrowError>;

/// The magic bytes and the schema.
pub(super) fn head(table: &ResultTable) -> Result<Vec<u8>> {
    Ok(FileWriter::try_new(Vec::new(), &schema(table))?.get_ref().clone())
}

/// The record batch of a table; what is to be known of it is how its message begins, and its schema, as a stream
/// without batches.
pub(super) fn part(table: &ResultTable) -> Result<Part> {
    let schema = schema(table);
    let stream = StreamWriter::try_new(Vec::new(), &schema)?;
    let columns = table.columns.iter().map(|(_, column)| array(column)).collect();
    let batch = RecordBatch::try_new(Arc::new(schema), columns)?;
    let mut writer = FileWriter::try_new(Vec::new(), &batch.schema())?;
    let head = writer.get_ref().len();
    writer.write(&batch)?;
    let bytes = writer.get_ref()[head..].to_vec();
    let prefix = bytes.first_chunk::<PREFIX>().ok_or_else(short)?;
    Ok(Part { about: [prefix, stream.get_ref().as_slice()].concat(), bytes })
}

fn schema(table: &ResultTable) -> Schema {
    let field = |(name, column): &(String, ResultColumn)| {
        let (kind, nullable) = match column {
            ResultColumn::Keys(KeyColumn::Text(_)) | ResultColumn::Words(_) => {
                (DataType::Utf8, false)
            }
            ResultColumn::Keys(KeyColumn::Integer(_)) => (DataType::Int64, false),
            ResultColumn::Keys(KeyColumn::Unsigned(_)) => (DataType::UInt64, false),
            ResultColumn::Keys(KeyColumn::Number(_)) => (DataType::Float64, false),
            ResultColumn::Numbers(_) => (DataType::Float64, true),
            ResultColumn::Counts(_) => (DataType::Int32, false),
        };
        Field::new(name, kind, nullable)
    };
    Schema::new(table.columns.iter().map(field).collect::<Vec<_>>())
}

fn array(column: &ResultColumn) -> ArrayRef {
    match column {
        ResultColumn::Keys(KeyColumn::Text(keys)) => {
            Arc::new(StringArray::from_iter_values((0..keys.len()).map(|i| keys.get(i))))
        }
        ResultColumn::Keys(KeyColumn::Integer(keys)) => Arc::new(Int64Array::from(keys.clone())),
        ResultColumn::Keys(KeyColumn::Unsigned(keys)) => Arc::new(UInt64Array::from(keys.clone())),
        ResultColumn::Keys(KeyColumn::Number(keys)) => Arc::new(Float64Array::from(keys.clone())),
        ResultColumn::Numbers(numbers) => {
            let there: Vec<bool> = numbers.iter().map(|v| !v.is_nan()).collect();
            Arc::new(Float64Array::new(numbers.clone().into(), Some(there.into())))
        }
        ResultColumn::Counts(counts) => {
            let counts = counts.iter().map(|n| i32::try_from(*n).unwrap_or(i32::MAX));
            Arc::new(Int32Array::from_iter_values(counts))
        }
        ResultColumn::Words(words) => {
            Arc::new(StringArray::from_iter_values((0..words.len()).map(|i| words.get(i))))
        }
    }
}

/// The end of the stream, and the footer that says where each batch is.
pub(super) fn tail(parts: &[Placed]) -> Result<Vec<u8>> {
    let Some(first) = parts.first() else { return Ok(Vec::new()) };
    let schema =
        StreamReader::try_new(first.about.get(PREFIX..).ok_or_else(short)?, None)?.schema();
    let blocks = parts.iter().map(block).collect::<Result<Vec<Block>>>()?;
    let mut builder = FlatBufferBuilder::new();
    let dictionaries = builder.create_vector::<Block>(&[]);
    let batches = builder.create_vector(&blocks);
    let schema = IpcSchemaEncoder::new().schema_to_fb_offset(&mut builder, &schema);
    let mut footer = FooterBuilder::new(&mut builder);
    footer.add_version(MetadataVersion::V5);
    footer.add_schema(schema);
    footer.add_dictionaries(dictionaries);
    footer.add_recordBatches(batches);
    let footer = footer.finish();
    builder.finish(footer, None);
    let footer = builder.finished_data();
    let length = i32::try_from(footer.len())
        .map_err(|_| ArrowError::IpcError("there are too many parts for a footer".into()))?;
    Ok([&CONTINUES, &[0; 4], footer, &length.to_le_bytes(), MAGIC].concat())
}

/// Where a part is, and where its metadata end and its body begins.
fn block(part: &Placed) -> Result<Block> {
    let prefix = part.about.first_chunk::<PREFIX>().ok_or_else(short)?;
    let [_, _, _, _, length @ ..] = *prefix;
    let metadata = PREFIX as i32 + i32::from_le_bytes(length);
    let whole = (part.end - part.begin).cast_signed();
    Ok(Block::new(part.begin.cast_signed(), metadata, whole - i64::from(metadata)))
}

fn short() -> ArrowError {
    ArrowError::IpcError("a message is too short".into())
}
