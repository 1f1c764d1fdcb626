//! Parquet files by row groups.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::Type;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use parquet::file::properties::ReaderProperties;
use parquet::file::reader::RowGroupReader;
use parquet::file::serialized_reader::SerializedRowGroupReader;
use parquet::file::statistics::Statistics;
use thalweg::FitError;
use thalweg::large::{Each, SLAB_ROWS};

use super::ahead::Wish;
use super::asked::Asked;
use crate::error::{DataError, empty, of_data};
use crate::names::Names;
use crate::parquet::{Meaning, Steps, column_name, damaged, guarded};
use crate::source;

/// Open files: their footers are read.
pub(super) struct Groups {
    files: Vec<GroupFile>,
    /// File and row group of each part.
    parts: Vec<(usize, usize)>,
    /// The columns of the first file.
    columns: Vec<Kind>,
}

struct GroupFile {
    path: PathBuf,
    metadata: Arc<ParquetMetaData>,
    /// Rows above each row group.
    above: Vec<usize>,
}

/// A column: what it is called, how it is stored, and what that means.
#[derive(PartialEq)]
struct Kind {
    name: String,
    physical: Type,
    meaning: Meaning,
}

impl Groups {
    pub(super) fn open(paths: Vec<PathBuf>) -> Result<(Names, Self), DataError> {
        let files: Vec<GroupFile> =
            paths.into_iter().map(GroupFile::open).collect::<Result<_, DataError>>()?;
        let parts = |(f, file): (usize, &GroupFile)| {
            (0..file.metadata.num_row_groups()).map(move |g| (f, g))
        };
        let parts: Vec<(usize, usize)> = files.iter().enumerate().flat_map(parts).collect();
        let columns = kinds(&files[0].metadata);
        let header = columns.iter().map(|kind| kind.name.clone()).collect();
        let file = files[0].name();
        let names = Names::from_header(&file, header)?;
        let this = Self { files, parts, columns };
        if this.rows() == 0 {
            return Err(empty(&file, "there are no rows in it"));
        }
        Ok((names, this))
    }

    pub(super) fn parts(&self) -> usize {
        self.parts.len()
    }

    pub(super) fn rows(&self) -> u64 {
        let rows = |file: &GroupFile| file.metadata.file_metadata().num_rows();
        self.files.iter().map(|file| u64::try_from(rows(file)).unwrap_or(0)).sum()
    }

    pub(super) fn place(&self, part: usize) -> String {
        let (f, g) = self.parts[part];
        let file = &self.files[f];
        format!("{}, row group {} of {}", file.name(), g + 1, file.metadata.num_row_groups())
    }

    pub(super) fn first_row(&self, part: usize) -> usize {
        let (f, g) = self.parts[part];
        self.files[f].above[g]
    }

    pub(super) fn notes(&self, names: &Names) -> Vec<String> {
        let times = self.columns.iter().filter_map(|kind| {
            let unit = kind.meaning.unit()?;
            Some(format!("`{}` is a time: taken as {unit}", kind.name))
        });
        names.note().into_iter().chain(times).collect()
    }

    fn group(&self, part: usize) -> (&GroupFile, &RowGroupMetaData) {
        let (f, g) = self.parts[part];
        (&self.files[f], self.files[f].metadata.row_group(g))
    }

    /// Whether no value of column `k` lies within these limits, and none is missing, as far as the statistics say.
    pub(super) fn is_outside(&self, part: usize, k: usize, low: f64, high: f64) -> bool {
        let (file, group) = self.group(part);
        let kind = &self.columns[k];
        if kind.meaning != Meaning::Number {
            return false;
        }
        let Some(own) = kinds(&file.metadata).iter().position(|other| other == kind) else {
            return false;
        };
        let Some(statistics) = group.column(own).statistics() else { return false };
        let range = match statistics {
            Statistics::Double(s) => s.min_opt().copied().zip(s.max_opt().copied()),
            Statistics::Float(s) => {
                s.min_opt().copied().map(f64::from).zip(s.max_opt().copied().map(f64::from))
            }
            Statistics::Int32(s) => {
                s.min_opt().copied().map(f64::from).zip(s.max_opt().copied().map(f64::from))
            }
            Statistics::Int64(s) => {
                s.min_opt().map(|v| *v as f64).zip(s.max_opt().map(|v| *v as f64))
            }
            _ => None,
        };
        statistics.null_count_opt() == Some(0)
            && range.is_some_and(|(least, most)| most < low || least > high)
    }

    /// Where these columns of a row group stand.
    pub(super) fn wish(&self, part: usize, places: &[usize]) -> Wish {
        let (file, group) = self.group(part);
        let stretch = |k| {
            let (start, length) = group.column(k).byte_range();
            start..start.saturating_add(length)
        };
        let own = places.iter().filter_map(|&k| self.own_place(file, k).ok());
        Wish { path: file.path.clone(), bytes: own.map(stretch).collect() }
    }

