//! A model of a family: a formula in a column `x`, and where to start its parameters.

use std::sync::OnceLock;

use serde::Deserialize;
use thalweg_formula::{Expr, Model};

use super::summary::Summary;
use crate::error::{ErrorKind, FitError};
use crate::plan::{Free, Scalar};

/// The column that formulas of the table are written in.
const COLUMN: &str = "x";

/// A formula and what it means.
#[derive(Debug)]
#[non_exhaustive]
pub struct FamilyModel {
    /// Its name: `hyperbola`.
    pub name: String,
    /// The name people know it by.
    pub title: String,
    /// The right side, in the column `x`.
    pub formula: String,
    /// Its parameters.
    pub parameters: Vec<FamilyParameter>,
    /// A paper or book that it comes from.
    pub source: String,
    /// What else there is to know.
    pub notes: String,
    expr: Expr,
    compiled: OnceLock<Result<Curve, String>>,
}

/// A parameter of a model.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FamilyParameter {
    /// Its name in the formula.
    pub name: String,
    /// What it is.
    pub meaning: String,
    /// Where to start it: an expression of the names in [`Summary::NAMES`]. None where the formula is linear
    /// in it: then it is solved for.
    pub start: Option<String>,
    /// Values below make no sense; −∞ where all do.
    #[serde(default = "lowest")]
    pub low: f64,
    /// Values above make no sense; ∞ where all do.
    #[serde(default = "highest")]
    pub high: f64,
}

fn lowest() -> f64 {
    f64::NEG_INFINITY
}

fn highest() -> f64 {
    f64::INFINITY
}

/// A model as it stands in its file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ModelEntry {
    name: String,
    title: String,
    formula: String,
    source: String,
    #[serde(default)]
    notes: String,
    parameters: Vec<FamilyParameter>,
}

/// An expression in one column with its names taken away.
#[derive(Debug, PartialEq)]
pub(crate) struct Shape {
    expr: Expr,
    /// Which name, in order of appearance, is the column.
    column: Option<usize>,
}

impl Shape {
    pub(crate) fn of(expr: &Expr, column: &str) -> Self {
        let names = expr.names();
        let neutral = names.iter().enumerate().fold(expr.clone(), |e, (k, name)| {
            // A name that nobody has, so that none is replaced twice.
            e.substitute(name, &Expr::name(&format!("\u{1}{k}")))
        });
        Self { expr: neutral, column: names.iter().position(|n| n == column) }
    }
}

/// A model compiled: its parameters are in the order of `model.parameters()`.
pub(crate) struct Curve {
    pub model: Model,
    /// Which parameter of the table each parameter of the model is.
    place: Vec<usize>,
    /// The rule of each parameter of the model that has one.
    rules: Vec<Option<Scalar>>,
}

impl std::fmt::Debug for Curve {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Curve({})", self.model.expr())
    }
}

impl FamilyModel {
    /// Checks an entry.
    pub(super) fn new(entry: ModelEntry) -> Result<Self, FitError> {
        let ModelEntry { name, title, formula, source, notes, parameters } = entry;
        let wrong = |what: String| {
            FitError::new(ErrorKind::Formula, "E-FAMILY", format!("in the model `{name}`, {what}"))
        };
        let expr = Expr::parse(&formula).map_err(|e| wrong(e.message().to_string()))?;
        let names = expr.names();
        if parameters.iter().any(|p| p.name == COLUMN) {
            return Err(wrong(format!("`{COLUMN}` is the column and no parameter")));
        }
        let described = |n: &String| n == COLUMN || parameters.iter().any(|p| p.name == *n);
        if let Some(missing) = names.iter().find(|n| !described(n)) {
            return Err(wrong(format!("`{missing}` is not described")));
        }
        if let Some(extra) = parameters.iter().find(|p| !names.contains(&p.name)) {
            return Err(wrong(format!("`{}` is not in the formula", extra.name)));
        }
        let compiled = OnceLock::new();
        Ok(Self { name, title, formula, parameters, source, notes, expr, compiled })
    }

    /// Compiles it, rules included, unless that was done before.
    pub(crate) fn curve(&self) -> Result<&Curve, FitError> {
        let compiled = self.compiled.get_or_init(|| self.compile());
        compiled.as_ref().map_err(|what| {
            let message = format!("in the model `{}`, {what}", self.name);
            FitError::new(ErrorKind::Formula, "E-FAMILY", message)
        })
    }

