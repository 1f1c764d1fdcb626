//! Running a program where every lane of a chunk has parameters of its own: many small problems of one formula.

use std::ops::Range;

use multiversion::multiversion;

use super::frame::{Block, Chunk, LANES, Target};
use super::functions;
use super::layout::Layout;
use super::program::{Destination, Place, Program, Step};
use super::run::perform;
use super::scratch::{BLOCK, Scratch};
use crate::vecmath::best;

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
pub(crate) struct LaneOutput<'a> {
    pub(crate) value: &'a mut [Chunk],
    /// As many points for each parameter, one after the other.
    pub(crate) partials: &'a mut [Chunk],
}

impl LaneOutput<'_> {
    /// Points of an output: 0 is the value, 1 + j the partial derivative by parameter j.
    #[inline(always)]
    fn points(&mut self, output: usize, points: Range<usize>) -> &mut [Chunk] {
        match output.checked_sub(1) {
            None => &mut self.value[points],
            Some(parameter) => {
                let first = parameter * self.value.len();
                &mut self.partials[first + points.start..first + points.end]
            }
        }
    }
}

/// Computes all points of the output. A lane's results are those of [`Program::run`] with its parameters and columns.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
pub(crate) fn run_lanes(
    program: &Program,
    parameters: &[Chunk],
    columns: usize,
    column: LaneColumns<'_, '_>,
    output: &mut LaneOutput<'_>,
    scratch: &mut Scratch,
) {
    let math = best();
    let scalars = &mut scratch.lanes;
    scalars.clear();
    scalars.extend(program.constants.iter().map(|c| [*c; LANES]));
    scalars.extend_from_slice(&parameters[..program.parameters]);
    for step in &program.scalars {
        let at = |index: u32| scalars[index as usize];
        let step = match *step {
            Step::Unary(op, a) => Step::Unary(op, at(a)),
            Step::Binary(op, ab) => Step::Binary(op, ab.map(at)),
            Step::Ternary(op, abc) => Step::Ternary(op, abc.map(at)),
        };
        let value = functions::lanes(math, step);
        scalars.push(value);
    }
    let count = output.value.len();
    let layout = Layout::new(program, count * LANES);
    let frame = layout.reserve(program.kept.len(), &mut scratch.frame);
    for (chunk, &at) in frame.iter_mut().zip(&program.repeated) {
        *chunk = scalars[at as usize];
    }
    let mut start = 0;
    while start < count {
        let end = (start + BLOCK / LANES).min(count);
        let chunks = end - start;
        for at in 0..columns {
            let register = layout.register(at);
            let register = &mut frame[register..register + chunks];
            match column(at) {
                LaneColumn::Each(points) => register.copy_from_slice(&points[start..end]),
                LaneColumn::Shared(points) => {
                    for (chunk, point) in register.iter_mut().zip(&points[start..end]) {
                        *chunk = [*point; LANES];
                    }
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
}
