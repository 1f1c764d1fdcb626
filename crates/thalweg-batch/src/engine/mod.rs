//! The lanes: sixteen fits at a time, Levenberg-Marquardt on their normal equations.
//!
//! A lane that ends is written out and refilled with the next curve at once. One pass over the points of all lanes
//! computes F, g and A at the trial points: a rejected trial leaves those of the point before, and no lane waits for
//! another. What a lane computes does not depend on its neighbours.

mod finished;
mod iterate;
mod job;
mod lanes;
mod progress;
mod radius;
mod starts;
mod step;
mod sums;

use thalweg_formula::LANES;

/// A number of each lane.
type Chunk = [f64; LANES];

pub(crate) use iterate::run;
pub(crate) use job::Job;

/// x as a model of `SINGLE` precision takes it.
#[inline(always)]
fn rounded<const SINGLE: bool>(x: f64) -> f64 {
    if SINGLE { f64::from(x as f32) } else { x }
}

/// `a` where the condition holds: both are known, so that no lane waits for another.
#[inline(always)]
fn either(condition: bool, a: f64, b: f64) -> f64 {
    if condition { a } else { b }
}
