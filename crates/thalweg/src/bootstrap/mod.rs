//! The bootstrap: refits to data drawn anew, and what their scatter says about the estimates.

mod answer;
mod draw;
mod intervals;
mod replicates;
mod resampling;

pub(crate) use answer::answer;
pub use answer::{Bootstrap, Resampled};
pub use replicates::Replicates;
pub use resampling::{Resample, Resampling};
