//! From a fit and a table to an answer.

use std::ops::ControlFlow;

use thalweg_solver::{Iteration, Status};

use crate::answer::Answer;
use crate::error::FitError;
use crate::fit::Fit;
use crate::table::Table;

pub(crate) fn columns_used(fit: &Fit, available: &[&str]) -> Result<Vec<String>, FitError> {
    let _ = fit;
    Ok(available.iter().map(|s| s.to_string()).collect())
}

pub(crate) fn run(
    fit: &Fit,
    _table: &Table,
    _observer: &mut dyn FnMut(&Iteration) -> ControlFlow<()>,
) -> Result<Answer, FitError> {
    Ok(Answer::new(fit.formula.clone(), Status::Stalled))
}
