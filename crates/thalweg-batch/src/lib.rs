//! Very many small fits of one formula, 10⁵ to 10⁸ curves of 10 to 1000 points with a few parameters each.
//!
//! The lanes of a SIMD register hold different fits; a curve that is not fitted cleanly there goes to the full solver
//! of `thalweg-solver`, so that the verdicts are those of a single fit.
//!
//! ```
//! use thalweg_batch::{BatchFit, Code, Column, Curves};
//! use thalweg_formula::{Expr, Model};
//! let model = Model::new(&Expr::parse("a*exp(-k*x)")?, &["x"], &[])?;
//! let x = [0.0, 1.0, 2.0, 3.0];
//! let y = [4.0, 2.0, 1.0, 0.5, /* the second curve */ 9.0, 3.0, 1.0, 1.0 / 3.0];
//! let curves = Curves::new(&y, 4).columns(&[Column::Shared(&x)]);
//! let fits = BatchFit::new(model).starts(&[1.0, 1.0]).run(&curves)?;
//! assert_eq!(fits.status, [Code::ExactFit; 2]);
//! assert!((fits.parameters[1][0] - 2f64.ln()).abs() < 1e-9);
//! assert!((fits.parameters[1][1] - 3f64.ln()).abs() < 1e-9);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod batch_fit;
mod curves;
mod deviance;
mod error;
mod fits;
mod single;
mod usable;

pub use batch_fit::{BatchFit, Estimator};
pub use curves::{Column, Curves};
pub use error::BatchError;
pub use fits::{Code, Fits, Note, Notes};
