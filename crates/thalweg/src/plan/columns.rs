//! Expressions of columns: the left side, weights, standard deviations.

use std::borrow::Cow;

use thalweg_formula::{Expr, Model, Scratch};

use crate::error::{ErrorKind, FitError};
use crate::names;
use crate::table::Table;

/// An expression of columns and numbers, without parameters.
#[derive(Debug, Clone)]
pub(crate) struct ColumnExpression {
    model: Model,
    /// The text, as it was written or in canonical form.
    pub text: String,
}

impl ColumnExpression {
    /// Compiles `expression`; `what` says in an error which one it is ("the left side").
    pub(crate) fn new(
        expression: &Expr,
        columns: &[&str],
        what: &str,
        text: &str,
    ) -> Result<Self, FitError> {
        demand(&expression.names(), columns, what, text)?;
        let model = Model::new(expression, columns, &[])
            .map_err(|e| FitError::from_formula(ErrorKind::Formula, &e))?;
        Ok(Self { model, text: expression.to_string() })
    }

    /// Errors: it reads what is not among these columns.
    pub(crate) fn demand(&self, columns: &[&str], what: &str) -> Result<(), FitError> {
        demand(self.columns(), columns, what, &self.text)
    }

    /// The columns it reads.
    pub(crate) fn columns(&self) -> &[String] {
        self.model.columns()
    }

    /// The one column it is, if it is one.
    pub(crate) fn as_column(&self) -> Option<&str> {
        let [only] = self.model.columns() else { return None };
        let plain = self.text == *only || self.text == format!("`{only}`");
        plain.then_some(only)
    }

    /// Its value in every row.
    pub(crate) fn evaluate<'t>(&self, table: &'t Table) -> Cow<'t, [f64]> {
        if let Some(column) = self.as_column().and_then(|name| table.column(name)) {
            return Cow::Borrowed(column);
        }
        let columns: Vec<&[f64]> =
            self.model.columns().iter().filter_map(|name| table.column(name)).collect();
        let mut values = vec![f64::NAN; table.rows()];
        self.model.values(&[], &columns, &mut values, &mut Scratch::default());
        Cow::Owned(values)
    }
}

fn demand(names: &[String], columns: &[&str], what: &str, text: &str) -> Result<(), FitError> {
    match names.iter().find(|name| !columns.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => Err(not_a_column(name, columns, what).pointing_at(text, name)),
    }
}

fn not_a_column(name: &str, columns: &[&str], what: &str) -> FitError {
    let message = format!("`{name}` in {what} is not a column of the data");
    let help = match (names::closest(name, columns), columns) {
        (Some(close), _) => format!("did you mean `{close}`?"),
        (None, []) => "the data have no columns".to_string(),
        (None, some) => format!("the columns are {}", names::list(some)),
    };
    FitError::new(ErrorKind::Formula, "E-COLUMN", message).with_help(help)
}
