//! From formulas and a table to a comparison.

use std::ops::ControlFlow;

use thalweg_formula::Formula;

use super::declared;
use super::entry::Entry;
use super::nested::{self, Nested};
use super::sides::{self, Sides};
use super::words;
use crate::answer::Answer;
use crate::criteria::akaike_weights;
use crate::diagnose::runs_of;
use crate::error::{ErrorKind, FitError};
use crate::family::{self, FamilyModel, Summary};
use crate::fit::Fit;
use crate::names;
use crate::table::Table;

/// Formulas to compare on the same data.
///
/// All are fitted alike: same rows, same σ or weights. What is declared applies to every formula that has
/// the parameter. Formulas of a family start from the rules of its table; a fit that fails is a row as well.
///
/// ```
/// use thalweg::{Fit, Table, compare::Comparison};
/// let table = Table::new()
///     .with("t", [0.0, 1.0, 2.0, 3.0, 4.0, 6.0])?
///     .with("c", [9.9, 6.1, 3.6, 2.3, 1.3, 0.5])?;
/// let compared = Comparison::new(Fit::new("c ~ t")).family("decay").run(&table)?;
/// assert_eq!(compared.entries[0].name, "exponential");
/// # Ok::<(), thalweg::FitError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Comparison {
    template: Fit,
    formulas: Vec<String>,
    families: Vec<String>,
}

/// What came of it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Compared {
    /// The formulas, best first by AICc, those without criteria at the end.
    pub entries: Vec<Entry>,
    /// Tests of formulas that contain others.
    pub nested: Vec<Nested>,
    /// What it comes to, in a sentence or two.
    pub sentence: String,
    /// Rows that count.
    pub observations: usize,
    /// Whether the caller stopped it before all were fitted.
    pub stopped: bool,
}

