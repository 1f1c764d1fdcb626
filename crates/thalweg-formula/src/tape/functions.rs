//! What every operation computes: slice by slice, and for one number by the same code.

use super::block::{self, Operand};
use super::special;
use crate::operation::{Binary, Ternary, Unary};
use crate::vecmath;

/// out = op(a), element by element.
#[inline]
pub(super) fn unary(op: Unary, a: &[f64], out: &mut [f64]) {
    match op {
        Unary::Exp => vecmath::exp(a, out),
        Unary::Expm1 => vecmath::expm1(a, out),
        Unary::Log => vecmath::log(a, out),
        Unary::Log1p => vecmath::log1p(a, out),
        Unary::Log2 => vecmath::log2(a, out),
        Unary::Log10 => vecmath::log10(a, out),
        Unary::Sqrt => vecmath::sqrt(a, out),
        Unary::Cbrt => vecmath::cbrt(a, out),
        Unary::Sin => vecmath::sin(a, out),
        Unary::Cos => vecmath::cos(a, out),
        Unary::Tan => vecmath::tan(a, out),
        Unary::Asin => vecmath::asin(a, out),
        Unary::Acos => vecmath::acos(a, out),
        Unary::Atan => vecmath::atan(a, out),
        Unary::Sinh => vecmath::sinh(a, out),
        Unary::Cosh => vecmath::cosh(a, out),
        Unary::Tanh => vecmath::tanh(a, out),
        Unary::Erf => vecmath::erf(a, out),
        Unary::Erfc => vecmath::erfc(a, out),
        Unary::Gamma => vecmath::gamma(a, out),
        Unary::Lgamma => vecmath::lgamma(a, out),
        Unary::BesselJ0 => vecmath::besselj0(a, out),
        Unary::BesselJ1 => vecmath::besselj1(a, out),
        Unary::Digamma => vecmath::digamma(a, out),
        Unary::Trigamma => vecmath::trigamma(a, out),
        Unary::BesselRatio(n) => each(a, out, |x| special::bessel_ratio(n, x)),
        Unary::Neg | Unary::Not | Unary::Abs | Unary::Step | Unary::Sign | Unary::HalfPower => {
            block::unary(op, a, out);
        }
    }
}

/// out = op(a, b), element by element. The `spare` blocks are at least as long as `out`.
#[inline]
pub(super) fn binary(
    op: Binary,
    a: Operand<'_>,
    b: Operand<'_>,
    out: &mut [f64],
    spare: &mut [impl AsMut<[f64]>; 3],
) {
    let slices = match op {
        Binary::Pow => vecmath::pow,
        Binary::Atan2 => vecmath::atan2,
        _ => return block::binary(op, a, b, out),
    };
    let [first, second, _] = spare.each_mut().map(|spare| &mut spare.as_mut()[..out.len()]);
    slices(a.widened(first), b.widened(second), out);
}

/// out = op(a, b, c), element by element. The `spare` blocks are at least as long as `out`.
pub(super) fn ternary(
    op: Ternary,
    [a, b, c]: [Operand<'_>; 3],
    out: &mut [f64],
    spare: &mut [impl AsMut<[f64]>; 3],
) {
    let [first, second, third] = spare.each_mut().map(|spare| &mut spare.as_mut()[..out.len()]);
    let (a, b, c) = (a.widened(first), b.widened(second), c.widened(third));
    match op {
        Ternary::If => block::choose(a, b, c, out),
        Ternary::LowerPower => {
            block::binary(Binary::Div, Operand::Rows(c), Operand::Rows(a), out);
            block::repair_lowered(a, b, c, out, |a, b| binary_value(Binary::Pow, a, b));
        }
    }
}

/// op(a)
pub(crate) fn unary_value(op: Unary, a: f64) -> f64 {
    let mut out = [0.0];
    unary(op, &[a], &mut out);
    out[0]
}

/// op(a, b)
pub(crate) fn binary_value(op: Binary, a: f64, b: f64) -> f64 {
    match op {
        Binary::Add => a + b,
        Binary::Sub => a - b,
        Binary::Mul => a * b,
        Binary::Div => a / b,
        _ => {
            let mut out = [0.0];
            binary(op, Operand::Rows(&[a]), Operand::Rows(&[b]), &mut out, &mut [[0.0]; 3]);
            out[0]
        }
    }
}

/// op(a, b, c)
pub(crate) fn ternary_value(op: Ternary, a: f64, b: f64, c: f64) -> f64 {
    let mut out = [0.0];
    let operands = [Operand::Rows(&[a]), Operand::Rows(&[b]), Operand::Rows(&[c])];
    ternary(op, operands, &mut out, &mut [[0.0]; 3]);
    out[0]
}

fn each(a: &[f64], out: &mut [f64], f: impl Fn(f64) -> f64) {
    for (out, &a) in out.iter_mut().zip(a) {
        *out = f(a);
    }
}
