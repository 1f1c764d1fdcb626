//! The bootstrap: refits to data drawn anew, and what their scatter says about the estimates.

mod answer;
mod draw;
mod intervals;
mod replicates;
mod resampling;
mod variant;

pub(crate) use answer::answer;
pub use answer::{Bootstrap, Resampled};
pub use replicates::Replicates;
pub use resampling::{Resample, Resampling};
pub(crate) use variant::{Change, Variant};
