//! How much a new observation scatters around the curve.

use std::borrow::Cow;

use crate::observations::Observations;
use crate::plan::{ColumnExpression, Plan};
use crate::table::Table;
use crate::weighting::Weighting;

/// What is known of the weight of a new observation.
#[derive(Debug, Clone)]
pub(crate) struct NewObservation {
    /// Weights or sigma, if any.
    expression: Option<ColumnExpression>,
    /// Whether the expression is one of weights and not of standard deviations.
    is_weight: bool,
    /// The one column that is the left side, if it is one: the curve stands in for it.
    measured: Option<String>,
    /// The median √w of the observations.
    typical: f64,
    /// Whether observations differ in weight.
    alike: bool,
}

/// √w of new observations, one a row.
pub(crate) struct RootWeights {
    pub values: Vec<f64>,
    /// How they were come by, where that has to be said.
    pub note: Option<String>,
}

impl NewObservation {
    pub(crate) fn of(plan: &Plan, observations: &Observations) -> Self {
        let unit = observations.unit.factor();
        let mut roots: Vec<f64> =
            observations.root_weights.iter().flatten().map(|w| w / unit).collect();
        roots.sort_unstable_by(f64::total_cmp);
        let typical = roots.get(roots.len() / 2).copied().unwrap_or(1.0);
        Self {
            expression: plan.weights.clone(),
            is_weight: matches!(plan.weighting, Weighting::Weights(_)),
            measured: plan.left.as_column().map(String::from),
            typical,
            alike: roots.first() == roots.last(),
        }
    }

    /// The columns it depends on, but for the one that is measured.
    pub(super) fn columns(&self) -> Vec<&str> {
        let all = self.expression.iter().flat_map(ColumnExpression::columns);
        all.filter(|name| self.measured.as_ref() != Some(name)).map(String::as_str).collect()
    }

    /// The weights in the rows of `table`, where the curve is `fit`.
    pub(crate) fn root_weights(&self, table: &Table, fit: &[f64]) -> RootWeights {
        let like_the_rest = |note: Option<String>| RootWeights {
            values: vec![self.typical; fit.len()],
            note: note.filter(|_| !self.alike),
        };
        let Some(expression) = &self.expression else {
            return like_the_rest(Some(
                "the error of a new observation is taken to be the median of those of the data"
                    .into(),
            ));
        };
        // The observation is not there yet: the curve is the best guess of it, even in a table that
        // has a column of that name.
        let stands_in = |name: &String| self.measured.as_ref() == Some(name);
        let mut known = Table::new();
        for name in expression.columns() {
            let cells = match table.column(name) {
                _ if stands_in(name) => Some(Cow::Borrowed(fit)),
                other => other.map(Cow::Borrowed),
            };
            let added = cells.map(|cells| known.clone().with(name.as_str(), cells.into_owned()));
            match added {
                Some(Ok(with)) => known = with,
                _ => {
                    return like_the_rest(Some(format!(
                        "the column `{name}` is not given, so the error of a new observation is taken \
                         to be the median of those of the data"
                    )));
                }
            }
        }
        if expression.columns().is_empty() {
            return like_the_rest(None);
        }
        let root = |v: &f64| if self.is_weight { v.sqrt() } else { 1.0 / v };
        let sound = |w: f64| if w.is_finite() && w > 0.0 { w } else { f64::NAN };
        let values = expression.evaluate(&known).iter().map(|v| sound(root(v))).collect();
        let note =
            expression.columns().iter().any(stands_in).then(|| {
                format!("the fitted value stands for the left side in `{}`", expression.text)
            });
        RootWeights { values, note }
    }
}
