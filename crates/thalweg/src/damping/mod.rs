//! Which damping for this problem? Every D, every rule for μ and every use of acceleration, run on
//! it from many starts.
//!
//! (A + μI) or (A + μ diag A)? A [`Comparison`] answers for one problem at a time, by running each
//! [`Method`] from the same points: the caller's start, points around it, and points around the
//! solution. Each run is a single one (no cascade of further attempts, no variable projection) and
//! ends in an [`Outcome`]; where it failed its own trace says why, as a [`Cause`]. The default with
//! its cascade runs beside them, and a [`Recommendation`] says whether any of it matters.
//!
//! ```
//! use std::ops::ControlFlow;
//! use thalweg::damping::Comparison;
//! use thalweg::{EvalError, Problem, Scaling};
//!
//! /// y = b₁(1 − exp(−b₂x)) at six points: NIST's BoxBOD.
//! struct BoxBod;
//! const X: [f64; 6] = [1.0, 2.0, 3.0, 5.0, 7.0, 10.0];
//! const Y: [f64; 6] = [109.0, 149.0, 149.0, 191.0, 213.0, 224.0];
//!
//! impl Problem for BoxBod {
//!     fn parameter_count(&self) -> usize { 2 }
//!     fn residual_count(&self) -> usize { 6 }
//!     fn residuals(&self, b: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
//!         for i in 0..6 {
//!             r[i] = b[0] * (1.0 - (-b[1] * X[i]).exp()) - Y[i];
//!         }
//!         Ok(())
//!     }
//! }
//!
//! let compared = Comparison::new()
//!     .starts(4)
//!     .run(&BoxBod, &[1.0, 1.0], &|_| ControlFlow::Continue(()))?;
//! assert!((compared.minima[0].x[0] - 213.809_409).abs() < 1e-4);
//! let solved = |scaling: &Scaling| {
//!     let of_it = compared.methods.iter().filter(|m| m.method.scaling == *scaling);
//!     of_it.map(|m| m.counts.solved).sum::<usize>()
//! };
//! assert!(solved(&Scaling::Geometric) > solved(&Scaling::Marquardt));
//! println!("{}", compared.recommendation.sentence());
//! # Ok::<(), thalweg::InputError>(())
//! ```

mod advice;
mod anatomy;
mod cause;
mod compared;
mod comparison;
mod end;
mod judge;
mod method;
mod outcome;
mod recommend;
mod runs;
mod starts;
mod words;

pub use advice::{Advice, Contest, Recommendation};
pub use cause::{Cause, Departure, Grip, Rejections};
pub use compared::{Compared, Measured, Minimum, Run};
pub use comparison::{Comparison, Phase, Progress};
pub use method::{Method, acceleration_name, damping_name, methods, scaling_name};
pub use outcome::{Counts, Outcome, Spread};
pub use recommend::sign_test;
pub use starts::{Start, StartKind};
