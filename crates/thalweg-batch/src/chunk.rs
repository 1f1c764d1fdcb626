//! A number of each of sixteen lanes.

use thalweg_formula::LANES;

/// A number of each lane.
pub(crate) type Chunk = [f64; LANES];

/// x as a model of `SINGLE` precision takes it.
#[inline(always)]
pub(crate) fn rounded<const SINGLE: bool>(x: f64) -> f64 {
    if SINGLE { f64::from(x as f32) } else { x }
}

/// `a` where the condition holds: both are known, so that no lane waits for another.
#[inline(always)]
pub(crate) fn either(condition: bool, a: f64, b: f64) -> f64 {
    if condition { a } else { b }
}
