//! What is wanted of the next observations.

/// Which error to cut, with how many observations, and where they may lie.
///
/// ```
/// use thalweg::design::Wanted;
/// let wanted = Wanted::new().target("log(2)/k").points(3).candidates("x", 0.0, 10.0);
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Wanted {
    pub(super) target: Option<String>,
    pub(super) points: usize,
    pub(super) ranges: Vec<(String, f64, f64)>,
}

impl Wanted {
    /// One observation that makes the joint confidence region of all parameters smallest (D-optimal),
    /// anywhere in the range of the data and half as far beyond on either side, though not across 0.
    pub fn new() -> Self {
        Self { target: None, points: 1, ranges: Vec::new() }
    }

    /// The quantity whose standard error is to be cut: a parameter, a derived quantity, or an expression
    /// of parameters.
    #[must_use]
    pub fn target(mut self, target: impl Into<String>) -> Self {
        self.target = Some(target.into());
        self
    }

    /// How many observations, chosen one after the other. Default 1.
    #[must_use]
    pub fn points(mut self, points: usize) -> Self {
        self.points = points;
        self
    }

    /// Where a column may lie.
    #[must_use]
    pub fn candidates(mut self, column: impl Into<String>, low: f64, high: f64) -> Self {
        self.ranges.push((column.into(), low, high));
        self
    }
}
