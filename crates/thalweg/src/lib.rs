//! Fit a formula to named columns: an answer with statistics and a verdict.
//!
//! ```
//! use thalweg::{Fit, Table};
//! let table = Table::new()
//!     .with("time", [0.0, 1.0, 2.0, 3.0, 4.0, 6.0])?
//!     .with("conc", [9.9, 6.1, 3.6, 2.3, 1.3, 0.5])?;
//! let answer = Fit::new("conc ~ c0*exp(-k*time)")
//!     .declare("c0=5; k=1 in [0, inf]; half := log(2)/k")
//!     .run(&table)?;
//! assert!(answer.converged, "{}", answer.message);
//! let half = answer.derived("half").unwrap();
//! assert!((half.estimate - 1.38).abs() < 0.02 && half.std_error.unwrap() < 0.05);
//! # Ok::<(), thalweg::FitError>(())
//! ```
//!
//! A [`Table`] holds columns. A [`Fit`] says what to fit: the formula, what is known of its
//! parameters (starts, bounds, fixed values, ties, derived quantities), what is known of the errors
//! of the data ([`Sigma`], or weights), and how to go about it. Starts that are missing are found.
//! [`Fit::run`] gives an [`Answer`] with a verdict, or a [`FitError`] where the input is wrong.
//!
//! Inside: declarations become a plan (formula compiled, ties put in), the table becomes
//! observations, both become a least-squares problem in blocks of rows; starts are searched, runs
//! attempted, and the best of them is turned into an answer.

mod alike;
mod answer;
mod assemble;
mod attempts;
pub mod batch;
mod blocks;
mod bootstrap;
mod check;
pub mod codes;
pub mod compare;
mod conclusion;
mod condition;
mod criteria;
pub mod curvature;
pub mod damping;
mod declaration;
pub mod design;
pub mod diagnose;
mod diagnosis;
mod ended;
mod error;
mod estimates;
pub mod family;
mod fit;
mod fit_problem;
mod fitted;
mod identify;
mod interval;
pub mod large;
mod leverage;
mod local;
mod names;
mod numbers;
mod observations;
mod origin;
mod plan;
mod portrait;
mod problem;
pub mod profile;
mod reach;
mod request;
mod restarts;
mod robust;
mod run;
mod sandwich;
mod scrutiny;
mod size;
mod starts;
mod statistics;
pub mod structure;
mod symmetric;
mod table;
mod target;
mod team;
pub mod valley;
mod variant;
mod warn;
mod warning;
mod weighting;
mod whitening;
mod words;

pub use answer::{Answer, Derived, MinimumFound, Parameter, RobustScale, SolverSummary};
pub use bootstrap::{Bootstrap, Replicates, Resample, Resampled, Resampling};
pub use check::{Check, Topic};
pub use condition::Condition;
pub use criteria::{Criteria, Rival};
pub use diagnosis::{Diagnosis, Nonlinearity, Reparameterisation, Restarts, Test};
pub use error::{ErrorKind, FitError};
pub use fit::Fit;
pub use fit_problem::FitProblem;
pub use fitted::{Bands, Fitted, Inverse, Inversion, Predictions, Preimage};
pub use interval::Interval;
pub use local::{Local, Scatter};
pub use portrait::{Contour, Curve, Portrait, ProfileTrace};
pub use request::{Request, Starts, Step};
pub use robust::{Robust, RobustSolution, m_scale, mad};
pub use sandwich::{Errors, Uncertainty};
pub use table::Table;
pub use thalweg_solver::{
    Acceleration, Anatomy, Curvature, Damping, EvalError, Evidence, InputError, Iteration,
    LimitKind, Limits, Loss, Options, Problem, Provides, Rejection, Scaling, Status, StepKind,
    VariableProjection,
};
pub use warning::{Value, Warning};
pub use weighting::{Sigma, Weighting};
pub use whitening::DataCovariance;

#[cfg(doctest)]
mod book;

#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
