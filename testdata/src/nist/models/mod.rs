//! NIST's models by hand: scalar code and hand-written Jacobians, r = model − response.
//!
//! They are what a careful user would write without the formula engine, and so the measure of it.

mod curve;
mod exponential;
mod miscellaneous;
mod rational;
mod registry;

pub use registry::model;
