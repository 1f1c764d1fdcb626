//! Where data come from: a file, standard input or bytes in memory.

use crate::error::{DataError, is_directory};
use std::fs::File;
use std::io::{self, Cursor, ErrorKind, Read};
use std::path::{Path, PathBuf};

/// Where data come from. Text (`&str`, `String`) and bytes become [`Source::Bytes`], a path
/// [`Source::Path`].
///
/// ```
/// use thalweg_data::{read, ReadOptions, Source};
/// let options = ReadOptions::default();
/// assert_eq!(read(Source::Bytes(b"x\n1\n".to_vec()), &options)?.rows(), 1);
/// assert_eq!(read("x\n1\n2\n", &options)?.rows(), 2);
/// let error = read(std::path::Path::new("no such file.csv"), &options).unwrap_err();
/// assert_eq!(error.message(), "no such file.csv: there is no such file");
/// # Ok::<(), thalweg_data::DataError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A file.
    Path(PathBuf),
    /// Standard input, read to its end.
    Stdin,
    /// The content of a file.
    Bytes(Vec<u8>),
}

impl From<&Path> for Source {
    fn from(path: &Path) -> Self {
        Self::Path(path.to_path_buf())
    }
}

impl From<PathBuf> for Source {
    fn from(path: PathBuf) -> Self {
        Self::Path(path)
    }
}

impl From<&str> for Source {
    fn from(text: &str) -> Self {
        Self::Bytes(text.as_bytes().to_vec())
    }
}

impl From<String> for Source {
    fn from(text: String) -> Self {
        Self::Bytes(text.into_bytes())
    }
}

impl From<&[u8]> for Source {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl From<Vec<u8>> for Source {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

/// An opened source: a name for messages, and the bytes.
pub(crate) struct Opened {
    pub name: String,
    pub bytes: Bytes,
}

/// The bytes of a source; a regular file can be read from any place.
pub(crate) enum Bytes {
    File(File),
    Stream(Box<dyn Read + Send>),
}

impl Bytes {
    pub(crate) fn into_read(self) -> Box<dyn Read + Send> {
        match self {
            Self::File(file) => Box::new(file),
            Self::Stream(stream) => stream,
        }
    }
}

pub(crate) fn open(source: Source) -> Result<Opened, DataError> {
    Ok(match source {
        Source::Bytes(bytes) => {
            Opened { name: "the data".into(), bytes: Bytes::Stream(Box::new(Cursor::new(bytes))) }
        }
        Source::Stdin => {
            Opened { name: "standard input".into(), bytes: Bytes::Stream(Box::new(io::stdin())) }
        }
        Source::Path(path) => {
            let name = path.display().to_string();
            let file = File::open(&path).map_err(|error| not_opened(&name, &path, &error))?;
            let kind = file.metadata().map_err(|error| not_opened(&name, &path, &error))?;
            if kind.is_dir() {
                return Err(is_directory(&name));
            }
            let bytes =
                if kind.is_file() { Bytes::File(file) } else { Bytes::Stream(Box::new(file)) };
            Opened { name, bytes }
        }
    })
}

fn not_opened(name: &str, path: &Path, error: &io::Error) -> DataError {
    let (what, help) = match error.kind() {
        ErrorKind::NotFound => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            match folder {
                Some(folder) if !folder.is_dir() => (
                    format!("there is no directory {}", folder.display()),
                    "check the path".to_string(),
                ),
                _ if path.is_absolute() => {
                    ("there is no such file".to_string(), "check the path".to_string())
                }
                _ => (
                    "there is no such file".to_string(),
                    "check the name, and that it is right from the current directory".to_string(),
                ),
            }
        }
        ErrorKind::PermissionDenied => (
            "no permission to read it".to_string(),
            "make the file readable for this user (chmod u+r), or copy it".to_string(),
        ),
        ErrorKind::IsADirectory => return is_directory(name),
        _ => (format!("it cannot be opened: {error}"), "check the path".to_string()),
    };
    DataError::new("E-FILE", format!("{name}: {what}"), help)
}
