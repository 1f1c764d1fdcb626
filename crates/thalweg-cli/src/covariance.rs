//! `--covariance FILE`: a square table of numbers.

use std::path::Path;

use thalweg::DataCovariance;
use thalweg_data::{Na, ReadOptions, Reader, Source};

use crate::failure::{DATA, Failure};

/// Reads the matrix. Errors: those of a data file, or a table that is not square.
pub(crate) fn read(path: &Path) -> Result<DataCovariance, Failure> {
    let source = Source::Path(path.to_path_buf());
    let data = Reader::open(source, &ReadOptions::default())?.read(None)?;
    let names = data.names().to_vec();
    let (table, _) = data.table(&names, Na::Error)?;
    let (rows, columns) = (table.rows(), table.names().len());
    if rows != columns {
        return Err(Failure::new(
            "E-COVARIANCE",
            format!("{} has {rows} rows and {columns} columns", path.display()),
            Some(
                "a covariance of the observations is square: a row and a column for each row of the \
                 data that takes part"
                    .into(),
            ),
            DATA,
        ));
    }
    let columns: Vec<&[f64]> = table.names().iter().filter_map(|name| table.column(name)).collect();
    let entries: Vec<f64> = (0..rows).flat_map(|i| columns.iter().map(move |c| c[i])).collect();
    Ok(DataCovariance::full(entries))
}
