//! A file in two steps: what is in it, then its columns.

use crate::arrow::{self, ArrowFile};
use crate::dataset::DataSet;
use crate::detect::{self, Layout};
use crate::error::{DataError, empty};
use crate::input::{self, Content, Text};
use crate::json::{self, Shape};
use crate::names::Names;
use crate::options::{Format, ReadOptions};
use crate::parquet::{self, ParquetFile};
use crate::source::{self, Source};
use crate::text;
use std::fmt;

/// A file that is open: its format, its columns and what is unusual about it are known, its rows are not read yet.
///
/// ```
/// use thalweg_data::{ReadOptions, Reader};
/// let reader = Reader::open("time (s),y\n1,2\n", &ReadOptions::default())?;
/// assert_eq!(reader.available(), ["time (s)", "y", "time", "$1", "$2"]);
/// let used = ["time".to_string()];
/// let data = reader.read(Some(&used))?;
/// assert_eq!(data.column("time"), Some(&[1.0][..]));
/// assert_eq!(data.column("y"), None);
/// # Ok::<(), thalweg_data::DataError>(())
/// ```
pub struct Reader {
    file: String,
    names: Names,
    notes: Vec<String>,
    body: Body,
}

/// What is left to read.
enum Body {
    Text(Text, Layout),
    Json(Text, Shape),
    Parquet(ParquetFile),
    Arrow(ArrowFile),
}

impl Reader {
    /// Opens a source, recognises its format and reads the names of its columns. Fails with one clear error for what is
    /// not a table, or has two columns of one name.
    ///
    /// ```
    /// use thalweg_data::{ReadOptions, Reader};
    /// assert_eq!(Reader::open("x y\n1 2\n", &ReadOptions::default())?.names(), ["x", "y"]);
    /// # Ok::<(), thalweg_data::DataError>(())
    /// ```
    pub fn open(source: impl Into<Source>, options: &ReadOptions) -> Result<Self, DataError> {
        let input::Input { name: file, content, mut notes } =
            input::inspect(source::open(source.into())?)?;
        let (names, body) = match content {
            Content::Parquet(bytes) => {
                let (names, parquet) = parquet::open(&file, bytes)?;
                notes.extend(names.note());
                (names, Body::Parquet(parquet))
            }
            Content::Arrow(bytes, kind) => {
                let (names, arrow) = arrow::open(&file, bytes, kind)?;
                notes.extend(names.note());
                (names, Body::Arrow(arrow))
            }
            Content::Text(_) if options.format.is_some_and(Format::is_binary) => {
                return Err(not_of_format(&file, options));
            }
            Content::Text(text) if is_json(&file, &text, options)? => {
                let (names, shape) = json::columns(&file, text.complete_lines())?;
                notes.extend(names.note());
                (names, Body::Json(text, shape))
            }
            Content::Text(text) => {
                let mut layout = detect::layout(&file, &text, options)?;
                notes.append(&mut layout.notes);
                (layout.names.clone(), Body::Text(text, layout))
            }
        };
        Ok(Self { file, names, notes, body })
    }

    /// The names of the columns in order; `$k` for one without a name.
    pub fn names(&self) -> &[String] {
        self.names.all()
    }

    /// Every name a formula may use: the columns, then names made from headers that no formula can
    /// spell (`time` for `time (s)`), then `$1`, `$2`, … of the columns that have a name.
    pub fn available(&self) -> Vec<&str> {
        self.names.available()
    }

    /// What is unusual about the file; [`DataSet::notes`] may add to it.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Reads the rows: the given columns, by any of their names, or all. One pass over the file.
    ///
    /// Errors: an unknown name, a row with another number of fields, no rows, a file damaged further on.
    ///
    /// ```
    /// use thalweg_data::{ReadOptions, Reader};
    /// let reader = Reader::open("x,y\n1,2\n", &ReadOptions::default())?;
    /// let error = reader.read(Some(&["z".to_string()])).unwrap_err();
    /// assert_eq!(error.message(), "the data: there is no column `z`");
    /// assert_eq!(error.help(), Some("the columns are `x`, `y`"));
    /// # Ok::<(), thalweg_data::DataError>(())
    /// ```
    pub fn read(self, columns: Option<&[String]>) -> Result<DataSet, DataError> {
        let Self { file, names, mut notes, body } = self;
        if names.len() == 0 && !matches!(body, Body::Text(..)) {
            return Err(empty(&file, "there are no columns in it"));
        }
        let mut wanted = vec![columns.is_none(); names.len()];
        for name in columns.unwrap_or_default() {
            wanted[names.demand(&file, name)?] = true;
        }
        let (columns, rows, place) = match body {
            Body::Text(text, layout) => {
                let (columns, rows) = text::read(&file, text, &layout, &wanted, &mut notes)?;
                (columns, rows, "line")
            }
            Body::Json(text, shape) => {
                let (columns, rows) = json::read(&file, text, &names, shape, &wanted, &mut notes)?;
                (columns, rows, "line")
            }
            Body::Parquet(parquet) => {
                let (columns, rows) = parquet::read(&file, &parquet, &names, &wanted, &mut notes)?;
                (columns, rows, "row")
            }
            Body::Arrow(arrow) => {
                let (columns, rows) = arrow::read(&file, arrow, &names, &wanted, &mut notes)?;
                (columns, rows, "row")
            }
        };
        Ok(DataSet { file, names, columns, rows, notes, place })
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, names, notes, .. } = self;
        f.debug_struct("Reader")
            .field("file", file)
            .field("names", &names.all())
            .field("notes", notes)
            .finish_non_exhaustive()
    }
}

/// The error for text that is said to be something else.
pub(crate) fn not_of_format(file: &str, options: &ReadOptions) -> DataError {
    let what = if options.format == Some(Format::Arrow) { "an Arrow" } else { "a Parquet" };
    DataError::new(
        "E-FORMAT",
        format!("{file}: this is not {what} file"),
        "leave the format out, and it is recognised",
    )
}

/// Whether a text is to be read as JSON lines.
pub(crate) fn is_json(file: &str, text: &Text, options: &ReadOptions) -> Result<bool, DataError> {
    match options.format {
        Some(format) => Ok(format == Format::JsonLines),
        None if options.delimiter.is_some() => Ok(false),
        None => json::is_json(file, &text.sample),
    }
}

/// Reads a file: [`Reader::open`] and [`Reader::read`] in one.
///
/// ```
/// use thalweg_data::{read, ReadOptions};
/// let data = read("x,y\n1,2\n3,4\n", &ReadOptions::default())?;
/// assert_eq!(data.column("y"), Some(&[2.0, 4.0][..]));
/// # Ok::<(), thalweg_data::DataError>(())
/// ```
pub fn read(source: impl Into<Source>, options: &ReadOptions) -> Result<DataSet, DataError> {
    Reader::open(source, options)?.read(options.columns.as_deref())
}
