//! Why there is no picture.

use thalweg_solver::InputError;

/// What [`valley`](super::valley) refuses.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ValleyError {
    /// The problem has no parameters.
    #[error("the problem has no parameters: there is nothing to draw")]
    NoParameters,
    /// A list has the wrong length.
    #[error("{what} has {got} entries, but the problem has {expected} parameters")]
    WrongLength {
        /// Which list.
        what: &'static str,
        /// Its length.
        got: usize,
        /// The right length.
        expected: usize,
    },
    /// A chosen parameter is not one, or is chosen twice.
    #[error(
        "a plane needs two different parameters out of {count}, not {first} and {second} (from 0)"
    )]
    NoSuchPlane {
        /// The first choice.
        first: usize,
        /// The second choice.
        second: usize,
        /// How many parameters there are.
        count: usize,
    },
    /// Residuals or derivatives are not finite at the solution.
    #[error("the residuals or their derivatives are not finite at the solution")]
    SolutionNotFinite,
    /// A grid without room for a picture.
    #[error("a grid needs at least 2 cells each way, not {columns} by {rows}")]
    NoGrid {
        /// Cells across.
        columns: usize,
        /// Cells upwards.
        rows: usize,
    },
    /// A route that could not begin.
    #[error("the path \"{route}\" cannot begin: {source}")]
    Route {
        /// The name of the route.
        route: String,
        /// What the solver says.
        source: InputError,
    },
}
