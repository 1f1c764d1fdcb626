//! Bad input: what a batch cannot begin with.

/// What is wrong with a batch before any curve is fitted. A curve that cannot be fitted is a row with its
/// [`Code`](crate::Code), never an error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// A slice has not the length that the others ask for.
    #[error("{what} has {found} numbers instead of {needed}")]
    Length {
        /// Which slice.
        what: String,
        /// Its length.
        found: usize,
        /// What it should be.
        needed: usize,
    },
    /// An option that is out of its range.
    #[error("{0}")]
    Option(String),
}
