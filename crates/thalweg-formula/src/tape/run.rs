//! Running a program over rows.

use std::mem;

use super::block::Operand;
use super::functions::{binary, binary_value, ternary, ternary_value, unary, unary_value};
use super::program::{Place, Program, Step, bit};
use super::scratch::{BLOCK, Scratch};
use crate::operation::Unary;

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
        scratch.reserve(self.registers);
        let Scratch { scalars, registers, spare } = scratch;
        self.run_scalars(rows, scalars);
        let wanted = output.wanted_bits();
        let count = output.value.len();
        let mut start = 0;
        while start < count {
            let end = count.min(start + BLOCK);
            for step in &self.rows {
                if step.needed_for & wanted == 0 {
                    continue;
                }
                // The buffer that is written is taken away meanwhile, the others can be read.
                let reader = |registers, value| Reader {
                    scalars,
                    registers,
                    columns: rows.columns,
                    value,
                    start,
                    end,
                };
                match step.target {
                    Place::Register(register) => {
                        let mut target = mem::take(&mut registers[register as usize]);
                        let out = &mut target[..end - start];
                        perform(step.step, reader(registers, output.value), out, spare);
                        registers[register as usize] = target;
                    }
                    Place::Value => {
                        let target = mem::take(&mut output.value);
                        perform(step.step, reader(registers, &[]), &mut target[start..end], spare);
                        output.value = target;
                    }
                    Place::Partial(parameter) if output.wants(parameter) => {
                        let out = &mut output.partials[parameter as usize][start..end];
                        perform(step.step, reader(registers, output.value), out, spare);
                    }
                    Place::Partial(_) | Place::Column(_) | Place::Scalar(_) => {}
                }
            }
            start = end;
        }
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
                Step::Copy(a) => at(a),
                Step::Unary(Unary::Neg, a) => -at(a),
                Step::Unary(op, a) => unary_value(op, at(a)),
                Step::Binary(op, [a, b]) => binary_value(op, at(a), at(b)),
                Step::Ternary(op, [a, b, c]) => ternary_value(op, at(a), at(b), at(c)),
            };
            scalars.push(value);
        }
    }
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

    fn wants(&self, parameter: u32) -> bool {
        self.wanted.is_none_or(|wanted| wanted[parameter as usize])
    }
}

/// What the steps of one block read.
struct Reader<'a> {
    scalars: &'a [f64],
    registers: &'a [Box<[f64]>],
    columns: &'a [&'a [f64]],
    value: &'a [f64],
    start: usize,
    end: usize,
}

impl<'a> Reader<'a> {
    #[inline(always)]
    fn operand(&self, place: Place) -> Operand<'a> {
        match place {
            Place::Register(at) => {
                Operand::Rows(&self.registers[at as usize][..self.end - self.start])
            }
            Place::Column(at) => Operand::Rows(&self.columns[at as usize][self.start..self.end]),
            Place::Scalar(at) => Operand::Scalar(self.scalars[at as usize]),
            Place::Value => Operand::Rows(&self.value[self.start..self.end]),
            // Nothing reads a partial derivative: the compiler gives it no reader.
            Place::Partial(_) => Operand::Scalar(f64::NAN),
        }
    }
}

#[inline(always)]
fn perform(step: Step<Place>, from: Reader<'_>, out: &mut [f64], spare: &mut [Box<[f64]>; 3]) {
    match step {
        Step::Copy(a) => match from.operand(a) {
            Operand::Rows(rows) => out.copy_from_slice(rows),
            Operand::Scalar(value) => out.fill(value),
        },
        Step::Unary(op, a) => {
            let a = from.operand(a).widened(&mut spare[0][..out.len()]);
            unary(op, a, out);
        }
        Step::Binary(op, [a, b]) => binary(op, from.operand(a), from.operand(b), out, spare),
        Step::Ternary(op, operands) => {
            ternary(op, operands.map(|operand| from.operand(operand)), out, spare);
        }
    }
}
