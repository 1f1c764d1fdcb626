//! Problems with known answers, run by every engine and every front end of Thalweg.
//!
//! - [`nist`]: the 27 nonlinear regression problems of NIST, data and certified values embedded,
//!   and the same models hand-written in Rust; r = model − response.
//! - [`mgh`]: the 35 problems of Moré, Garbow and Hillstrom at 41 sizes, with exact derivatives and
//!   known minima.
//! - [`valleys`]: 22 long curved valleys.
//! - [`drawn`]: starts around the solutions of both, and units of NIST's parameters, at random.
//! - [`simulated`]: data sets drawn from known curves, with and without a fault.
//! - [`verify`]: whether a point is a minimum, independently of any solver.
//!
//! A sum of squares is Σ r²; a `cost` is F = ½ Σ r², as in the solver.

pub mod drawn;
mod function;
pub mod mgh;
pub mod nist;
pub mod simulated;
pub mod valleys;
pub mod verify;

pub use function::Model;
