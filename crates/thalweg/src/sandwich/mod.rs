//! Covariances of the estimates: from JᵀJ, from the Hessian of F, from the residuals themselves, and
//! of M-estimates.

mod choice;
pub(crate) mod hessian;
pub(crate) mod m_estimate;
mod meat;
mod uncertainty;

pub use choice::Errors;
pub(crate) use uncertainty::NO_SCATTER;
pub use uncertainty::Uncertainty;
