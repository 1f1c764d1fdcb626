//! Rows of results to a file, part by part, so that a run that was killed can go on where it was.

mod arrow;
mod csv;
mod file;
mod layout;
mod manifest;
mod parquet;
mod part;
mod table;

pub use file::ResultFile;
pub use manifest::{Manifest, identity};
pub use table::{ResultColumn, ResultFormat, ResultTable, Words};