    /// Reads these columns of a row group; their places are those in the first file.
    pub(super) fn read(
        &self,
        part: usize,
        asked: Asked<'_>,
        each: &mut Each,
    ) -> Result<(), FitError> {
        let (file, group) = self.group(part);
        let own: Vec<usize> = asked
            .places
            .iter()
            .map(|&k| self.own_place(file, k))
            .collect::<Result<_, DataError>>()
            .map_err(of_data)?;
        let place = self.place(part);
        let failed = |error: ParquetError| of_data(damaged(&place, "row group", &error));
        let opened = source::open(file.path.as_path().into()).map_err(of_data)?;
        let handle: Arc<File> = match opened.bytes {
            source::Bytes::File(handle) => Arc::new(handle),
            source::Bytes::Stream(_) => return Err(of_data(no_file(&file.path))),
        };
        let properties = Arc::new(ReaderProperties::builder().build());
        let reader = guarded(|| SerializedRowGroupReader::new(handle, group, None, properties))
            .map_err(failed)?;
        let mut columns = Vec::with_capacity(own.len());
        for (&k, &place) in own.iter().zip(asked.places) {
            let nullable = group.schema_descr().column(k).max_def_level();
            let meaning = self.columns[place].meaning;
            let steps = guarded(|| Ok(Steps::new(reader.get_column_reader(k)?, meaning, nullable)));
            columns.push(steps.map_err(failed)?);
        }
        let mut left = usize::try_from(group.num_rows()).unwrap_or(0);
        while left > 0 {
            let rows = left.min(SLAB_ROWS);
            let mut cells = Vec::with_capacity(columns.len());
            for steps in &mut columns {
                let read = guarded(|| {
                    let values = steps.take(rows)?;
                    match values.len() == rows {
                        true => Ok(values),
                        false => Err(ParquetError::EOF("a column is too short".into())),
                    }
                });
                cells.push(read.map_err(failed)?);
            }
            left -= rows;
            each(asked.table(cells)?).map_err(or_missing)?;
        }
        Ok(())
    }

    /// Where a column of the first file stands in another one; an error if it is not there, or is another.
    fn own_place(&self, file: &GroupFile, k: usize) -> Result<usize, DataError> {
        let kind = &self.columns[k];
        let first = self.files[0].name();
        kind.meaning.check_numbers(&first, &kind.name)?;
        let kinds = kinds(&file.metadata);
        let Some(own) = kinds.iter().position(|other| other.name == kind.name) else {
            return Err(DataError::new(
                "E-COLUMN",
                format!("{}: there is no column `{}`, as in {first}", file.name(), kind.name),
                "all files must have the columns that are used; leave this one out of the pattern",
            ));
        };
        let other = &kinds[own];
        if other != kind {
            let (here, there) = (other.physical, kind.physical);
            let what = if here == there {
                "with another meaning".into()
            } else {
                format!("as {here}, {there}")
            };
            return Err(DataError::new(
                "E-FORMAT",
                format!("{}: the column `{}` is stored {what} in {first}", file.name(), kind.name),
                "a column must have one type in all files: write these again with that of the others",
            ));
        }
        Ok(own)
    }
}

impl GroupFile {
    fn open(path: PathBuf) -> Result<Self, DataError> {
        let name = path.display().to_string();
        let reader = match source::open(path.as_path().into())?.bytes {
            source::Bytes::Stream(_) => return Err(no_file(&path)),
            bytes => crate::parquet::footer(&name, bytes)?,
        };
        let metadata = Arc::new(reader.metadata().clone());
        let mut rows = 0;
        let mut above = Vec::new();
        for group in metadata.row_groups() {
            above.push(rows);
            rows += usize::try_from(group.num_rows()).unwrap_or(0);
        }
        Ok(Self { path, metadata, above })
    }

    fn name(&self) -> String {
        self.path.display().to_string()
    }
}

/// A cell that is said to be NaN may be missing.
fn or_missing(error: FitError) -> FitError {
    let help = "a cell that is missing is NaN, too: correct these cells, or leave their rows out with --na drop";
    match error.cell() {
        Some(_) => FitError::of_data(error.code(), error.message(), help),
        None => error,
    }
}

fn no_file(path: &Path) -> DataError {
    DataError::new(
        "E-FILE",
        format!("{}: this is no file that can be read from any place", path.display()),
        "save it as a file first",
    )
}

fn kinds(metadata: &ParquetMetaData) -> Vec<Kind> {
    let schema = metadata.file_metadata().schema_descr();
    let kind = |column: &parquet::schema::types::ColumnDescPtr| Kind {
        name: column_name(column),
        physical: column.physical_type(),
        meaning: Meaning::of(column),
    };
    schema.columns().iter().map(kind).collect()
}
