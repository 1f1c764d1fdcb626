//! The curve along one of its columns, the others held.

use crate::error::{ErrorKind, FitError};
use crate::fitted::model::{Fitted, Spread};
use crate::names;
use crate::table::Table;

/// The curve as a function of one column.
pub(super) struct Slice<'f> {
    pub curve: &'f Fitted,
    /// Which column of the curve.
    pub at: usize,
    /// One row with the other columns of the curve, and those that sigma and weights need.
    others: &'f Table,
}

/// The curve at a place of the slice.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub fit: f64,
    /// Standard error of the curve.
    pub error: f64,
    /// Standard deviation of a new observation over that of one of weight 1.
    pub scatter: f64,
    pub extrapolated: bool,
}

impl<'f> Slice<'f> {
    /// Errors: `column` is none of the curve's, or another of the curve's is missing in `others`.
    pub(super) fn new(
        curve: &'f Fitted,
        column: &str,
        others: &'f Table,
    ) -> Result<Self, FitError> {
        let Some(at) = curve.columns().iter().position(|c| c == column) else {
            let message = format!("the curve is no function of `{column}`");
            return Err(FitError::new(ErrorKind::Option, "E-INVERT", message)
                .with_help(format!("it is one of {}", names::list(curve.columns()))));
        };
        for (i, name) in curve.columns().iter().enumerate() {
            if i != at && others.column(name).is_none_or(|cells| cells.len() != 1) {
                let message = format!("the value of `{name}` is not given");
                return Err(FitError::new(ErrorKind::Option, "E-INVERT", message).with_help(
                    format!(
                        "the curve depends on {}: give all of them but `{column}`",
                        names::list(curve.columns())
                    ),
                ));
            }
        }
        Ok(Self { curve, at, others })
    }

    pub(super) fn spread(&self) -> &Spread {
        &self.curve.data[self.at]
    }

    /// The curve at each of `x`.
    pub(super) fn places(&self, x: &[f64]) -> Vec<Place> {
        let column = &self.curve.columns()[self.at];
        let mut table = Table::new();
        for name in self.others.names().iter().filter(|n| *n != column) {
            let value = self.others.column(name).and_then(|c| c.first()).copied();
            let cells = vec![value.unwrap_or(f64::NAN); x.len()];
            // A name that stands in a table once can stand in another.
            table = table.clone().with(name.as_str(), cells).unwrap_or(table);
        }
        let table = table.clone().with(column.as_str(), x).unwrap_or(table);
        let Ok(columns) = self.curve.columns_of(&table) else { return Vec::new() };
        let here = self.curve.at(&columns);
        let fit: Vec<f64> = here.iter().map(|h| h.fit).collect();
        let weights = self.curve.observation.root_weights(&table, &fit);
        let place = |i: usize| Place {
            fit: fit[i],
            error: here[i].error,
            scatter: 1.0 / weights.values[i],
            extrapolated: self.curve.is_extrapolated(&columns, i, &here[i]),
        };
        (0..x.len()).map(place).collect()
    }

    /// The curve at `x`.
    pub(super) fn place(&self, x: f64) -> Option<Place> {
        self.places(&[x]).first().copied()
    }

    /// How the scatter of a new observation was come by, where that has to be said.
    pub(super) fn note(&self, x: f64) -> Option<String> {
        let column = &self.curve.columns()[self.at];
        let table = self.others.clone().with(column.as_str(), [x]).ok()?;
        let fit = self.place(x)?.fit;
        self.curve.observation.root_weights(&table, &[fit]).note
    }

    /// ∂f/∂x by a difference of fourth order over a thousandth of the range of the data (or of x, where
    /// they are spread over decades).
    pub(super) fn slope(&self, x: f64) -> f64 {
        let Spread { low, high, .. } = *self.spread();
        let range = if high > low { high - low } else { x.abs().max(1e-300) };
        let step = 1e-3 * if x == 0.0 { range } else { range.min(x.abs()) };
        let at = [x - 2.0 * step, x - step, x + step, x + 2.0 * step];
        let f: Vec<f64> = self.places(&at).iter().map(|p| p.fit).collect();
        (8.0 * (f[2] - f[1]) - (f[3] - f[0])) / (12.0 * step)
    }
}
