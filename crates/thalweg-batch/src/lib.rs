//! Very many small fits of one formula, 10⁵ to 10⁸ curves of 10 to 1000 points with a few parameters each.
//!
//! The lanes of a SIMD register hold different fits. A curve that is not fitted cleanly there goes to the full solver
//! of `thalweg-solver`, as does every curve under a robust loss, so that the verdicts are those of a single fit. The
//! solver begins where the lanes began, for they may have lost their way, with the linear parameters projected out
//! first: what holds the plain iteration up is nearly always a valley that they make (Golub & Pereyra 1973).
//!
//! # In the lanes
//!
//! At a point one pass over the data of sixteen curves computes F, g = Jᵀr and A = JᵀJ of each from the formula's own
//! tape. The step solves (A + μ diag A)h = −g in Marquardt's scaled form (Marquardt 1963), where the matrix has a unit
//! diagonal but for powers of two, by L Δ Lᵀ. μ starts at 10⁻³, falls to a tenth where F did as its model said, is 0
//! near the minimum, and grows faster with every rejection. A step is shortened to a region of trust in the full
//! solver's metric, or parameters would evaporate. Near the minimum the length of a Gauss-Newton step is that which fits the curvature of F along the step before: 1/(1 + s) of it, s = hᵀSh/hᵀAh with
//! S = Σ r ∇²r, known from the gain (a secant along one direction).
//!
//! A fit has ended when the decrement q² = gᵀA⁻¹g, times the rate at which it has fallen, is below 10⁻²¹ of F: what a
//! last step leaves is then below a billionth of a standard error. No test has a unit.
//!
//! In [single precision](Precision::Single) the model is f32, a trial is a number of f32 too, and what rounding makes of a
//! residual is known from the sums: where that hides F, the decrement and the gradient alone judge, and a fit ends where
//! it hides the decrement.
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
//! assert!((fits.estimates[1][0] - 2f64.ln()).abs() < 1e-9);
//! assert!((fits.estimates[1][1] - 3f64.ln()).abs() < 1e-9);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod asked;
mod batch_fit;
mod chunk;
mod curves;
mod derived;
mod deviance;
mod engine;
mod error;
mod fits;
mod single;
mod usable;

pub use asked::{Estimator, Precision};
pub use batch_fit::BatchFit;
pub use curves::{Column, Curves};
pub use error::BatchError;
pub use fits::{Code, Fits, Note, Notes};
