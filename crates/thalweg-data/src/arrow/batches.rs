//! The record batches of a file or a stream.

use std::io::{BufReader, Cursor, Read};
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_ipc::convert::fb_to_schema;
use arrow_ipc::reader::FileDecoder;
use arrow_ipc::{Block, MessageHeader, MetadataVersion, Schema};
use arrow_schema::{ArrowError, SchemaRef};

use super::fields::Leaf;
use super::messages::{Found, Places, footer, footer_of, in_file, of_stream, wrong};
use crate::error::DataError;
use crate::guard;
use crate::input::read_error;
use crate::kinds::Ipc;
use crate::source::Bytes;

/// A file that is open: its schema is known.
pub(crate) struct ArrowFile {
    file: String,
    leaves: Vec<Leaf>,
    schema: SchemaRef,
    version: MetadataVersion,
    source: Source,
    decoder: FileDecoder,
    /// Batches that were read.
    before: usize,
}

/// Where messages come from.
enum Source {
    File(Placed),
    Stream(BufReader<Box<dyn Read + Send>>),
}

/// Messages at known places, dictionaries first.
struct Placed {
    reader: Box<dyn Places>,
    length: u64,
    blocks: std::vec::IntoIter<Block>,
    batches: usize,
}

impl ArrowFile {
    /// Errors: it is damaged.
    pub(super) fn open(file: &str, bytes: Bytes, kind: Ipc) -> Result<Self, DataError> {
        let begun = match (kind, bytes) {
            (Ipc::Stream, bytes) => guarded(|| of_messages(bytes.into_read())),
            (Ipc::File, Bytes::File(handle)) => guarded(|| of_footer(Box::new(handle))),
            (Ipc::File, Bytes::Stream(mut stream)) => {
                let mut all = Vec::new();
                stream.read_to_end(&mut all).map_err(|error| read_error(file, &error))?;
                guarded(|| of_footer(Box::new(Cursor::new(all))))
            }
        };
        let (source, schema, version) =
            begun.map_err(|error| damaged(file, "Arrow file", &error))?;
        Ok(Self {
            file: file.into(),
            leaves: Leaf::all(schema.fields()),
            decoder: FileDecoder::new(Arc::clone(&schema), version),
            schema,
            version,
            source,
            before: 0,
        })
    }

    /// Its columns.
    pub(crate) fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }

    /// How many batches there are, where that is known.
    pub(crate) fn batches(&self) -> Option<u64> {
        match &self.source {
            Source::File(placed) => Some(placed.batches as u64),
            Source::Stream(_) => None,
        }
    }

    /// Decodes only the columns for which `wanted` is true, to be asked before the first batch; the columns as they
    /// are in the batches.
    pub(crate) fn want(&mut self, wanted: &[bool]) -> Vec<Leaf> {
        let chosen = self.leaves.iter().zip(wanted).filter(|(_, wanted)| **wanted);
        let mut columns: Vec<usize> = chosen.map(|(leaf, _)| leaf.column()).collect();
        columns.dedup();
        if columns.is_empty() {
            return self.leaves.clone();
        }
        let leaves = self.leaves.iter().map(|leaf| leaf.among(&columns)).collect();
        let decoder = FileDecoder::new(Arc::clone(&self.schema), self.version);
        self.decoder = decoder.with_projection(columns);
        leaves
    }

    /// The next batch; none at the end. Errors: it is damaged.
    pub(crate) fn next(&mut self) -> Result<Option<RecordBatch>, DataError> {
        self.before += 1;
        let Self { source, decoder, .. } = self;
        guarded(|| next(source, decoder)).map_err(|error| self.batch_error(&error))
    }

    /// Runs what decodes the batch that was read last.
    pub(crate) fn decoded<T>(
        &self,
        decode: impl FnOnce() -> Result<T, ArrowError>,
    ) -> Result<T, DataError> {
        guarded(decode).map_err(|error| self.batch_error(&error))
    }

    fn batch_error(&self, error: &ArrowError) -> DataError {
        damaged(&self.file, &format!("record batch {}", self.before), error)
    }
}

/// A source, and what is said at its beginning.
type Begun = (Source, SchemaRef, MetadataVersion);

/// What the footer of a file says.
fn of_footer(mut reader: Box<dyn Places>) -> Result<Begun, ArrowError> {
    let (bytes, length) = footer(reader.as_mut())?;
    let footer = footer_of(&bytes)?;
    let schema = checked(footer.schema())?;
    let dictionaries = footer.dictionaries().into_iter().flatten();
    let batches = footer.recordBatches().into_iter().flatten();
    let blocks: Vec<Block> = dictionaries.chain(batches.clone()).copied().collect();
    let placed = Placed { reader, length, blocks: blocks.into_iter(), batches: batches.count() };
    Ok((Source::File(placed), schema, footer.version()))
}

/// What the first message of a stream says.
fn of_messages(stream: Box<dyn Read + Send>) -> Result<Begun, ArrowError> {
    let mut stream = BufReader::new(stream);
    let first = of_stream(&mut stream)?.ok_or_else(|| wrong("there is nothing in it"))?;
    let message = first.message()?;
    let schema = checked(message.header_as_schema())?;
    Ok((Source::Stream(stream), schema, message.version()))
}

fn checked(schema: Option<Schema<'_>>) -> Result<SchemaRef, ArrowError> {
    let schema = schema.ok_or_else(|| wrong("the schema is missing"))?;
    match schema.endianness().equals_to_target_endianness() {
        true => Ok(Arc::new(fb_to_schema(schema))),
        false => Err(wrong("it was written with the bytes of numbers in the other order")),
    }
}

/// The next batch; dictionaries on the way are kept.
fn next(source: &mut Source, decoder: &mut FileDecoder) -> Result<Option<RecordBatch>, ArrowError> {
    loop {
        let found = match source {
            Source::Stream(stream) => of_stream(stream)?,
            Source::File(placed) => placed.next()?,
        };
        let Some(found) = found else { return Ok(None) };
        match found.checked()? {
            MessageHeader::DictionaryBatch => {
                decoder.read_dictionary(&found.block, &found.bytes)?;
            }
            MessageHeader::RecordBatch => {
                return decoder.read_record_batch(&found.block, &found.bytes);
            }
            _ => return Err(wrong("a message is of another kind")),
        }
    }
}

impl Placed {
    fn next(&mut self) -> Result<Option<Found>, ArrowError> {
        let Self { reader, length, blocks, .. } = self;
        blocks.next().map(|block| in_file(reader.as_mut(), block, *length)).transpose()
    }
}

fn guarded<T>(decode: impl FnOnce() -> Result<T, ArrowError>) -> Result<T, ArrowError> {
    guard::guarded(|| ArrowError::IpcError(guard::GAVE_UP.into()), decode)
}

fn damaged(file: &str, what: &str, error: &ArrowError) -> DataError {
    DataError::new(
        "E-FORMAT",
        format!("{file}: {what} is damaged or cut off ({error})"),
        "copy or write the file again",
    )
}
