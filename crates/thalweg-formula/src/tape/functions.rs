//! What every operation computes: a block of rows at a time, and for one number by the same code.

use super::block;
use super::frame::{Block, Chunk, LANES, Operand, Target};
use super::program::Step;
use super::special;
use crate::operation::{Binary, Ternary, Unary};
use crate::vecmath::{self, Functions, best};

/// target = op(a)
#[inline(always)]
pub(super) fn unary(math: &Functions, op: Unary, a: Operand, block: Block<'_>) {
    match op {
        Unary::Exp => block.call(math.exp, a),
        Unary::Expm1 => block.call(math.expm1, a),
        Unary::Log => block.call(math.log, a),
        Unary::Log1p => block.call(math.log1p, a),
        Unary::Log2 => block.call(math.log2, a),
        Unary::Log10 => block.call(math.log10, a),
        Unary::Sqrt => block.call(math.sqrt, a),
        Unary::Cbrt => block.call(math.cbrt, a),
        Unary::Sin => block.call(math.sin, a),
        Unary::Cos => block.call(math.cos, a),
        Unary::Tan => block.call(math.tan, a),
        Unary::Asin => block.call(math.asin, a),
        Unary::Acos => block.call(math.acos, a),
        Unary::Atan => block.call(math.atan, a),
        Unary::Sinh => block.call(math.sinh, a),
        Unary::Cosh => block.call(math.cosh, a),
        Unary::Tanh => block.call(math.tanh, a),
        Unary::Erf => block.call(math.erf, a),
        Unary::Erfc => block.call(math.erfc, a),
        Unary::Gamma => block.call(vecmath::gamma, a),
        Unary::Lgamma => block.call(vecmath::lgamma, a),
        Unary::BesselJ0 => block.call(vecmath::besselj0, a),
        Unary::BesselJ1 => block.call(vecmath::besselj1, a),
        Unary::Digamma => block.call(vecmath::digamma, a),
        Unary::Trigamma => block.call(vecmath::trigamma, a),
        Unary::BesselRatio(n) => block.map([a], |[x]| special::bessel_ratio(n, x)),
        Unary::Neg | Unary::Not | Unary::Abs | Unary::Step | Unary::Sign | Unary::HalfPower => {
            block::unary(op, a, block);
        }
    }
}

/// target = op(a, b)
#[inline(always)]
pub(super) fn binary(math: &Functions, op: Binary, operands: [Operand; 2], block: Block<'_>) {
    let function = match op {
        Binary::Pow => math.pow,
        Binary::Atan2 => math.atan2,
        _ => return block::binary(op, operands, block),
    };
    block.map_chunks(operands, |[a, b]| {
        let mut result = [0.0; LANES];
        function(&a.get(), &b.get(), &mut result);
        result
    });
}

/// target = op(a, b, c)
#[inline(always)]
pub(super) fn ternary(op: Ternary, operands: [Operand; 3], block: Block<'_>) {
    match op {
        Ternary::If => block::choose(operands, block),
        Ternary::LowerPower => {
            block::lower_power(operands, block, |a, b| binary_value(Binary::Pow, a, b));
        }
    }
}

/// What an operation makes of one chunk each, by the same code.
#[inline(always)]
fn chunk<const N: usize>(
    mut frame: [Chunk; N],
    operation: impl FnOnce([Operand; N], Block<'_>),
) -> Chunk {
    let operands = std::array::from_fn(Operand::rows);
    let mut out = [[0.0; LANES]];
    operation(operands, Block { frame: &mut frame, target: Target::Outside(&mut out), chunks: 1 });
    out[0]
}

/// What an operation makes of one number each.
#[inline(always)]
fn one<const N: usize>(numbers: [f64; N], operation: impl FnOnce([Operand; N], Block<'_>)) -> f64 {
    chunk(numbers.map(|number| [number; LANES]), operation)[0]
}

/// A step on chunks.
#[inline(always)]
pub(super) fn lanes(math: &Functions, step: Step<Chunk>) -> Chunk {
    match step {
        Step::Unary(op, a) => chunk([a], |[a], block| unary(math, op, a, block)),
        Step::Binary(op, [a, b]) => {
            chunk([a, b], |operands, block| binary(math, op, operands, block))
        }
        Step::Ternary(op, [a, b, c]) => {
            chunk([a, b, c], |operands, block| ternary(op, operands, block))
        }
    }
}

/// op(a)
pub(crate) fn unary_value(op: Unary, a: f64) -> f64 {
    match op {
        Unary::Neg => -a,
        _ => one([a], |[a], block| unary(best(), op, a, block)),
    }
}

/// op(a, b)
pub(crate) fn binary_value(op: Binary, a: f64, b: f64) -> f64 {
    match op {
        Binary::Add => a + b,
        Binary::Sub => a - b,
        Binary::Mul => a * b,
        Binary::Div => a / b,
        _ => one([a, b], |operands, block| binary(best(), op, operands, block)),
    }
}

/// op(a, b, c)
pub(crate) fn ternary_value(op: Ternary, a: f64, b: f64, c: f64) -> f64 {
    one([a, b, c], |operands, block| ternary(op, operands, block))
}
