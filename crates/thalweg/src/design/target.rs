//! The gradient of what is to be known better.

use thalweg_formula::Expr;

use crate::error::{ErrorKind, FitError};
use crate::names;
use crate::plan::{Plan, Scalar};

/// The gradient of a parameter, a derived quantity or an expression of parameters, with respect to the
/// free ones at x. Errors: a text that cannot be read, a name that is no parameter.
pub(super) fn gradient(target: &str, plan: &Plan, x: &[f64]) -> Result<Vec<f64>, FitError> {
    let target = target.trim();
    if let Some(k) = plan.names.iter().position(|n| n == target) {
        return Ok(plan.gradient(k, x));
    }
    if let Some(derived) = plan.derived.iter().find(|d| d.name == target) {
        let mut gradient = vec![0.0; x.len()];
        derived.value.gradient(x, &mut gradient);
        return Ok(gradient);
    }
    let wrong = |error| FitError::from_formula(ErrorKind::Formula, &error);
    let expression = Expr::parse(target).map_err(wrong)?;
    if let Some(unknown) = expression.names().iter().find(|n| !plan.names.contains(n)) {
        let message = format!("`{unknown}` in the target is no parameter");
        let help = match names::closest(unknown, &plan.names) {
            Some(close) => format!("did you mean `{close}`?"),
            None => format!("the parameters are {}", names::list(&plan.names)),
        };
        return Err(FitError::new(ErrorKind::Formula, "E-DESIGN", message).with_help(help));
    }
    let scalar = Scalar::new(&expression, &plan.names).map_err(wrong)?;
    let mut by_name = vec![0.0; plan.names.len()];
    scalar.gradient(&plan.all_values(x), &mut by_name);
    // The chain rule: tied parameters follow the free ones, fixed ones stay.
    let mut gradient = vec![0.0; x.len()];
    for (k, by) in by_name.iter().enumerate() {
        for (g, t) in gradient.iter_mut().zip(plan.gradient(k, x)) {
            *g += by * t;
        }
    }
    Ok(gradient)
}
