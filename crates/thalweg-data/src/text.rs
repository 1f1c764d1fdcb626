//! The rows of delimited text, straight to numbers.

use crate::column::Column;
use crate::detect::Layout;
use crate::error::{DataError, count, empty, listed};
use crate::input::{Text, read_error};
use crate::lines::Lines;
use crate::number::parse;
use crate::records::{CutError, Records};

/// Reads the columns for which `wanted` is true. One pass; a row costs no allocation.
pub(crate) fn read(
    file: &str,
    text: Text,
    layout: &Layout,
    wanted: &[bool],
    notes: &mut Vec<String>,
) -> Result<(Vec<Option<Column>>, usize), DataError> {
    let width = layout.names.len();
    let mut columns: Vec<Option<Column>> =
        (0..width).map(|k| wanted.get(k).copied().unwrap_or(true).then(Column::default)).collect();
    let failed = |error| cut_error(file, error, 0);
    let mut records = Records::new(Lines::new(text.input), layout.cut);
    for _ in 0..layout.above {
        records.next(|_, _, _| {}).map_err(failed)?;
    }
    let notation = layout.notation;
    let mut rows = 0usize;
    loop {
        let mut extra = false;
        let row = records.next(|line, k, cell| match columns.get_mut(k) {
            Some(Some(column)) => column.push(parse(cell, notation), line, cell),
            Some(None) => {}
            None => extra |= !cell.is_empty(),
        });
        let Some((line, fields)) = row.map_err(failed)? else { break };
        if fields < width || extra {
            return Err(ragged(file, line, fields, layout));
        }
        rows += 1;
    }
    if rows == 0 {
        return Err(no_rows(file, layout, records.comments()));
    }
    match records.comments() {
        0 => {}
        n => notes.push(format!("{} left out", count(n, "comment line"))),
    }
    if records.lone_cr() {
        notes.push("lines end in a carriage return alone".to_string());
    }
    Ok((columns, rows))
}

/// A row of another number of fields.
pub(crate) fn ragged(file: &str, line: usize, fields: usize, layout: &Layout) -> DataError {
    DataError::new(
        "E-ROWS",
        format!("{file}: line {line} has {}, {}", count(fields, "field"), layout.width_from),
        "complete or remove that line; text that is not data must begin with #, and a field that holds \
         the delimiter must be quoted",
    )
}

/// Nothing but a header or comments.
pub(crate) fn no_rows(file: &str, layout: &Layout, comments: usize) -> DataError {
    let names = &layout.names;
    let what = match (names.len(), comments) {
        (0, 0) => "there is nothing in it".to_string(),
        (0, n) => format!("there are only comments in it ({})", count(n, "line")),
        _ => format!("there is a header ({}) but no row below it", listed(names.all())),
    };
    empty(file, &what)
}

/// The words for it; lines are counted from those above what was cut.
pub(crate) fn cut_error(file: &str, error: CutError, above: usize) -> DataError {
    match error {
        CutError::Io(error) => read_error(file, &error),
        CutError::OpenQuote(line) => DataError::new(
            "E-ROWS",
            format!("{file}: a quote (\") that is opened in line {} is never closed", above + line),
            "close it, or remove it",
        ),
    }
}
