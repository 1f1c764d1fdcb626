//! What can be said about a file instead of leaving it to detection.

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Text with a delimiter, which is detected unless it is given.
    Csv,
    /// Text with tabs.
    Tsv,
    /// Text with runs of blanks.
    Whitespace,
    /// One JSON object, or array of numbers, a line.
    JsonLines,
    /// Apache Parquet.
    Parquet,
    /// Apache Arrow's IPC file or stream format.
    Arrow,
}

impl Format {
    /// Whether it is no text.
    pub(crate) fn is_binary(self) -> bool {
        matches!(self, Self::Parquet | Self::Arrow)
    }
}

/// What is known about a file. Everything left `None` is detected: see the rules in the
/// [crate documentation](crate).
///
/// ```
/// use thalweg_data::{read, ReadOptions};
/// let mut options = ReadOptions::default();
/// options.header = Some(false);
/// options.decimal_comma = Some(true);
/// let data = read("1,5;2\n2,5;3\n", &options)?;
/// assert_eq!(data.column("$1"), Some(&[1.5, 2.5][..]));
/// # Ok::<(), thalweg_data::DataError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadOptions {
    /// The format (default: detected).
    pub format: Option<Format>,
    /// The byte between fields; a blank stands for any run of blanks and tabs (default: detected).
    pub delimiter: Option<u8>,
    /// Whether the first row holds names (default: detected).
    pub header: Option<bool>,
    /// Whether numbers are written `1,5` (default: detected).
    pub decimal_comma: Option<bool>,
    /// Whether digits are grouped by threes, `1,234` or, with a decimal comma, `1.234` (default:
    /// detected).
    pub thousands: Option<bool>,
    /// The byte that begins a comment line (default: `#`, `%` or `//`).
    pub comment: Option<u8>,
    /// The columns that [`read`](crate::read) reads (default: all).
    pub columns: Option<Vec<String>>,
}

/// What to do with rows in which a used column holds no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Na {
    /// They are an error that names rows and columns.
    #[default]
    Error,
    /// They are left out and counted.
    Drop,
}
