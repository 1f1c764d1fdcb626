//! What can be wrong with a saved fit.

use thalweg::FitError;

/// A file that is no saved fit, or a fit that cannot be saved: what is wrong and what to do.
///
/// ```
/// use thalweg_report::saved::Saved;
/// let error = Saved::read("[1, 2]").unwrap_err();
/// assert_eq!(error.message(), "this is no saved fit: it is not a JSON object");
/// assert_eq!(error.code(), "E-SAVED");
/// ```
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct SavedError {
    message: String,
    help: String,
}

impl SavedError {
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }

    /// A file that is not one at all.
    pub(super) fn foreign(why: &str) -> Self {
        Self::new(
            format!("this is no saved fit: {why}"),
            "`thalweg fit ... --save FILE` writes one",
        )
    }

    /// A file that was one before something happened to it.
    pub(super) fn damaged(why: impl std::fmt::Display) -> Self {
        Self::new(
            format!("the saved fit is damaged: {why}"),
            "it was changed after it was written, or was not written to its end: save the fit anew",
        )
    }

    /// The stable code, `E-SAVED`.
    pub fn code(&self) -> &'static str {
        "E-SAVED"
    }

    /// What is wrong, in one sentence without a full stop.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it.
    pub fn help(&self) -> &str {
        &self.help
    }
}

impl From<FitError> for SavedError {
    fn from(error: FitError) -> Self {
        Self::damaged(error.message())
    }
}
