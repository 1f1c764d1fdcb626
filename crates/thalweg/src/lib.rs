//! Fit a formula to named columns: an answer with statistics and a verdict.

mod answer;
mod assemble;
mod attempts;
mod blocks;
pub mod codes;
mod condition;
mod declaration;
mod error;
mod fit;
mod identify;
mod names;
mod observations;
mod pivoted;
mod plan;
mod problem;
mod run;
mod starts;
mod statistics;
mod table;
mod warn;
mod weighting;
mod words;

pub use answer::{Answer, Derived, MinimumFound, Parameter, SolverSummary, Value, Warning};
pub use condition::Condition;
pub use error::{ErrorKind, FitError};
pub use fit::{Fit, Starts};
pub use table::Table;
pub use thalweg_solver::{
    Acceleration, Damping, Evidence, Iteration, LimitKind, Limits, Loss, Rejection, Scaling,
    Status, StepKind, VariableProjection,
};
pub use weighting::{Sigma, Weighting};
