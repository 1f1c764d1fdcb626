//! Graphs compiled to a list of steps, evaluated a block of rows at a time.

mod block;
mod chain;
mod compile;
mod frame;
mod functions;
mod lanes;
mod layout;
mod program;
mod real;
mod run;
mod scratch;
mod special;

pub use frame::LANES;
pub(crate) use functions::{binary_value, ternary_value, unary_value};
pub use lanes::{LaneColumn, LaneColumns};
pub(crate) use lanes::{LaneOutput, run_lanes};
pub(crate) use program::Program;
pub use real::Real;
pub(crate) use run::{Output, Rows};
pub use scratch::Scratch;
