//! Arithmetic on blocks of rows.
//!
//! Every operation is one of IEEE 754's, rounded once: the width of the registers and the place
//! where a column is cut cannot be seen in the results. All of it is inlined into its callers, which
//! are compiled once per instruction set.

use super::frame::{Block, LANES, Operand};
use super::program::{Arithmetic, Chain, Outer};
use crate::operation::{Binary, Unary};

#[inline(always)]
fn truth(condition: bool) -> f64 {
    if condition { 1.0 } else { 0.0 }
}

/// Whether a number counts as true: it is not 0 and not NaN.
#[inline(always)]
fn holds(a: f64) -> bool {
    a.abs() > 0.0
}

/// target = op(a) for the operations that are a few instructions.
#[inline(always)]
pub(super) fn unary(op: Unary, a: Operand, block: Block<'_>) {
    match op {
        Unary::Neg => block.map([a], |[a]| -a),
        Unary::Not => block.map([a], |[a]| truth(!holds(a))),
        Unary::Abs => block.map([a], |[a]| a.abs()),
        Unary::Step => block.map([a], |[a]| if a.is_nan() { a } else { truth(a >= 0.0) }),
        Unary::Sign => {
            block.map([a], |[a]| if a.is_nan() { a } else { truth(a > 0.0) - truth(a < 0.0) });
        }
        // Adding 0 turns −0 into +0.
        Unary::HalfPower => block
            .map([a], |[a]| if a == f64::NEG_INFINITY { f64::INFINITY } else { (a + 0.0).sqrt() }),
        _ => debug_assert!(false, "{op:?} is not arithmetic"),
    }
}

/// target = op(a, b) for the operations that are a few instructions.
#[inline(always)]
pub(super) fn binary(op: Binary, operands: [Operand; 2], block: Block<'_>) {
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
        Binary::Annul => block.map(operands, |[a, b]| if a == 0.0 { 0.0 } else { a * b }),
        Binary::Pow | Binary::Atan2 => debug_assert!(false, "{op:?} is not arithmetic"),
    }
}

/// target = a where the condition is true, b where it is false, NaN where it is NaN.
#[inline(always)]
pub(super) fn choose(operands: [Operand; 3], block: Block<'_>) {
    block.map(operands, |[condition, a, b]| {
        let chosen = if condition == 0.0 { b } else { a };
        if condition.is_nan() { condition } else { chosen }
    });
}

/// target = (a inner b) outer c
#[inline(always)]
pub(super) fn chain(chain: Chain, operands: [Operand; 3], block: Block<'_>) {
    match chain.inner {
        Arithmetic::Add => with_outer(chain.outer, operands, block, |a, b| a + b),
        Arithmetic::Sub => with_outer(chain.outer, operands, block, |a, b| a - b),
        Arithmetic::Mul => with_outer(chain.outer, operands, block, |a, b| a * b),
        Arithmetic::Div => with_outer(chain.outer, operands, block, |a, b| a / b),
    }
}

#[inline(always)]
fn with_outer(
    outer: Outer,
    operands: [Operand; 3],
    block: Block<'_>,
    inner: impl Fn(f64, f64) -> f64,
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
pub(super) fn lower_power(operands: [Operand; 3], block: Block<'_>, pow: impl Fn(f64, f64) -> f64) {
    block.map_chunks(operands, |[a, b, f]| {
        let (a, b, f) = (a.get(), b.get(), f.get());
        let mut result = [0.0; LANES];
        let mut lost = 0u64;
        for lane in 0..LANES {
            result[lane] = f[lane] / a[lane];
            lost |= u64::from(is_lost(a[lane], f[lane]));
        }
        // Rare, so that it is asked for a whole chunk first.
        if lost != 0 {
            for lane in (0..LANES).filter(|&lane| is_lost(a[lane], f[lane])) {
                result[lane] = pow(a[lane], b[lane] - 1.0);
            }
        }
        result
    });
}

/// Whether f = a^b is too large, too small or too special for f/a to be a^(b−1).
#[inline(always)]
fn is_lost(a: f64, f: f64) -> bool {
    !(f.is_normal() & (a != 0.0) & a.is_finite())
}
