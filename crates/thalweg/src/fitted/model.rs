//! A model with its estimates and their errors, on its own: it needs neither the data nor the problem.

use thalweg_formula::{Model, Scratch};
use thalweg_solver::Conditioning;

use super::observation::NewObservation;
use crate::answer::Answer;
use crate::attempts::Setting;
use crate::ended::Ended;
use crate::error::{ErrorKind, FitError};
use crate::local::{Local, Scatter};
use crate::names;
use crate::observations::Observations;
use crate::size::scaled_norm;
use crate::statistics::{Metric, Missing, is_minimum};
use crate::table::Table;

/// Rows evaluated at a time.
const BLOCK: usize = 1024;
/// Observations looked at for the place where the curve is least certain; the outermost of each column
/// are always among them.
const LOOKED_AT: usize = 20_000;

/// The fitted curve: what the model says anywhere, with the error of that. It owns all it needs, so it
/// may outlive the data and go to other threads.
///
/// Made by [`Fit::fitted`](crate::Fit::fitted) from an answer, or by
/// [`FitProblem::fitted`](crate::FitProblem::fitted).
///
/// ```
/// use thalweg::{Fit, Table};
/// let table = Table::new()
///     .with("x", [0.0, 1.0, 2.0, 3.0, 4.0])?
///     .with("y", [5.02, 3.06, 1.83, 1.12, 0.65])?;
/// let fit = Fit::new("y ~ a*exp(-k*x)").declare("a=1; k=1");
/// let answer = fit.run(&table)?;
/// let curve = fit.fitted(&table, &answer)?;
/// assert_eq!((curve.quantity(), curve.columns()), ("y", &["x".to_string()][..]));
/// let there = curve.predict(&Table::new().with("x", [2.5])?, 0.95)?;
/// let (low, high) = there.prediction[0];
/// assert!(low < there.fit[0] && there.fit[0] < high);
/// # Ok::<(), thalweg::FitError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Fitted {
    pub(super) model: Model,
    /// The left side as written.
    pub(super) quantity: String,
    /// The estimates of the free parameters.
    x: Vec<f64>,
    conditioning: Conditioning,
    /// From its coordinates to those of a standard error.
    metric: Option<Metric>,
    /// Scatter of residuals of weight 1, in units of the left side, or why there is none.
    scatter: Result<Scatter, Missing>,
    /// What residuals were multiplied by when they were linearised.
    unit: f64,
    pub(super) observation: NewObservation,
    /// What is known of the data of each column of the model.
    pub(super) data: Vec<Spread>,
    /// The largest ‖u‖ at the observations: the curve's standard error there over sigma.
    least_certain: f64,
}

/// How the observations of a column are spread.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spread {
    pub low: f64,
    pub high: f64,
    /// The smallest value above 0, and the median.
    pub least_positive: f64,
    pub median: f64,
}

/// What the model says at one place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Here {
    pub fit: f64,
    /// Its standard error; NaN where there is none.
    pub error: f64,
    /// ‖u‖, u the coordinates of its gradient, in units of the left side; NaN where it is not
    /// determined. Over sigma this is the standard error from JᵀJ.
    length: f64,
}

impl Fitted {
    pub(super) fn new(
        setting: &Setting,
        observations: &Observations,
        local: &Local,
        answer: &Answer,
    ) -> Self {
        let plan = setting.plan;
        let unit = observations.unit.factor();
        let errors = setting.fit.asked.errors.under(&setting.options.loss);
        // Of a robust fit a new observation scatters as the good ones do.
        let good = answer.robust.and_then(|r| r.scale).or(answer.residual_std_error);
        let is_known = !plan.weighting.scales_covariance();
        let sigma = |s: Scatter| if is_known { unit } else { good.map_or(s.sigma, |g| g * unit) };
        let residuals = &local.at.residuals;
        let plain = Ended::scatter(setting, observations, answer, residuals);
        let known = match plain.map(|s| Scatter { sigma: sigma(s), ..s }) {
            None => Err(missing(answer)),
            Some(s) => local.metric(errors).map_err(Missing::NoCovariance).map(|metric| {
                (metric, Scatter { known: is_known && !errors.is_from_residuals(), ..s })
            }),
        };
        let (metric, scatter) = match known {
            Ok((metric, s)) => (Some(metric), Ok(Scatter { sigma: s.sigma / unit, ..s })),
            Err(missing) => (None, Err(missing)),
        };
        let mut fitted = Self {
            model: plan.model.clone(),
            quantity: plan.left.text.clone(),
            x: local.x().to_vec(),
            conditioning: local.at.conditioning.clone(),
            metric,
            scatter,
            unit,
            observation: NewObservation::of(plan, observations),
            data: observations.columns.iter().map(|c| Spread::of(c)).collect(),
            least_certain: 0.0,
        };
        fitted.least_certain = fitted.least_certain_of(observations);
        fitted
    }

