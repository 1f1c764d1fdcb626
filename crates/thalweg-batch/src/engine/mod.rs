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

pub(crate) use iterate::run;
pub(crate) use job::Job;
