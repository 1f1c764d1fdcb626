//! What every operation computes: a block of rows at a time, and for one number by the same code.

use super::block;
use super::frame::{Block, LANES, Operand, Target};
use super::real::Native;
use super::special;
use crate::operation::{Binary, Ternary, Unary};
use crate::vecmath::{Functions, best};

/// target = op(a)
#[inline(always)]
pub(super) fn unary<R: Native>(math: &Functions, op: Unary, a: Operand, block: Block<'_, R>) {
    // A call for each: one for all of them is a jump that processors foretell badly, 7 % of an evaluation.
    macro_rules! call {
        ($($name:ident)*) => {
            match op {
                $(Unary::$name => if let Some(function) = R::function(math, Unary::$name) {
                    return block.call(function, a);
                })*
                _ => {}
            }
        };
    }
    call!(
        Exp Expm1 Log Log1p Log2 Log10 Sqrt Cbrt Sin Cos Tan Asin Acos Atan Sinh Cosh Tanh Erf Erfc Gamma Lgamma BesselJ0
        BesselJ1 Digamma Trigamma
    );
    // Known when this is compiled: in f64 the loop over the steps would carry it for nothing.
    if size_of::<R>() < size_of::<f64>()
        && let Some(function) = f64::function(math, op)
    {
        return block.map_chunks([a], |[a]| {
            let mut result = [0.0; LANES];
            function(&a.get().map(R::wide), &mut result);
            result.map(R::rounded)
        });
    }
    match op {
        Unary::BesselRatio(n) => {
            block.map([a], |[x]| R::rounded(special::bessel_ratio(n, x.wide())));
        }
        _ => block::unary(op, a, block),
    }
}

/// target = op(a, b)
#[inline(always)]
pub(super) fn binary<R: Native>(
    math: &Functions,
    op: Binary,
    operands: [Operand; 2],
    block: Block<'_, R>,
) {
    let function = match op {
        Binary::Pow => math.pow,
        Binary::Atan2 => math.atan2,
        _ => return block::binary(op, operands, block),
    };
    block.map_chunks(operands, |[a, b]| R::through(function, &a.get(), &b.get()));
}

/// target = op(a, b, c)
#[inline(always)]
pub(super) fn ternary<R: Native>(op: Ternary, operands: [Operand; 3], block: Block<'_, R>) {
    match op {
        Ternary::If => block::choose(operands, block),
        Ternary::LowerPower => {
            block::lower_power(operands, block, |a, b| {
                R::rounded(binary_value(Binary::Pow, a.wide(), b.wide()))
            });
        }
    }
}

/// What an operation makes of one number each, by the same code.
#[inline(always)]
fn one<const N: usize>(numbers: [f64; N], operation: impl FnOnce([Operand; N], Block<'_>)) -> f64 {
    let mut frame = numbers.map(|number| [number; LANES]);
    let operands = std::array::from_fn(Operand::rows);
    let mut out = [[0.0; LANES]];
    operation(operands, Block { frame: &mut frame, target: Target::Outside(&mut out), chunks: 1 });
    out[0][0]
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
