//! Data files in, named columns out: CSV, TSV, whitespace-separated text, JSON lines, Parquet, Arrow.
//!
//! ```
//! use thalweg_data::{Na, ReadOptions, Reader};
//!
//! let text = "time (s);signal\n0,5;1,25\n1,0;2,5\n1,5;n/a\n";
//! let reader = Reader::open(text, &ReadOptions::default())?;
//! assert_eq!(reader.available(), ["time (s)", "signal", "time", "$1", "$2"]);
//!
//! let used = ["signal".to_string(), "time".to_string()];
//! let (table, dropped) = reader.read(Some(&used))?.table(&used, Na::Drop)?;
//! assert_eq!(table.column("time"), Some(&[0.5, 1.0][..]));
//! assert_eq!(dropped, 1);
//! # Ok::<(), thalweg_data::DataError>(())
//! ```
//!
//! [`Reader::open`] looks at the first 64 KiB and says what the columns are called; [`Reader::read`] reads the columns
//! that are used, in one pass and without a copy of the text; [`DataSet::table`] hands them on, or names the
//! cells that are not numbers. Columns that are not used may hold anything. Whatever is wrong is a [`DataError`].
//!
//! # What is detected
//!
//! Anything in [`ReadOptions`] overrides detection. What is detected and is not the usual is announced in
//! [`Reader::notes`] and [`DataSet::notes`].
//!
//! **Format**, by the content and never by the name. The bytes of gzip (also of several members), then those of
//! Parquet or Arrow; a mark of UTF-16; first bytes of some thirty kinds of files that are no tables, for an error that says so; a
//! zero byte means a binary file. Text whose first line begins with `{`, or is a JSON array, is JSON lines. The
//! rest is delimited text. A UTF-8 byte order mark is dropped; header names and keys that are not UTF-8 are taken for Latin-1.
//!
//! **Lines** end in LF, CRLF or CR. Blank lines are skipped, and lines that begin with `#`, `%` or `//`; between
//! blanks, such a mark also ends a row.
//!
//! **Delimiter**: tab, semicolon, comma, pipe, or runs of blanks. The first 200 rows are cut by each; the one wins under
//! which most rows have the same number of fields, times the share of fields that are numbers (with either
//! decimal sign). One column only counts for less than several. A first line `sep=;`, as spreadsheets write, decides. Quotes
//! are those of CSV.
//!
//! **Decimal comma**: if more cells can only be numbers with a comma (`1,5`) than can only be numbers with a
//! point. Where each could as well be grouped thousands (`1,234`), it is taken for a decimal comma between
//! semicolons only; elsewhere such cells are an error that asks.
//!
//! **Thousands**: `1,234.5`, `1,234,567` and `1'234` are read as groups; `1,234` only if the sample holds one of
//! the former. With a decimal comma the same holds for points.
//!
//! **Numbers** are whatever Rust parses as a finite `f64`, correctly rounded, in quotes or not; also `1.5D-03` and a
//! typographic minus. Everything else, including `NA`, `NaN` and `inf`, is no number.
//!
//! **Header**: a column with text above numbers speaks for a header, one with a number above numbers against it, and a
//! tie is a header. Without columns of numbers, a first row without numbers is one. If there is none, a comment
//! line directly above the first row that has a name for each column serves; else columns are `$1`, `$2`, … (which always
//! work). If all rows have one field more than the header, the first column has no name, as R writes tables.
//!
//! **Names**: a header that a formula cannot spell has a second name, without the unit in brackets at its end and with `_`
//! for what is no letter or digit: `time` for `time (s)`, `peak_area` for `peak area`, but `log_y` for `log(y)`; only
//! if no other column would have the same. Two equal names are an error.
//!
//! **Rows** must have as many fields as the header, or, without one, as most rows; empty fields at the end are no matter.
//!
//! **JSON lines**: an object's keys are the columns (those of the first 64 KiB), or an array's places; the first array
//! may hold names. Numbers in quotes count, `true` is 1; a key that is absent, `null` and Python's bare `NaN` are missing.
//!
//! **Parquet**: integers, floating point, booleans and decimals; timestamps as seconds, dates as days since 1970
//! (announced); nulls are missing. Fields of structures are `outer.inner`; lists and text cannot be used.
//!
//! **Arrow**: the IPC file and stream formats, with types as in Parquet; what a dictionary stands for; lz4 and zstd.
//!
//! # More rows than memory
//!
//! [`Stream`] is a file, a folder or a pattern of Parquet files, or a file of delimited text, that is read in parts, as
//! often as it takes and on all cores: a [`thalweg::large::Source`].
//!
//! # Cost
//!
//! A million rows of two to five columns take about a quarter of a second on one core and 8 bytes a number in memory;
//! columns that are not asked for cost only the search for their delimiters.

mod arrow;
mod codes;
mod column;
mod curves;
mod cut;
mod dataset;
mod detect;
mod error;
mod guard;
mod input;
mod json;
mod kinds;
mod lines;
mod meaning;
mod names;
mod number;
mod options;
mod parquet;
mod quoted;
mod quotes;
mod reader;
mod records;
mod results;
mod source;
mod stream;
mod text;

pub use codes::CODES;
pub use curves::{
    CurveBlock, CurveBlocks, CurveReader, Grouping, KeyColumn, Progress, Spare, TextKeys,
};
pub use dataset::DataSet;
pub use error::DataError;
pub use options::{Format, Na, ReadOptions};
pub use reader::{Reader, read};
pub use results::{Manifest, ResultColumn, ResultFile, ResultFormat, ResultTable, Words, identity};
pub use source::Source;
pub use stream::{Stream, files, is_several};
