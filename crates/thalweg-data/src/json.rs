//! JSON lines: one object, or one array, a line.

mod cell;
mod row;
mod rows;

use crate::column::Column;
use crate::error::{DataError, empty, shown};
use crate::input::Text;
use crate::lines::Lines;
use crate::names::Names;
pub(crate) use cell::Cell;
use row::Row;
pub(crate) use rows::JsonRows;

/// How the rows of a file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Objects,
    /// Arrays, after this many that hold names.
    Arrays(usize),
}

/// Whether a sample begins as JSON does; an error where it is one document instead of lines.
pub(crate) fn is_json(file: &str, sample: &[u8]) -> Result<bool, DataError> {
    let text = sample.trim_ascii_start();
    let end = memchr::memchr2(b'\n', b'\r', text).unwrap_or(text.len());
    let first = text.get(..end).unwrap_or(text).trim_ascii();
    if !matches!(first.first(), Some(b'{' | b'[')) {
        return Ok(false);
    }
    let mut row = Row::collecting();
    let error = match row.read(first) {
        Ok(()) if row.nested() && first.starts_with(b"[") => None,
        Ok(()) => return Ok(true),
        Err(error) => Some(error),
    };
    let unfinished = error.as_ref().is_none_or(serde_json::Error::is_eof);
    match (first.first(), unfinished) {
        (_, true) => Err(DataError::new(
            "E-FORMAT",
            format!("{file}: this is one JSON document over several lines, or a list of objects"),
            "write one object a line (JSON lines), for example with `jq -c '.[]'`, or export CSV",
        )),
        (Some(b'{'), false) => Ok(true),
        // `[section]`: an array of numbers is not what this is.
        _ => Ok(false),
    }
}

/// The names and the shape of the rows, from a sample.
pub(crate) fn columns(file: &str, sample: &[u8]) -> Result<(Names, Shape), DataError> {
    let mut lines = Lines::new(sample);
    let mut row = Row::collecting();
    let mut shape = None;
    while let Ok(Some((line, text))) = lines.next() {
        if text.trim_ascii().is_empty() {
            continue;
        }
        // What is wrong with a later line is said when it is read; the last may be cut off.
        if let Err(error) = row.read(text) {
            match shape {
                None => return Err(syntax(file, line, text, &error)),
                Some(_) => break,
            }
        }
        if shape.is_some() {
            continue;
        }
        if row.is_object() {
            shape = Some(Shape::Objects);
            continue;
        }
        let texts: Option<Vec<String>> = row.cells().iter().map(Cell::name).collect();
        if let Some(names) = texts.filter(|names| !names.is_empty()) {
            return Ok((Names::from_header(file, names)?, Shape::Arrays(1)));
        }
        return Ok((Names::numbered(row.cells().len()), Shape::Arrays(0)));
    }
    Ok((Names::from_header(file, row.into_keys())?, shape.unwrap_or(Shape::Objects)))
}

/// Reads the columns for which `wanted` is true, and counts the rows.
pub(crate) fn read(
    file: &str,
    text: Text,
    names: &Names,
    shape: Shape,
    wanted: &[bool],
    notes: &mut Vec<String>,
) -> Result<(Vec<Option<Column>>, usize), DataError> {
    let mut columns: Vec<Option<Column>> =
        wanted.iter().map(|wanted| wanted.then(Column::default)).collect();
    let mut source = JsonRows::new(file, text.input, names, shape, wanted);
    let mut rows = 0;
    while let Some((line, cells)) = source.next()? {
        for (column, cell) in columns.iter_mut().zip(cells) {
            let Some(column) = column else { continue };
            match cell.number() {
                Some(value) => column.push_number(value, line),
                None => column.push_bad(line, || cell.shown()),
            }
        }
        rows += 1;
    }
    notes.extend(source.note().map(String::from));
    if rows == 0 {
        return Err(empty(file, "there are no rows in it"));
    }
    Ok((columns, rows))
}

fn syntax(file: &str, line: usize, text: &[u8], error: &serde_json::Error) -> DataError {
    let at = error.column().saturating_sub(1).min(text.len());
    let near = text.get(at.saturating_sub(10)..(at + 10).min(text.len())).unwrap_or_default();
    let what = error.to_string();
    let what = what.split(" at line ").next().unwrap_or_default();
    DataError::new(
        "E-FORMAT",
        format!(
            "{file}: line {line}, character {}: {what}, near \"{}\"",
            error.column(),
            shown(near.trim_ascii())
        ),
        "every line must hold one JSON object, or one array of numbers",
    )
}
