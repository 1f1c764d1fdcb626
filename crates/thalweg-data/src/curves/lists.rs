//! Parquet with one row per curve, its points in lists.

use super::block::{CurveBlock, Filling, POINTS};
use super::keys::KeyColumn;
use super::parquet::{Groups, Values};
use crate::error::{DataError, count};

/// Rows that are read at once: few enough that their points fit into a block.
const ROWS: std::ops::RangeInclusive<usize> = 1..=4096;

/// Curves as the rows have them. A column of single numbers holds for all points of its row.
pub(super) struct Lists {
    groups: Groups,
    /// For each column whether it holds lists.
    is_list: Vec<bool>,
    strict: bool,
    filling: Option<Filling>,
}

impl Lists {
    pub(super) fn new(groups: Groups, is_list: Vec<bool>, strict: bool) -> Self {
        Self { groups, is_list, strict, filling: None }
    }

    /// The next block; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<CurveBlock>, DataError> {
        loop {
            // Half a block of lists as long as those so far.
            let (points, curves) = self
                .filling
                .as_ref()
                .map_or((0, 0), |filling| (filling.points(), filling.begins.len()));
            let most = match curves {
                0 => 64,
                _ => POINTS / 2 / (points / curves).max(1),
            };
            let first = self.groups.before;
            let next = self.groups.next(most.clamp(*ROWS.start(), *ROWS.end()))?;
            let names = &self.groups.places.names;
            let Some((keys, values)) = next else {
                let last = self.filling.take().filter(|filling| !filling.begins.is_empty());
                return last.map(|mut filling| filling.take(names)).transpose();
            };
            let rows = values.first().map_or(0, |v| v.ends.len());
            let keys = match keys.is_empty() {
                // Nothing says what a row is called: its number does.
                true => {
                    vec![KeyColumn::Integer((first..first + rows).map(|i| i as i64 + 1).collect())]
                }
                false => keys,
            };
            let filling = self.filling.get_or_insert_with(|| Filling::new(&keys, values.len()));
            for row in 0..rows {
                let length = length(&self.groups.file, names, &values, &self.is_list, row, first)?;
                filling.begins.push(filling.points());
                for ((own, values), is_list) in
                    filling.columns.iter_mut().zip(&values).zip(&self.is_list)
                {
                    let cells = cells(values, row);
                    match (is_list, cells) {
                        (false, [one]) => own.extend(std::iter::repeat_n(*one, length)),
                        _ => own.extend_from_slice(cells),
                    }
                }
                filling.keys.iter_mut().zip(&keys).for_each(|(own, keys)| own.push_from(keys, row));
            }
            if self.strict {
                check_cells(&self.groups.file, names, &values, first)?;
            }
            if filling.is_full() {
                return filling.take(names).map(Some);
            }
        }
    }
}

/// The values of a row.
fn cells(values: &Values, row: usize) -> &[f64] {
    let begin = if row == 0 { 0 } else { values.ends[row - 1] };
    &values.numbers[begin..values.ends[row]]
}

/// How many points the curve of a row has. Errors: its lists are not of one length.
fn length(
    file: &str,
    names: &[String],
    values: &[Values],
    is_list: &[bool],
    row: usize,
    first: usize,
) -> Result<usize, DataError> {
    let lists = || (0..values.len()).filter(|k| is_list[*k]);
    let length = |k: usize| cells(&values[k], row).len();
    let Some(one) = lists().next() else { return Ok(0) };
    let Some(other) = lists().find(|k| length(*k) != length(one)) else { return Ok(length(one)) };
    Err(DataError::new(
        "E-ROWS",
        format!(
            "{file}: in row {} `{}` has {}, but `{}` has {}",
            first + row + 1,
            names[one],
            count(length(one), "value"),
            names[other],
            length(other)
        ),
        "the lists of a curve are of one length: put null where a point is missing",
    ))
}

/// Errors: a value that is no number.
fn check_cells(
    file: &str,
    names: &[String],
    values: &[Values],
    first: usize,
) -> Result<(), DataError> {
    for (name, values) in names.iter().zip(values) {
        if let Some(at) = values.numbers.iter().position(|v| v.is_nan()) {
            let row = values.ends.partition_point(|end| *end <= at);
            return Err(DataError::new(
                "E-VALUE",
                format!(
                    "{file}: row {}, column `{name}` holds a value that is no number",
                    first + row + 1
                ),
                "correct it, or let points without a number not count: --na drop",
            ));
        }
    }
    Ok(())
}
