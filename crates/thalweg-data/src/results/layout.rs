//! How each format lays out a file: what stands at its beginning, what a part adds, and what stands at its end.

use std::io;

use super::part::{Part, Placed};
use super::table::{ResultFormat, ResultTable};
use super::{arrow, csv, parquet};

impl ResultFormat {
    /// The beginning of a file of such tables.
    pub(super) fn head(self, table: &ResultTable) -> io::Result<Vec<u8>> {
        match self {
            Self::Csv => Ok(csv::header(table).into_bytes()),
            Self::Parquet => Ok(parquet::MAGIC.to_vec()),
            Self::Arrow => arrow::head(table).map_err(io::Error::other),
        }
    }

    /// What a table adds.
    pub(super) fn part(self, table: &ResultTable) -> io::Result<Part> {
        match self {
            Self::Csv => Ok(Part { bytes: csv::rows(table).into_bytes(), about: Vec::new() }),
            Self::Parquet => parquet::part(table).map_err(io::Error::other),
            Self::Arrow => arrow::part(table).map_err(io::Error::other),
        }
    }

    /// The end of a file of these parts.
    pub(super) fn tail(self, parts: &[Placed]) -> io::Result<Vec<u8>> {
        match self {
            Self::Csv => Ok(Vec::new()),
            Self::Parquet => parquet::tail(parts).map_err(io::Error::other),
            Self::Arrow => arrow::tail(parts).map_err(io::Error::other),
        }
    }
}
