//! Rows in fixed blocks, shared out among threads where the work is worth it.

use std::ops::Range;

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

use crate::team::Team;

/// Rows in a block: a few columns of this length stay in the second-level cache.
pub(crate) const BLOCK_ROWS: usize = 4096;

/// Blocks below which sharing out costs more than it saves (waking a thread takes some 10 µs, a
/// block some 20 to 100).
const FEWEST_BLOCKS: usize = 4;

/// Parameters up to which the columns of a Jacobian need no list on the heap.
const SMALL: usize = 32;

/// The row ranges of the blocks of `rows` rows.
pub(crate) fn ranges(rows: usize) -> impl Iterator<Item = Range<usize>> {
    (0..rows).step_by(BLOCK_ROWS).map(move |first| first..(first + BLOCK_ROWS).min(rows))
}

/// The threads that may be used, none but the caller's where there is little to do. The results do not depend on their
/// number.
pub(crate) struct Workers(Option<Team>);

impl Workers {
    /// At most `threads` (0: all there are) for problems of `rows` rows; threads are started only
    /// where there are rows enough for them.
    pub(crate) fn new(threads: usize, rows: usize) -> Self {
        let small = rows.div_ceil(BLOCK_ROWS) < FEWEST_BLOCKS;
        Self((threads != 1 && !small).then(|| Team::new(threads)))
    }

    /// Does `work` on every block, given its number.
    pub(crate) fn each<T: Send>(
        &self,
        blocks: impl ExactSizeIterator<Item = T>,
        work: impl Fn(usize, T) + Sync,
    ) {
        match &self.0 {
            Some(team) if blocks.len() >= FEWEST_BLOCKS => {
                let blocks: Vec<T> = blocks.collect();
                let each = blocks.into_par_iter().enumerate();
                team.run(|| each.for_each(|(b, block)| work(b, block)));
            }
            _ => blocks.enumerate().for_each(|(b, block)| work(b, block)),
        }
    }
}

/// Does `work` on every block of rows of an m×n matrix stored by columns: it is given the number
/// of the block and the n pieces of columns in it.
pub(crate) fn columns_by_block(
    matrix: &mut [f64],
    m: usize,
    n: usize,
    workers: &Workers,
    work: impl Fn(usize, &mut [&mut [f64]]) + Sync,
) {
    if m <= BLOCK_ROWS && n <= SMALL {
        let mut slots: [&mut [f64]; SMALL] = std::array::from_fn(|_| &mut [][..]);
        for (slot, column) in slots.iter_mut().zip(matrix.chunks_exact_mut(m)) {
            *slot = column;
        }
        work(0, &mut slots[..n]);
        return;
    }
    let mut blocks: Vec<Vec<&mut [f64]>> = ranges(m).map(|_| Vec::with_capacity(n)).collect();
    for column in matrix.chunks_exact_mut(m) {
        for (block, piece) in blocks.iter_mut().zip(column.chunks_mut(BLOCK_ROWS)) {
            block.push(piece);
        }
    }
    workers.each(blocks.into_iter(), |b, mut columns| work(b, &mut columns));
}
