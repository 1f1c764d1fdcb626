//! Running a program where every lane of a chunk has parameters of its own: many small problems of one formula.

use std::cell::Cell;
use std::ops::Range;

use multiversion::multiversion;

use super::frame::{Block, Chunk, LANES, Operand, Target};
use super::functions::{binary, ternary, unary};
use super::layout::{Layout, aligned};
use super::program::{Destination, Place, Program, Step};
use super::real::Native;
use super::run::perform;
use super::scratch::{BLOCK, Scratch};
use crate::vecmath::best;

/// Points that are worked on together.
const TURN: usize = BLOCK / LANES;
/// Chunks that hold a number of each. Outputs of the frame, which are not used here, are as many chunks at least.
const SPARE: usize = TURN.div_ceil(LANES);

/// A column of points for all lanes.
#[derive(Debug, Clone, Copy)]
pub enum LaneColumn<'a> {
    /// Point k of lane l is `[k][l]`.
    Each(&'a [[f64; LANES]]),
    /// Point k of all lanes.
    Shared(&'a [f64]),
}

/// Column c of those that a model uses.
pub type LaneColumns<'a, 'c> = &'a dyn Fn(usize) -> LaneColumn<'c>;

/// Where the results of all lanes go, point by point.
pub(crate) struct LaneOutput<'a, R> {
    pub(crate) value: &'a mut [Chunk<R>],
    /// As many points for each parameter, one after the other.
    pub(crate) partials: &'a mut [Chunk<R>],
}

impl<R> LaneOutput<'_, R> {
    /// Points of an output: 0 is the value, 1 + j the partial derivative by parameter j.
    #[inline(always)]
    fn points(&mut self, output: usize, points: Range<usize>) -> &mut [Chunk<R>] {
        match output.checked_sub(1) {
            None => &mut self.value[points],
            Some(parameter) => {
                let first = parameter * self.value.len();
                &mut self.partials[first + points.start..first + points.end]
            }
        }
    }
}

/// Computes all points of the output. A lane's results in f64 are those of [`Program::run`] with its parameters and
/// columns.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
pub(crate) fn run_lanes<R: Native>(
    program: &Program,
    parameters: &[Chunk],
    columns: usize,
    column: LaneColumns<'_, '_>,
    output: &mut LaneOutput<'_, R>,
    scratch: &mut Scratch,
) {
    let math = best();
    let mut memory = std::mem::take(&mut scratch.lanes);
    let scalars = aligned(program.scalar_count(), &mut memory);
    let (given, computed) = (program.constants.len(), program.constants.len() + program.parameters);
    for (scalar, constant) in scalars.iter_mut().zip(&program.constants) {
        *scalar = [*constant; LANES];
    }
    scalars[given..computed].copy_from_slice(&parameters[..program.parameters]);
    for (at, step) in (computed..).zip(&program.scalars) {
        let read = |index: u32| Operand::rows(index as usize);
        let block = Block { frame: &mut *scalars, target: Target::Inside(at), chunks: 1 };
        match *step {
            Step::Unary(op, a) => unary(math, op, read(a), block),
            Step::Binary(op, ab) => binary(math, op, ab.map(read), block),
            Step::Ternary(op, abc) => ternary(op, abc.map(read), block),
        }
    }
    let count = output.value.len();
    let layout = Layout::new(program, count * LANES);
    let frame = layout.reserve(SPARE, R::memory(scratch));
    for (chunk, &at) in frame.iter_mut().zip(&program.repeated) {
        hold(&scalars[at as usize], chunk);
    }
    let mut start = 0;
    while start < count {
        let end = (start + TURN).min(count);
        let chunks = end - start;
        for at in 0..columns {
            let register = layout.register(at);
            match column(at) {
                LaneColumn::Each(points) => {
                    let register = &mut frame[register..register + chunks];
                    for (chunk, point) in register.iter_mut().zip(&points[start..end]) {
                        hold(point, chunk);
                    }
                }
                LaneColumn::Shared(points) => {
                    spread(&points[start..end], frame, register);
                }
            }
        }
        for step in &program.rows {
            let target = match step.target {
                Destination::Register(at) => Target::Inside(layout.register(at as usize)),
                Destination::Output(at) => Target::Outside(output.points(at as usize, start..end)),
            };
            perform(math, step.pass, &layout, Block { frame, target, chunks });
        }
        for (at, kept) in program.kept.iter().enumerate() {
            let points = output.points(at, start..end);
            match *kept {
                Some(Place::Register(register)) => {
                    let register = layout.register(register as usize);
                    points.copy_from_slice(&frame[register..register + chunks]);
                }
                Some(Place::Repeated(number)) => points.fill(frame[number as usize]),
                None => {}
            }
        }
        start = end;
    }
    scratch.lanes = memory;
}

/// Each number of a chunk in these numbers.
#[inline(always)]
fn hold<R: Native>(from: &Chunk, to: &mut Chunk<R>) {
    let mut held = [R::ZERO; LANES];
    for l in 0..LANES {
        held[l] = R::held(from[l]);
    }
    *to = held;
}

/// Each point to all lanes of a register. Of f32 the compiler would make vectors of points and scatter them over the
/// chunks; where they are first put into the chunks at the end of the frame, and the same loop reads and writes it, it
/// does not.
#[inline(always)]
fn spread<R: Native>(points: &[f64], frame: &mut [Chunk<R>], register: usize) {
    if size_of::<R>() == size_of::<f64>() {
        for (chunk, point) in frame[register..].iter_mut().zip(points) {
            *chunk = [R::held(*point); LANES];
        }
        return;
    }
    let last = frame.len() - SPARE;
    for (held, point) in frame[last..].as_flattened_mut().iter_mut().zip(points) {
        *held = R::held(*point);
    }
    let frame = Cell::from_mut(frame).as_slice_of_cells();
    let held = frame[last..].iter().flat_map(|chunk| {
        let chunk: &Cell<[R]> = chunk;
        chunk.as_slice_of_cells()
    });
    for (chunk, point) in frame[register..register + points.len()].iter().zip(held) {
        chunk.set([point.get(); LANES]);
    }
}
