//! The rows that count, checked: columns, left side, √w.

use std::borrow::Cow;

use crate::error::{ErrorKind, FitError};
use crate::plan::Plan;
use crate::size::{Unit, scaled_norm};
use crate::table::Table;
use crate::weighting::Weighting;
use crate::whitening::{DataCovariance, Whitening};

/// The data of a fit. Rows of weight 0 are left out, as R's `nls` does: they are neither
/// observations nor degrees of freedom.
pub(crate) struct Observations<'t> {
    /// The columns of the model, in its order.
    pub columns: Vec<Cow<'t, [f64]>>,
    /// The left side.
    pub left: Cow<'t, [f64]>,
    /// √w where there are weights, 1/σ where there is σ, all in `unit`.
    pub root_weights: Option<Vec<f64>>,
    /// What all residuals are multiplied by: not 1 only for data that cannot be squared.
    pub unit: Unit,
    /// What is applied to weighted residuals where they are correlated.
    pub whitening: Option<Whitening>,
    /// The covariance it is of.
    pub covariance: Option<DataCovariance>,
    /// Which row of the table each observation is, where some were left out.
    kept: Option<Vec<usize>>,
}

impl<'t> Observations<'t> {
    /// Reads the data that `plan` asks for. Errors: no rows; weights or σ out of range; cells, or
    /// values of the left side, that are not finite.
    pub(crate) fn new(plan: &Plan, table: &'t Table) -> Result<Self, FitError> {
        if table.rows() == 0 {
            return Err(no_rows());
        }
        let mut this = Self::of_block(plan, table, 0)?;
        if this.count() == 0 {
            return Err(all_weights_zero());
        }
        let unit = Unit::of(this.data_norm());
        if !unit.is_one() {
            let weights = this.root_weights.get_or_insert_with(|| vec![1.0; this.left.len()]);
            weights.iter_mut().for_each(|w| *w *= unit.factor());
        }
        this.unit = unit;
        Ok(this)
    }

    /// As [`new`](Self::new) of a table that is part of a longer one and begins at its row `first`, from 0:
    /// no observation is no error here, and `unit` is 1.
    pub(crate) fn of_block(plan: &Plan, table: &'t Table, first: usize) -> Result<Self, FitError> {
        let (root_weights, whitening) = match &plan.covariance {
            Some(covariance) => {
                let (mut weights, whitening) = covariance.whitening(table.rows())?;
                weights.iter_mut().for_each(|w| *w = 1.0 / *w);
                (Some(weights), Some(whitening))
            }
            None => (root_weights(plan, table, first)?, None),
        };
        let zero = root_weights.as_ref().is_some_and(|w| w.contains(&0.0));
        let kept: Option<Vec<usize>> = root_weights
            .as_ref()
            .filter(|_| zero)
            .map(|w| (0..w.len()).filter(|&i| w[i] != 0.0).collect());
        let pick = |values: Cow<'t, [f64]>| match &kept {
            None => values,
            Some(kept) => Cow::Owned(kept.iter().map(|&i| values[i]).collect()),
        };
        let counts = |i: usize| kept.as_ref().is_none_or(|k| k.binary_search(&i).is_ok());
        check_cells(plan, table, first, &counts)?;
        let left = plan.left.evaluate(table);
        if matches!(left, Cow::Owned(_)) {
            // A column as it stands was looked at.
            check_left(plan, table, &left, first, &counts)?;
        }
        let column = |name: &String| table.column(name).unwrap_or_default();
        let left = pick(left);
        let root_weights = root_weights.map(|w| pick(Cow::Owned(w)).into_owned());
        Ok(Self {
            columns: plan.model.columns().iter().map(|n| pick(Cow::Borrowed(column(n)))).collect(),
            left,
            root_weights,
            unit: Unit::of(0.0),
            whitening,
            covariance: plan.covariance.clone(),
            kept,
        })
    }

    /// ‖√w y‖.
    pub(crate) fn data_norm(&self) -> f64 {
        match &self.root_weights {
            Some(w) => scaled_norm(self.left.iter().zip(w).map(|(y, w)| y * w)),
            None => scaled_norm(self.left.iter().copied()),
        }
    }

    /// Observations: rows that count.
    pub(crate) fn count(&self) -> usize {
        self.left.len()
    }

    /// The row of the table, from 0, that observation `i` is.
    pub(crate) fn row(&self, i: usize) -> usize {
        self.kept.as_ref().map_or(i, |kept| kept[i])
    }

    /// Of a value for each row of the table those of the observations; 0 where there is none.
    pub(crate) fn of_rows(&self, cells: &[f64]) -> Vec<f64> {
        (0..self.count()).map(|i| cells.get(self.row(i)).map_or(0.0, |v| *v)).collect()
    }

    /// Rows that were left out for their weight of 0.
    pub(crate) fn left_out(&self, table: &Table) -> usize {
        table.rows() - self.count()
    }
}

