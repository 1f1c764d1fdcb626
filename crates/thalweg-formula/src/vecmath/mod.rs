//! Mathematical functions of slices.

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
