//! A row per curve, its points in lists.

use super::block::{CURVES, CurveBlock, POINTS, block};
use super::columns::{ColumnSource, Values};
use super::keys::KeyColumn;
use super::spare::Spare;
use super::strict::Strict;
use crate::error::{DataError, count};

/// Rows that are read at once: few enough that their points fit into a block.
const ROWS: std::ops::RangeInclusive<usize> = 1..=4096;

/// Curves as the rows have them. A column of single numbers holds for all points of its row.
pub(super) struct Lists {
    source: Box<dyn ColumnSource>,
    /// For each column whether it holds lists.
    is_list: Vec<bool>,
    strict: Strict,
    spare: Spare,
    /// Points of the block before.
    points: usize,
}

impl Lists {
    pub(super) fn new(source: Box<dyn ColumnSource>, strict: Strict, spare: Spare) -> Self {
        let is_list = source.lists();
        Self { source, is_list, strict, spare, points: 0 }
    }

    /// The next block; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<CurveBlock>, DataError> {
        let first = self.source.before();
        let mut keys = self.source.keys().to_vec();
        let room = |is_list: &bool| Values {
            numbers: if *is_list { self.spare.take(self.points) } else { Vec::new() },
            ends: Vec::new(),
        };
        let mut columns: Vec<Values> = self.is_list.iter().map(room).collect();
        let one = self.is_list.iter().position(|is_list| *is_list).unwrap_or(0);
        loop {
            let (curves, points) = (columns[one].ends.len(), columns[one].numbers.len());
            if curves >= CURVES || points >= POINTS {
                break;
            }
            // Half a block of lists as long as those so far.
            let most = match curves {
                0 => 64,
                _ => POINTS / 2 / (points / curves).max(1),
            };
            let most = most.clamp(*ROWS.start(), *ROWS.end()).min(CURVES - curves);
            if self.source.append(most, &mut keys, &mut columns)? == 0 {
                break;
            }
        }
        let curves = columns[one].ends.len();
        if curves == 0 {
            return Ok(None);
        }
        let (file, names) = (self.source.file(), self.source.names());
        self.check_lengths(one, &columns, first)?;
        if keys.is_empty() {
            // Nothing says what a row is called: its number does.
            keys.push(KeyColumn::Integer((first..first + curves).map(|i| i as i64 + 1).collect()));
        }
        self.points = columns[one].numbers.len();
        let mut offsets = Vec::with_capacity(curves + 1);
        offsets.push(0);
        offsets.extend_from_slice(&columns[one].ends);
        let columns = columns.into_iter().zip(&self.is_list);
        let columns = columns.map(|(values, is_list)| match is_list {
            true => values.numbers,
            false => spread(&values.numbers, &offsets, self.spare.take(0)),
        });
        let columns: Vec<Vec<f64>> = columns.collect();
        if let Some((point, name)) = self.strict.bad(names, &columns)? {
            let row = first + offsets.partition_point(|begin| *begin <= point);
            return Err(DataError::new(
                "E-VALUE",
                format!("{file}: row {row}, column `{name}` holds a value that is no number"),
                "correct it, or let points without a number not count: --na drop",
            ));
        }
        block(keys, names, columns, offsets).map(Some)
    }

    /// Errors: lists of a row that are not of one length.
    fn check_lengths(&self, one: usize, columns: &[Values], first: usize) -> Result<(), DataError> {
        let lists = (0..columns.len()).filter(|k| self.is_list[*k]);
        let unlike = |other: usize| {
            let ends = columns[one].ends.iter().zip(&columns[other].ends);
            Some((ends.clone().position(|(one, other)| one != other)?, other))
        };
        let Some((row, other)) = lists.filter_map(unlike).min() else { return Ok(()) };
        let names = self.source.names();
        let length = |k: usize| cells(&columns[k], row).len();
        Err(DataError::new(
            "E-ROWS",
            format!(
                "{}: in row {} `{}` has {}, but `{}` has {}",
                self.source.file(),
                first + row + 1,
                names[one],
                count(length(one), "value"),
                names[other],
                length(other)
            ),
            "the lists of a curve are of one length: put null where a point is missing",
        ))
    }
}

/// One number a curve, for all its points, into an empty column.
fn spread(numbers: &[f64], offsets: &[usize], mut column: Vec<f64>) -> Vec<f64> {
    column.reserve(offsets.last().copied().unwrap_or(0));
    for (one, pair) in numbers.iter().zip(offsets.windows(2)) {
        column.resize(column.len() + pair[1] - pair[0], *one);
    }
    column
}

/// The values of a row.
fn cells(values: &Values, row: usize) -> &[f64] {
    let begin = if row == 0 { 0 } else { values.ends[row - 1] };
    &values.numbers[begin..values.ends[row]]
}
