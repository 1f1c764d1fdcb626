//! The fitted curve and how surely it is known: bands, predictions, and the way back from y to x.

mod curve;
mod invert;
mod model;
mod observation;
mod predict;
mod rebuild;

pub use invert::{Inverse, Inversion, Preimage};
pub use model::Fitted;
pub(crate) use observation::NewObservation;
pub use predict::{Bands, Predictions};
