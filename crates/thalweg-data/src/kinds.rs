//! What a file that is no text is, by its first bytes.

use crate::error::shown;

/// Which of the two IPC formats of Arrow a file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ipc {
    /// With a footer that says where everything is.
    File,
    /// One message after the other.
    Stream,
}

impl Ipc {
    /// By the first bytes of a file ("Encapsulated message format" and "IPC File Format" of the Arrow columnar
    /// format): a mark of its own, or a message that begins with four bytes of ones, the length of its metadata,
    /// and these.
    pub(crate) fn of(sample: &[u8]) -> Option<Self> {
        if sample.starts_with(b"ARROW1") {
            return Some(Self::File);
        }
        let (mark, rest) = sample.split_first_chunk::<4>()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let length = usize::try_from(i32::from_le_bytes(*length)).ok()?;
        (*mark == [0xff; 4] && length > 0 && length % 8 == 0 && !rest.is_empty())
            .then_some(Self::Stream)
    }
}

/// First bytes of kinds of files that people try to fit.
const KINDS: &[(&[u8], &str)] = &[
    (b"\xd0\xcf\x11\xe0", "an old Excel or Office file"),
    (b"\x89HDF", "an HDF5 or MATLAB 7.3 file"),
    (b"MATLAB ", "a MATLAB file"),
    (b"CDF\x01", "a NetCDF file"),
    (b"CDF\x02", "a NetCDF file"),
    (b"\x93NUMPY", "a NumPy file"),
    (b"FEA1", "a Feather file of version 1"),
    (b"Obj\x01", "an Avro file"),
    (b"SIMPLE  =", "a FITS file"),
    (b"RDX", "an R data file"),
    (b"X\n\0\0", "an R data file"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x28\xb5\x2f\xfd", "a file compressed by zstd"),
    (b"BZh", "a file compressed by bzip2"),
    (b"\xfd7zXZ", "a file compressed by xz"),
    (b"7z\xbc\xaf", "a 7-zip archive"),
    (b"\x1f\x8b", "a file compressed by gzip twice"),
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "a rich text document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"\x7fELF", "a program"),
    (b"<?xml", "an XML document"),
    (b"<!DOCTYPE", "a web page"),
    (b"<!doctype", "a web page"),
    (b"<html", "a web page"),
    (b"<HTML", "a web page"),
];

/// What a file is that is neither text nor Parquet nor Arrow.
pub(crate) fn foreign(sample: &[u8]) -> Option<String> {
    if sample.starts_with(b"PK\x03\x04") || sample.starts_with(b"PK\x05\x06") {
        let holds = |text: &[u8]| memchr::memmem::find(sample, text).is_some();
        let what = if holds(b"xl/") || holds(b"[Content_Types].xml") {
            "an Excel or Office file"
        } else if holds(b"opendocument") {
            "an OpenDocument file"
        } else if holds(b".npy") {
            "a NumPy archive"
        } else {
            "a zip archive"
        };
        return Some(what.to_string());
    }
    if let Some((_, what)) = KINDS.iter().find(|(start, _)| sample.starts_with(start)) {
        return Some((*what).to_string());
    }
    let zero = memchr::memchr(0, sample)?;
    let zeros = sample.iter().filter(|byte| **byte == 0).count();
    Some(if 3 * zeros > sample.len() && sample.len() > 3 {
        "text in UTF-16 without a byte order mark, or a binary file".to_string()
    } else {
        let start = sample.get(..zero.min(8)).unwrap_or_default();
        format!("a binary file (it begins with \"{}\")", shown(start))
    })
}
