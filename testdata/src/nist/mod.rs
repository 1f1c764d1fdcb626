//! The nonlinear regression problems of NIST's Statistical Reference Datasets.
//!
//! Data, starts and certified values live in `testdata/nist` and are embedded here;
//! [`models`] has the same models hand-written in Rust.
//!
//! ```
//! let misra = thalweg_testdata::nist::problem("Misra1a").unwrap();
//! assert_eq!(misra.formula, "y ~ b1*(1-exp(-b2*x))");
//! assert_eq!(misra.column("x").unwrap()[0], 77.6);
//! ```

mod digits;
mod embedded;
pub mod models;
mod problem;

pub use digits::{MOST_DIGITS, digits};
pub use embedded::{problem, problems};
pub use problem::NistProblem;
