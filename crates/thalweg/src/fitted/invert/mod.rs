//! From y back to x: calibration, inverse prediction.

mod ask;
mod crossing;
mod reach;
mod slice;

pub use ask::{Inverse, Inversion, Preimage};
