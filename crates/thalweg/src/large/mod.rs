//! One model, more rows than memory.
//!
//! The rows are read in parts, again in every pass. A pass at a point x reduces r and J to R, Qᵀr and what is
//! left of ‖r‖ ([`thalweg_solver::Partial`]): a least-squares problem of n + 2 residuals with the same JᵀJ, Jᵀr and ‖r‖, which
//! the same solver solves in the same way. Starts come from a sample of the rows, which is fitted in memory.
//!
//! From the ground up: where rows come from ([`Source`]), what becomes of them (`cells`, `slab`) and what is kept
//! (`kept`), a block of them at a point (`block`), a part that is read (`reading`), one pass over all parts
//! (`pass`), the first one (`survey`), the problem (`problem`), and the fit.

mod block;
mod cells;
mod end;
mod fit;
mod kept;
mod options;
mod pass;
mod problem;
mod reading;
mod residuals;
mod slab;
mod source;
mod stop;
mod streamed;
mod survey;
mod tree;

pub use options::Large;
pub use pass::Progress;
pub use source::{Each, SLAB_ROWS, Source};
pub use streamed::Streamed;
