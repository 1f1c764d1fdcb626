//! Nonlinear least squares by Levenberg-Marquardt: a problem in, a solution with a verdict out.
//!
//! Write a [`Problem`] (residuals r(x), and derivatives if you have them), hand it with a start to
//! a [`Solver`], and look at [`Solution::status`] before you believe [`Solution::x`].
//!
//! From the ground up: sums (`norm`), small linear algebra (`linalg`), what a user writes
//! ([`Problem`], [`derivative`]), the damping matrix D (`scaling`), one linearisation in scaled
//! variables (`subproblem`, `damped_system`; with second derivatives `newton`, `second_order`), how
//! μ moves (`damping`), steps that contract slowly (`mixing`), bounds, losses, the loop
//! (`minimize`), the last digits (`polish`), the other attempts (`projection`, `scan`, `cascade`),
//! and the verdict. [`Linearisation`] is a problem seen from a point, for the statistics of a fit.
//! [`Partial`] reduces rows that arrive in pieces, for those who have more of them than memory.

mod bounds;
mod cascade;
mod covariance;
mod damped_system;
mod damping;
pub mod derivative;
mod error;
mod evaluator;
#[cfg(test)]
mod forms;
mod linalg;
mod linearisation;
mod loss;
mod minimize;
mod mixing;
mod moments;
mod newton;
mod norm;
mod options;
mod oracle;
mod partial;
mod polish;
mod problem;
mod projection;
mod scaling;
mod scan;
mod second_order;
mod solution;
mod solver;
mod space;
mod status;
mod subproblem;
mod trace;
mod verdict;
mod workspace;

pub use covariance::{Conditioning, Covariance, NullDirection};
pub use derivative::{ExactProblem, GenericResiduals, Real};
pub use error::InputError;
pub use linalg::{Cholesky, Reduction};
pub use linearisation::{Linearisation, SecondDerivatives};
pub use loss::Loss;
pub use moments::Moments;
pub use options::{Acceleration, Curvature, Damping, Limits, Options, Scaling, VariableProjection};
pub use partial::{Partial, PartialError, Reduced, merged};
pub use problem::{EvalError, Problem, Provides};
pub use solution::{Counts, Evidence, Minimum, Solution};
pub use solver::Solver;
pub use status::{LimitKind, Status};
pub use trace::{Anatomy, Iteration, Rejection, StepKind};
pub use workspace::Workspace;
