//! A table of results and the formats it can be written in.

use std::path::Path;

use crate::curves::KeyColumn;
use crate::error::DataError;

/// A column of results.
#[derive(Debug, Clone, PartialEq)]
pub enum ResultColumn {
    /// Keys, as they were read.
    Keys(KeyColumn),
    /// Numbers; NaN is none: null in Parquet and Arrow, empty in CSV.
    Numbers(Vec<f64>),
    /// Counts.
    Counts(Vec<u32>),
    /// Words, few different ones.
    Words(Words),
}

/// A column of words, each kept once.
///
/// ```
/// use thalweg_data::Words;
/// let words: Words = ["yes", "no", "yes"].into_iter().collect();
/// assert_eq!((words.get(2), words.len()), ("yes", 3));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    pub(super) words: Vec<String>,
    pub(super) each: Vec<u32>,
}

impl Words {
    /// Of a list of different words the ones at these places.
    ///
    /// ```
    /// use thalweg_data::Words;
    /// assert_eq!(Words::of(&["no", "yes"], [1, 0, 1].into_iter()).get(2), "yes");
    /// ```
    pub fn of(words: &[&str], each: impl Iterator<Item = usize>) -> Self {
        let words = words.iter().map(ToString::to_string).collect();
        Self { words, each: each.map(|place| place as u32).collect() }
    }

    /// Word i; empty where there is none.
    pub fn get(&self, i: usize) -> &str {
        let word = self.each.get(i).and_then(|k| self.words.get(*k as usize));
        word.map_or("", String::as_str)
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.each.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.each.is_empty()
    }
}

impl<S: AsRef<str>> FromIterator<S> for Words {
    fn from_iter<I: IntoIterator<Item = S>>(words: I) -> Self {
        let mut own = Self::default();
        for word in words {
            let known = own.words.iter().position(|known| known == word.as_ref());
            let place = known.unwrap_or_else(|| {
                own.words.push(word.as_ref().to_string());
                own.words.len() - 1
            });
            own.each.push(place as u32);
        }
        own
    }
}

impl ResultColumn {
    /// How many rows.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Keys(keys) => keys.len(),
            Self::Numbers(numbers) => numbers.len(),
            Self::Counts(counts) => counts.len(),
            Self::Words(words) => words.len(),
        }
    }
}

/// Named columns of equal length.
///
/// ```
/// use thalweg_data::{ResultColumn, ResultTable};
/// let table = ResultTable::new(vec![("n".into(), ResultColumn::Counts(vec![3, 4]))])?;
/// assert_eq!(table.rows(), 2);
/// # Ok::<(), thalweg_data::DataError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ResultTable {
    pub(super) columns: Vec<(String, ResultColumn)>,
}

impl ResultTable {
    /// Of these columns. Errors: two of one name, or of different lengths.
    pub fn new(columns: Vec<(String, ResultColumn)>) -> Result<Self, DataError> {
        let rows = columns.first().map_or(0, |(_, column)| column.len());
        for (k, (name, column)) in columns.iter().enumerate() {
            if columns[..k].iter().any(|(other, _)| other == name) {
                return Err(DataError::new(
                    "E-HEADER",
                    format!("two columns of the result would be named `{name}`"),
                    "give the parameter or the key column another name",
                ));
            }
            if column.len() != rows {
                let message =
                    format!("the result `{name}` has {} rows and not {rows}", column.len());
                return Err(DataError::new("E-TABLE", message, ""));
            }
        }
        Ok(Self { columns })
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |(_, column)| column.len())
    }
}

/// What a file of results is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResultFormat {
    /// Text with commas and a header.
    Csv,
    /// Apache Parquet, compressed by Snappy.
    Parquet,
    /// Apache Arrow's IPC file format, uncompressed, which can be mapped into memory.
    Arrow,
}

impl ResultFormat {
    /// By the end of the name: `.csv`, `.parquet`, `.arrow` or `.feather`. Errors: another end.
    ///
    /// ```
    /// use thalweg_data::ResultFormat;
    /// assert_eq!(ResultFormat::of("out.parquet".as_ref())?, ResultFormat::Parquet);
    /// assert!(ResultFormat::of("out.xlsx".as_ref()).is_err());
    /// # Ok::<(), thalweg_data::DataError>(())
    /// ```
    pub fn of(path: &Path) -> Result<Self, DataError> {
        let end = path.extension().map(|end| end.to_string_lossy().to_lowercase());
        match end.as_deref() {
            Some("csv") => Ok(Self::Csv),
            Some("parquet") => Ok(Self::Parquet),
            Some("arrow" | "feather") => Ok(Self::Arrow),
            _ => Err(DataError::new(
                "E-USAGE",
                format!("results cannot be written as `{}`", path.display()),
                "name a file that ends in .parquet, .arrow or .csv",
            )),
        }
    }
}
