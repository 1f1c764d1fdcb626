//! Which byte separates fields.

use super::rows::Rows;
use crate::cut::{BLANKS, Cut};
use crate::number::{Notation, parse};
use crate::options::{Format, ReadOptions};

/// Rows that are looked at: each is cut once for every candidate.
const ROWS: usize = 200;

/// In order of preference where nothing else decides.
const CANDIDATES: [u8; 5] = [b'\t', b';', b',', b'|', BLANKS];

/// The delimiter under which most rows have the same number of fields, most of them numbers.
pub(crate) fn detect(sample: &[u8], options: &ReadOptions) -> u8 {
    match options.format {
        Some(Format::Tsv) => return b'\t',
        Some(Format::Whitespace) => return BLANKS,
        _ => {}
    }
    let mut best = (0.0, b',');
    for delimiter in CANDIDATES {
        let rows = Rows::cut(sample, Cut { delimiter, comment: options.comment }, ROWS);
        for notation in [Notation::POINT, Notation::COMMA] {
            let unwanted = options.decimal_comma.is_some_and(|c| c != (notation.decimal == b','));
            let score = score(&rows, notation);
            if !unwanted && score > best.0 {
                best = (score, delimiter);
            }
        }
    }
    best.1
}

/// The share of rows with the usual number of fields, times (a little more than) the share of numbers in them.
/// One column counts for less than several: that is what every wrong delimiter gives.
fn score(rows: &Rows, notation: Notation) -> f64 {
    let (width, times) = rows.usual_width(0);
    let (mut numbers, mut fields) = (0usize, 0usize);
    for r in (0..rows.len()).filter(|r| rows.width(*r) == width) {
        for field in rows.row(r).filter(|field| !field.is_empty()) {
            fields += 1;
            numbers += usize::from(parse(field, notation).is_some());
        }
    }
    let consistent = times as f64 / rows.len().max(1) as f64;
    let numeric = numbers as f64 / fields.max(1) as f64;
    consistent * (0.2 + numeric) * if width > 1 { 1.0 } else { 0.3 }
}

/// The delimiter of a first line `sep=;`, which spreadsheets write and read.
pub(crate) fn announced(sample: &[u8]) -> Option<u8> {
    let line = sample.split(|byte| matches!(byte, b'\n' | b'\r')).next()?;
    let line = line.strip_prefix(b"\"").unwrap_or(line);
    match line.strip_prefix(b"sep=")? {
        [delimiter] | [delimiter, b'"'] if delimiter.is_ascii() => Some(*delimiter),
        _ => None,
    }
}

/// What to say about a delimiter that is neither comma nor tab.
pub(crate) fn note(delimiter: u8) -> Option<String> {
    let what = match delimiter {
        b',' | b'\t' => return None,
        BLANKS => "blanks".to_string(),
        b';' => "semicolons".to_string(),
        other => format!("`{}`", char::from(other)),
    };
    Some(format!("fields are separated by {what}"))
}
