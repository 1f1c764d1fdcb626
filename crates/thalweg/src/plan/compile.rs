//! From what was said to a plan.

use thalweg_formula::{Expr, Formula, Model};

use super::ties::{Defined, Definitions};
use super::{ColumnExpression, DerivedQuantity, Free, Plan, Role, Scalar};
use crate::declaration::{Declarations, Given};
use crate::error::{ErrorKind, FitError};
use crate::fit::Fit;
use crate::names;
use crate::weighting::{Sigma, Weighting};

impl Plan {
    /// Checks and compiles a fit against the names of the columns.
    pub(crate) fn new(fit: &Fit, columns: &[&str]) -> Result<Self, FitError> {
        let formula = Formula::parse(&fit.asked.formula).map_err(in_formula)?;
        let Some(left) = formula.left() else {
            return Err(FitError::new(
                ErrorKind::Formula,
                "E-FORMULA",
                "the formula does not say what to fit",
            )
            .with_help(format!("write `COLUMN ~ {}`", fit.asked.formula.trim())));
        };
        let compiled = ColumnExpression::new(left, columns, "the left side", &fit.asked.formula)?;
        let (weighting, weights) = weights(fit, (left, &compiled), columns)?;
        let left = compiled;

        let declared = Declarations::gather(&fit.asked.steps)?;
        let in_right = parameter_names(formula.right(), columns);
        let mut definitions = Definitions::read(&declared.definitions, &in_right)?;
        let names = all_names(in_right, &definitions, columns);
        check_definitions(&definitions, &declared, &names, columns)?;
        check_given(&declared.given, &names, columns)?;
        definitions.resolve_ties()?;

        let known: Vec<&str> = declared
            .given
            .iter()
            .map(|g| g.name.as_str())
            .chain(definitions.ties.iter().map(|t| t.definition.name.as_str()))
            .collect();
        let written = Model::new(formula.right(), columns, &known).map_err(in_formula)?;
        let reduced = Reduced { ties: &definitions.ties, given: &declared.given };
        let model =
            Model::new(&reduced.put_into(formula.right()), columns, &known).map_err(in_formula)?;
        let free = free_parameters(&model, &declared.given);
        let parameters = roles(&names, &free, &reduced)?;
        let derived = derived(&definitions.derived, &formula, &free, &reduced, &names)?;
        let covariance = match &fit.asked.sigma {
            Sigma::Covariance(c) | Sigma::RelativeCovariance(c) => Some(c.clone()),
            _ => None,
        };
        Ok(Self {
            parameters,
            names,
            free,
            left,
            model,
            written,
            weighting,
            weights,
            covariance,
            derived,
        })
    }
}

fn in_formula(error: thalweg_formula::FormulaError) -> FitError {
    FitError::from_formula(ErrorKind::Formula, &error)
}

/// The names of an expression that are not columns.
fn parameter_names(expression: &Expr, columns: &[&str]) -> Vec<String> {
    expression.names().into_iter().filter(|n| !columns.contains(&n.as_str())).collect()
}

