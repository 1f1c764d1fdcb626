//! Nonlinear least squares by Levenberg-Marquardt: a problem in, a solution with a verdict out.

pub mod derivative;
mod loss;
mod options;
mod problem;
mod solution;
mod status;
mod trace;
mod covariance;

pub use derivative::{ExactProblem, GenericResiduals, Real};
pub use loss::Loss;
pub use options::{Acceleration, Damping, Limits, Options, Scaling, VariableProjection};
pub use problem::{EvalError, Problem, Provides};
pub use solution::{Counts, Evidence, Minimum, Solution};
pub use status::{LimitKind, Status};
pub use trace::{Iteration, Rejection, StepKind};
pub use covariance::Covariance;
