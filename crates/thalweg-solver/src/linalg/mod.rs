//! Small dense linear algebra: rows reduced to R, pivoted QR, triangular solves, Cholesky.
//!
//! Matrices are stored by columns.

mod cholesky;
mod columns;
mod large;
mod pivoted_qr;
mod reduction;
mod symmetric;
mod triangular;

pub use cholesky::Cholesky;
pub(crate) use columns::{add_times, times, transposed_times};
pub(crate) use pivoted_qr::{PivotedQr, factor_square};
pub use reduction::Reduction;
pub(crate) use symmetric::{singular_values, symmetric_eigen};
pub(crate) use triangular::{augment_with_damping, solve_lower_transposed, solve_upper};