    fn compile(&self) -> Result<Curve, String> {
        let said = |e: thalweg_formula::FormulaError| e.message().to_string();
        let model = Model::new(&self.expr, &[COLUMN], &[]).map_err(said)?;
        let (mut place, mut rules) = (Vec::new(), Vec::new());
        for (j, name) in model.parameters().iter().enumerate() {
            let k = self.parameters.iter().position(|p| p.name == *name);
            let k = k.ok_or_else(|| format!("`{name}` is not described"))?;
            let rule = match &self.parameters[k].start {
                Some(text) => {
                    let rule = Expr::parse(text).map_err(said)?;
                    let known = |n: &String| Summary::NAMES.contains(&n.as_str());
                    if let Some(unknown) = rule.names().iter().find(|n| !known(n)) {
                        return Err(format!("`{unknown}` is no summary of data"));
                    }
                    Some(Scalar::new(&rule, &Summary::NAMES).map_err(said)?)
                }
                None if model.linear_parameters().contains(&j) => None,
                None => return Err(format!("`{name}` needs a start: it is not linear in it")),
            };
            place.push(k);
            rules.push(rule);
        }
        Ok(Curve { model, place, rules })
    }

    /// The right side with `column` for `x`, and the name that each parameter of the table has in it: one
    /// that would be a column of the data is called `model_...`.
    pub(crate) fn written(&self, column: &str, columns: &[&str]) -> (Expr, Vec<String>) {
        let mut expr = self.expr.clone();
        let mut names = Vec::new();
        for parameter in &self.parameters {
            let mut name = parameter.name.clone();
            if columns.contains(&name.as_str()) {
                // Far enough from the column not to be taken for a slip of it.
                name.insert_str(0, "model_");
            }
            while columns.contains(&name.as_str()) {
                name.push('_');
            }
            if name != parameter.name {
                expr = expr.substitute(&parameter.name, &Expr::name(&name));
            }
            names.push(name);
        }
        (expr.substitute(COLUMN, &Expr::name(column)), names)
    }

    /// Its shape.
    pub(crate) fn shape(&self) -> Shape {
        Shape::of(&self.expr, COLUMN)
    }

    /// Where to start each parameter of the table; None for those that are solved for. A rule that has no
    /// value for these data gives 1.
    ///
    /// ```
    /// use thalweg::family::{Summary, find};
    /// let data = Summary::of(&[0.0, 1.0, 2.0, 4.0], &[0.0, 3.0, 4.0, 6.0]);
    /// let starts = find("saturating").unwrap().model("hyperbola").unwrap().starts(&data)?;
    /// assert_eq!(starts, [None, Some(1.0)]); // half way, 3, is reached at x = 1
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    ///
    /// # Errors
    /// E-FAMILY where a rule cannot be read; not for the families that come with the library.
    pub fn starts(&self, data: &Summary) -> Result<Vec<Option<f64>>, FitError> {
        let curve = self.curve()?;
        let mut starts = vec![None; self.parameters.len()];
        for (rule, &k) in curve.rules.iter().zip(&curve.place) {
            starts[k] = rule.as_ref().map(|rule| {
                let value = rule.value(data.values());
                let value = if value.is_finite() { value } else { 1.0 };
                let FamilyParameter { low, high, .. } = self.parameters[k];
                value.max(low).min(high)
            });
        }
        Ok(starts)
    }
}

impl Curve {
    /// The parameters, in the order of the model, with starts.
    pub(crate) fn free(&self, of: &FamilyModel, starts: &[Option<f64>]) -> Vec<Free> {
        let one = |&k: &usize| {
            let FamilyParameter { name, low, high, .. } = &of.parameters[k];
            Free { name: name.clone(), start: starts[k], lower: *low, upper: *high }
        };
        self.place.iter().map(one).collect()
    }

    /// Lower and upper bound of each parameter, in the order of the model, where one is bounded.
    pub(crate) fn bounds(&self, of: &FamilyModel) -> Option<Vec<(f64, f64)>> {
        let bounds: Vec<(f64, f64)> =
            self.place.iter().map(|&k| (of.parameters[k].low, of.parameters[k].high)).collect();
        bounds.iter().any(|(low, high)| low.is_finite() || high.is_finite()).then_some(bounds)
    }
}
