//! How nonlinear a model is at its solution, what that does to the estimates, and how else a
//! parameter might be written.
//!
//! The fitted values η(θ) of a model form a surface in the space of observations. Statistics of
//! linear models take it for its tangent plane, and the lines of constant parameters on it for a
//! straight and even grid. [`RelativeCurvature`] measures both, from second derivatives along
//! directions that are one standard error long; what single estimates suffer from it, Hougaard's
//! skewness and Box's bias, are sums over the same array.

mod form;
mod judge;
mod relative;
mod rewrite;
mod room;
mod scale;

pub use form::Form;
pub use relative::RelativeCurvature;

pub(crate) use room::look;
