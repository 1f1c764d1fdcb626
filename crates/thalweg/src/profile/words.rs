//! Why an interval ends where it does, in words.

use super::end::{End, Why};
use super::profiler::ProfileInterval;
use crate::interval::Interval;

impl ProfileInterval {
    /// As numbers and words; None where an end was not found.
    ///
    /// ```
    /// use thalweg::profile::{End, ProfileInterval, Why};
    /// let end = |value, why| End { value, why };
    /// let open = end(f64::INFINITY, Why::Unbounded { rise: 1.0 });
    /// let found = ProfileInterval { estimate: 2.0, low: end(1.0, Why::Crossing), high: open, rise: 4.0 };
    /// let reason = "however large it is, the sum of squares rises by 25 % of what the level allows";
    /// assert_eq!(found.interval().unwrap().high_reason.as_deref(), Some(reason));
    /// ```
    pub fn interval(&self) -> Option<Interval> {
        let low = self.reason(&self.low, "low")?;
        let high = self.reason(&self.high, "large")?;
        Some(Interval::new(self.low.value, self.high.value).because(&low, &high))
    }

    /// Empty where nothing has to be said.
    fn reason(&self, end: &End, way: &str) -> Option<String> {
        Some(match &end.why {
            Why::Crossing => String::new(),
            Why::Bound => "its bound".into(),
            Why::Undefined(Some(reason)) => {
                format!("beyond it the model is not defined: {reason}")
            }
            Why::Undefined(None) => "beyond it the model is not defined".into(),
            Why::Range => "it goes no further, whatever the parameters are".into(),
            Why::Unbounded { rise } if *rise < 0.005 * self.rise => {
                format!("however {way} it is, the sum of squares does not rise")
            }
            Why::Unbounded { rise } => format!(
                "however {way} it is, the sum of squares rises by {:.0} % of what the level allows",
                100.0 * rise / self.rise
            ),
            Why::Unfinished => return None,
        })
    }
}
