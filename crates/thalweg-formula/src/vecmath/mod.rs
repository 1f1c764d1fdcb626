//! Mathematical functions of slices, as vector instructions.
//!
//! Each kernel is branch-free code for one element; a loop around it is compiled for AVX-512, for AVX2 with fused
//! multiply-add, and for what every processor of the architecture has, and LLVM makes vectors of it. The clone is
//! chosen at run time, once ([`best`]). Coefficients and methods are in testdata/reference/vecmath_coefficients.py.
//!
//! - An element's result depends on the element and the processor's instruction set, never on its place, its
//!   neighbours or the length of the slice.
//! - ±0, ±∞, NaN and arguments outside the domain do what IEEE 754-2019 (9.2) says; subnormal arguments and results
//!   are as accurate as others. sin, cos and tan beyond |x| = 8·10⁵ go through `libm`'s Payne-Hanek reduction.
//!
//! # What was measured
//!
//! Largest error found against mpmath at 20 000 to 150 000 points of the whole domain, next to special values and to
//! multiples of π/2, in ulp, with and without fused multiply-add; nanoseconds an element in slices of 1000 beside std's scalar
//! function in the same run, and for a whole slice of 14 (one core of an AMD EPYC, Zen 5; `tests/vecmath_speed.rs`
//! prints them again, `tests/vecmath_accuracy.rs` the errors at the 800 points it keeps). The machine was shared: one
//! run as it came, single figures can be off by a third.
//!
//! | function | ulp, fused | ulp, plain | ns AVX-512 | ns AVX2 | ns SSE2 | ns std | 14 AVX-512 | 14 AVX2 |
//! |---|---|---|---|---|---|---|---|---|
//! | `exp` | 0.65 | 0.65 | 0.44 | 0.90 | 2.92 | 2.57 | 7.4 | 14.9 |
//! | `expm1` | 1.05 | 0.95 | 0.59 | 1.25 | 3.71 | 3.03 | 9.7 | 19.7 |
//! | `sinh` | 1.86 | 1.86 | 0.83 | 1.73 | 4.71 | 6.15 | 13.1 | 26.9 |
//! | `cosh` | 1.03 | 1.06 | 0.50 | 1.00 | 3.05 | 3.91 | 8.4 | 34.0 |
//! | `tanh` | 0.84 | 0.84 | 1.10 | 2.25 | 7.54 | 6.20 | 17.7 | 37.1 |
//! | `log` | 0.75 | 0.79 | 0.75 | 1.41 | 4.24 | 2.31 | 12.9 | 20.2 |
//! | `log1p` | 0.78 | 0.78 | 1.15 | 1.86 | 5.37 | 3.32 | 17.7 | 27.6 |
//! | `log2` | 0.57 | 0.62 | 1.08 | 2.15 | 7.34 | 2.15 | 17.7 | 32.5 |
//! | `log10` | 0.55 | 0.54 | 1.07 | 2.13 | 7.47 | 4.18 | 17.9 | 33.2 |
//! | `sqrt` | 0.50 | 0.50 | 0.45 | 0.85 | 0.88 | 1.69 | 3.5 | 7.0 |
//! | `cbrt` | 0.50 | 0.50 | 0.94 | 1.90 | 7.08 | 9.32 | 15.4 | 29.8 |
//! | `erf` | 0.95 | 1.11 | 1.52 | 3.21 | 11.41 |  | 24.8 | 53.2 |
//! | `erfc` | 3.30 | 3.30 | 1.51 | 3.16 | 11.31 |  | 24.7 | 52.3 |
//! | `asin` | 1.59 | 1.59 | 0.63 | 1.38 | 3.57 | 2.64 | 10.7 | 22.0 |
//! | `acos` | 1.18 | 1.18 | 0.54 | 1.21 | 3.72 | 2.74 | 8.9 | 19.1 |
//! | `atan` | 1.62 | 1.62 | 0.47 | 1.00 | 3.26 | 6.92 | 7.9 | 16.2 |
//! | `sin` | 0.77 | 0.77 | 0.83 | 1.71 | 5.25 | 7.10 | 14.3 | 27.9 |
//! | `cos` | 0.72 | 0.76 | 0.82 | 1.64 | 4.98 | 7.05 | 13.5 | 27.4 |
//! | `tan` | 0.88 | 0.93 | 1.25 | 2.65 | 8.47 | 7.31 | 20.7 | 54.2 |
//! | `pow` | 0.74 | 0.74 | 3.00 | 6.00 | 18.91 | 7.59 | 75.9 | 102.5 |
//! | `atan2` | 1.26 | 1.26 | 1.16 | 1.90 | 6.36 |  | 18.3 | 28.8 |
//!
//! [`sin_cos`] is [`sin`] and [`cos`] to the bit, for little more than one of them.
//!
//! [`Functions::single`] has exp, log, sqrt, sin and cos of f32. Largest error against f64 at four million numbers of all
//! exponents, fused or plain: exp 1.1 ulp, log 0.8, sqrt 0.5, sin and cos 1.6 (`tests/vecmath_single.rs`).
//!
//! One element at a time ([`gamma`], [`lgamma`] and the Bessel functions by the `libm` crate); the error is in ulp of
//! max(1, |result|) for [`lgamma`], [`digamma`] and the Bessel functions, whose zeros are not resolved further
//! (12 000 points):
//!
//! | function | ulp | ns |
//! |---|---|---|
//! | `gamma` | 6.84 | 65.78 |
//! | `lgamma` | 2.26 | 8.12 |
//! | `digamma` | 5.34 | 10.86 |
//! | `trigamma` | 3.65 | 19.06 |
//! | `besselj0` | 0.92 | 2.06 |
//! | `besselj1` | 1.06 | 1.97 |
//! | `besselj2` | 1.26 | 26.48 |

mod arithmetic;
mod dispatch;
mod error_function;
mod exponential;
mod functions;
mod inverse;
mod logarithm;
mod polygamma;
mod power;
mod root;
mod single;
mod slices;
mod trigonometric;

#[doc(hidden)]
pub use dispatch::levels;
pub use dispatch::{Binary, Functions, Pair, Single, Unary, best};
#[doc(hidden)]
pub use functions::scalar_functions;
pub use functions::{
    acos, asin, atan, atan2, besselj0, besselj1, besselj2, cbrt, cos, cosh, digamma, erf, erfc,
    exp, expm1, gamma, lgamma, log, log1p, log2, log10, pow, sin, sin_cos, sinh, sqrt, tan, tanh,
    trigamma,
};
pub use slices::LANES;
pub(crate) use slices::{gather, spread};