/// Names of the formula, then those that only ties bring in.
fn all_names(in_right: Vec<String>, definitions: &Definitions, columns: &[&str]) -> Vec<String> {
    let mut names = in_right;
    for tie in &definitions.ties {
        for name in parameter_names(&tie.expression, columns) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// Definitions may not be columns, nor use any; a new name in a tie must be declared or be unlike
/// the names there are.
fn check_definitions(
    definitions: &Definitions,
    declared: &Declarations,
    names: &[String],
    columns: &[&str],
) -> Result<(), FitError> {
    for defined in definitions.ties.iter().chain(&definitions.derived) {
        let definition = defined.definition;
        let tie = |message: String| FitError::new(ErrorKind::Declaration, "E-TIE", message);
        if columns.contains(&definition.name.as_str()) {
            let error = tie(format!("`{}` is a column of the data", definition.name))
                .with_help("give the quantity another name");
            return Err(definition.point(error));
        }
        let used = defined.expression.names();
        if let Some(column) = used.iter().find(|n| columns.contains(&n.as_str())) {
            let message =
                format!("`{}` is defined by `{column}`, a column of the data", definition.name);
            let error = tie(message).with_help(
                "ties and derived quantities are single numbers; what differs from row to row is \
                 written into the formula, or after `where`",
            );
            return Err(definition.point_inside(error, place_of(&definition.expression, column)));
        }
    }
    for tie in &definitions.ties {
        for name in tie.expression.names() {
            let new = !declared.given.iter().any(|g| g.name == name)
                && !definitions.ties.iter().any(|t| t.definition.name == name);
            let others: Vec<&String> = names.iter().filter(|n| **n != name).collect();
            let first_seen_here = names.iter().filter(|n| **n == name).count() == 1;
            if new && first_seen_here && name.chars().count() > 2 {
                suggest_slip(tie, &name, &others, names)?;
            }
        }
    }
    Ok(())
}

/// A name that only a tie brings in and that is one edit away from a parameter is a slip.
fn suggest_slip(
    tie: &Defined,
    name: &str,
    others: &[&String],
    names: &[String],
) -> Result<(), FitError> {
    let position = |n: &str| names.iter().position(|m| m == n);
    let slip = others.iter().find(|o| {
        position(o) < position(name) && o.chars().count() > 2 && names::distance(o, name) == 1
    });
    let Some(slip) = slip else { return Ok(()) };
    let message = format!("`{name}` is not a parameter of the formula");
    let error = FitError::new(ErrorKind::Declaration, "E-NAME", message)
        .with_help(format!("did you mean `{slip}`? if it is a parameter, declare it: `{name}=1`"));
    let place = place_of(&tie.definition.expression, name);
    Err(tie.definition.point_inside(error, place))
}

/// Every declared name must be a parameter.
fn check_given(given: &[Given], names: &[String], columns: &[&str]) -> Result<(), FitError> {
    for g in given {
        if columns.contains(&g.name.as_str()) {
            let message = format!("`{}` is a column of the data, not a parameter", g.name);
            let error = FitError::new(ErrorKind::Declaration, "E-NAME", message)
                .with_help("rename the column or the parameter");
            return Err(g.point(error));
        }
        if !names.contains(&g.name) {
            return Err(g.point(FitError::not_in_formula(&g.name, "declared", names)));
        }
    }
    Ok(())
}

fn place_of(text: &str, name: &str) -> std::ops::Range<usize> {
    let begin = names::find(text, name).unwrap_or(0);
    begin..(begin + name.len()).min(text.len())
}

/// Ties and fixed values, ready to be put into expressions.
struct Reduced<'d> {
    ties: &'d [Defined<'d>],
    given: &'d [Given],
}

impl Reduced<'_> {
    fn put_into(&self, expression: &Expr) -> Expr {
        let mut whole = expression.clone();
        for tie in self.ties {
            whole = whole.substitute(&tie.definition.name, &tie.expression);
        }
        for given in self.given {
            if let Some(value) = given.fixed_value() {
                whole = whole.substitute(&given.name, &Expr::number(value));
            }
        }
        whole
    }
}

impl Given {
    /// The value it is held at: declared fixed, or by equal bounds.
    fn fixed_value(&self) -> Option<f64> {
        match self.bounds {
            Some((lo, hi)) if lo == hi => Some(lo),
            _ if self.fixed => self.start,
            _ => None,
        }
    }
}

fn free_parameters(model: &Model, given: &[Given]) -> Vec<Free> {
    let free = |name: &String| {
        let said = given.iter().find(|g| g.name == *name);
        let (lower, upper) =
            said.and_then(|g| g.bounds).unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
        Free { name: name.clone(), start: said.and_then(|g| g.start), lower, upper }
    };
    model.parameters().iter().map(free).collect()
}

fn roles(names: &[String], free: &[Free], reduced: &Reduced) -> Result<Vec<Role>, FitError> {
    let free_names: Vec<&str> = free.iter().map(|f| f.name.as_str()).collect();
    let role = |name: &String| {
        if let Some(j) = free_names.iter().position(|f| f == name) {
            return Ok(Role::Free(j));
        }
        let given = reduced.given.iter().find(|g| g.name == *name);
        if let Some(value) = given.and_then(Given::fixed_value) {
            return Ok(Role::Fixed(value));
        }
        let whole = reduced.put_into(&Expr::name(name));
        let scalar = Scalar::new(&whole, &free_names).map_err(in_formula)?;
        Ok(Role::Tied(Box::new(scalar)))
    };
    names.iter().map(role).collect()
}

