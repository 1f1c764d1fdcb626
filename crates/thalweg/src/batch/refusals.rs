//! What can be asked of one fit and not of very many.

use thalweg_batch::Estimator;
use thalweg_solver::Options;

use crate::error::{ErrorKind, FitError};
use crate::fit::Fit;
use crate::plan::Plan;
use crate::sandwich::Errors;

/// Errors: an option that the engine of a batch has not.
pub(super) fn check(fit: &Fit, plan: &Plan) -> Result<(), FitError> {
    let asked = &fit.asked;
    let mut own = Options::default();
    own.loss = asked.options.loss;
    let unlike =
        |what: &str, help: &str| Err(wrong(format!("{what} cannot be had for a batch"), help));
    if plan.covariance.is_some() {
        return unlike("a covariance of the observations", "it is of the rows of one set of data");
    }
    if asked.robust.is_some() {
        return unlike(
            "a loss that finds its own scale",
            "give the scale, in units of the residuals: huber:1.5",
        );
    }
    if asked.errors != Errors::Expected {
        return unlike("errors of another kind than expected", "leave them as they are");
    }
    if asked.differences {
        return unlike("derivatives by differences", "leave them exact, or fit curves one by one");
    }
    if asked.bootstrap.is_some() {
        return unlike("a bootstrap", "fit the curves of interest one by one");
    }
    if asked.options != own {
        return unlike(
            "a choice of the algorithm or its limits",
            "leave scaling, damping, acceleration, curvature, projection and the others as they are; \
             a batch has a limit on evaluations of its own",
        );
    }
    Ok(())
}

/// Errors: what maximum likelihood of counts has no place for.
pub(super) fn check_estimator(
    fit: &Fit,
    plan: &Plan,
    estimator: Estimator,
) -> Result<(), FitError> {
    if estimator != Estimator::Poisson {
        return Ok(());
    }
    let has_sigma = plan.weights.is_some() && fit.asked.weights.is_none();
    if has_sigma {
        return Err(wrong(
            "standard deviations and Poisson's likelihood are given".into(),
            "the likelihood knows the scatter of counts: leave sigma out",
        ));
    }
    if fit.asked.options.loss != thalweg_solver::Loss::Squared {
        return Err(wrong(
            "a robust loss and Poisson's likelihood are given".into(),
            "a robust loss is of residuals that scatter alike: leave one of them out",
        ));
    }
    Ok(())
}

/// An option that will not do.
pub(super) fn wrong(message: String, help: &str) -> FitError {
    FitError::new(ErrorKind::Option, "E-OPTION", message).with_help(help)
}
