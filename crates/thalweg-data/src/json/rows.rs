//! The rows of JSON lines, one after the other.

use std::io::Read;

use super::cell::Cell;
use super::row::Row;
use super::{Shape, syntax};
use crate::error::{DataError, count};
use crate::input::read_error;
use crate::lines::Lines;
use crate::names::Names;

/// Rows in the shape of the first.
pub(crate) struct JsonRows {
    file: String,
    names: Names,
    shape: Shape,
    lines: Lines<Box<dyn Read + Send>>,
    row: Row,
    above: usize,
    note: Option<String>,
}

impl JsonRows {
    /// Of a text whose layout is known; only cells of columns that are wanted are kept.
    pub(crate) fn new(
        file: &str,
        input: Box<dyn Read + Send>,
        names: &Names,
        shape: Shape,
        wanted: &[bool],
    ) -> Self {
        Self {
            file: file.into(),
            names: names.clone(),
            shape,
            lines: Lines::new(input),
            row: Row::of(names.all(), wanted),
            above: if let Shape::Arrays(above) = shape { above } else { 0 },
            note: None,
        }
    }

    /// The next row: its line and its cells, one per column.
    pub(crate) fn next(&mut self) -> Result<Option<(usize, &[Cell])>, DataError> {
        let Self { file, names, shape, lines, row, above, note } = self;
        loop {
            let next = lines.next().map_err(|error| read_error(file, &error))?;
            let Some((line, text)) = next else { return Ok(None) };
            if text.trim_ascii().is_empty() {
                continue;
            }
            if *above > 0 {
                *above -= 1;
                continue;
            }
            row.read(text).map_err(|error| syntax(file, line, text, &error))?;
            check(file, line, row, names, *shape)?;
            if let Some(key) = row.take_unknown() {
                *note = Some(format!(
                    "the key `{key}`, first seen in line {line}, is not read: columns are the keys of the first 64 KiB"
                ));
            }
            return Ok(Some((line, row.cells())));
        }
    }

    /// What was unusual.
    pub(crate) fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }
}

/// Whether a row has the shape of the first.
fn check(file: &str, line: usize, row: &Row, names: &Names, shape: Shape) -> Result<(), DataError> {
    let message = if row.is_object() != (shape == Shape::Objects) {
        let kind = |object| if object { "an object" } else { "an array" };
        let (here, first) = (kind(row.is_object()), kind(!row.is_object()));
        format!("line {line} holds {here}, the first line {first}")
    } else if let Some(key) = row.twice() {
        format!("line {line} has the key `{key}` twice")
    } else if !row.is_object() && row.width() != names.len() {
        format!("line {line} has {}, the first has {}", count(row.width(), "value"), names.len())
    } else {
        return Ok(());
    };
    Err(DataError::new(
        "E-ROWS",
        format!("{file}: {message}"),
        "every line must have the same form",
    ))
}
