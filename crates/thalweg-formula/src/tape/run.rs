//! Running a program over rows.

use std::ops::Range;

use multiversion::multiversion;

use super::block;
use super::frame::{Block, Chunk, LANES, Target, empty, fill};
use super::functions::{binary, binary_value, ternary, ternary_value, unary, unary_value};
use super::layout::Layout;
use super::program::{Destination, Pass, Place, Program, Step, bit};
use super::real::Native;
use super::scratch::{BLOCK, Scratch};
use crate::vecmath::{Functions, best};

/// What a program is run on.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a> {
    pub(crate) parameters: &'a [f64],
    /// Empty unless the program has a direction.
    pub(crate) direction: &'a [f64],
    pub(crate) columns: &'a [&'a [f64]],
}

/// Where the results go.
pub(crate) struct Output<'a, 'p> {
    pub(crate) value: &'a mut [f64],
    /// One slice per parameter; those not wanted are not touched.
    pub(crate) partials: &'a mut [&'p mut [f64]],
    /// Which partial derivatives are computed; all of them if `None`.
    pub(crate) wanted: Option<&'a [bool]>,
}

impl Program {
    /// Computes all rows of the output.
    pub(crate) fn run(&self, rows: Rows<'_>, mut output: Output<'_, '_>, scratch: &mut Scratch) {
        self.run_scalars(rows, &mut scratch.scalars);
        run_blocks(self, rows.columns, &mut output, scratch);
    }

    fn run_scalars(&self, rows: Rows<'_>, scalars: &mut Vec<f64>) {
        scalars.clear();
        scalars.extend_from_slice(&self.constants);
        scalars.extend_from_slice(&rows.parameters[..self.parameters]);
        if self.has_direction {
            scalars.extend_from_slice(&rows.direction[..self.parameters]);
        }
        for step in &self.scalars {
            let at = |index: u32| scalars[index as usize];
            let value = match *step {
                Step::Unary(op, a) => unary_value(op, at(a)),
                Step::Binary(op, [a, b]) => binary_value(op, at(a), at(b)),
                Step::Ternary(op, [a, b, c]) => ternary_value(op, at(a), at(b), at(c)),
            };
            scalars.push(value);
        }
    }
}

/// All steps on one block of rows after the other. The loops of all operations are inlined here and
/// so compiled once per instruction set, which is chosen once per evaluation.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn run_blocks(
    program: &Program,
    columns: &[&[f64]],
    output: &mut Output<'_, '_>,
    scratch: &mut Scratch,
) {
    let math = best();
    let wanted = output.wanted_bits();
    let count = output.value.len();
    let layout = Layout::new(program, count);
    let frame = layout.reserve(program.kept.len(), &mut scratch.frame);
    for (chunk, &at) in frame.iter_mut().zip(&program.repeated) {
        *chunk = [scratch.scalars[at as usize]; LANES];
    }
    let mut start = 0;
    while start < count {
        let end = block_end(start, count);
        let chunks = (end - start).div_ceil(LANES);
        for (at, column) in columns.iter().enumerate() {
            fill(&column[start..end], &mut frame[layout.register(at)..]);
        }
        let is_whole = chunks * LANES == end - start;
        for step in &program.rows {
            if step.needed_for & wanted == 0 {
                continue;
            }
            let target = match step.target {
                Destination::Register(at) => Target::Inside(layout.register(at as usize)),
                Destination::Output(at) if is_whole => match output.rows(at as usize, start..end) {
                    Some(rows) => Target::Outside(rows.as_chunks_mut().0),
                    None => continue,
                },
                Destination::Output(at) => Target::Inside(layout.output(at as usize)),
            };
            perform(math, step.pass, &layout, Block { frame, target, chunks });
        }
        deliver(program, &layout, frame, start..end, output);
        start = end;
    }
}

/// Hands over the outputs that are in the frame. Out of line, or the loop over the steps would run
/// short of machine registers.
#[inline(never)]
fn deliver(
    program: &Program,
    layout: &Layout,
    frame: &[Chunk],
    block: Range<usize>,
    output: &mut Output<'_, '_>,
) {
    let is_whole = block.len().is_multiple_of(LANES);
    for (at, kept) in program.kept.iter().enumerate() {
        let Some(rows) = output.rows(at, block.clone()) else { continue };
        match *kept {
            Some(Place::Register(register)) => {
                empty(&frame[layout.register(register as usize)..], rows);
            }
            Some(Place::Repeated(number)) => rows.fill(frame[number as usize][0]),
            None if is_whole => {}
            None => empty(&frame[layout.output(at)..], rows),
        }
    }
}

/// Whole chunks where the rows are many: they are written straight to the outputs, and what is left
/// over is worth a block of its own. Where they are few, all rows.
#[inline(always)]
fn block_end(start: usize, count: usize) -> usize {
    let rows = (count - start).min(BLOCK);
    start + if rows < BLOCK / 2 { rows } else { rows - rows % LANES }
}

impl Output<'_, '_> {
    fn wanted_bits(&self) -> u64 {
        match self.wanted {
            None => u64::MAX,
            Some(wanted) => {
                let bits = wanted.iter().enumerate().filter(|(_, wanted)| **wanted);
                bits.fold(bit(0), |bits, (parameter, _)| bits | bit(parameter + 1))
            }
        }
    }

    /// Rows of an output, if it is wanted.
    #[inline(always)]
    fn rows(&mut self, output: usize, rows: Range<usize>) -> Option<&mut [f64]> {
        match output.checked_sub(1) {
            None => Some(&mut self.value[rows]),
            Some(parameter) if self.wanted.is_none_or(|wanted| wanted[parameter]) => {
                Some(&mut self.partials[parameter][rows])
            }
            Some(_) => None,
        }
    }
}

#[inline(always)]
pub(super) fn perform<R: Native>(
    math: &Functions,
    pass: Pass,
    layout: &Layout,
    block: Block<'_, R>,
) {
    let at = |place| layout.operand(place);
    match pass {
        Pass::One(Step::Unary(op, a)) => unary(math, op, at(a), block),
        Pass::One(Step::Binary(op, [a, b])) => binary(math, op, [at(a), at(b)], block),
        Pass::One(Step::Ternary(op, [a, b, c])) => ternary(op, [at(a), at(b), at(c)], block),
        Pass::SinCos(a) => block.call_pair(R::sin_cos(math), at(a), layout.stride()),
        Pass::Two(chain, [a, b, c]) => block::chain(chain, [at(a), at(b), at(c)], block),
    }
}
