//! From bytes to a kind of content: unpacks gzip, decodes UTF-16 and drops a byte order mark.

use crate::error::{DataError, is_directory};
use crate::kinds::{Ipc, foreign};
use crate::source::{Bytes, Opened};
use flate2::read::MultiGzDecoder;
use std::io::{self, Cursor, ErrorKind, Read};

/// How much of a file detection looks at.
pub(crate) const SAMPLE: usize = 64 << 10;

/// What a source turned out to hold.
pub(crate) enum Content {
    Text(Text),
    Parquet(Bytes),
    /// Arrow's IPC formats: a file that has a footer, or a stream.
    Arrow(Bytes, Ipc),
}

/// Text and its beginning, which is also the beginning of `input`.
pub(crate) struct Text {
    pub sample: Vec<u8>,
    /// The sample is everything.
    pub whole: bool,
    pub input: Box<dyn Read + Send>,
}

impl Text {
    /// The sample without the line it may end in the middle of.
    pub(crate) fn complete_lines(&self) -> &[u8] {
        if self.whole {
            return &self.sample;
        }
        match self.sample.iter().rposition(|byte| matches!(byte, b'\n' | b'\r')) {
            Some(end) => &self.sample[..end],
            None => &self.sample,
        }
    }
}

/// A source's name in messages, its content, and what was unusual.
pub(crate) struct Input {
    pub name: String,
    pub content: Content,
    pub notes: Vec<String>,
}

pub(crate) fn inspect(opened: Opened) -> Result<Input, DataError> {
    let Opened { name, bytes } = opened;
    let mut notes = Vec::new();
    let failed = |error: io::Error| read_error(&name, &error);
    let (mut sample, mut bytes) = peek(bytes).map_err(failed)?;
    if sample.starts_with(&[0x1f, 0x8b]) {
        if !name.ends_with("gz") {
            notes.push("compressed by gzip".to_string());
        }
        let unpacked = MultiGzDecoder::new(bytes.into_read());
        (sample, bytes) = peek(Bytes::Stream(Box::new(unpacked))).map_err(failed)?;
    }
    if sample.starts_with(b"PAR1") {
        return Ok(Input { name, content: Content::Parquet(bytes), notes });
    }
    if let Some(kind) = Ipc::of(&sample) {
        return Ok(Input { name, content: Content::Arrow(bytes, kind), notes });
    }
    let mut input = bytes.into_read();
    if let Some(big_endian) = utf16(&sample) {
        let mut all = Vec::new();
        input.read_to_end(&mut all).map_err(failed)?;
        input = Box::new(Cursor::new(from_utf16(&all, big_endian)));
        (sample, input) = peek_stream(input).map_err(failed)?;
        notes.push("encoded as UTF-16".to_string());
    }
    if sample.starts_with(b"\xef\xbb\xbf") {
        sample.drain(..3);
        io::copy(&mut input.by_ref().take(3), &mut io::sink()).map_err(failed)?;
    }
    if let Some(what) = foreign(&sample) {
        return Err(DataError::new(
            "E-FORMAT",
            format!("{name}: this is {what}, not a table of numbers"),
            "export the data as CSV and use that file",
        ));
    }
    let whole = sample.len() < SAMPLE - 3;
    Ok(Input { name, content: Content::Text(Text { sample, whole, input }), notes })
}

/// An error while reading, as a user sees it.
pub(crate) fn read_error(name: &str, error: &io::Error) -> DataError {
    match error.kind() {
        ErrorKind::InvalidInput | ErrorKind::UnexpectedEof => DataError::new(
            "E-FORMAT",
            format!("{name}: the gzip data are damaged or cut off ({error})"),
            "copy or download the file again",
        ),
        ErrorKind::InvalidData => DataError::new(
            "E-FORMAT",
            format!("{name}: {error}"),
            "this does not look like a table of numbers: export the data as CSV",
        ),
        ErrorKind::IsADirectory => is_directory(name),
        _ => DataError::new(
            "E-FILE",
            format!("{name}: reading failed: {error}"),
            "check that the file and the disk it is on can be read",
        ),
    }
}

/// The first [`SAMPLE`] bytes, and everything from the start again.
fn peek(bytes: Bytes) -> io::Result<(Vec<u8>, Bytes)> {
    match bytes {
        Bytes::File(mut file) => {
            use std::io::Seek;
            let sample = beginning(&mut file)?;
            file.rewind()?;
            Ok((sample, Bytes::File(file)))
        }
        Bytes::Stream(stream) => {
            let (sample, stream) = peek_stream(stream)?;
            Ok((sample, Bytes::Stream(stream)))
        }
    }
}

fn peek_stream(mut stream: Box<dyn Read + Send>) -> io::Result<(Vec<u8>, Box<dyn Read + Send>)> {
    let sample = beginning(&mut stream)?;
    let again = Cursor::new(sample.clone()).chain(stream);
    Ok((sample, Box::new(again)))
}

fn beginning(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut sample = Vec::new();
    input.take(SAMPLE as u64).read_to_end(&mut sample)?;
    Ok(sample)
}

/// Whether a byte order mark says UTF-16, and then whether it is big-endian.
fn utf16(sample: &[u8]) -> Option<bool> {
    match sample {
        [0xff, 0xfe, ..] => Some(false),
        [0xfe, 0xff, ..] => Some(true),
        _ => None,
    }
}

fn from_utf16(bytes: &[u8], big_endian: bool) -> Vec<u8> {
    let (pairs, _) = bytes.as_chunks::<2>();
    let units = pairs
        .iter()
        .skip(1)
        .map(|&pair| if big_endian { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) });
    let text: String =
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    text.into_bytes()
}
