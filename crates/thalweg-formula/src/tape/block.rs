//! Arithmetic on blocks of rows.
//!
//! Every operation is one of IEEE 754's, rounded once: the width of the registers and the place
//! where a column is cut cannot be seen in the results. All of it is inlined into its callers, which
//! are compiled once per instruction set.

use super::frame::{Block, LANES, Operand};
use super::program::{Arithmetic, Chain, Outer};
use crate::number::Number;
use crate::operation::{Binary, Unary};

#[inline(always)]
fn truth<R: Number>(condition: bool) -> R {
    if condition { R::ONE } else { R::ZERO }
}

/// Whether a number counts as true: it is not 0 and not NaN.
#[inline(always)]
fn holds<R: Number>(a: R) -> bool {
    a.abs() > R::ZERO
}

/// target = op(a) for the operations that are a few instructions.
#[inline(always)]
pub(super) fn unary<R: Number>(op: Unary, a: Operand, block: Block<'_, R>) {
    match op {
        Unary::Neg => block.map([a], |[a]| -a),
        Unary::Not => block.map([a], |[a]| truth(!holds(a))),
        Unary::Abs => block.map([a], |[a]| a.abs()),
        Unary::Step => block.map([a], |[a]| if a.is_nan() { a } else { truth(a >= R::ZERO) }),
        Unary::Sign => {
            block.map([a], |[a]| {
                if a.is_nan() { a } else { truth::<R>(a > R::ZERO) - truth(a < R::ZERO) }
            });
        }
        // Adding 0 turns −0 into +0.
        Unary::HalfPower => {
            block.map([a], |[a]| if a == -R::INFINITY { R::INFINITY } else { (a + R::ZERO).sqrt() })
        }
        _ => debug_assert!(false, "{op:?} is not arithmetic"),
    }
}

/// target = op(a, b) for the operations that are a few instructions.
#[inline(always)]
pub(super) fn binary<R: Number>(op: Binary, operands: [Operand; 2], block: Block<'_, R>) {
    match op {
        Binary::Add => block.map(operands, |[a, b]| a + b),
        Binary::Sub => block.map(operands, |[a, b]| a - b),
        Binary::Mul => block.map(operands, |[a, b]| a * b),
        Binary::Div => block.map(operands, |[a, b]| a / b),
        Binary::Min => block.map(operands, |[a, b]| if a <= b || a.is_nan() { a } else { b }),
        Binary::Max => block.map(operands, |[a, b]| if a >= b || a.is_nan() { a } else { b }),
        Binary::Less => block.map(operands, |[a, b]| truth(a < b)),
        Binary::LessEqual => block.map(operands, |[a, b]| truth(a <= b)),
        Binary::Greater => block.map(operands, |[a, b]| truth(a > b)),
        Binary::GreaterEqual => block.map(operands, |[a, b]| truth(a >= b)),
        Binary::Equal => block.map(operands, |[a, b]| truth(a == b)),
        Binary::NotEqual => block.map(operands, |[a, b]| truth(a != b)),
        Binary::And => block.map(operands, |[a, b]| truth(holds(a) & holds(b))),
        Binary::Or => block.map(operands, |[a, b]| truth(holds(a) | holds(b))),
        Binary::Annul => block.map(operands, |[a, b]| if a == R::ZERO { R::ZERO } else { a * b }),
        Binary::Pow | Binary::Atan2 => debug_assert!(false, "{op:?} is not arithmetic"),
    }
}

/// target = a where the condition is true, b where it is false, NaN where it is NaN.
#[inline(always)]
pub(super) fn choose<R: Number>(operands: [Operand; 3], block: Block<'_, R>) {
    block.map(operands, |[condition, a, b]| {
        let chosen = if condition == R::ZERO { b } else { a };
        if condition.is_nan() { condition } else { chosen }
    });
}

/// target = (a inner b) outer c
#[inline(always)]
pub(super) fn chain<R: Number>(chain: Chain, operands: [Operand; 3], block: Block<'_, R>) {
    match chain.inner {
        Arithmetic::Add => with_outer(chain.outer, operands, block, |a, b| a + b),
        Arithmetic::Sub => with_outer(chain.outer, operands, block, |a, b| a - b),
        Arithmetic::Mul => with_outer(chain.outer, operands, block, |a, b| a * b),
        Arithmetic::Div => with_outer(chain.outer, operands, block, |a, b| a / b),
    }
}

#[inline(always)]
fn with_outer<R: Number>(
    outer: Outer,
    operands: [Operand; 3],
    block: Block<'_, R>,
    inner: impl Fn(R, R) -> R,
) {
    match outer {
        Outer::Add => block.map(operands, |[a, b, c]| inner(a, b) + c),
        Outer::Sub => block.map(operands, |[a, b, c]| inner(a, b) - c),
        Outer::SubFrom => block.map(operands, |[a, b, c]| c - inner(a, b)),
        Outer::Mul => block.map(operands, |[a, b, c]| inner(a, b) * c),
        Outer::Div => block.map(operands, |[a, b, c]| inner(a, b) / c),
        Outer::DivInto => block.map(operands, |[a, b, c]| c / inner(a, b)),
        Outer::Neg => block.map([operands[0], operands[1]], |[a, b]| -inner(a, b)),
    }
}

/// a^(b−1) from a, b and f = a^b: f/a, or the power itself where f has lost it.
#[inline(always)]
pub(super) fn lower_power<R: Number>(
    operands: [Operand; 3],
    block: Block<'_, R>,
    pow: impl Fn(R, R) -> R,
) {
    block.map_chunks(operands, |[a, b, f]| {
        let (a, b, f) = (a.get(), b.get(), f.get());
        let mut result = [R::ZERO; LANES];
        let mut lost = 0u64;
        for lane in 0..LANES {
            result[lane] = f[lane] / a[lane];
            lost |= u64::from(is_lost(a[lane], f[lane]));
        }
        // Rare, so that it is asked for a whole chunk first.
        if lost != 0 {
            for lane in (0..LANES).filter(|&lane| is_lost(a[lane], f[lane])) {
                result[lane] = pow(a[lane], b[lane] - R::ONE);
            }
        }
        result
    });
}

/// Whether f = a^b is too large, too small or too special for f/a to be a^(b−1).
#[inline(always)]
fn is_lost<R: Number>(a: R, f: R) -> bool {
    !(f.is_normal() & (a != R::ZERO) & a.is_finite())
}
