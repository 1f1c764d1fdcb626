//! Problems with known answers, run by every engine and every front end of Thalweg.
//!
//! - [`nist`]: the 27 nonlinear regression problems of NIST, data and certified values embedded,
//!   and the same models hand-written in Rust.
//!
//! Everywhere the residual is r = model − data, and the sum of squares is Σ r² unless a name says
//! `cost`, which is F = ½ Σ r².

pub mod nist;
