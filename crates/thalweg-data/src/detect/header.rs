//! Whether the first row holds names, and how many columns there are.

use super::rows::Rows;
use crate::names::decoded;
use crate::number::{Notation, is_missing, parse};

/// Rows below the first that are looked at.
const ROWS: usize = 200;

/// The columns of a file.
#[derive(Debug)]
pub(crate) struct Header {
    /// One for each column; empty for a column without a name.
    pub names: Vec<String>,
    /// The first row holds the names, so it is not data.
    pub is_row: bool,
    /// What fixes the number of fields, for the error about a row that has another.
    pub width_from: String,
    pub note: Option<String>,
}

/// Finds the names in the first row, or in a comment line directly above it.
pub(crate) fn detect(rows: &Rows, notation: Notation, known: Option<bool>) -> Header {
    if rows.len() > 0 && known.unwrap_or_else(|| looks_like_names(rows, notation)) {
        from_row(rows)
    } else {
        without_row(rows, notation, known.is_none())
    }
}

/// A column whose first cell is text and the rest numbers speaks for a header, one of numbers only against it.
/// Where no column below holds numbers, a first row without any number is a header.
fn looks_like_names(rows: &Rows, notation: Notation) -> bool {
    let is_number = |cell: &[u8]| parse(cell, notation).is_some();
    let is_text = |cell: &[u8]| !is_missing(cell) && !is_number(cell);
    let (mut for_it, mut against) = (0, 0);
    for (k, first) in rows.row(0).enumerate() {
        let below = || (1..rows.len().min(ROWS)).filter_map(|r| rows.cell(r, k));
        let numbers = below().filter(|cell| is_number(cell)).count();
        let texts = below().filter(|cell| is_text(cell)).count();
        if numbers > texts {
            for_it += usize::from(is_text(first));
            against += usize::from(is_number(first));
        }
    }
    if for_it + against > 0 {
        return for_it > 0 && for_it >= against;
    }
    rows.row(0).any(is_text) && !rows.row(0).any(is_number)
}

fn from_row(rows: &Rows) -> Header {
    let mut names: Vec<String> = rows.row(0).map(name).collect();
    let (body, times) = rows.usual_width(1);
    let last_is_empty = |width: usize| {
        width > 0
            && (1..rows.len()).all(|r| rows.cell(r, width - 1).is_none_or(|cell| cell.is_empty()))
    };
    // A delimiter at the end of each line makes no column.
    while names.len() > 1
        && names.last().is_some_and(String::is_empty)
        && last_is_empty(names.len())
    {
        names.pop();
    }
    let mut note = None;
    // R writes row names without a name above them.
    let all = times > 1 && times + 1 == rows.len();
    if all && body == names.len() + 1 && !last_is_empty(body) {
        names.insert(0, String::new());
        note = Some("the header has one name less than the rows have fields: the first column ($1) has no name".to_string());
    }
    let width = names.len();
    let width_from = format!("the header (line {}) has {width}", rows.line(0));
    Header { names, is_row: true, width_from, note }
}

fn without_row(rows: &Rows, notation: Notation, detected: bool) -> Header {
    let (mut width, _) = rows.usual_width(0);
    while width > 1
        && (0..rows.len()).all(|r| rows.cell(r, width - 1).is_none_or(|cell| cell.is_empty()))
    {
        width -= 1;
    }
    let width_from = format!("most rows have {width}");
    let commented: Vec<&[u8]> = comment_fields(rows, width);
    let usable = |cell: &&[u8]| !is_missing(cell) && parse(cell, notation).is_none();
    if detected && width > 0 && commented.len() == width && commented.iter().all(usable) {
        let names = commented.into_iter().map(name).collect();
        let note = Some("the names are from the comment line above the first row".to_string());
        return Header { names, is_row: false, width_from, note };
    }
    let names = vec![String::new(); width];
    let note = (detected && width > 0).then(|| match width {
        1 => "there is no header: the column is $1".to_string(),
        2 => "there is no header: the columns are $1 and $2".to_string(),
        _ => format!("there is no header: the columns are $1, $2, … ${width}"),
    });
    Header { names, is_row: false, width_from, note }
}

/// The comment line above the first row, cut as the rows are, or else at blanks.
fn comment_fields(rows: &Rows, width: usize) -> Vec<&[u8]> {
    let comment = rows.comment.as_slice();
    for delimiter in [rows.delimiter, b' '] {
        let fields: Vec<&[u8]> = if delimiter == b' ' {
            comment.split(u8::is_ascii_whitespace).filter(|field| !field.is_empty()).collect()
        } else {
            comment.split(|byte| *byte == delimiter).map(<[u8]>::trim_ascii).collect()
        };
        if fields.len() == width {
            return fields;
        }
    }
    Vec::new()
}

/// A name as text.
fn name(field: &[u8]) -> String {
    decoded(field).trim().to_string()
}
