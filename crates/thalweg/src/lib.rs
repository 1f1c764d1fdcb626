//! Fit a formula to named columns: an answer with statistics and a verdict.

mod answer;
pub mod codes;
mod error;
mod fit;
mod run;
mod table;
mod weighting;

pub use answer::{Answer, Derived, MinimumFound, Parameter, SolverSummary, Value, Warning};
pub use error::{ErrorKind, FitError};
pub use fit::{Fit, Starts};
pub use table::Table;
pub use thalweg_solver::{
    Acceleration, Damping, Evidence, Iteration, LimitKind, Limits, Loss, Rejection, Scaling,
    Status, StepKind, VariableProjection,
};
pub use weighting::{Sigma, Weighting};
