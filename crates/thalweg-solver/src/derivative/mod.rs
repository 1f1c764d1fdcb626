//! Derivatives: exact ones from a model that is generic over its number type, and measured ones.
//!
//! [`GenericResiduals`] is what such a model implements, [`Real`] is the number it computes with,
//! and [`ExactProblem`] turns it into a [`crate::Problem`] with exact first and second derivatives.
//! [`Differences`] finds the Jacobian of a model that gives none.
//! [`check_derivatives`] compares what a problem gives with what can be measured.

mod check;
mod difference;
mod dual;
mod exact;
mod jet;
mod noise;
mod operators;
mod real;
mod size;
mod stencil;
mod step;

pub use check::{DerivativeReport, NotLinear, Suspect, WrongBend, WrongEntry, check_derivatives};
pub use difference::Differences;
pub use dual::Dual;
pub use exact::{ExactProblem, GenericResiduals};
pub use jet::Jet;
pub use real::Real;
pub use stencil::{Evaluate, Mode};
