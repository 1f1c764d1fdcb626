//! Bad input: what [`crate::Solver`] refuses.

/// Why a run could not begin. A run that began always ends in a [`crate::Solution`].
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// A vector has the wrong length.
    #[error("{what} has {got} entries, but the problem has {expected} parameters")]
    WrongLength {
        /// Which vector.
        what: &'static str,
        /// Its length.
        got: usize,
        /// The right length.
        expected: usize,
    },
    /// The problem has no residuals.
    #[error("the problem has no residuals: there is nothing to fit")]
    NoResiduals,
    /// Bounds that no value can meet, or a start outside them.
    #[error("parameter {parameter} starts at {start}, outside its bounds [{lower}, {upper}]")]
    BadBounds {
        /// Index of the parameter.
        parameter: usize,
        /// Its start.
        start: f64,
        /// Its lower bound.
        lower: f64,
        /// Its upper bound.
        upper: f64,
    },
    /// A damping matrix that is not positive definite, or not finite.
    #[error("the damping matrix is unusable: {reason}")]
    BadScaling {
        /// Why.
        reason: String,
    },
    /// An option out of its range.
    #[error("{option}: {reason}")]
    BadOption {
        /// Which option.
        option: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A start that is not a number.
    #[error("the start of parameter {parameter} is not finite")]
    StartNotANumber {
        /// Index of the parameter.
        parameter: usize,
    },
    /// Neither the start nor any point of the scan around it has finite residuals and derivatives.
    #[error("the residuals are not finite at the start{}{}", row.map(|i| format!(", first at residual {i}")).unwrap_or_default(), reason.as_ref().map(|r| format!(": {r}")).unwrap_or_default())]
    StartNotFinite {
        /// The first residual (0-based) that is not finite, where it can be named.
        row: Option<usize>,
        /// What the problem said.
        reason: Option<String>,
    },
    /// A limit ran out, or the caller stopped the run, before the start was evaluated.
    #[error("the limits left no room to evaluate the start")]
    OutOfTime,
    /// Residuals are finite at the start but a derivative is not.
    #[error(
        "the derivative of residual {row} with respect to parameter {parameter} is not finite at the start"
    )]
    DerivativeNotFinite {
        /// The residual, 0-based.
        row: usize,
        /// The parameter, 0-based.
        parameter: usize,
    },
}
