//! One line of "Can this be trusted?".

use crate::warning::Warning;

/// What a check is about, in the order in which a reader asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Topic {
    /// Is it a minimum, and the only one?
    Minimum,
    /// Is every parameter determined?
    Determined,
    /// Do the intervals mean what they say?
    Intervals,
    /// Does the curve follow the data?
    Shape,
    /// Do the residuals scatter as the errors assume?
    Scatter,
    /// Does the answer hang on single observations?
    Influence,
    /// Do other formulas do better?
    Rivals,
}

impl Topic {
    /// One word: `minimum`, `determined`, `intervals`, `shape`, `scatter`, `influence`, `rivals`.
    ///
    /// ```
    /// assert_eq!(thalweg::Topic::Shape.code(), "shape");
    /// ```
    pub fn code(self) -> &'static str {
        match self {
            Self::Minimum => "minimum",
            Self::Determined => "determined",
            Self::Intervals => "intervals",
            Self::Shape => "shape",
            Self::Scatter => "scatter",
            Self::Influence => "influence",
            Self::Rivals => "rivals",
        }
    }
}

/// What was looked at and what was seen.
///
/// ```
/// use thalweg::{Check, Topic};
/// let check = Check::fine(Topic::Shape, "7 runs of signs in 14 residuals");
/// assert!(check.is_ok());
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Check {
    /// What it is about.
    pub topic: Topic,
    /// The evidence in a few words, without a full stop: "7 runs of signs in 14 residuals".
    pub seen: String,
    /// What to be wary of, where there is something; the same stands among [`crate::Answer::warnings`].
    pub look: Option<Warning>,
}

impl Check {
    /// Nothing to worry about.
    pub fn fine(topic: Topic, seen: impl Into<String>) -> Self {
        Self { topic, seen: seen.into(), look: None }
    }

    /// Something to look at.
    pub fn look(topic: Topic, seen: impl Into<String>, warning: Warning) -> Self {
        Self { topic, seen: seen.into(), look: Some(warning) }
    }

    /// Whether there is nothing to look at.
    pub fn is_ok(&self) -> bool {
        self.look.is_none()
    }
}
