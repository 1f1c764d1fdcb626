//! Files of which there may be more than memory, read in parts: a [`thalweg::large::Source`].

mod ahead;
mod asked;
mod cells;
mod chunks;
mod files;
mod groups;

use std::path::Path;

use thalweg::FitError;
use thalweg::large::{Each, Source};

use crate::error::{DataError, of_data};
use crate::names::Names;
use crate::options::{Format, ReadOptions};
use ahead::Ahead;
use asked::Asked;
use chunks::Chunks;
use groups::Groups;

pub use files::{files, is_several};

/// Parquet files (one, a folder of them, or a pattern such as `data/*.parquet`) by row groups, or a file of
/// delimited text by chunks: open, and read as often as it takes.
///
/// Only the columns that are asked for are read, and of Parquet only the row groups that can hold a row within
/// the ranges asked for, as far as their statistics say. All files must have these columns, of one type.
///
/// ```
/// use thalweg::large::Source;
/// use thalweg_data::{ReadOptions, Stream};
/// let path = std::env::temp_dir().join(format!("thalweg-stream-{}.csv", std::process::id()));
/// std::fs::write(&path, "x,y\n1,2\n3,4\n5,6\n").unwrap();
/// let stream = Stream::open(&path, &ReadOptions::default())?;
/// assert_eq!(stream.parts(), 1);
/// let mut rows = 0;
/// stream.read(0, &["y".to_string()], &mut |table| {
///     rows += table.rows();
///     Ok(())
/// })?;
/// assert_eq!(rows, 3);
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Stream {
    names: Names,
    body: Body,
    ahead: Ahead,
}

enum Body {
    Parquet(Groups),
    Text(Box<Chunks>),
}

impl Stream {
    /// Opens them and reads the names of the columns, of Parquet also how many rows each part has.
    ///
    /// Errors: no file there; one that cannot be read; several files that are not all Parquet; a format that cannot
    /// be read in parts (JSON lines, UTF-16, and anything compressed by gzip).
    pub fn open(path: &Path, options: &ReadOptions) -> Result<Self, DataError> {
        let files = files(path)?;
        let several = files.len() > 1 || is_several(path);
        let (names, body) = match several || is_parquet(&files[0])? {
            true if options.format.is_some_and(|format| format != Format::Parquet) => {
                return Err(DataError::new(
                    "E-FORMAT",
                    format!("{}: only Parquet can be read from several files", path.display()),
                    "put the text into one file, or convert it to Parquet",
                ));
            }
            true => {
                let (names, groups) = Groups::open(files)?;
                (names, Body::Parquet(groups))
            }
            false => {
                let (names, chunks) = Chunks::open(&files[0], options)?;
                (names, Body::Text(Box::new(chunks)))
            }
        };
        Ok(Self { names, body, ahead: Ahead::default() })
    }

    /// Bytes that these columns take in memory as 64-bit numbers, as far as that can be told without reading them:
    /// of text, its length over the number of columns.
    ///
    /// ```
    /// # use thalweg_data::{ReadOptions, Stream};
    /// # let path = std::env::temp_dir().join(format!("thalweg-bytes-{}.csv", std::process::id()));
    /// # std::fs::write(&path, "x,y\n1,2\n3,4\n").unwrap();
    /// let stream = Stream::open(&path, &ReadOptions::default())?;
    /// assert!(stream.bytes(2) > stream.bytes(1));
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), thalweg_data::DataError>(())
    /// ```
    pub fn bytes(&self, columns: usize) -> u64 {
        match &self.body {
            Body::Parquet(groups) => 8 * groups.rows() * columns as u64,
            Body::Text(chunks) => chunks.bytes(columns),
        }
    }

    /// What is unusual about them.
    pub fn notes(&self) -> Vec<String> {
        match &self.body {
            Body::Parquet(groups) => groups.notes(&self.names),
            Body::Text(chunks) => chunks.notes().to_vec(),
        }
    }
}

impl std::fmt::Debug for Stream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = self.names.all();
        f.debug_struct("Stream").field("names", &names).field("parts", &self.parts()).finish()
    }
}

impl Source for Stream {
    fn names(&self) -> Vec<String> {
        self.names.available().into_iter().map(String::from).collect()
    }

    fn parts(&self) -> usize {
        match &self.body {
            Body::Parquet(groups) => groups.parts(),
            Body::Text(chunks) => chunks.parts(),
        }
    }

    fn place(&self, part: usize) -> String {
        match &self.body {
            Body::Parquet(groups) => groups.place(part),
            Body::Text(chunks) => chunks.place(part),
        }
    }

    fn first_row(&self, part: usize) -> usize {
        match &self.body {
            Body::Parquet(groups) => groups.first_row(part),
            // The place says from which line on rows are counted.
            Body::Text(_) => 0,
        }
    }

    fn rows(&self) -> Option<u64> {
        match &self.body {
            Body::Parquet(groups) => Some(groups.rows()),
            Body::Text(chunks) => chunks.rows(),
        }
    }

    fn is_outside(&self, part: usize, ranges: &[(String, f64, f64)]) -> bool {
        match &self.body {
            Body::Parquet(groups) => ranges.iter().any(|(name, low, high)| {
                self.names.find(name).is_some_and(|k| groups.is_outside(part, k, *low, *high))
            }),
            Body::Text(_) => false,
        }
    }

    fn announce(&self, part: usize, columns: &[String]) {
        self.ahead.wish(match &self.body {
            Body::Parquet(groups) => {
                let places = columns.iter().filter_map(|name| self.names.find(name));
                groups.wish(part, &places.collect::<Vec<_>>())
            }
            Body::Text(chunks) => chunks.wish(part),
        });
    }

    fn read(&self, part: usize, columns: &[String], each: &mut Each) -> Result<(), FitError> {
        let place = self.place(part);
        let places: Result<Vec<usize>, DataError> =
            columns.iter().map(|name| self.names.demand(&place, name)).collect();
        let places = places.map_err(of_data)?;
        let asked = Asked { names: columns, places: &places };
        match &self.body {
            Body::Parquet(groups) => groups.read(part, asked, each),
            Body::Text(chunks) => chunks.read(part, asked, each),
        }
    }
}

/// Whether a file begins as Parquet does.
fn is_parquet(path: &Path) -> Result<bool, DataError> {
    use std::io::Read;
    let opened = crate::source::open(path.into())?;
    let mut mark = Vec::new();
    opened
        .bytes
        .into_read()
        .take(4)
        .read_to_end(&mut mark)
        .map_err(|error| crate::input::read_error(&opened.name, &error))?;
    Ok(mark == b"PAR1")
}
