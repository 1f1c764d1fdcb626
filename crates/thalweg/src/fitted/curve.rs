//! The curve as a report draws it: bands over a grid, and the data beside them.

use super::model::{Fitted, Spread};
use super::predict::Bands;
use crate::fit_problem::FitProblem;
use crate::portrait::{Curve, Portrait};
use crate::table::Table;
use crate::weighting::Weighting;

/// Points of the grid.
const POINTS: usize = 200;
/// How far the curve goes beyond the data on either side, as a share of their range.
const BEYOND: f64 = 0.05;
/// The data are spread over decades where their ends differ by this factor, and the median lies nearer
/// to the lower end than this share of the range.
const DECADES: f64 = 30.0;
const LOW_MEDIAN: f64 = 0.2;

impl Fitted {
    /// The curve over its one column with both bands, pointwise, at some 200 places from a little below
    /// the data to a little above: evenly spaced, or in their logarithm where the data are spread over
    /// decades. Places beyond the data where the model has no value are left out. None where the curve is
    /// a function of several columns, or the level is not between 0 and 1.
    ///
    /// ```
    /// use thalweg::{Fit, Table};
    /// let table = Table::new().with("x", [1.0, 2.0, 3.0, 4.0])?.with("y", [1.1, 1.9, 3.2, 3.9])?;
    /// let fit = Fit::new("y ~ a*sqrt(x)");
    /// let curve = fit.fitted(&table, &fit.run(&table)?)?.curve(0.95).unwrap();
    /// assert!(curve.x[0] < 1.0 && curve.x[199] > 4.0);
    /// assert!(curve.prediction[99].0 < curve.confidence[99].0);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn curve(&self, level: f64) -> Option<Curve> {
        let ([column], [spread]) = (self.columns(), self.data.as_slice()) else { return None };
        let table = Table::new().with(column.as_str(), spread.grid(POINTS)).ok()?;
        let there = self.predict(&table, Bands::new(level)).ok()?;
        let x = table.column(column)?;
        let first = there.fit.iter().position(|f| f.is_finite())?;
        let last = there.fit.iter().rposition(|f| f.is_finite())?;
        Some(Curve {
            column: column.clone(),
            x: x[first..=last].to_vec(),
            fit: there.fit[first..=last].to_vec(),
            confidence: there.confidence[first..=last].to_vec(),
            prediction: there.prediction[first..=last].to_vec(),
            level,
        })
    }
}

impl Spread {
    /// Whether the values are spread over decades rather than evenly.
    fn is_logarithmic(&self) -> bool {
        let from = if self.low >= 0.0 { self.least_positive } else { f64::NAN };
        self.high / from >= DECADES && self.median - self.low < LOW_MEDIAN * (self.high - self.low)
    }

    /// Places from `low` to `high`, rising, spaced as the values are.
    pub(super) fn grid_between(&self, low: f64, high: f64, points: usize) -> Vec<f64> {
        let last = (points - 1) as f64;
        if self.is_logarithmic() && low > 0.0 {
            let (from, to) = (low.ln(), high.ln());
            let mut grid: Vec<f64> =
                (0..points).map(|k| (from + (to - from) * (k as f64 / last)).exp()).collect();
            // The ends as they were given.
            (grid[0], grid[points - 1]) = (low, high);
            return grid;
        }
        (0..points).map(|k| low + (high - low) * (k as f64 / last)).collect()
    }

    /// Places from a little below the values to a little above, rising; not below 0 where no value is.
    pub(super) fn grid(&self, points: usize) -> Vec<f64> {
        let Self { low, high, least_positive, .. } = *self;
        if self.is_logarithmic() {
            let margin = (high / least_positive).powf(BEYOND);
            let rest = self.grid_between(least_positive / margin, high * margin, points);
            let zero = if low == 0.0 { Some(0.0) } else { None };
            return zero.into_iter().chain(rest).collect();
        }
        // Halves first: the range of the largest numbers is none.
        let range = 2.0 * (0.5 * high - 0.5 * low);
        let margin = if range > 0.0 { BEYOND * range } else { BEYOND * high.abs().max(1e-300) };
        let from = if low >= 0.0 { (low - margin).max(0.0) } else { low - margin };
        self.grid_between(from, high + margin, points)
    }
}

impl FitProblem<'_> {
    /// The curve over its one column with both bands; as [`Fitted::curve`].
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use thalweg::{Fit, Table};
    /// let table = Table::new().with("x", [1.0, 2.0, 3.0])?.with("y", [2.1, 3.9, 6.0])?;
    /// let fit = Fit::new("y ~ a*x").scrutiny(false);
    /// let watch = &mut |_: &_| ControlFlow::Continue(());
    /// let curve = fit.with_problem(&table, watch, |p| p.curve(0.95))?.unwrap();
    /// assert_eq!(curve.column, "x");
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn curve(&self, level: f64) -> Option<Curve> {
        self.fitted()?.curve(level)
    }

    /// What a report draws besides the answer, at the level of the fit.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use thalweg::{Fit, Table};
    /// let table = Table::new().with("x", [1.0, 2.0, 3.0])?.with("y", [2.1, 3.9, 6.0])?;
    /// let fit = Fit::new("y ~ a*x").scrutiny(false);
    /// let watch = &mut |_: &_| ControlFlow::Continue(());
    /// let portrait = fit.with_problem(&table, watch, |p| p.portrait())?;
    /// assert_eq!(portrait.ordinate, ("y".to_string(), vec![2.1, 3.9, 6.0]));
    /// assert!(portrait.curve.is_some() && portrait.errors.is_none());
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn portrait(&self) -> Portrait {
        let (plan, fit, table) = self.asked();
        let column = |name: &String| Some((name.clone(), table.column(name)?.to_vec()));
        let mut columns = plan.model.columns().iter();
        Portrait {
            curve: self.curve(fit.asked.level),
            abscissa: columns.next().and_then(column),
            covariates: columns.filter_map(column).collect(),
            ordinate: (plan.left.text.clone(), plan.left.evaluate(table).into_owned()),
            errors: self.row_errors(),
            ..Portrait::default()
        }
    }

    /// The standard deviation of each row of the table, where rows differ or it is known: infinite for
    /// rows of weight 0.
    fn row_errors(&self) -> Option<Vec<f64>> {
        if self.answer.weighting == Weighting::None {
            return None;
        }
        let local = self.local()?;
        let ended = self.ended(&local);
        let sigma = local.scatter?.sigma;
        let weights = ended.observations.root_weights.as_ref()?;
        let mut errors = vec![f64::INFINITY; ended.table.rows()];
        for (i, w) in weights.iter().enumerate() {
            errors[ended.observations.row(i)] = sigma / w;
        }
        Some(errors)
    }
}