    /// The left side of the formula as written: what is predicted, in its units.
    ///
    /// ```
    /// # use thalweg::{Fit, Table};
    /// # let t = Table::new().with("x", [1.0, 2.0, 3.0])?.with("y", [1.0, 2.1, 3.2])?;
    /// let fit = Fit::new("log(y) ~ a*x");
    /// assert_eq!(fit.fitted(&t, &fit.run(&t)?)?.quantity(), "log(y)");
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn quantity(&self) -> &str {
        &self.quantity
    }

    /// The columns the curve is a function of, in the order of the formula.
    ///
    /// ```
    /// # use thalweg::{Fit, Table};
    /// # let t = Table::new().with("x", [1.0, 2.0, 3.0])?.with("y", [1.0, 2.1, 3.2])?;
    /// let fit = Fit::new("y ~ a*x");
    /// assert_eq!(fit.fitted(&t, &fit.run(&t)?)?.columns(), ["x"]);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn columns(&self) -> &[String] {
        self.model.columns()
    }

    /// Further columns that say how much a new observation scatters: those of sigma or weights, but for
    /// the one that is measured.
    ///
    /// ```
    /// # use thalweg::{Fit, Table};
    /// # let t = Table::new().with("x", [1.0, 2.0, 3.0])?.with("y", [1.0, 2.1, 3.2])?;
    /// let t = t.with("w", [1.0, 2.0, 1.0])?;
    /// let fit = Fit::new("y ~ a*x").weights("w/y");
    /// assert_eq!(fit.fitted(&t, &fit.run(&t)?)?.scatter_columns(), ["w"]);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn scatter_columns(&self) -> Vec<&str> {
        self.observation.columns()
    }

    /// Lowest and highest observation of a column of the curve.
    ///
    /// ```
    /// # use thalweg::{Fit, Table};
    /// # let t = Table::new().with("x", [1.0, 2.0, 3.0])?.with("y", [1.0, 2.1, 3.2])?;
    /// let fit = Fit::new("y ~ a*x");
    /// assert_eq!(fit.fitted(&t, &fit.run(&t)?)?.range("x"), Some((1.0, 3.0)));
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn range(&self, column: &str) -> Option<(f64, f64)> {
        let at = self.columns().iter().position(|c| c == column)?;
        Some((self.data[at].low, self.data[at].high))
    }

    /// The scatter of observations of weight 1 around the curve, in units of the left side; none where
    /// [`reason`](Self::reason) says why.
    pub fn scatter(&self) -> Option<Scatter> {
        self.scatter.ok()
    }

    /// Why nothing is known of the errors, where nothing is: the end of the fit is no minimum, as many
    /// parameters as observations, or residuals of zero.
    ///
    /// ```
    /// # use thalweg::{Fit, Table};
    /// # let t = Table::new().with("x", [1.0, 2.0])?.with("y", [1.0, 2.0])?;
    /// let fit = Fit::new("y ~ a*x");
    /// let reason = fit.fitted(&t, &fit.run(&t)?)?.reason().unwrap_or_default();
    /// assert_eq!(reason, "the residuals are zero to rounding: there is no scatter");
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn reason(&self) -> Option<&'static str> {
        self.scatter.err().map(Missing::words)
    }

    /// The number of directions that the data determine.
    pub(super) fn rank(&self) -> usize {
        self.conditioning.rank()
    }

    /// Whether row i of the columns, where the curve is `place`, lies outside the range of the data in one of
    /// them, or the curve has more error than at any observation.
    pub(super) fn is_extrapolated(&self, columns: &[&[f64]], i: usize, place: &Here) -> bool {
        let outside =
            columns.iter().zip(&self.data).any(|(c, d)| !(c[i] >= d.low && c[i] <= d.high));
        // Beyond the rounding of a length.
        outside || place.length > self.least_certain * (1.0 + 1e-9)
    }

    /// The columns of the model out of `table`. Error: one is missing.
    pub(super) fn columns_of<'t>(&self, table: &'t Table) -> Result<Vec<&'t [f64]>, FitError> {
        let one = |name: &String| {
            table.column(name).ok_or_else(|| {
                let message = format!("the column `{name}`, which the formula needs, is missing");
                let error = FitError::new(ErrorKind::Data, "E-COLUMN", message);
                match names::closest(name, table.names()) {
                    Some(close) => error.with_help(format!("is it the column `{close}`?")),
                    None => error.with_help(format!(
                        "the curve is a function of {}",
                        names::list(self.columns())
                    )),
                }
            })
        };
        self.columns().iter().map(one).collect()
    }

    /// The model in every row; NaN where it has no finite value, and an error of NaN where the data do
    /// not determine it. Cost per row: value and gradient, and rank² operations.
    pub(super) fn at(&self, columns: &[&[f64]]) -> Vec<Here> {
        let rows = columns.first().map_or(0, |c| c.len());
        let (p, mut scratch) = (self.x.len(), Scratch::new());
        let mut value = vec![0.0; BLOCK.min(rows)];
        let mut gradients = vec![0.0; p * value.len()];
        let mut gradient = vec![0.0; p];
        let mut out = Vec::with_capacity(rows);
        for first in (0..rows).step_by(BLOCK) {
            let m = BLOCK.min(rows - first);
            let block: Vec<&[f64]> = columns.iter().map(|c| &c[first..first + m]).collect();
            let mut slots: Vec<&mut [f64]> = gradients[..p * m].chunks_mut(m).collect();
            self.model.partials(&self.x, &block, &mut value[..m], &mut slots, None, &mut scratch);
            for i in 0..m {
                (0..p).for_each(|j| gradient[j] = gradients[j * m + i]);
                let fit = if value[i].is_finite() { value[i] } else { f64::NAN };
                let (length, error) = self.sizes(&gradient);
                out.push(Here { fit, error, length });
            }
        }
        out
    }

    /// ‖u‖ and standard error of a quantity with this gradient; NaN where there is none.
    fn sizes(&self, gradient: &[f64]) -> (f64, f64) {
        let finite = gradient.iter().all(|g| g.is_finite());
        let Some(mut u) = self.conditioning.coordinates(gradient).filter(|_| finite) else {
            return (f64::NAN, f64::NAN);
        };
        let length = self.unit * scaled_norm(u.iter().copied());
        let Some(metric) = &self.metric else { return (length, f64::NAN) };
        metric.apply(&mut u);
        (length, scaled_norm(u.iter().copied()))
    }

    fn least_certain_of(&self, observations: &Observations) -> f64 {
        let m = observations.count();
        let mut rows: Vec<usize> = (0..m).step_by(m.div_ceil(LOOKED_AT).max(1)).collect();
        for (column, spread) in observations.columns.iter().zip(&self.data) {
            let outermost = [spread.low, spread.high];
            rows.extend(outermost.iter().filter_map(|v| column.iter().position(|c| c == v)));
        }
        let picked: Vec<Vec<f64>> =
            observations.columns.iter().map(|c| rows.iter().map(|&i| c[i]).collect()).collect();
        let columns: Vec<&[f64]> = picked.iter().map(Vec::as_slice).collect();
        self.at(&columns).iter().fold(0.0, |most: f64, here| most.max(here.length))
    }
}

impl Spread {
    fn of(column: &[f64]) -> Self {
        let mut sorted = column.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let at = |i: usize| sorted.get(i).copied().unwrap_or(f64::NAN);
        Self {
            low: at(0),
            high: at(sorted.len().saturating_sub(1)),
            least_positive: sorted.iter().copied().find(|v| *v > 0.0).unwrap_or(f64::NAN),
            median: at(sorted.len() / 2),
        }
    }
}

/// Why nothing is known of the scatter.
fn missing(answer: &Answer) -> Missing {
    if !is_minimum(&answer.status) {
        Missing::NoMinimum
    } else if answer.degrees_of_freedom == 0 {
        Missing::NoFreedom
    } else {
        Missing::Exact
    }
}
