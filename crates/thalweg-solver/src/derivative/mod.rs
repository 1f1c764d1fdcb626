//! Derivatives: exact ones from a model that is generic over its number type.
//!
//! [`GenericResiduals`] is what such a model implements, [`Real`] is the number it computes with,
//! and [`ExactProblem`] turns it into a [`crate::Problem`] with exact first and second derivatives.

mod dual;
mod exact;
mod jet;
mod operators;
mod real;

pub use dual::Dual;
pub use exact::{ExactProblem, GenericResiduals};
pub use jet::Jet;
pub use real::Real;