impl Comparison {
    /// Of the formula of `fit`, fitted as `fit` says; all others are fitted in the same way. Its formula may
    /// be empty, or name only the two sides, as in `y ~ x`.
    ///
    /// ```
    /// use thalweg::{Fit, compare::Comparison};
    /// let comparison = Comparison::new(Fit::new("y ~ a*x").weights("w")).formula("y ~ a*x + b");
    /// assert_eq!(comparison.columns_used(&["x", "y", "z", "w"])?, ["x", "y", "w"]);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn new(fit: Fit) -> Self {
        let formulas = Some(fit.asked.formula.clone()).filter(|f| !f.trim().is_empty());
        let template = fit.scrutiny(false).trace(false);
        Self { template, formulas: formulas.into_iter().collect(), families: Vec::new() }
    }

    /// One more formula.
    #[must_use]
    pub fn formula(mut self, formula: impl Into<String>) -> Self {
        self.formulas.push(formula.into());
        self
    }

    /// All formulas of a [family](crate::family::all), by its name, for the left side and the column of those
    /// that were given (without any, of columns called `y` and `x`).
    #[must_use]
    pub fn family(mut self, name: impl Into<String>) -> Self {
        self.families.push(name.into());
        self
    }

    /// The columns this needs out of those available, in the order available. Errors: whatever is wrong
    /// with the formulas, the families and the declarations.
    pub fn columns_used(&self, available: &[&str]) -> Result<Vec<String>, FitError> {
        let (contenders, sides) = self.contenders(available, &Table::new())?;
        let mut used: Vec<String> = sides.left.names();
        used.extend(sides.columns);
        for contender in &contenders {
            used.extend(contender.fit.columns_used(available)?);
        }
        let needed = |name: &&&str| used.iter().any(|u| u == **name);
        Ok(available.iter().filter(needed).map(|s| s.to_string()).collect())
    }

    /// Fits all and compares them.
    ///
    /// # Errors
    /// Formulas that cannot be read or have different left sides, families that do not exist, declarations
    /// of parameters that no formula has, and what is wrong with the data.
    pub fn run(&self, table: &Table) -> Result<Compared, FitError> {
        self.run_observed(table, &mut |_, _| ControlFlow::Continue(()))
    }

    /// As [`run`](Self::run), with a callback that is told how many formulas of how many are fitted, and may
    /// stop it.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_observed(
        &self,
        table: &Table,
        observer: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<Compared, FitError> {
        let available: Vec<&str> = table.names().iter().map(String::as_str).collect();
        let (contenders, _) = self.contenders(&available, table)?;
        let total = contenders.len();
        let mut entries: Vec<Entry> = Vec::new();
        let mut stopped = false;
        for (done, contender) in contenders.into_iter().enumerate() {
            if observer(done, total).is_break() {
                stopped = true;
                break;
            }
            entries.push(contender.entry(table, &available, &mut |_| observer(done, total))?);
        }
        name_those_given(&mut entries);
        let observations =
            entries.iter().find_map(|e| e.answer.as_ref()).map_or(0, |a| a.observations);
        weigh(&mut entries);
        entries
            .sort_by(|a, b| a.rank().partial_cmp(&b.rank()).unwrap_or(std::cmp::Ordering::Equal));
        let nested = if stopped { Vec::new() } else { nested::tests(&entries, table) };
        let sentence = words::sentence(&entries);
        Ok(Compared { entries, nested, sentence, observations, stopped })
    }

    /// Everything to fit, and what it has in common.
    fn contenders(
        &self,
        available: &[&str],
        table: &Table,
    ) -> Result<(Vec<Contender>, Sides), FitError> {
        let formulas: Vec<Formula> =
            self.formulas.iter().map(|text| sides::read(text)).collect::<Result<_, _>>()?;
        let sides = Sides::of(&formulas, available)?;
        let steps = declared::each(&self.template.asked.steps);
        let mut applied = vec![false; steps.len()];
        let mut fit = |formula: String, names: &[String]| {
            let mut fit = self.template.anew(formula);
            for (step, applied) in steps.iter().zip(&mut applied) {
                if names.iter().any(|n| n == declared::name(step)) {
                    fit.asked.steps.push(step.clone());
                    *applied = true;
                }
            }
            fit
        };
        let mut contenders = Vec::new();
        for formula in formulas.iter().filter(|f| !sides::is_bare(f, available)) {
            let fit = fit(formula.text().to_string(), &formula.right().names());
            contenders.push(Contender { name: String::new(), fit });
        }
        for name in &self.families {
            let family = family::find(name).ok_or_else(|| no_family(name))?;
            let column = sides.column()?;
            let cells = table.column(column).unwrap_or_default();
            let left = left_values(&sides, available, table)?;
            let data = Summary::of(cells, &left);
            for model in &family.models {
                let (right, names) = model.written(column, available);
                let formula = format!("{} ~ {right}", sides.left);
                let fit = started(fit(formula, &names), model, &names, &data)?;
                contenders.push(Contender { name: model.name.clone(), fit });
            }
        }
        let lost = steps.iter().zip(&applied).find(|(s, a)| !**a && !declared::derives(s));
        if let Some((step, _)) = lost {
            let name = declared::name(step);
            let message = format!("`{name}` is declared, and no formula has it");
            return Err(FitError::new(ErrorKind::Declaration, "E-DECLARATION", message));
        }
        if contenders.is_empty() {
            let message = "there is no formula with a parameter to compare";
            return Err(FitError::new(ErrorKind::Formula, "E-NOPARAMETER", message)
                .with_help("give formulas, or a family with --family"));
        }
        Ok((contenders, sides))
    }
}

/// A formula to be fitted.
struct Contender {
    /// Its name in its family; empty where it was given.
    name: String,
    fit: Fit,
}

