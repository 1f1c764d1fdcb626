//! A stretch of rows as a pass wants them: conditions met, missing cells dropped, weights worked out.

use std::borrow::Cow;
use std::ops::Range;

use super::cells::Cells;
use crate::blocks;
use crate::condition::Condition;
use crate::error::{ErrorKind, FitError};
use crate::observations::Observations;
use crate::plan::Plan;
use crate::table::Table;

/// The observations among some rows.
#[derive(Debug)]
pub(crate) struct Slab<'c> {
    /// The columns of the model, in its order.
    pub columns: Vec<Cells<'c>>,
    pub left: Cells<'c>,
    pub root_weights: Option<Cells<'c>>,
    /// Observations.
    pub rows: usize,
    /// Rows that were read for them.
    pub read: u64,
    /// The row, from 0, at which it begins, as messages count and before any was left out.
    pub first: usize,
}

impl<'c> Slab<'c> {
    fn cells(&self) -> impl Iterator<Item = &Cells<'c>> {
        self.columns.iter().chain([&self.left]).chain(&self.root_weights)
    }

    /// Its observations, a block at a time.
    pub(crate) fn stretches(&self) -> impl Iterator<Item = Stretch<'_>> {
        blocks::ranges(self.rows).map(|rows| Stretch { slab: self, rows })
    }

    /// The same in as little memory as will do.
    pub(crate) fn packed(self) -> Slab<'static> {
        Slab {
            columns: self.columns.into_iter().map(Cells::packed).collect(),
            left: self.left.packed(),
            root_weights: self.root_weights.map(Cells::packed),
            rows: self.rows,
            read: self.read,
            first: self.first,
        }
    }

    /// The memory it takes.
    pub(crate) fn bytes(&self) -> usize {
        size_of::<Slab>() + self.cells().map(|c| size_of::<Cells>() + c.bytes()).sum::<usize>()
    }
}

/// Some observations of a slab.
pub(crate) struct Stretch<'s> {
    pub slab: &'s Slab<'s>,
    pub rows: Range<usize>,
}

/// Rows that were read, and what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Counts {
    /// Read.
    pub read: u64,
    /// Those that meet the conditions and have no missing cell: rows of the table that is fitted.
    pub rows: u64,
    /// Left out because a cell was missing.
    pub dropped: u64,
    /// Of `rows`, those of weight other than 0.
    pub observations: u64,
}

impl std::ops::Add for Counts {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            read: self.read + other.read,
            rows: self.rows + other.rows,
            dropped: self.dropped + other.dropped,
            observations: self.observations + other.observations,
        }
    }
}

/// How rows become a slab.
pub(crate) struct Recipe<'p> {
    pub plan: &'p Plan,
    pub conditions: &'p [Condition],
    /// Whether rows with missing cells are left out; else they are an error.
    pub drop_missing: bool,
    /// The columns of the table that is fitted.
    pub used: Vec<String>,
    /// All columns to be read: those, and the ones of the conditions.
    pub wanted: Vec<String>,
}

impl Recipe<'_> {
    /// The rows of `table` that take part; its first is row `first` for messages.
    pub(crate) fn selected(&self, table: Table, first: usize) -> Result<(Table, Counts), FitError> {
        let read = table.rows();
        let mut counts = Counts { read: read as u64, ..Counts::default() };
        let whole = self.conditions.is_empty() && !self.drop_missing;
        if whole {
            counts.rows = counts.read;
            return Ok((table, counts));
        }
        let missing = |names: &[String]| -> Vec<bool> {
            let mut missing = vec![false; read];
            for cells in names.iter().filter_map(|n| table.column(n)) {
                missing.iter_mut().zip(cells).for_each(|(m, v)| *m |= !v.is_finite());
            }
            missing
        };
        let mut meets = vec![true; read];
        for condition in self.conditions {
            let unknown = missing(condition.columns());
            if !self.drop_missing
                && let Some(row) = unknown.iter().position(|m| *m)
            {
                return Err(unknown_condition(condition, first + row));
            }
            let held = condition.holds(&table);
            meets.iter_mut().zip(held.iter().zip(&unknown)).for_each(|(m, (h, u))| *m &= h | u);
        }
        let gone = if self.drop_missing { missing(&self.wanted) } else { Vec::new() };
        let mut keep = Vec::with_capacity(read);
        for row in (0..read).filter(|&row| meets[row]) {
            if gone.get(row) == Some(&true) {
                counts.dropped += 1;
            } else {
                keep.push(row);
            }
        }
        counts.rows = keep.len() as u64;
        if keep.len() == read {
            return Ok((table, counts));
        }
        let mut kept = Table::new();
        for name in &self.wanted {
            let cells = table.column(name).unwrap_or_default();
            kept = kept.with(name.as_str(), keep.iter().map(|&i| cells[i]).collect::<Vec<_>>())?;
        }
        Ok((kept, counts))
    }

    /// The observations among rows that were selected.
    pub(crate) fn observations<'t>(
        &self,
        selected: &'t Table,
        first: usize,
    ) -> Result<Observations<'t>, FitError> {
        Observations::of_block(self.plan, selected, first)
    }
}

/// What a pass wants of the observations among the rows `first..first + read`.
pub(crate) fn slab(observations: Observations, first: usize, read: u64) -> Slab {
    Slab {
        rows: observations.count(),
        read,
        columns: observations.columns.into_iter().map(Cells::Double).collect(),
        left: Cells::Double(observations.left),
        root_weights: observations.root_weights.map(|w| Cells::Double(Cow::Owned(w))),
        first,
    }
}

fn unknown_condition(condition: &Condition, row: usize) -> FitError {
    let columns = crate::names::list(condition.columns());
    let message = format!("{columns}, which the condition asks for, is missing in row {}", row + 1);
    FitError::new(ErrorKind::Data, "E-VALUE", message)
        .with_help("correct these cells, or leave their rows out with --na drop")
}
