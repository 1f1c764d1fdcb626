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
//! prints them again, `tests/vecmath_accuracy.rs` the errors at the 800 points it keeps).
//!
//! | function | ulp, fused | ulp, plain | ns AVX-512 | ns AVX2 | ns SSE2 | ns std | 14 AVX-512 | 14 AVX2 |
//! |---|---|---|---|---|---|---|---|---|
//! | `exp` | 0.65 | 0.65 | 0.45 | 0.92 | 2.95 | 2.60 | 7.5 | 15.3 |
//! | `expm1` | 1.05 | 0.95 | 0.61 | 1.28 | 3.73 | 3.13 | 9.9 | 20.1 |
//! | `sinh` | 1.86 | 1.86 | 0.84 | 1.80 | 4.76 | 6.27 | 13.5 | 27.8 |
//! | `cosh` | 1.03 | 1.06 | 0.52 | 1.03 | 3.10 | 4.00 | 8.5 | 16.6 |
//! | `tanh` | 0.84 | 0.84 | 1.13 | 2.35 | 7.60 | 6.21 | 18.5 | 38.1 |
//! | `log` | 0.75 | 0.79 | 0.79 | 1.41 | 4.25 | 2.36 | 13.5 | 20.4 |
//! | `log1p` | 0.78 | 0.78 | 1.20 | 1.88 | 5.43 | 3.47 | 18.4 | 28.0 |
//! | `log2` | 0.57 | 0.62 | 1.12 | 2.26 | 7.33 | 2.21 | 18.6 | 33.4 |
//! | `log10` | 0.55 | 0.54 | 1.12 | 2.16 | 7.39 | 4.24 | 18.8 | 33.5 |
//! | `sqrt` | 0.50 | 0.50 | 0.47 | 0.87 | 0.87 | 1.75 | 3.7 | 7.2 |
//! | `cbrt` | 0.50 | 0.50 | 0.98 | 1.92 | 7.08 | 9.63 | 16.1 | 30.2 |
//! | `erf` | 0.95 | 1.11 | 1.56 | 3.24 | 11.27 |  | 25.5 | 53.5 |
//! | `erfc` | 3.30 | 3.30 | 1.55 | 3.16 | 11.21 |  | 25.1 | 52.3 |
//! | `asin` | 1.59 | 1.59 | 0.64 | 1.37 | 3.56 | 2.75 | 10.7 | 22.1 |
//! | `acos` | 1.18 | 1.18 | 0.55 | 1.22 | 3.76 | 2.87 | 8.9 | 19.4 |
//! | `atan` | 1.62 | 1.62 | 0.48 | 1.01 | 3.25 | 7.19 | 8.0 | 15.8 |
//! | `sin` | 0.77 | 0.77 | 0.84 | 1.72 | 5.31 | 7.40 | 14.4 | 28.1 |
//! | `cos` | 0.72 | 0.76 | 0.83 | 1.66 | 5.04 | 7.31 | 13.7 | 27.9 |
//! | `tan` | 0.88 | 0.93 | 1.29 | 2.70 | 8.52 | 7.56 | 21.3 | 45.2 |
//! | `pow` | 0.74 | 0.74 | 3.09 | 6.11 | 18.82 | 7.89 | 59.0 | 96.5 |
//! | `atan2` | 1.26 | 1.26 | 1.19 | 1.93 | 6.47 |  | 18.6 | 29.2 |
//!
//! One element at a time ([`gamma`], [`lgamma`] and the Bessel functions by the `libm` crate); the error is in ulp of
//! max(1, |result|) for [`lgamma`], [`digamma`] and the Bessel functions, whose zeros are not resolved further
//! (12 000 points):
//!
//! | function | ulp | ns |
//! |---|---|---|
//! | `gamma` | 6.84 | 41 |
//! | `lgamma` | 2.26 | 8.32 |
//! | `digamma` | 5.34 | 11.52 |
//! | `trigamma` | 3.65 | 20.08 |
//! | `besselj0` | 0.92 | 2.17 |
//! | `besselj1` | 1.06 | 2.04 |
//! | `besselj2` | 1.26 | 27.75 |

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
mod slices;
mod trigonometric;

#[doc(hidden)]
pub use dispatch::levels;
pub use dispatch::{Binary, Functions, Unary, best};
#[doc(hidden)]
pub use functions::scalar_functions;
pub use functions::{
    acos, asin, atan, atan2, besselj0, besselj1, besselj2, cbrt, cos, cosh, digamma, erf, erfc,
    exp, expm1, gamma, lgamma, log, log1p, log2, log10, pow, sin, sinh, sqrt, tan, tanh, trigamma,
};
