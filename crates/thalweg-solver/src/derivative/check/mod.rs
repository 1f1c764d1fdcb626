//! Are the derivatives that a problem gives right?

mod compare;
mod measure;
mod report;
mod suspect;

pub use compare::check_derivatives;
pub use report::{DerivativeReport, NotLinear, WrongBend, WrongEntry};
pub use suspect::Suspect;
