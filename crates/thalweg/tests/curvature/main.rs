//! Curvature measures, skewness and bias: against R, and against the laws they obey.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers of tests are tests

mod laws;
mod offers;
mod reference;
mod simulation;
