//! Confidence intervals whose ends may not exist.

/// An interval; an end that does not exist is infinite, with the reason beside it.
///
/// ```
/// use thalweg::Interval;
/// let open = Interval::new(0.5, f64::INFINITY).because("", "no value makes the fit so much worse");
/// assert!(!open.is_finite() && open.high_reason.is_some() && open.low_reason.is_none());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Interval {
    /// Lower end; −∞ where there is none.
    pub low: f64,
    /// Upper end; +∞ where there is none.
    pub high: f64,
    /// Why the lower end is where it is, where that has to be said: infinite, or on a bound.
    pub low_reason: Option<String>,
    /// The same for the upper end.
    pub high_reason: Option<String>,
}

impl Interval {
    /// With both ends.
    pub fn new(low: f64, high: f64) -> Self {
        Self { low, high, low_reason: None, high_reason: None }
    }

    /// With reasons; an empty one is none.
    pub fn because(mut self, low: &str, high: &str) -> Self {
        let some = |reason: &str| (!reason.is_empty()).then(|| reason.to_string());
        (self.low_reason, self.high_reason) = (some(low), some(high));
        self
    }

    /// Whether both ends exist.
    pub fn is_finite(&self) -> bool {
        self.low.is_finite() && self.high.is_finite()
    }
}
