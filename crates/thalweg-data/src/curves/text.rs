//! Points from delimited text and from JSON lines.

use super::keys::{KeyColumn, TextKeys};
use super::places::Places;
use super::points::{PointSource, Points, ROWS};
use crate::detect::Layout;
use crate::error::{DataError, count, no_key};
use crate::json::{Cell, JsonRows};
use crate::lines::Lines;
use crate::names::decoded;
use crate::number::parse;
use crate::records::Records;
use crate::text::{cut_error, no_rows, ragged};
use std::io::Read;

/// Rows being filled.
struct Cells {
    keys: Vec<TextKeys>,
    columns: Vec<Vec<f64>>,
    lines: Vec<usize>,
}

impl Cells {
    fn new(places: &Places) -> Self {
        Self {
            keys: vec![TextKeys::default(); places.keys.len()],
            columns: vec![Vec::with_capacity(ROWS); places.numbers.len()],
            lines: Vec::with_capacity(ROWS),
        }
    }

    fn done(self, before: &mut usize) -> Option<Points> {
        let rows = self.lines.len();
        let points = Points {
            keys: self.keys.into_iter().map(KeyColumn::Text).collect(),
            columns: self.columns,
            lines: self.lines,
            before: *before,
        };
        *before += rows;
        (rows > 0).then_some(points)
    }
}

/// Delimited text.
pub(super) struct TextPoints {
    file: String,
    records: Records<Box<dyn Read + Send>>,
    layout: Layout,
    places: Places,
    before: usize,
}

impl TextPoints {
    pub(super) fn new(
        file: &str,
        input: Box<dyn Read + Send>,
        layout: Layout,
        places: Places,
    ) -> Result<Self, DataError> {
        let mut records = Records::new(Lines::new(input), layout.cut);
        for _ in 0..layout.above {
            records.next(|_, _, _| {}).map_err(|error| cut_error(file, error, 0))?;
        }
        Ok(Self { file: file.into(), records, layout, places, before: 0 })
    }
}

impl PointSource for TextPoints {
    fn next(&mut self) -> Result<Option<Points>, DataError> {
        let Self { file, records, layout, places, before } = self;
        let width = layout.names.len();
        // For each column of the file where its numbers and its keys go.
        let goes = |which: &[usize]| -> Vec<Option<usize>> {
            (0..width).map(|k| which.iter().position(|place| *place == k)).collect()
        };
        let (numbers, keys) = (goes(&places.numbers), goes(&places.keys));
        let twice = repeated(&places.numbers);
        let mut cells = Cells::new(places);
        while cells.lines.len() < ROWS {
            let mut extra = false;
            let row = records.next(|_, k, cell| {
                if k >= width {
                    extra |= !cell.is_empty();
                    return;
                }
                if let Some(at) = numbers[k] {
                    cells.columns[at].push(parse(cell, layout.notation).unwrap_or(f64::NAN));
                }
                if let Some(at) = keys[k] {
                    cells.keys[at].push(&decoded(cell));
                }
            });
            let Some((line, fields)) = row.map_err(|error| cut_error(file, error, 0))? else {
                break;
            };
            if fields < width || extra {
                return Err(ragged(file, line, fields, layout));
            }
            cells.lines.push(line);
        }
        twice.iter().for_each(|(to, from)| cells.columns[*to] = cells.columns[*from].clone());
        if cells.lines.is_empty() && *before == 0 {
            return Err(no_rows(file, layout, records.comments()));
        }
        Ok(cells.done(before))
    }

    fn notes(&self) -> Vec<String> {
        match self.records.comments() {
            0 => Vec::new(),
            n => vec![format!("{} left out", count(n, "comment line"))],
        }
    }
}

/// Columns that are used under two names: where the second goes, and where the first is.
fn repeated(places: &[usize]) -> Vec<(usize, usize)> {
    let first = |at: usize| places.iter().position(|place| *place == places[at]);
    (0..places.len()).filter_map(|at| Some((at, first(at).filter(|first| *first < at)?))).collect()
}

/// JSON lines.
pub(super) struct JsonPoints {
    pub file: String,
    pub rows: JsonRows,
    pub places: Places,
    pub before: usize,
}

impl PointSource for JsonPoints {
    fn next(&mut self) -> Result<Option<Points>, DataError> {
        let mut cells = Cells::new(&self.places);
        while cells.lines.len() < ROWS {
            let Some((line, row)) = self.rows.next()? else { break };
            for (column, place) in cells.columns.iter_mut().zip(&self.places.numbers) {
                let number = row.get(*place).and_then(Cell::number);
                column.push(number.filter(|v| v.is_finite()).unwrap_or(f64::NAN));
            }
            for (keys, place) in cells.keys.iter_mut().zip(&self.places.keys) {
                match row.get(*place) {
                    Some(Cell::Text(text)) => keys.push(text),
                    Some(Cell::Number(value)) => keys.push(&value.to_string()),
                    _ => return Err(no_key(&self.file, &format!("line {line}"))),
                }
            }
            cells.lines.push(line);
        }
        if cells.lines.is_empty() && self.before == 0 {
            return Err(crate::error::empty(&self.file, "there are no rows in it"));
        }
        Ok(cells.done(&mut self.before))
    }

    fn notes(&self) -> Vec<String> {
        self.rows.note().map(String::from).into_iter().collect()
    }
}
