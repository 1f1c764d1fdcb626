//! An expression of the parameters of a formula as a quantity.

use thalweg_formula::Expr;

use super::quantity::Quantity;
use crate::error::{ErrorKind, FitError};
use crate::names;
use crate::plan::{Plan, Scalar};

impl Quantity for Scalar {
    fn evaluate(&self, x: &[f64], gradient: &mut [f64]) -> f64 {
        self.gradient(x, gradient);
        self.value(x)
    }
}

/// An expression of any parameters of the formula: estimated, tied or fixed.
pub(super) struct Expression<'a> {
    plan: &'a Plan,
    scalar: Scalar,
}

impl<'a> Expression<'a> {
    pub(super) fn new(text: &str, plan: &'a Plan) -> Result<Self, FitError> {
        let wrong = |error| FitError::from_formula(ErrorKind::Option, &error);
        let expression = Expr::parse(text).map_err(wrong)?;
        if let Some(unknown) = expression.names().iter().find(|n| !plan.names.contains(n)) {
            return Err(Self::unknown(unknown, plan));
        }
        let scalar = Scalar::new(&expression, &plan.names).map_err(wrong)?;
        Ok(Self { plan, scalar })
    }

    /// What is said of a name that is no parameter.
    pub(super) fn unknown(name: &str, plan: &Plan) -> FitError {
        let message = format!("`{name}` is not a parameter of the formula");
        let error = FitError::new(ErrorKind::Option, "E-PROFILE", message);
        match names::closest(name, &plan.names) {
            Some(close) => error.with_help(format!("did you mean `{close}`?")),
            None => error.with_help(format!("the parameters are {}", names::list(&plan.names))),
        }
    }
}

impl Quantity for Expression<'_> {
    fn evaluate(&self, x: &[f64], gradient: &mut [f64]) -> f64 {
        let all = self.plan.all_values(x);
        let mut by_all = vec![0.0; all.len()];
        self.scalar.gradient(&all, &mut by_all);
        gradient.fill(0.0);
        for (k, slope) in by_all.iter().enumerate().filter(|(_, s)| **s != 0.0) {
            for (g, own) in gradient.iter_mut().zip(self.plan.gradient(k, x)) {
                *g += slope * own;
            }
        }
        self.scalar.value(&all)
    }
}
