//! Very many curves from one file, a block at a time, so that memory does not grow with the file.
//!
//! Rows of points (CSV, JSON lines, Parquet, Arrow) whose keys say which curve they belong to, or Parquet or Arrow with a
//! row per curve and lists in its columns.

mod arrow;
mod block;
mod columns;
mod gathered;
mod grouping;
mod keys;
mod lists;
mod parquet;
mod places;
mod points;
mod progress;
mod reader;
mod seen;
mod spare;
mod strict;
mod text;

pub use block::CurveBlock;
pub use keys::{KeyColumn, TextKeys};
pub use progress::Progress;
pub use reader::{CurveBlocks, CurveReader, Grouping};
pub use spare::Spare;
