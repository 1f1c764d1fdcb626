//! How the memory of a frame is laid out: numbers, registers, outputs.

use super::frame::{Chunk, LANES, Operand};
use super::program::{Place, Program};
use super::scratch::BLOCK;
use crate::number::Number;

/// Bytes in a line of the cache.
const LINE: usize = 64;

/// Where what is in a frame begins.
pub(super) struct Layout {
    /// The first register; chunks of one number are before it.
    first: usize,
    registers: usize,
    stride: usize,
}

impl Layout {
    #[inline(always)]
    pub(super) fn new(program: &Program, rows: usize) -> Self {
        // Not at multiples of 4096 bytes: the registers would share their lines of the cache.
        let stride = rows.min(BLOCK).div_ceil(LANES) | 1;
        Layout { first: program.repeated.len(), registers: program.registers, stride }
    }

    #[inline(always)]
    pub(super) fn register(&self, at: usize) -> usize {
        self.first + at * self.stride
    }

    /// From a register to the one behind it.
    #[inline(always)]
    pub(super) fn stride(&self) -> usize {
        self.stride
    }

    /// Where an output is put together that cannot be written where the caller wants it.
    #[inline(always)]
    pub(super) fn output(&self, at: usize) -> usize {
        self.register(self.registers + at)
    }

    /// A frame for so many outputs.
    #[inline(always)]
    pub(super) fn reserve<'a, R: Number>(
        &self,
        outputs: usize,
        memory: &'a mut Vec<R>,
    ) -> &'a mut [Chunk<R>] {
        aligned(self.output(outputs), memory)
    }

    #[inline(always)]
    pub(super) fn operand(&self, place: Place) -> Operand {
        match place {
            Place::Register(at) => Operand::rows(self.register(at as usize)),
            Place::Repeated(at) => Operand::repeated(at as usize),
        }
    }
}

/// So many chunks. They begin where a line of the cache does: vector instructions that cross a line take twice as long.
#[inline(always)]
pub(super) fn aligned<R: Number>(chunks: usize, memory: &mut Vec<R>) -> &mut [Chunk<R>] {
    let (length, line) = (chunks * LANES, LINE / size_of::<R>());
    if memory.len() < length + line {
        memory.resize(length + line, R::ZERO);
    }
    let first = memory.as_ptr().align_offset(LINE).min(line);
    memory[first..first + length].as_chunks_mut().0
}
