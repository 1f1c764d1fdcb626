//! Why a pass ends early.

use thalweg_solver::EvalError;

use crate::error::{ErrorKind, FitError};

/// Why a pass ended early.
#[derive(Debug, Clone)]
pub(crate) enum Stop {
    /// The data are wrong.
    Failed(FitError),
    /// Whoever watches said so.
    Asked,
    /// The model has no value somewhere.
    Outside(EvalError),
    /// Another part has failed already.
    Elsewhere,
}

impl Stop {
    /// The error for a run that this ended before there was anything to answer.
    pub(crate) fn error(self) -> FitError {
        let before = |message: String| FitError::new(ErrorKind::Start, "E-START", message);
        match self {
            Self::Failed(error) => error,
            Self::Outside(error) => before(error.to_string()),
            Self::Asked | Self::Elsewhere => {
                before("it was stopped before the first fit was made".into())
            }
        }
    }
}

impl From<FitError> for Stop {
    fn from(error: FitError) -> Self {
        Self::Failed(error)
    }
}
