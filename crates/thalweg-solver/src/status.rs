//! The verdict on a run.

/// How a run ended. The code words are the same in text, JSON and every binding.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Status {
    /// The gradient and decrement tests hold and the rank is full.
    Minimum,
    /// As [`Status::Minimum`] in the free subspace, the KKT signs right at the bounds.
    MinimumOnBound {
        /// The parameters held by their bounds.
        parameters: Vec<usize>,
    },
    /// The residuals are zero to rounding: standard errors mean nothing.
    ExactFit,
    /// A combination of parameters is not determined by the residuals.
    FlatValley {
        /// One vector per undetermined direction, length n each, in units of tⱼ (the size of each
        /// parameter): moving x by t∘v does not change the residuals to first order.
        null_vectors: Vec<Vec<f64>>,
        /// Parameters that ran off to infinity.
        evaporated: Vec<usize>,
        /// Whether what is determined is at its minimum, to a thousandth of its standard errors.
        stationary: bool,
    },
    /// No step reduces F though the gradient tests do not hold.
    Stalled,
    /// Stopped against a region where the model is not defined.
    DomainEdge {
        /// The reason the model gave at the last rejected trial, if it gave one.
        reason: Option<String>,
    },
    /// Evaluations, iterations or time ran out; the best point so far is returned.
    Limit {
        /// Which limit.
        which: LimitKind,
    },
    /// The caller stopped the run; the best point so far is returned.
    Stopped,
}

/// Which limit ended a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum LimitKind {
    /// [`crate::Limits::evaluations`].
    Evaluations,
    /// [`crate::Limits::iterations`].
    Iterations,
    /// [`crate::Limits::time`].
    Time,
}

impl Status {
    /// The stable code word: `minimum`, `minimum-on-bound`, `exact-fit`, `flat-valley`, `stalled`,
    /// `domain-edge`, `limit` or `stopped`.
    ///
    /// ```
    /// assert_eq!(thalweg_solver::Status::ExactFit.code(), "exact-fit");
    /// ```
    pub fn code(&self) -> &'static str {
        match self {
            Status::Minimum => "minimum",
            Status::MinimumOnBound { .. } => "minimum-on-bound",
            Status::ExactFit => "exact-fit",
            Status::FlatValley { .. } => "flat-valley",
            Status::Stalled => "stalled",
            Status::DomainEdge { .. } => "domain-edge",
            Status::Limit { .. } => "limit",
            Status::Stopped => "stopped",
        }
    }

    /// Whether the answer is a minimum.
    ///
    /// ```
    /// assert!(thalweg_solver::Status::Minimum.converged());
    /// assert!(!thalweg_solver::Status::Stalled.converged());
    /// ```
    pub fn converged(&self) -> bool {
        matches!(self, Status::Minimum | Status::MinimumOnBound { .. } | Status::ExactFit)
    }
}
