//! Where an interval ends, and why there.

/// An end of a profile interval.
#[derive(Debug, Clone, PartialEq)]
pub struct End {
    /// Where; infinite where there is no end.
    pub value: f64,
    /// Why there.
    pub why: Why,
}

/// Why an interval ends where it does.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Why {
    /// The sum of squares rises past the level there.
    Crossing,
    /// A bound stands there.
    Bound,
    /// The model is not defined beyond it, for this reason if it gave one.
    Undefined(Option<String>),
    /// The quantity does not go further, whatever the parameters within their bounds.
    Range,
    /// The sum of squares never rises to the level.
    Unbounded {
        /// What its rise comes to in the end, in σ²; the level asks for t².
        rise: f64,
    },
    /// Not found within the work that was allowed.
    Unfinished,
}
