//! Where an observation may lie.

use super::wanted::Wanted;
use crate::error::{ErrorKind, FitError};
use crate::names;

/// Places tried along a column where there is only one, and where there are several.
const PLACES: usize = 201;
const PLACES_OF_SEVERAL: usize = 41;
/// Observations at whose other columns a column is varied.
const MOST_OTHERS: usize = 50;
/// How far beyond the data, as a share of their range on either side.
const BEYOND: f64 = 0.5;

/// A line of places: one column varies from `low` to `high`, the others stay.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// A place on it, one number per column.
    pub base: Vec<f64>,
    /// The column that varies.
    pub column: usize,
    pub low: f64,
    pub high: f64,
    pub places: usize,
}

impl Line {
    pub(super) fn value(&self, k: usize) -> f64 {
        if k + 1 == self.places {
            return self.high;
        }
        self.low + (self.high - self.low) * (k as f64 / (self.places - 1) as f64)
    }
}

/// (low, high) of every column: as wanted, else from the data. Errors: a range of a column that the formula
/// has not, or that is none.
pub(super) fn ranges(
    wanted: &Wanted,
    columns: &[String],
    data: &[&[f64]],
) -> Result<Vec<(f64, f64)>, FitError> {
    for (name, low, high) in &wanted.ranges {
        let wrong = |message: String, help: String| {
            FitError::new(ErrorKind::Option, "E-DESIGN", message).with_help(help)
        };
        if !columns.contains(name) {
            let help = format!("the formula is in {}", names::list(columns));
            return Err(wrong(format!("`{name}` is no column of the formula"), help));
        }
        if !(low.is_finite() && high.is_finite() && low <= high) {
            let message = format!("the candidates for `{name}` go from {low} to {high}");
            return Err(wrong(message, "two finite numbers, the lower one first".into()));
        }
    }
    let one = |(name, cells): (&String, &&[f64])| {
        let given = wanted.ranges.iter().find(|(n, _, _)| n == name);
        given.map_or_else(|| beyond(cells), |(_, low, high)| (*low, *high))
    };
    Ok(columns.iter().zip(data).map(one).collect())
}

/// The range of the data and [`BEYOND`] on either side, not across 0.
fn beyond(cells: &[f64]) -> (f64, f64) {
    let low = cells.iter().copied().fold(f64::INFINITY, f64::min);
    let high = cells.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let more = BEYOND * (high - low);
    let from = if low >= 0.0 { (low - more).max(0.0) } else { low - more };
    let to = if high <= 0.0 { (high + more).min(0.0) } else { high + more };
    (from, to)
}

/// Lines through the ranges: the only column, or each column at values that the others have together in
/// the data.
pub(super) fn lines(data: &[&[f64]], ranges: &[(f64, f64)]) -> Vec<Line> {
    let rows = data.first().map_or(0, |c| c.len());
    let several = data.len() > 1;
    let step = if several { rows.div_ceil(MOST_OTHERS).max(1) } else { rows.max(1) };
    let places = if several { PLACES_OF_SEVERAL } else { PLACES };
    let mut lines: Vec<Line> = Vec::new();
    for (column, &(low, high)) in ranges.iter().enumerate() {
        for row in (0..rows).step_by(step) {
            let inside = |(c, r): (&&[f64], &(f64, f64))| c[row].clamp(r.0, r.1);
            let mut base: Vec<f64> = data.iter().zip(ranges).map(inside).collect();
            base[column] = low;
            let line = Line { base, column, low, high, places };
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines
}
