//! Data files in, named columns out: CSV, TSV, JSON lines, Parquet.

mod codes;
mod column;
mod dataset;
mod detect;
mod error;
mod input;
mod lines;
mod names;
mod number;
mod options;
mod reader;
mod records;
mod source;
mod text;

pub use codes::CODES;
pub use dataset::DataSet;
pub use error::DataError;
pub use options::{Format, Na, ReadOptions};
pub use reader::{Reader, read};
pub use source::Source;