impl Contender {
    /// Its fit. Errors: what is wrong with a formula that was given; not a start without a value, or too
    /// few rows for it.
    fn entry(
        self,
        table: &Table,
        available: &[&str],
        observer: &mut dyn FnMut(&thalweg_solver::Iteration) -> ControlFlow<()>,
    ) -> Result<Entry, FitError> {
        let Self { name, fit } = self;
        let given = name.is_empty();
        let parameters = match fit.estimated(available) {
            Ok(names) => names.len(),
            Err(error) if given => return Err(error),
            Err(_) => 0,
        };
        let ended = fit.run_and_look(table, observer, |observations, solution, answer| {
            let fitted = observations.of_rows(&answer.fitted);
            let judged = !answer.exact;
            judged.then(|| runs_of(observations, &fitted, &solution.residuals)).flatten()
        });
        if let Err(error) = &ended
            && !matches!(error.kind(), ErrorKind::Start | ErrorKind::Undetermined)
        {
            return Err(error.clone());
        }
        Ok(Entry::new(&name, given, fit, parameters, ended))
    }
}

fn no_family(name: &str) -> FitError {
    let all: Vec<&str> = family::all().map(|f| f.name.as_str()).collect();
    let help = match names::closest(name, &all) {
        Some(close) => format!("did you mean `{close}`?"),
        None => format!("there are {}", names::list(&all)),
    };
    FitError::new(ErrorKind::Option, "E-FAMILY", format!("there is no family `{name}`"))
        .with_help(help)
}

/// The left side in every row; nothing where the table has no rows yet.
fn left_values(sides: &Sides, available: &[&str], table: &Table) -> Result<Vec<f64>, FitError> {
    let text = sides.left.to_string();
    let left = crate::plan::ColumnExpression::new(&sides.left, available, "the left side", &text)?;
    Ok(if table.rows() == 0 { Vec::new() } else { left.evaluate(table).into_owned() })
}

/// With the starts and bounds of the table, where nothing was declared.
fn started(
    mut fit: Fit,
    model: &FamilyModel,
    names: &[String],
    data: &Summary,
) -> Result<Fit, FitError> {
    let said: Vec<String> = fit.asked.steps.iter().map(|s| declared::name(s).to_string()).collect();
    let starts = model.starts(data)?;
    for ((name, parameter), start) in names.iter().zip(&model.parameters).zip(starts) {
        if said.contains(name) {
            continue;
        }
        // Said of every one, so that none is taken for a slip of the name of a column.
        fit = fit.bounds(name.as_str(), parameter.low, parameter.high);
        if let Some(start) = start {
            fit = fit.start(name.as_str(), start);
        }
    }
    Ok(fit)
}

/// Of a formula that was given and one of a family with the same curve, the one that was given stays, with
/// the name of the other.
fn name_those_given(entries: &mut Vec<Entry>) {
    let mut keep = vec![true; entries.len()];
    for i in 0..entries.len() {
        let Some(answer) = entries[i].answer.as_ref().filter(|_| !entries[i].given) else {
            continue;
        };
        let same = |e: &Entry| {
            let known =
                e.answer.as_ref().filter(|_| e.given && e.parameters == entries[i].parameters);
            known.is_some_and(|a| alike(a, answer))
        };
        if let Some(j) = entries.iter().position(same) {
            keep[i] = false;
            entries[j].name = entries[i].name.clone();
        }
    }
    let mut kept = keep.into_iter();
    entries.retain(|_| kept.next().unwrap_or(true));
}

/// Whether two fits are the same curve, to what a fit leaves.
fn alike(a: &Answer, b: &Answer) -> bool {
    const SAME: f64 = 1e-6;
    let apart = a.fitted.iter().zip(&b.fitted).map(|(f, g)| f - g);
    let apart = crate::size::scaled_norm(apart);
    a.converged && b.converged && apart <= SAME * a.residual_norm.min(b.residual_norm)
}

/// Differences and Akaike weights.
fn weigh(entries: &mut [Entry]) {
    let values: Vec<f64> = entries.iter().filter_map(|e| e.criteria).map(|c| c.aicc).collect();
    let weights = akaike_weights(&values);
    let with_criteria = entries.iter_mut().filter(|e| e.criteria.is_some());
    for (entry, (difference, weight)) in with_criteria.zip(weights) {
        (entry.difference, entry.weight) = (Some(difference), Some(weight));
    }
}