/// Derived quantities: of the parameters, of definitions in the formula, and of each other in
/// order. What the formula defines by `where` without columns is derived, too.
fn derived(
    defined: &[Defined],
    formula: &Formula,
    free: &[Free],
    reduced: &Reduced,
    names: &[String],
) -> Result<Vec<DerivedQuantity>, FitError> {
    let free_names: Vec<&str> = free.iter().map(|f| f.name.as_str()).collect();
    let mut before: Vec<(String, Expr)> = Vec::new();
    let mut all: Vec<DerivedQuantity> = Vec::new();
    let compiled = |name: &str, expression: String, whole: &Expr| {
        let value = Scalar::new(&reduced.put_into(whole), &free_names).map_err(in_formula)?;
        Ok::<_, FitError>(DerivedQuantity { name: name.to_string(), expression, value })
    };
    for (name, whole) in formula.definitions() {
        let used = whole.names();
        if !used.is_empty() && used.iter().all(|n| names.contains(n)) {
            all.push(compiled(name, whole.to_string(), whole)?);
            before.push((name.clone(), whole.clone()));
        }
    }
    for d in defined {
        let mut whole = d.expression.clone();
        for (name, expression) in before.iter().rev() {
            whole = whole.substitute(name, expression);
        }
        if let Some(unknown) = whole.names().iter().find(|n| !names.contains(n)) {
            let candidates: Vec<&String> =
                names.iter().chain(before.iter().map(|(name, _)| name)).collect();
            let message = format!("`{unknown}` is not a parameter of the formula");
            let mut error = FitError::new(ErrorKind::Declaration, "E-NAME", message);
            error = match names::closest(unknown, &candidates) {
                Some(close) => error.with_help(format!("did you mean `{close}`?")),
                None => error.with_help(format!("the parameters are {}", names::list(names))),
            };
            let place = place_of(&d.definition.expression, unknown);
            return Err(d.definition.point_inside(error, place));
        }
        if before.iter().any(|(name, _)| *name == d.definition.name) {
            let message = format!("`{}` is already defined in the formula", d.definition.name);
            let error = FitError::new(ErrorKind::Declaration, "E-NAME", message);
            return Err(d.definition.point(error.with_help("give the quantity another name")));
        }
        all.push(compiled(&d.definition.name, d.definition.expression.clone(), &whole)?);
        before.push((d.definition.name.clone(), whole));
    }
    Ok(all)
}

fn weights(
    fit: &Fit,
    left: (&Expr, &ColumnExpression),
    columns: &[&str],
) -> Result<(Weighting, Option<ColumnExpression>), FitError> {
    if let (None, Sigma::Absolute(text) | Sigma::Relative(text)) =
        (&fit.asked.weights, &fit.asked.sigma)
    {
        let known = matches!(fit.asked.sigma, Sigma::Absolute(_));
        if let Some((weighting, sigma)) = super::sigma::in_words(text, left, columns, known)? {
            return Ok((weighting, Some(sigma)));
        }
    }
    let (text, what, weighting) = match (&fit.asked.weights, &fit.asked.sigma) {
        (None, Sigma::None) => return Ok((Weighting::None, None)),
        (Some(w), Sigma::None) => (w, "the weights", Weighting::Weights(w.clone())),
        (None, Sigma::Absolute(s)) => (s, "sigma", Weighting::Absolute(s.clone())),
        (None, Sigma::Relative(s)) => (s, "sigma", Weighting::Relative(s.clone())),
        (None, Sigma::Covariance(c)) => return Ok((Weighting::Covariance(c.words()), None)),
        (None, Sigma::RelativeCovariance(c)) => {
            return Ok((Weighting::RelativeCovariance(c.words()), None));
        }
        (Some(_), _) => {
            return Err(FitError::new(
                ErrorKind::Option,
                "E-OPTION",
                "both weights and sigma are given",
            )
            .with_help("weights are 1/sigma^2: give one of them"));
        }
    };
    let expression = Expr::parse(text).map_err(in_formula)?;
    let compiled = ColumnExpression::new(&expression, columns, what, text)?;
    Ok((weighting, Some(compiled)))
}
