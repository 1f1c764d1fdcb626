//! How a text is laid out, from its first 64 KiB: delimiter, decimal sign, header, width.
//!
//! The rules are in the documentation of the crate; each file here decides one thing.

mod delimiter;
mod header;
mod notation;
mod rows;

use crate::cut::{BLANKS, Cut};
use crate::error::DataError;
use crate::input::Text;
use crate::names::Names;
use crate::number::Notation;
use crate::options::ReadOptions;
use rows::Rows;

/// Everything that reading the rows needs to know.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub cut: Cut,
    pub notation: Notation,
    pub names: Names,
    /// Rows above the data: the header, and a line `sep=;`.
    pub above: usize,
    /// What says how many fields a row has: "the header (line 1) has 2".
    pub width_from: String,
    pub notes: Vec<String>,
}

/// Works out the layout of `text`, called `file` in errors.
pub(crate) fn layout(file: &str, text: &Text, options: &ReadOptions) -> Result<Layout, DataError> {
    let sample = text.complete_lines();
    let mut notes = Vec::new();
    let announced = delimiter::announced(sample);
    let delimiter = match options.delimiter.or(announced) {
        Some(b'\t') => b'\t',
        Some(blank) if blank.is_ascii_whitespace() => BLANKS,
        Some(given) => given,
        None => delimiter::detect(sample, options),
    };
    let cut = Cut { delimiter, comment: options.comment };
    let mut rows = Rows::cut(sample, cut, usize::MAX);
    let mut above = 0;
    if announced.is_some() {
        rows.drop_first();
        above += 1;
    }
    if options.delimiter.is_none() {
        notes.extend(delimiter::note(delimiter));
    }
    let (notation, note) = notation::detect(&rows, delimiter, options);
    notes.extend(note);
    let header = header::detect(&rows, notation, options.header);
    notes.extend(header.note);
    above += usize::from(header.is_row);
    let names = Names::from_header(file, header.names)?;
    notes.extend(names.note());
    Ok(Layout { cut, notation, names, above, width_from: header.width_from, notes })
}
