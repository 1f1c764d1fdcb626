//! Messages of Arrow's IPC formats: found, and their sizes checked before anything is allocated for them, since what the
//! decoder asks of a damaged file could end the process.

use std::io::{Read, Seek, SeekFrom};

use arrow_buffer::Buffer;
use arrow_ipc::{
    Block, Footer, Message, MessageHeader, RecordBatch, root_as_footer, root_as_message,
};
use arrow_schema::ArrowError;

/// What a message begins with before the length of its metadata; older ones begin with the length.
const CONTINUES: [u8; 4] = [0xff; 4];
const MAGIC: &[u8; 6] = b"ARROW1";
/// No codec makes this many bytes of one: LZ4 255, the blocks of zstd some 40,000.
const UNPACKED: i64 = 1 << 17;
/// Most rows of a record batch (Arrow columnar format, "Array lengths").
const ROWS: i64 = i32::MAX as i64;

type Result<T> = std::result::Result<T, ArrowError>;

/// What can be read from any place.
pub(super) trait Places: Read + Seek + Send {}

impl<T: Read + Seek + Send> Places for T {}

/// A message and where in it its body begins.
pub(super) struct Found {
    pub block: Block,
    pub bytes: Buffer,
}

impl Found {
    /// What it says. Errors: it is damaged.
    pub(super) fn message(&self) -> Result<Message<'_>> {
        let bytes = self.bytes.as_slice();
        let bytes = match bytes.strip_prefix(&CONTINUES) {
            Some(rest) => rest,
            None => bytes,
        };
        let metadata = bytes.get(4..).ok_or_else(|| wrong("a message is too short"))?;
        root_as_message(metadata).map_err(|error| wrong(&error.to_string()))
    }

    /// What kind it is of. Errors: sizes in it cannot be right.
    pub(super) fn checked(&self) -> Result<MessageHeader> {
        let message = self.message()?;
        let batch = match message.header_type() {
            MessageHeader::DictionaryBatch => {
                message.header_as_dictionary_batch().and_then(|dictionary| dictionary.data())
            }
            _ => message.header_as_record_batch(),
        };
        batch.map_or(Ok(()), |batch| self.check_sizes(batch))?;
        Ok(message.header_type())
    }

    fn check_sizes(&self, batch: RecordBatch<'_>) -> Result<()> {
        let lengths = batch.nodes().into_iter().flatten().map(|node| node.length());
        if lengths.chain([batch.length()]).any(|length| !(0..=ROWS).contains(&length)) {
            return Err(wrong("it claims more rows than there can be"));
        }
        let body = self.bytes.get(self.block.metaDataLength().unsigned_abs() as usize..);
        let body = body.ok_or_else(|| wrong("a message is too short"))?;
        for buffer in batch.buffers().into_iter().flatten() {
            let bytes = usize::try_from(buffer.offset())
                .and_then(|from| Ok((from, usize::try_from(buffer.length())?)))
                .ok()
                .and_then(|(from, length)| body.get(from..from.checked_add(length)?))
                .ok_or_else(|| wrong("a buffer ends beyond its message"))?;
            let unpacked = bytes.first_chunk().map_or(0, |length| i64::from_le_bytes(*length));
            if batch.compression().is_some() && unpacked / UNPACKED > bytes.len() as i64 {
                return Err(wrong("a buffer claims to be larger than it can be"));
            }
        }
        Ok(())
    }
}

/// Reads the footer of a file, and its length.
pub(super) fn footer(reader: &mut dyn Places) -> Result<(Vec<u8>, u64)> {
    let length = reader.seek(SeekFrom::End(0))?;
    let mut end = [0; 10];
    reader.seek(SeekFrom::Start(length.saturating_sub(10)))?;
    reader.read_exact(&mut end)?;
    let [a, b, c, d, magic @ ..] = end;
    let footer = i64::from(i32::from_le_bytes([a, b, c, d]));
    let begin = length.cast_signed() - 10 - footer;
    if &magic != MAGIC || footer <= 0 || begin <= 0 {
        return Err(wrong("its end is missing"));
    }
    reader.seek(SeekFrom::Start(begin.cast_unsigned()))?;
    Ok((taken(reader, footer)?, length))
}

/// What a footer says. Errors: it is damaged.
pub(super) fn footer_of(bytes: &[u8]) -> Result<Footer<'_>> {
    root_as_footer(bytes).map_err(|error| wrong(&error.to_string()))
}

/// Reads a message where the footer says it is, in a file of this length.
pub(super) fn in_file(reader: &mut dyn Places, block: Block, length: u64) -> Result<Found> {
    let (metadata, body) = (i64::from(block.metaDataLength()), block.bodyLength());
    let end = block.offset().checked_add(metadata).and_then(|end| end.checked_add(body));
    let is_in = block.offset() >= 0 && metadata >= 0 && body >= 0;
    if !is_in || end.is_none_or(|end| end > length.cast_signed()) {
        return Err(wrong("the footer names a place beyond the file"));
    }
    reader.seek(SeekFrom::Start(block.offset().cast_unsigned()))?;
    Ok(Found { block, bytes: taken(reader, metadata + body)?.into() })
}

/// Reads the next message of a stream; none at its end.
pub(super) fn of_stream(reader: &mut dyn Read) -> Result<Option<Found>> {
    let mut bytes = Vec::new();
    reader.take(4).read_to_end(&mut bytes)?;
    if bytes == CONTINUES {
        reader.take(4).read_to_end(&mut bytes)?;
    }
    let Some(length) = bytes.last_chunk().filter(|_| bytes != CONTINUES) else {
        return if bytes.is_empty() { Ok(None) } else { Err(wrong("a message is too short")) };
    };
    let length = i32::from_le_bytes(*length);
    if length == 0 {
        return Ok(None);
    }
    let prefix = bytes.len() as i32;
    bytes.append(&mut taken(reader, i64::from(length))?);
    let metadata = prefix.checked_add(length).ok_or_else(|| wrong("a message is too long"))?;
    let mut found = Found { block: Block::new(0, metadata, 0), bytes: bytes.into() };
    let body = found.message()?.bodyLength();
    let body = taken(reader, body)?;
    found.block = Block::new(0, metadata, body.len() as i64);
    found.bytes = [found.bytes.as_slice(), &body].concat().into();
    Ok(Some(found))
}

/// So many bytes; nothing is allocated for those that are not there.
fn taken(reader: &mut (impl Read + ?Sized), length: i64) -> Result<Vec<u8>> {
    let length = u64::try_from(length).map_err(|_| wrong("a length is negative"))?;
    let mut bytes = Vec::new();
    match reader.take(length).read_to_end(&mut bytes)? as u64 == length {
        true => Ok(bytes),
        false => Err(wrong("it ends too early")),
    }
}

pub(super) fn wrong(what: &str) -> ArrowError {
    ArrowError::IpcError(what.into())
}
