//! A block of curves being filled.

use std::ops::Range;

use thalweg::batch::Block;

use super::keys::KeyColumn;
use super::spare::Spare;
use thalweg::Table;

use crate::error::{DataError, of_fit};

/// Most curves of a block, and points beyond which no curve is begun: some 10 MB a column, of which a few blocks are in
/// memory at a time.
pub(super) const CURVES: usize = 1 << 15;
pub(super) const POINTS: usize = 1 << 20;

/// Some curves and their keys, in the order of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct CurveBlock {
    /// One column per key, one entry per curve.
    pub keys: Vec<KeyColumn>,
    /// Their points.
    pub curves: Block,
}

/// Curves as they come.
#[derive(Debug, Default)]
pub(super) struct Filling {
    pub keys: Vec<KeyColumn>,
    pub columns: Vec<Vec<f64>>,
    /// Where each curve begins; the last one ends with the columns.
    pub begins: Vec<usize>,
}

impl Filling {
    /// Without curves, keys of these kinds.
    pub(super) fn new(keys: &[KeyColumn], columns: usize) -> Self {
        Self {
            keys: keys.iter().map(KeyColumn::emptied).collect(),
            columns: vec![Vec::new(); columns],
            begins: Vec::new(),
        }
    }

    /// Points so far.
    pub(super) fn points(&self) -> usize {
        self.columns.first().map_or(0, Vec::len)
    }

    /// Whether it takes no more curves.
    pub(super) fn is_full(&self) -> bool {
        self.begins.len() >= CURVES || self.points() >= POINTS
    }

    /// Appends these rows of some columns.
    pub(super) fn copy(&mut self, columns: &[Vec<f64>], rows: Range<usize>) {
        for (own, cells) in self.columns.iter_mut().zip(columns) {
            own.extend_from_slice(&cells[rows.clone()]);
        }
    }

    /// What is in it as a block, its columns under these names; nothing is left in it but room for as much.
    pub(super) fn take(
        &mut self,
        names: &[String],
        spare: &Spare,
    ) -> Result<CurveBlock, DataError> {
        let room = self.points();
        let columns = self.columns.iter().map(|_| spare.take(room)).collect();
        let empty = Self { columns, ..Self::new(&self.keys, 0) };
        let Self { keys, columns, begins: mut offsets } = std::mem::replace(self, empty);
        offsets.push(columns.first().map_or(0, Vec::len));
        block(keys, names, columns, offsets)
    }
}

/// Curves with their columns under these names.
pub(super) fn block(
    keys: Vec<KeyColumn>,
    names: &[String],
    columns: Vec<Vec<f64>>,
    offsets: Vec<usize>,
) -> Result<CurveBlock, DataError> {
    let mut table = Table::new();
    for (name, column) in names.iter().zip(columns) {
        table = table.with(name.as_str(), column).map_err(of_fit)?;
    }
    Ok(CurveBlock { keys, curves: Block::new(table, offsets).map_err(of_fit)? })
}
