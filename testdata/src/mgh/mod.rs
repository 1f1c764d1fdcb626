//! The least-squares problems of Moré, Garbow and Hillstrom.
//!
//! J. J. Moré, B. S. Garbow, K. E. Hillstrom, *Testing unconstrained optimization software*, ACM
//! Transactions on Mathematical Software 7 (1981) 17-41. The 35 problems that are sums of squares,
//! at 41 sizes, each with three [starts](MghInstance::starts) and its
//! [known minima](MghInstance::minima). Numbers in the code are those of the paper, and so are the
//! signs of the residuals.
//!
//! Functions are generic over the number type: first and second derivatives are exact. None of
//! them says in which parameters it is linear; a solver sees them as it would see a closure.
//!
//! ```
//! use thalweg_testdata::mgh;
//! let rosenbrock = mgh::instance("rosenbrock").unwrap();
//! let mut r = [0.0; 2];
//! rosenbrock.problem().residuals(rosenbrock.start(), &mut r)?;
//! assert!((r[0] + 4.4).abs() < 1e-15 && r[1] == 2.2);
//! assert_eq!(rosenbrock.minima()[0].sum_of_squares, 0.0);
//! # Ok::<(), thalweg_solver::EvalError>(())
//! ```

mod broyden;
mod chebyquad;
mod discretised;
mod exponentials;
mod extended;
mod four_parameters;
mod instance;
mod instances;
mod linear;
mod penalty;
mod reference;
mod three_parameters;
mod two_parameters;
mod variable;
mod watson;

pub use instance::MghInstance;
pub use instances::{instance, instances};
pub use reference::KnownMinimum;
