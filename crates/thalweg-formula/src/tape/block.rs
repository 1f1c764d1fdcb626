//! Arithmetic on blocks of rows, compiled once per instruction set and chosen at run time.
//!
//! Every operation is one of IEEE 754's, rounded once: the width of the registers and the place
//! where a slice is cut cannot be seen in the results.

use multiversion::multiversion;

use crate::operation::{Binary, Unary};

/// A column of numbers, or one number for all rows.
#[derive(Debug, Clone, Copy)]
pub(super) enum Operand<'a> {
    Rows(&'a [f64]),
    Scalar(f64),
}

impl<'a> Operand<'a> {
    /// One number for every row; `spare` is filled where there was one number for all.
    pub(super) fn widened(self, spare: &'a mut [f64]) -> &'a [f64] {
        match self {
            Operand::Rows(rows) => rows,
            Operand::Scalar(value) => {
                spare.fill(value);
                spare
            }
        }
    }
}

#[inline(always)]
fn map(a: &[f64], out: &mut [f64], f: impl Fn(f64) -> f64) {
    for (out, &a) in out.iter_mut().zip(a) {
        *out = f(a);
    }
}

#[inline(always)]
fn map2(a: Operand<'_>, b: Operand<'_>, out: &mut [f64], f: impl Fn(f64, f64) -> f64) {
    match (a, b) {
        (Operand::Rows(a), Operand::Rows(b)) => {
            for ((out, &a), &b) in out.iter_mut().zip(a).zip(b) {
                *out = f(a, b);
            }
        }
        (Operand::Rows(a), Operand::Scalar(b)) => map(a, out, |a| f(a, b)),
        (Operand::Scalar(a), Operand::Rows(b)) => map(b, out, |b| f(a, b)),
        (Operand::Scalar(a), Operand::Scalar(b)) => out.fill(f(a, b)),
    }
}

#[inline(always)]
fn truth(condition: bool) -> f64 {
    if condition { 1.0 } else { 0.0 }
}

/// Whether a number counts as true: it is not 0 and not NaN.
#[inline(always)]
fn holds(a: f64) -> bool {
    a.abs() > 0.0
}

/// out = op(a) for the operations that are a few instructions.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
pub(super) fn unary(op: Unary, a: &[f64], out: &mut [f64]) {
    match op {
        Unary::Neg => map(a, out, |a| -a),
        Unary::Not => map(a, out, |a| truth(!holds(a))),
        Unary::Abs => map(a, out, f64::abs),
        Unary::Step => map(a, out, |a| if a.is_nan() { a } else { truth(a >= 0.0) }),
        Unary::Sign => {
            map(a, out, |a| if a.is_nan() { a } else { truth(a > 0.0) - truth(a < 0.0) });
        }
        // Adding 0 turns −0 into +0.
        Unary::HalfPower => {
            map(a, out, |a| if a == f64::NEG_INFINITY { f64::INFINITY } else { (a + 0.0).sqrt() })
        }
        _ => debug_assert!(false, "{op:?} is not arithmetic"),
    }
}

/// out = op(a, b) for the operations that are a few instructions.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
pub(super) fn binary(op: Binary, a: Operand<'_>, b: Operand<'_>, out: &mut [f64]) {
    match op {
        Binary::Add => map2(a, b, out, |a, b| a + b),
        Binary::Sub => map2(a, b, out, |a, b| a - b),
        Binary::Mul => map2(a, b, out, |a, b| a * b),
        Binary::Div => map2(a, b, out, |a, b| a / b),
        Binary::Min => map2(a, b, out, |a, b| if a <= b || a.is_nan() { a } else { b }),
        Binary::Max => map2(a, b, out, |a, b| if a >= b || a.is_nan() { a } else { b }),
        Binary::Less => map2(a, b, out, |a, b| truth(a < b)),
        Binary::LessEqual => map2(a, b, out, |a, b| truth(a <= b)),
        Binary::Greater => map2(a, b, out, |a, b| truth(a > b)),
        Binary::GreaterEqual => map2(a, b, out, |a, b| truth(a >= b)),
        Binary::Equal => map2(a, b, out, |a, b| truth(a == b)),
        Binary::NotEqual => map2(a, b, out, |a, b| truth(a != b)),
        Binary::And => map2(a, b, out, |a, b| truth(holds(a) & holds(b))),
        Binary::Or => map2(a, b, out, |a, b| truth(holds(a) | holds(b))),
        Binary::Annul => map2(a, b, out, |a, b| if a == 0.0 { 0.0 } else { a * b }),
        Binary::Pow | Binary::Atan2 => debug_assert!(false, "{op:?} is not arithmetic"),
    }
}

/// out = a where the condition is true, b where it is false, NaN where it is NaN.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
pub(super) fn choose(condition: &[f64], a: &[f64], b: &[f64], out: &mut [f64]) {
    for (((out, &condition), &a), &b) in out.iter_mut().zip(condition).zip(a).zip(b) {
        let chosen = if condition == 0.0 { b } else { a };
        *out = if condition.is_nan() { condition } else { chosen };
    }
}

/// Puts a^(b−1) where it is not the quotient of f = a^b and a, because f has lost it.
pub(super) fn repair_lowered(
    a: &[f64],
    b: &[f64],
    f: &[f64],
    out: &mut [f64],
    pow: impl Fn(f64, f64) -> f64,
) {
    if !any_lost(a, f) {
        return;
    }
    for (((out, &a), &b), &f) in out.iter_mut().zip(a).zip(b).zip(f) {
        if is_lost(a, f) {
            *out = pow(a, b - 1.0);
        }
    }
}

/// Whether f = a^b is too large, too small or too special for f/a to be a^(b−1).
#[inline(always)]
fn is_lost(a: f64, f: f64) -> bool {
    !(f.is_normal() & (a != 0.0) & a.is_finite())
}

/// Rare, so that it is asked for a whole block first.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn any_lost(a: &[f64], f: &[f64]) -> bool {
    let mut lost = 0u64;
    for (&a, &f) in a.iter().zip(f) {
        lost |= u64::from(is_lost(a, f));
    }
    lost != 0
}
