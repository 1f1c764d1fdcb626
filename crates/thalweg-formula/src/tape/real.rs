//! The numbers a tape can be run in.

use super::frame::LANES;
use super::scratch::Scratch;
use crate::number::Number;
use crate::operation::Unary;
use crate::vecmath::{self, Functions};

/// What a model can be evaluated in: f64, or f32 for twice as many numbers in a register. Sealed.
///
/// In f32 the functions exp, log, sqrt, sin and cos have kernels of their own; every other one is computed in f64, a
/// chunk at a time. What is made of parameters and constants alone is computed in f64 and rounded where rows meet it;
/// a number that f32 cannot hold to its full precision, as 1e39 or 1e-42, is NaN there.
pub trait Real: Native + Default + Into<f64> {}

impl Real for f64 {}
impl Real for f32 {}

/// What the tape asks of them.
pub trait Native: Number {
    /// The function of columns for an operation in these numbers, if it has one.
    fn function(math: &Functions, op: Unary) -> Option<vecmath::Unary<Self>>;

    /// Sine and cosine.
    fn sin_cos(math: &Functions) -> vecmath::Pair<Self>;

    /// f(a, b) of chunks for a function of f64.
    fn through(f: vecmath::Binary, a: &[Self; LANES], b: &[Self; LANES]) -> [Self; LANES];

    /// The memory of a frame of these numbers.
    fn memory(scratch: &mut Scratch) -> &mut Vec<Self>;
}

impl Native for f64 {
    #[inline(always)]
    fn function(math: &Functions, op: Unary) -> Option<vecmath::Unary> {
        Some(match op {
            Unary::Exp => math.exp,
            Unary::Expm1 => math.expm1,
            Unary::Log => math.log,
            Unary::Log1p => math.log1p,
            Unary::Log2 => math.log2,
            Unary::Log10 => math.log10,
            Unary::Sqrt => math.sqrt,
            Unary::Cbrt => math.cbrt,
            Unary::Sin => math.sin,
            Unary::Cos => math.cos,
            Unary::Tan => math.tan,
            Unary::Asin => math.asin,
            Unary::Acos => math.acos,
            Unary::Atan => math.atan,
            Unary::Sinh => math.sinh,
            Unary::Cosh => math.cosh,
            Unary::Tanh => math.tanh,
            Unary::Erf => math.erf,
            Unary::Erfc => math.erfc,
            Unary::Gamma => vecmath::gamma,
            Unary::Lgamma => vecmath::lgamma,
            Unary::BesselJ0 => vecmath::besselj0,
            Unary::BesselJ1 => vecmath::besselj1,
            Unary::Digamma => vecmath::digamma,
            Unary::Trigamma => vecmath::trigamma,
            _ => return None,
        })
    }

    #[inline(always)]
    fn sin_cos(math: &Functions) -> vecmath::Pair {
        math.sin_cos
    }

    #[inline(always)]
    fn through(f: vecmath::Binary, a: &[f64; LANES], b: &[f64; LANES]) -> [f64; LANES] {
        let mut result = [0.0; LANES];
        f(a, b, &mut result);
        result
    }

    #[inline(always)]
    fn memory(scratch: &mut Scratch) -> &mut Vec<f64> {
        &mut scratch.frame
    }
}

impl Native for f32 {
    #[inline(always)]
    fn function(math: &Functions, op: Unary) -> Option<vecmath::Unary<f32>> {
        Some(match op {
            Unary::Exp => math.single.exp,
            Unary::Log => math.single.log,
            Unary::Sqrt => math.single.sqrt,
            Unary::Sin => math.single.sin,
            Unary::Cos => math.single.cos,
            _ => return None,
        })
    }

    #[inline(always)]
    fn sin_cos(math: &Functions) -> vecmath::Pair<f32> {
        math.single.sin_cos
    }

    #[inline(always)]
    fn through(f: vecmath::Binary, a: &[f32; LANES], b: &[f32; LANES]) -> [f32; LANES] {
        f64::through(f, &a.map(f64::from), &b.map(f64::from)).map(|number| number as f32)
    }

    #[inline(always)]
    fn memory(scratch: &mut Scratch) -> &mut Vec<f32> {
        &mut scratch.single
    }
}
