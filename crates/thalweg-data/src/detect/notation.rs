//! How numbers are written: decimal sign, separator of thousands.

use super::rows::Rows;
use crate::error::shown;
use crate::number::{Notation, could_be_groups, parse, shows_groups};
use crate::options::ReadOptions;

/// The notation, and what to say about it where it is not the usual one.
pub(crate) fn detect(
    rows: &Rows,
    delimiter: u8,
    options: &ReadOptions,
) -> (Notation, Option<String>) {
    let cells = || (0..rows.len()).flat_map(|r| rows.row(r));
    let comma = options.decimal_comma.unwrap_or_else(|| is_comma(cells, delimiter == b';'));
    let mut notation = if comma { Notation::COMMA } else { Notation::POINT };
    let proof = cells().find(|cell| shows_groups(cell, notation));
    if options.thousands.unwrap_or(proof.is_some()) {
        notation.group = Some(notation.other());
    }
    let mut parts = Vec::new();
    if comma && options.decimal_comma.is_none() {
        let example = cells()
            .find(|cell| cell.contains(&b',') && parse(cell, notation).is_some())
            .map_or_else(String::new, |cell| format!(", as in {}", shown(cell)));
        parts.push(format!("numbers have a decimal comma{example}"));
    }
    if let (Some(proof), None) = (proof, options.thousands) {
        parts.push(format!("digits are grouped by thousands, as in {}", shown(proof)));
    }
    (notation, (!parts.is_empty()).then(|| parts.join("; ")))
}

/// Whether more cells can only be numbers with a decimal comma than can only be numbers with a point. Where every
/// comma could as well separate thousands (`1,234`), it is taken for a decimal sign between semicolons
/// only: they are there because the comma is not free.
fn is_comma<'a, I: Iterator<Item = &'a [u8]>>(
    cells: impl Fn() -> I,
    between_semicolons: bool,
) -> bool {
    let (mut comma, mut point, mut unclear) = (0usize, 0usize, 0usize);
    for cell in cells() {
        let has = |byte| cell.contains(&byte);
        if has(b',') && parse(cell, Notation::COMMA).is_some() {
            let clear = !could_be_groups(cell, Notation::COMMA);
            comma += usize::from(clear);
            unclear += usize::from(!clear);
        } else if (has(b'.') || has(b',')) && parse(cell, Notation::POINT).is_some() {
            point += usize::from(!could_be_groups(cell, Notation::POINT));
        }
    }
    comma > point || (comma == point && comma == 0 && unclear > 0 && between_semicolons)
}
