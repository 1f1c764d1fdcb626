//! Where steps read and write: one slice of chunks with all that a block needs in it.
//!
//! A register is as many chunks as the rows of the block fill, the last one perhaps not to its end:
//! every step is a loop over whole chunks and none asks for what is left over.

use std::cell::Cell;

use crate::number::Number;
pub use crate::vecmath::LANES;
use crate::vecmath::{Pair, Unary, gather, spread};

/// Rows that are worked on together.
pub(super) type Chunk<R = f64> = [R; LANES];

/// Something to read in a frame: the rows of a register, or one chunk for all rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Operand {
    start: usize,
    /// All ones, or 0 where every chunk is the first.
    mask: usize,
}

impl Operand {
    #[inline(always)]
    pub(super) fn rows(start: usize) -> Self {
        Operand { start, mask: usize::MAX }
    }

    #[inline(always)]
    pub(super) fn repeated(start: usize) -> Self {
        Operand { start, mask: 0 }
    }

    #[inline(always)]
    fn chunk<'a, R>(&self, frame: &'a [Cell<Chunk<R>>], i: usize) -> &'a Cell<Chunk<R>> {
        &frame[self.start + (i & self.mask)]
    }
}

/// Where a step writes: into the frame, or straight to where the caller wants it.
#[derive(Debug)]
pub(super) enum Target<'a, R = f64> {
    Inside(usize),
    Outside(&'a mut [Chunk<R>]),
}

/// A frame, and the target of a step in it.
pub(super) struct Block<'a, R = f64> {
    pub(super) frame: &'a mut [Chunk<R>],
    pub(super) target: Target<'a, R>,
    /// The number of chunks of every register.
    pub(super) chunks: usize,
}

impl<R: Number> Block<'_, R> {
    /// target = f(operands), number by number.
    #[inline(always)]
    pub(super) fn map<const N: usize>(self, operands: [Operand; N], f: impl Fn([R; N]) -> R) {
        self.map_chunks(operands, |chunks| {
            let mut result = [R::ZERO; LANES];
            for lane in 0..LANES {
                let mut numbers = [R::ZERO; N];
                for k in 0..N {
                    let chunk: &Cell<[R]> = chunks[k];
                    numbers[k] = chunk.as_slice_of_cells()[lane].get();
                }
                result[lane] = f(numbers);
            }
            result
        });
    }

    /// target = f(operands), chunk by chunk. A chunk is written when it is complete: it cannot be
    /// what is still to be read, or the loops in `f` would not become vector instructions.
    #[inline(always)]
    pub(super) fn map_chunks<const N: usize>(
        self,
        operands: [Operand; N],
        f: impl Fn([&Cell<Chunk<R>>; N]) -> Chunk<R>,
    ) {
        let frame = Cell::from_mut(self.frame).as_slice_of_cells();
        let target = match self.target {
            Target::Inside(start) => &frame[start..start + self.chunks],
            Target::Outside(chunks) => Cell::from_mut(chunks).as_slice_of_cells(),
        };
        for (i, out) in target.iter().enumerate() {
            let mut chunks = [out; N];
            for k in 0..N {
                chunks[k] = operands[k].chunk(frame, i);
            }
            out.set(f(chunks));
        }
    }

    /// The target and the register `stride` chunks behind it = f(a).
    #[inline(always)]
    pub(super) fn call_pair(self, f: Pair<R>, a: Operand, stride: usize) {
        let Block { frame, target, chunks } = self;
        // The compiler gives a pair two registers of its own.
        let Target::Inside(start) = target else { return };
        let (first, second) = (start, start + stride);
        let cut = if a.start < start { first } else { a.start };
        let (before, behind) = frame.split_at_mut(cut);
        let (a, pair) = if a.start < start {
            (&before[a.start..a.start + chunks], behind)
        } else {
            (&behind[..chunks], &mut before[first..])
        };
        let (sin, cos) = pair.split_at_mut(second - first);
        f(a.as_flattened(), sin[..chunks].as_flattened_mut(), cos[..chunks].as_flattened_mut());
    }

    /// target = f(a) for a function of columns.
    #[inline(always)]
    pub(super) fn call(self, f: Unary<R>, a: Operand) {
        let Block { frame, target, chunks } = self;
        let (a, out) = match target {
            Target::Outside(out) => (&frame[a.start..a.start + chunks], out),
            Target::Inside(start) if a.start < start => {
                let (before, out) = frame.split_at_mut(start);
                (&before[a.start..a.start + chunks], &mut out[..chunks])
            }
            Target::Inside(start) => {
                let (out, behind) = frame.split_at_mut(a.start);
                (&behind[..chunks], &mut out[start..start + chunks])
            }
        };
        f(a.as_flattened(), out.as_flattened_mut());
    }
}

/// Rows into a register; its last chunk is filled up.
#[inline(always)]
pub(super) fn fill(rows: &[f64], register: &mut [Chunk]) {
    let (whole, rest) = rows.as_chunks();
    for (chunk, rows) in register.iter_mut().zip(whole) {
        *chunk = *rows;
    }
    if !rest.is_empty() {
        spread(rest, &mut register[whole.len()]);
    }
}

/// The rows out of a register filled by [`fill`] or computed from such.
#[inline(always)]
pub(super) fn empty(register: &[Chunk], rows: &mut [f64]) {
    let (whole, rest) = rows.as_chunks_mut();
    for (rows, chunk) in whole.iter_mut().zip(register) {
        *rows = *chunk;
    }
    if !rest.is_empty() {
        gather(&register[whole.len()], rest);
    }
}
