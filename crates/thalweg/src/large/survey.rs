//! The first pass: how many rows there are, how large the data are, and a sample of them.

use std::collections::BinaryHeap;
use std::sync::{Mutex, PoisonError};

use super::pass::Rows;
use super::slab::{Counts, slab};
use super::stop::Stop;
use super::tree::Merge;
use crate::error::FitError;
use crate::size::scaled_norm;
use crate::table::Table;

/// What is known of all rows after one pass.
pub(crate) struct Survey {
    pub counts: Counts,
    /// ‖√w y‖.
    pub data_norm: f64,
    /// Σ ln √w.
    pub log_root_weights: f64,
    /// A sample of the observations, in their order; among them rows of weight 0 where there is room.
    pub sample: Table,
}

/// The sums of it.
struct Sums {
    counts: Counts,
    data_norm: f64,
    log_root_weights: f64,
}

impl Merge for Sums {
    fn merge(self, next: Self) -> Self {
        Self {
            counts: self.counts + next.counts,
            data_norm: scaled_norm([self.data_norm, next.data_norm].into_iter()),
            log_root_weights: self.log_root_weights + next.log_root_weights,
        }
    }
}

/// The rows with the smallest numbers of their own: a simple random sample without replacement, whoever reads
/// which rows when (bottom-k sampling; Cohen & Kaplan 2007).
struct Sample {
    most: usize,
    /// The largest key on top.
    rows: BinaryHeap<Drawn>,
}

struct Drawn {
    lot: Lot,
    /// Part and row.
    place: (usize, usize),
    cells: Vec<f64>,
}

/// What decides who is in the sample. Rows that do not count come after those that do: of a few observations
/// among many rows of weight 0, all are in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Lot {
    is_idle: bool,
    number: u64,
}

impl Drawn {
    fn key(&self) -> (Lot, (usize, usize)) {
        (self.lot, self.place)
    }
}

impl PartialEq for Drawn {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}
impl Eq for Drawn {}
impl PartialOrd for Drawn {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Drawn {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

impl Sample {
    /// Lots from here on are of no use.
    fn limit(&self) -> Option<Lot> {
        self.rows.peek().filter(|_| self.rows.len() == self.most).map(|top| top.lot)
    }

    fn put(&mut self, drawn: Drawn) {
        self.rows.push(drawn);
        if self.rows.len() > self.most {
            self.rows.pop();
        }
    }

    fn table(self, names: &[String]) -> Result<Table, FitError> {
        let mut rows = self.rows.into_vec();
        rows.sort_unstable_by_key(|drawn| drawn.place);
        let mut table = Table::new();
        for (k, name) in names.iter().enumerate() {
            let cells: Vec<f64> = rows.iter().map(|drawn| drawn.cells[k]).collect();
            table = table.with(name.as_str(), cells)?;
        }
        Ok(table)
    }
}

/// A number for a row, as good as random (the finaliser of SplitMix64; Steele, Lea & Flood 2014).
fn number(seed: u64, part: usize, row: usize) -> u64 {
    let mix = |mut z: u64| {
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    let stream = mix(seed ^ mix(part as u64 + 0x9e37_79b9_7f4a_7c15));
    mix(stream.wrapping_add((row as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
}

/// Looks at every row once; at most `most` of them are sampled.
pub(crate) fn survey(rows: &Rows, seed: u64, most: usize) -> Result<Survey, Stop> {
    let recipe = &rows.recipe;
    let sample = Mutex::new(Sample { most, rows: BinaryHeap::new() });
    let locked = || sample.lock().unwrap_or_else(PoisonError::into_inner);
    let sums = rows.first_pass(|part, table, first, keep| {
        let (selected, mut counts) = recipe.selected(table, first)?;
        let observations = recipe.observations(&selected, first)?;
        let mut is_idle = vec![true; selected.rows()];
        (0..observations.count()).for_each(|i| is_idle[observations.row(i)] = false);
        let columns: Vec<&[f64]> =
            recipe.used.iter().map(|n| selected.column(n).unwrap_or_default()).collect();
        let limit = locked().limit();
        let lots = is_idle
            .into_iter()
            .enumerate()
            .map(|(i, is_idle)| (i, Lot { is_idle, number: number(seed, part, first + i) }));
        let drawn: Vec<Drawn> = lots
            .filter(|(_, lot)| limit.is_none_or(|limit| *lot < limit))
            .map(|(i, lot)| {
                let cells = columns.iter().map(|c| c[i]).collect();
                Drawn { lot, place: (part, first + i), cells }
            })
            .collect();
        let mut all = locked();
        drawn.into_iter().for_each(|drawn| all.put(drawn));
        drop(all);
        counts.observations = observations.count() as u64;
        let weights = observations.root_weights.as_deref().unwrap_or_default();
        let sums = Sums {
            counts,
            data_norm: observations.data_norm(),
            log_root_weights: weights.iter().map(|w| w.ln()).sum(),
        };
        Ok((sums, counts, keep.then(|| slab(observations, first, counts.read).packed())))
    })?;
    let sums =
        sums.unwrap_or(Sums { counts: Counts::default(), data_norm: 0.0, log_root_weights: 0.0 });
    let sample = sample.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(Survey {
        counts: sums.counts,
        data_norm: sums.data_norm,
        log_root_weights: sums.log_root_weights,
        sample: sample.table(&recipe.used)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_neighbours_have_nothing_in_common() {
        let all: Vec<u64> = (0..100).flat_map(|p| (0..100).map(move |r| number(7, p, r))).collect();
        let below = all.iter().filter(|n| **n < u64::MAX / 10).count();
        assert!((850..1150).contains(&below), "{below}");
        let mut different = all.clone();
        different.sort_unstable();
        different.dedup();
        assert_eq!(different.len(), all.len());
    }
}
