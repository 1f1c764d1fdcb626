//! Confidence bands of the curve and prediction bands of new observations.

use super::model::Fitted;
use crate::error::{ErrorKind, FitError};
use crate::table::Table;

/// Which bands to compute.
///
/// ```
/// use thalweg::Bands;
/// let bands = Bands::new(0.99).simultaneous(true);
/// assert_eq!(Bands::from(0.95), Bands::new(0.95));
/// # let _ = bands;
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bands {
    level: f64,
    simultaneous: bool,
}

impl Bands {
    /// Pointwise bands of this level, in (0, 1).
    pub fn new(level: f64) -> Self {
        Self { level, simultaneous: false }
    }

    /// Whether the confidence band holds for the whole curve at once (Scheffé) and the prediction band
    /// for all rows asked for together (Bonferroni). Default false: for each place by itself.
    pub fn simultaneous(mut self, on: bool) -> Self {
        self.simultaneous = on;
        self
    }
}

impl From<f64> for Bands {
    fn from(level: f64) -> Self {
        Self::new(level)
    }
}

/// What the fitted curve says in some rows. All vectors have one entry per row; a number that does not
/// exist is NaN.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Predictions {
    /// The left side of the formula as written: what is predicted, in its units.
    pub quantity: String,
    /// The level of the bands.
    pub level: f64,
    /// Whether the bands hold for all places at once.
    pub simultaneous: bool,
    /// f(x) at the estimates.
    pub fit: Vec<f64>,
    /// The standard error of f(x): √(gᵀCg), g the gradient of f with respect to the parameters and C their
    /// covariance, of the kind the fit was asked for.
    pub std_error: Vec<f64>,
    /// Confidence band of the curve: fit ± q·std_error.
    pub confidence: Vec<(f64, f64)>,
    /// Prediction band: where a new observation is to be expected, fit ± q·√(s²/w + std_error²).
    pub prediction: Vec<(f64, f64)>,
    /// Whether the row lies outside the range of the data in one of the columns, or where the curve has
    /// more error than at any observation.
    pub extrapolated: Vec<bool>,
    /// Why there are no errors and no bands, where there are none anywhere.
    pub reason: Option<String>,
    /// Where the scatter of a new observation was taken from, where that has to be said.
    pub note: Option<String>,
}

impl Fitted {
    /// The curve, its error, and both bands in every row of `table`, which has the
    /// [`columns`](Self::columns) of the curve. Columns that sigma or weights need are used where `table`
    /// has them; the fitted value stands for the column on the left of the formula; else a new
    /// observation is taken to be as uncertain as the median of the data.
    ///
    /// q is Student's t (normal where sigma is known), which holds for each row by itself; for
    /// [simultaneous](Bands::simultaneous) bands √(p F) around the curve (Scheffé; Bates & Watts
    /// 1988, §2.3.2), and t at level 1 − (1 − level)/rows for new observations. The delta method is
    /// first order: it is as good as the model is linear over the errors of its parameters.
    ///
    /// ```
    /// use thalweg::{Bands, Fit, Table};
    /// let table = Table::new().with("x", [1.0, 2.0, 3.0, 4.0])?.with("y", [1.1, 1.9, 3.2, 3.9])?;
    /// let fit = Fit::new("y ~ a*x");
    /// let curve = fit.fitted(&table, &fit.run(&table)?)?;
    /// let at = Table::new().with("x", [2.0, 8.0])?;
    /// let one = curve.predict(&at, 0.95)?;
    /// let all = curve.predict(&at, Bands::new(0.95).simultaneous(true))?;
    /// assert_eq!(one.extrapolated, [false, true]);
    /// // One parameter: the band of the whole line is that of any point of it.
    /// assert!((one.confidence[0].0 - all.confidence[0].0).abs() < 1e-6);
    /// assert!(one.prediction[0].0 > all.prediction[0].0);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    ///
    /// # Errors
    /// A column is missing; the level is not between 0 and 1.
    pub fn predict(&self, table: &Table, bands: impl Into<Bands>) -> Result<Predictions, FitError> {
        let Bands { level, simultaneous } = bands.into();
        if !(level > 0.0 && level < 1.0) {
            let message = format!("the confidence level is {level}");
            return Err(FitError::new(ErrorKind::Option, "E-OPTION", message)
                .with_help("it lies between 0 and 1, such as 0.95"));
        }
        let columns = self.columns_of(table)?;
        let places = self.at(&columns);
        let fit: Vec<f64> = places.iter().map(|h| h.fit).collect();
        let extrapolated =
            (0..fit.len()).map(|i| self.is_extrapolated(&columns, i, &places[i])).collect();
        let mut out = Predictions {
            quantity: self.quantity.clone(),
            level,
            simultaneous,
            extrapolated,
            reason: self.reason().map(String::from),
            std_error: vec![f64::NAN; fit.len()],
            confidence: vec![(f64::NAN, f64::NAN); fit.len()],
            prediction: vec![(f64::NAN, f64::NAN); fit.len()],
            ..Predictions::default()
        };
        if let Some(scatter) = self.scatter() {
            let rows = fit.len().max(1) as f64;
            let (around, new) = if simultaneous {
                (scatter.radius(level, self.rank()), scatter.quantile(1.0 - (1.0 - level) / rows))
            } else {
                (scatter.quantile(level), scatter.quantile(level))
            };
            let weights = self.observation.root_weights(table, &fit);
            out.note = weights.note;
            for (i, here) in places.iter().enumerate() {
                let error = here.error;
                out.std_error[i] = error;
                out.confidence[i] = band(fit[i], around * error);
                let scatter_here = scatter.sigma / weights.values[i];
                out.prediction[i] = band(fit[i], new * error.hypot(scatter_here));
            }
        }
        out.fit = fit;
        Ok(out)
    }
}

/// centre ± half; NaN where one of them is not finite.
fn band(centre: f64, half: f64) -> (f64, f64) {
    if half.is_finite() { (centre - half, centre + half) } else { (f64::NAN, f64::NAN) }
}
