//! One formula of a comparison.

use thalweg_solver::Status;

use crate::answer::Answer;
use crate::criteria::Criteria;
use crate::diagnosis::Test;
use crate::error::FitError;
use crate::fit::Fit;
use crate::statistics::is_minimum;

/// A formula and what became of its fit.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Entry {
    /// Its name in the table of families, where it is of one; else empty.
    pub name: String,
    /// The formula.
    pub formula: String,
    /// Whether it was given, and not taken from a family.
    pub given: bool,
    /// The fit; none where it could not begin.
    pub answer: Option<Answer>,
    /// How it ended: the code of the verdict, or that of the error.
    pub status: String,
    /// The same in a sentence.
    pub message: String,
    /// How many parameters it estimates.
    pub parameters: usize,
    /// Σ w r².
    pub residual_sum_of_squares: Option<f64>,
    /// Its criteria, where it ended at the least sum of squares.
    pub criteria: Option<Criteria>,
    /// AICc less the lowest one.
    pub difference: Option<f64>,
    /// Akaike weight: exp(−difference/2), normalised to sum 1.
    pub weight: Option<f64>,
    /// The runs test of its residuals, as the diagnosis of a fit has it: in the order of the column, else of
    /// the fitted value.
    pub runs: Option<Test>,
    /// What was fitted.
    pub(super) fit: Fit,
}

impl Entry {
    /// Of a fit that ended, or could not begin.
    pub(super) fn new(
        name: &str,
        given: bool,
        fit: Fit,
        parameters: usize,
        ended: Result<(Answer, Option<Test>), FitError>,
    ) -> Self {
        let mut entry = Self {
            name: name.to_string(),
            formula: fit.asked.formula.clone(),
            given,
            answer: None,
            status: String::new(),
            message: String::new(),
            parameters,
            residual_sum_of_squares: None,
            criteria: None,
            difference: None,
            weight: None,
            runs: None,
            fit,
        };
        match ended {
            Ok((answer, runs)) => {
                entry.status = answer.status.code().to_string();
                entry.message = answer.message.clone();
                entry.residual_sum_of_squares = Some(answer.residual_sum_of_squares);
                entry.criteria = answer.criteria.filter(|_| is_lowest(&answer.status));
                entry.runs = runs;
                entry.answer = Some(answer);
            }
            Err(error) => {
                entry.status = error.code().to_string();
                entry.message = error.message().to_string();
            }
        }
        entry
    }

    /// Whether its residuals are zero.
    pub fn is_exact(&self) -> bool {
        self.answer.as_ref().is_some_and(|a| a.exact)
    }

    /// Where it belongs in a list, best first: exact, by AICc, without criteria, failed.
    pub(super) fn rank(&self) -> (u8, f64) {
        match (&self.answer, self.criteria) {
            (Some(_), Some(criteria)) => (1, criteria.aicc),
            (Some(answer), None) if answer.exact => (0, self.parameters as f64),
            (Some(answer), None) => (2, answer.residual_sum_of_squares),
            (None, _) => (3, 0.0),
        }
    }
}

/// Whether the sum of squares is the least there is nearby: also in a flat valley, where the parameters
/// are not determined and the sum is.
fn is_lowest(status: &Status) -> bool {
    is_minimum(status) || matches!(status, Status::FlatValley { .. })
}
