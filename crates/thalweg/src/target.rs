//! What is asked about, by name: a parameter, a derived quantity, or any expression of parameters.

use thalweg_formula::Expr;

use crate::error::{ErrorKind, FitError};
use crate::names;
use crate::plan::{Plan, Scalar};

/// A number that follows from the parameters of a fit.
pub(crate) enum Target<'p> {
    /// A parameter of the formula: its place among all of them.
    Parameter(usize),
    /// A derived quantity.
    Derived(&'p Scalar),
    /// An expression of any parameters of the formula: estimated, tied or fixed.
    Expression(Box<Expression<'p>>),
}

/// An expression of all parameters, as a function of the free ones.
pub(crate) struct Expression<'p> {
    plan: &'p Plan,
    scalar: Scalar,
}

impl<'p> Target<'p> {
    /// Errors: a text that cannot be read; of `code`, a name in it that is no parameter.
    pub(crate) fn read(text: &str, plan: &'p Plan, code: &'static str) -> Result<Self, FitError> {
        let text = text.trim();
        if let Some(k) = plan.names.iter().position(|n| n == text) {
            return Ok(Self::Parameter(k));
        }
        if let Some(derived) = plan.derived.iter().find(|d| d.name == text) {
            return Ok(Self::Derived(&derived.value));
        }
        let wrong = |error| FitError::from_formula(ErrorKind::Option, &error);
        let expression = Expr::parse(text).map_err(wrong)?;
        if let Some(unknown) = expression.names().iter().find(|n| !plan.names.contains(n)) {
            return Err(no_parameter(unknown, plan, code));
        }
        let scalar = Scalar::new(&expression, &plan.names).map_err(wrong)?;
        Ok(Self::Expression(Box::new(Expression { plan, scalar })))
    }

    /// Its gradient with respect to the free parameters at x.
    pub(crate) fn gradient(&self, plan: &Plan, x: &[f64]) -> Vec<f64> {
        let mut gradient = vec![0.0; x.len()];
        match self {
            Self::Parameter(k) => return plan.gradient(*k, x),
            Self::Derived(scalar) => scalar.gradient(x, &mut gradient),
            Self::Expression(expression) => {
                expression.evaluate(x, &mut gradient);
            }
        }
        gradient
    }
}

impl Expression<'_> {
    /// Its value at x; writes the gradient with respect to the free parameters, by the chain rule: tied ones
    /// follow them, fixed ones stay.
    pub(crate) fn evaluate(&self, x: &[f64], gradient: &mut [f64]) -> f64 {
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

/// What is said of a name that is no parameter.
pub(crate) fn no_parameter(name: &str, plan: &Plan, code: &'static str) -> FitError {
    let message = format!("`{name}` is not a parameter of the formula");
    let error = FitError::new(ErrorKind::Option, code, message);
    match names::closest(name, &plan.names) {
        Some(close) => error.with_help(format!("did you mean `{close}`?")),
        None => error.with_help(format!("the parameters are {}", names::list(&plan.names))),
    }
}
