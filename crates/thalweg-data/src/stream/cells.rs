//! The cells of a text on their way into tables.

use thalweg::FitError;
use thalweg::large::{Each, SLAB_ROWS};

use super::asked::Asked;
use crate::column::said;
use crate::number::{Notation, parse};

/// Cells of the columns that are asked for, given away a table at a time.
pub(super) struct Cells<'a> {
    file: &'a str,
    asked: Asked<'a>,
    notation: Notation,
    /// For each field of a row the columns it goes to: one may be asked for under two names.
    columns_of: Vec<Vec<usize>>,
    columns: Vec<Vec<f64>>,
    /// Rows in them, and rows that were given away.
    rows: usize,
    given: usize,
    odd: Odd,
}

impl<'a> Cells<'a> {
    /// Of rows of `width` fields of a file.
    pub(super) fn new(file: &'a str, asked: Asked<'a>, width: usize, notation: Notation) -> Self {
        let mut columns_of = vec![Vec::new(); width];
        asked.places.iter().enumerate().for_each(|(at, &k)| columns_of[k].push(at));
        let columns = asked.places.iter().map(|_| Vec::with_capacity(SLAB_ROWS)).collect();
        Self { file, asked, notation, columns_of, columns, rows: 0, given: 0, odd: Odd::default() }
    }

    /// Takes field `k` of a row, which stands in this line.
    #[inline]
    pub(super) fn put(&mut self, line: usize, k: usize, cell: &[u8]) {
        let wanted = &self.columns_of[k];
        if wanted.is_empty() {
            return;
        }
        let value = parse(cell, self.notation).unwrap_or_else(|| {
            let names = wanted.iter().map(|&at| self.asked.names[at].as_str());
            self.odd.note(self.given + self.rows, line, names, cell);
            f64::NAN
        });
        wanted.iter().for_each(|&at| self.columns[at].push(value));
    }

    /// A row is complete; so may be a table.
    #[inline]
    pub(super) fn end_row(&mut self, each: &mut Each) -> Result<(), FitError> {
        self.rows += 1;
        if self.rows == SLAB_ROWS { self.give(each) } else { Ok(()) }
    }

    /// Rows in all.
    pub(super) fn total(&self) -> usize {
        self.given + self.rows
    }

    /// Gives what is left.
    pub(super) fn finish(mut self, each: &mut Each) -> Result<(), FitError> {
        if self.rows > 0 { self.give(each) } else { Ok(()) }
    }

    fn give(&mut self, each: &mut Each) -> Result<(), FitError> {
        let fresh =
            |column: &mut Vec<f64>| std::mem::replace(column, Vec::with_capacity(SLAB_ROWS));
        let columns = self.columns.iter_mut().map(fresh).collect();
        let odd = std::mem::take(&mut self.odd);
        self.given += std::mem::take(&mut self.rows);
        each(self.asked.table(columns)?).map_err(|error| odd.named(error, self.file))
    }
}

/// The first cell of each column that holds no number, among rows that are given together.
#[derive(Default)]
struct Odd(Vec<OddCell>);

struct OddCell {
    row: usize,
    line: usize,
    column: String,
    said: String,
}

impl Odd {
    #[cold]
    fn note<'n>(
        &mut self,
        row: usize,
        line: usize,
        columns: impl Iterator<Item = &'n str>,
        cell: &[u8],
    ) {
        for column in columns {
            if self.0.iter().all(|known| known.column != column) {
                self.0.push(OddCell { row, line, column: column.into(), said: said(cell) });
            }
        }
    }

    /// An error about one of them says what stands there.
    fn named(self, error: FitError, file: &str) -> FitError {
        let is_it = |cell: &OddCell| error.cell() == Some((cell.row, &cell.column));
        match self.0.iter().find(|cell| is_it(cell)) {
            None => error,
            Some(OddCell { line, column, said, .. }) => FitError::of_data(
                "E-VALUE",
                format!("{file}: a cell is not a number: line {line}, column `{column}`: {said}"),
                "correct it, or leave such rows out with --na drop",
            ),
        }
    }
}
