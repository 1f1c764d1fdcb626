//! Where to measure next: the place of one more observation that cuts an error most.
//!
//! ```
//! use std::ops::ControlFlow;
//! use thalweg::{Fit, Table, design::Wanted};
//! let table = Table::new()
//!     .with("x", [0.0, 1.0, 2.0, 3.0])?
//!     .with("y", [1.1, 2.9, 5.2, 6.9])?;
//! let fit = Fit::new("y ~ a + b*x").scrutiny(false);
//! let design = fit.with_problem(&table, &mut |_| ControlFlow::Continue(()), |p| {
//!     p.design(&Wanted::new().target("b").candidates("x", 0.0, 9.0))
//! })??;
//! // A slope wants the far end.
//! assert_eq!(design.points[0].place, [("x".to_string(), 9.0)]);
//! assert!(design.points[0].std_error.unwrap() < 0.5 * design.std_error.unwrap());
//! # Ok::<(), thalweg::FitError>(())
//! ```

mod candidates;
mod gain;
mod search;
mod wanted;

pub use search::{Design, Point};
pub use wanted::Wanted;