fn root_weights(plan: &Plan, table: &Table, first: usize) -> Result<Option<Vec<f64>>, FitError> {
    let Some(expression) = &plan.weights else { return Ok(None) };
    let mut values = expression.evaluate(table).into_owned();
    let text = &expression.text;
    if matches!(plan.weighting, Weighting::Weights(_)) {
        let bad = Bad::among(&values, |w| !(w.is_finite() && w >= 0.0), first, &|_| true);
        if let Some(bad) = bad {
            let message = format!("the weight `{text}` is {}", bad.words());
            return Err(FitError::new(ErrorKind::Data, "E-WEIGHT", message)
                .with_help("weights are finite and not negative; 0 leaves a row out of the fit"));
        }
        values.iter_mut().for_each(|w| *w = w.sqrt());
    } else {
        let (what, help) = match &plan.weighting {
            Weighting::Percent { percent, of, .. } => (
                format!("standard deviation, {percent} % of `{of}`,"),
                format!("give it a floor, the error near 0: {}*abs({of}) + 0.1", percent / 100.0),
            ),
            _ => (
                format!("standard deviation `{text}`"),
                "standard deviations are finite and above 0".to_string(),
            ),
        };
        check_counts(plan, table, first)?;
        let bad = Bad::among(&values, |s| !(s.is_finite() && s > 0.0), first, &|_| true);
        if let Some(bad) = bad {
            let message = format!("the {what} is {}", bad.words());
            return Err(FitError::new(ErrorKind::Data, "E-SIGMA", message).with_help(help));
        }
        values.iter_mut().for_each(|s| *s = 1.0 / *s);
        if let Some(bad) = Bad::among(&values, |w| !w.is_finite(), first, &|_| true) {
            let message =
                format!("the standard deviation `{text}` is too small: 1/sigma is {}", bad.words());
            return Err(FitError::new(ErrorKind::Data, "E-SIGMA", message)
                .with_help("choose a unit in which it is not so small"));
        }
    }
    Ok(Some(values))
}

/// There is nothing to fit.
pub(crate) fn no_rows() -> FitError {
    FitError::new(ErrorKind::Data, "E-EMPTY", "the data have no rows")
        .with_help("check the file, and any condition that selects rows")
}

/// There is nothing that counts.
pub(crate) fn all_weights_zero() -> FitError {
    FitError::new(ErrorKind::Data, "E-EMPTY", "all weights are 0")
        .with_help("a row of weight 0 takes no part in the fit: there is nothing left")
}

/// Counts are not negative.
fn check_counts(plan: &Plan, table: &Table, first: usize) -> Result<(), FitError> {
    let Weighting::Poisson { of, .. } = &plan.weighting else { return Ok(()) };
    let left = plan.left.evaluate(table);
    let Some(bad) = Bad::among(&left, |n| n.is_nan() || n < 0.0, first, &|_| true) else {
        return Ok(());
    };
    let message = format!("the count `{of}` is {}", bad.words());
    Err(FitError::new(ErrorKind::Data, "E-SIGMA", message)
        .with_help("poisson is for counts as they were counted, neither scaled nor with a background taken off: give their standard deviations as a column"))
}

fn check_cells(
    plan: &Plan,
    table: &Table,
    first: usize,
    counts: &dyn Fn(usize) -> bool,
) -> Result<(), FitError> {
    for name in plan.model.columns().iter().chain(plan.left.columns()) {
        let cells = table.column(name).unwrap_or_default();
        if let Some(bad) = Bad::among(cells, |v| !v.is_finite(), first, counts) {
            let message = format!("the column `{name}` is {}", bad.words());
            return Err(FitError::new(ErrorKind::Data, "E-VALUE", message)
                .with_help("correct these cells or leave their rows out")
                .at_cell(first + bad.rows[0], name));
        }
    }
    Ok(())
}

fn check_left(
    plan: &Plan,
    table: &Table,
    left: &[f64],
    first: usize,
    counts: &dyn Fn(usize) -> bool,
) -> Result<(), FitError> {
    let Some(bad) = Bad::among(left, |v| !v.is_finite(), first, counts) else { return Ok(()) };
    let row = bad.rows[0];
    let inputs: Vec<String> = plan
        .left
        .columns()
        .iter()
        .filter_map(|n| Some(format!("{n} = {}", table.column(n)?.get(row)?)))
        .collect();
    let message = format!(
        "the left side, `{}`, is {}, where {}",
        plan.left.text,
        bad.words(),
        inputs.join(", ")
    );
    Err(FitError::new(ErrorKind::Data, "E-VALUE", message)
        .with_help("correct these cells or leave their rows out"))
}

/// Rows whose value will not do.
struct Bad {
    /// The first few rows, from 0.
    rows: Vec<usize>,
    /// The row of the data that row 0 is.
    origin: usize,
    first: f64,
    count: usize,
}

impl Bad {
    const SHOWN: usize = 5;

    fn among(
        values: &[f64],
        is_bad: impl Fn(f64) -> bool,
        origin: usize,
        counts: &dyn Fn(usize) -> bool,
    ) -> Option<Self> {
        // Without a branch, so that it costs next to nothing.
        if !values.iter().fold(false, |bad, &v| bad | is_bad(v)) {
            return None;
        }
        let all = || (0..values.len()).filter(|&i| is_bad(values[i]) && counts(i));
        let rows: Vec<usize> = all().take(Self::SHOWN).collect();
        let first = values[*rows.first()?];
        Some(Self { rows, origin, first, count: all().count() })
    }

    /// "NaN in row 3", "-1 in row 2 and out of range in rows 4 and 5"; rows count from 1.
    fn words(&self) -> String {
        let number = |i: &usize| (self.origin + i + 1).to_string();
        let shown: Vec<String> = self.rows.iter().map(number).collect();
        let value = self.first;
        match (shown.as_slice(), self.count) {
            ([one], _) => format!("{value} in row {one}"),
            ([first, rest @ ..], n) if n > shown.len() => format!(
                "{value} in row {first} and will not do in {} more rows ({}, ...)",
                n - 1,
                rest.join(", ")
            ),
            ([first, rest @ ..], _) => {
                let rows = if rest.len() == 1 { "row" } else { "rows" };
                format!("{value} in row {first}, nor will it do in {rows} {}", rest.join(", "))
            }
            ([], _) => String::new(),
        }
    }
}
