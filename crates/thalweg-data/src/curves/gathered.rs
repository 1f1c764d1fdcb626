//! Points to curves in memory, whatever their order.

use std::collections::HashMap;

use super::block::{CurveBlock, Filling};
use super::keys::{KeyColumn, hash, same};
use super::points::PointSource;
use super::spare::Spare;
use super::strict::Strict;
use crate::error::DataError;

/// Most numbers that are held: a gibibyte of them.
const MOST: usize = 1 << 27;

/// Curves in the order in which their keys come first, the points of each in the order of the file.
pub(super) struct Gathered {
    names: Vec<String>,
    keys: Vec<KeyColumn>,
    columns: Vec<Vec<f64>>,
    /// Rows in the order of the curves.
    order: Vec<u32>,
    /// Where each curve begins in `order`; one more than curves.
    begins: Vec<usize>,
    next: usize,
}

impl Gathered {
    /// Reads everything. Errors: as the source; more than a gibibyte of numbers.
    pub(super) fn read(
        file: &str,
        source: &mut dyn PointSource,
        names: Vec<String>,
        strict: &Strict,
    ) -> Result<Self, DataError> {
        let mut groups = Groups::default();
        let mut columns = vec![Vec::new(); names.len()];
        let mut group_of: Vec<u32> = Vec::new();
        while let Some(points) = source.next()? {
            points.check_cells(strict, file, &names)?;
            for row in 0..points.len() {
                group_of.push(groups.of(&points.keys, row));
            }
            for (own, cells) in columns.iter_mut().zip(points.columns) {
                own.extend_from_slice(&cells);
            }
            if group_of.len() * (names.len() + 1) > MOST {
                return Err(DataError::new(
                    "E-UNSORTED",
                    format!(
                        "{file}: it is not sorted by its key, and too large to be gathered in memory"
                    ),
                    "sort it by its key first; up to 134 million numbers can be gathered",
                ));
            }
        }
        let mut begins = vec![0; groups.count + 1];
        group_of.iter().for_each(|group| begins[*group as usize + 1] += 1);
        (1..begins.len()).for_each(|i| begins[i] += begins[i - 1]);
        let mut at = begins.clone();
        let mut order = vec![0; group_of.len()];
        for (row, group) in group_of.iter().enumerate() {
            let at = &mut at[*group as usize];
            order[*at] = row as u32;
            *at += 1;
        }
        Ok(Self { names, keys: groups.keys, columns, order, begins, next: 0 })
    }

    /// The next block; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<CurveBlock>, DataError> {
        let mut filling = Filling::new(&self.keys, self.columns.len());
        while self.next + 1 < self.begins.len() && !filling.is_full() {
            let rows = &self.order[self.begins[self.next]..self.begins[self.next + 1]];
            filling.begins.push(filling.points());
            for (own, keys) in filling.keys.iter_mut().zip(&self.keys) {
                own.push_from(keys, self.next);
            }
            for (own, cells) in filling.columns.iter_mut().zip(&self.columns) {
                own.extend(rows.iter().map(|row| cells[*row as usize]));
            }
            self.next += 1;
        }
        if filling.begins.is_empty() {
            Ok(None)
        } else {
            filling.take(&self.names, &Spare::default()).map(Some)
        }
    }
}

/// The keys seen, each once.
#[derive(Default)]
struct Groups {
    keys: Vec<KeyColumn>,
    count: usize,
    /// By hash the last group that has it.
    last: HashMap<u64, u32>,
    /// For each group the one before it of the same hash.
    before: Vec<Option<u32>>,
}

impl Groups {
    /// The group of a row; a new one if its key is new.
    fn of(&mut self, keys: &[KeyColumn], row: usize) -> u32 {
        if self.keys.is_empty() {
            self.keys = keys.iter().map(KeyColumn::emptied).collect();
        }
        let hash = hash(keys, row);
        let last = self.last.get(&hash).copied();
        let mut candidate = last;
        while let Some(group) = candidate {
            if same(keys, row, &self.keys, group as usize) {
                return group;
            }
            candidate = self.before.get(group as usize).copied().flatten();
        }
        let new = self.count as u32;
        self.count += 1;
        self.before.push(last);
        self.last.insert(hash, new);
        self.keys.iter_mut().zip(keys).for_each(|(own, keys)| own.push_from(keys, row));
        new
    }
}
