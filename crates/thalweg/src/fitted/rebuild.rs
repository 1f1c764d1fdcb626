//! From an answer, or a fit that has just ended, to its curve.

use thalweg_solver::{Linearisation, Loss};

use super::model::Fitted;
use super::predict::{Bands, Predictions};
use crate::answer::Answer;
use crate::attempts::Setting;
use crate::ended::Ended;
use crate::error::{ErrorKind, FitError};
use crate::fit::Fit;
use crate::fit_problem::FitProblem;
use crate::local::Local;
use crate::names;
use crate::numbers::short;
use crate::run::prepared;
use crate::size::scaled_norm;
use crate::table::Table;

/// Another processor agrees about ‖r‖ far better than to this, and an edited estimate does not.
const SAME_NORM: f64 = 1e-4;

impl Fit {
    /// The curve of an answer that this fit gave on this table. Nothing is fitted again: the model is
    /// linearised at the estimates, which costs one residual and one Jacobian.
    ///
    /// ```
    /// use thalweg::{Fit, Table};
    /// let table = Table::new().with("x", [1.0, 2.0, 3.0])?.with("y", [2.1, 3.9, 6.0])?;
    /// let fit = Fit::new("y ~ a*x");
    /// let answer = fit.run(&table)?;
    /// let curve = fit.fitted(&table, &answer)?;
    /// let at_the_data = curve.predict(&table, 0.95)?;
    /// assert_eq!(at_the_data.fit, answer.fitted);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`run`](Fit::run) in formula, declarations, options and data; the answer lacks a
    /// parameter that this fit estimates, or the sum of squares at its estimates is not the one it says; the
    /// model has no finite value at the estimates.
    pub fn fitted(&self, table: &Table, answer: &Answer) -> Result<Fitted, FitError> {
        prepared(self, table, |prepared, observations| {
            let mut options = prepared.options.clone();
            if let Some(robust) = &answer.robust {
                // Its scale may have come from the data.
                options.loss = observations.unit.loss(robust.loss);
            }
            let setting = &Setting { options, ..*prepared };
            let wrong = |message: String| FitError::new(ErrorKind::Start, "E-ANSWER", message);
            let parameter = |f: &crate::plan::Free| {
                answer.parameter(&f.name).ok_or_else(|| {
                    let known: Vec<&str> =
                        answer.parameters.iter().map(|p| p.name.as_str()).collect();
                    wrong(format!("the answer has no estimate of `{}`", f.name)).with_help(format!(
                        "it is of another fit: its parameters are {}",
                        names::list(&known)
                    ))
                })
            };
            let estimates =
                setting.plan.free.iter().map(parameter).collect::<Result<Vec<_>, FitError>>()?;
            let x: Vec<f64> = estimates.iter().map(|p| p.estimate).collect();
            let free: Vec<usize> = (0..x.len()).filter(|&j| !estimates[j].at_bound).collect();
            let at = Linearisation::of(setting.problem, &x, &free).ok_or_else(|| {
                wrong("the model or its derivatives have no finite value at the estimates".into())
                    .with_help(
                        "the answer is of other data, or its fit ended where nothing can be said",
                    )
            })?;
            let norm = scaled_norm(at.residuals.iter().copied());
            let there = observations.unit.norm(0.5 * norm * norm);
            let said = answer.residual_norm;
            if setting.options.loss == Loss::Squared
                && !answer.exact
                && (there - said).abs() > SAME_NORM * said
            {
                let message = format!(
                    "the sum of squares at its estimates is {}, and the answer says {}",
                    short(there * there),
                    short(said * said)
                );
                let help = "an estimate or the data were changed after the fit: fit again";
                return Err(FitError::new(ErrorKind::Data, "E-ANSWER", message).with_help(help));
            }
            let scatter = Ended::scatter(setting, observations, answer, &at.residuals);
            let (options, cost) = (&setting.options, 0.5 * norm * norm);
            let local = Local { problem: setting.problem, options, at, free, cost, scatter };
            Ok(Fitted::new(setting, observations, &local, answer))
        })
    }
}

impl FitProblem<'_> {
    /// The curve with its errors, on its own. None where r or J is not finite at the solution.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use thalweg::{Fit, Table};
    /// let table = Table::new().with("x", [1.0, 2.0, 3.0])?.with("y", [2.1, 3.9, 6.0])?;
    /// let fit = Fit::new("y ~ a*x").scrutiny(false);
    /// let watch = &mut |_: &_| ControlFlow::Continue(());
    /// let curve = fit.with_problem(&table, watch, |p| p.fitted())?.unwrap();
    /// assert_eq!(curve.quantity(), "y");
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn fitted(&self) -> Option<Fitted> {
        let local = self.local()?;
        let ended = self.ended(&local);
        Some(Fitted::new(ended.setting, ended.observations, &local, &self.answer))
    }

    /// The curve, its error and both bands in every row of `table`; as [`Fitted::predict`].
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use thalweg::{Fit, Table};
    /// let table = Table::new().with("x", [1.0, 2.0, 3.0])?.with("y", [2.1, 3.9, 6.0])?;
    /// let fit = Fit::new("y ~ a*x").scrutiny(false);
    /// let watch = &mut |_: &_| ControlFlow::Continue(());
    /// let there = fit.with_problem(&table, watch, |p| p.predict(&table, 0.95))??;
    /// assert_eq!(there.extrapolated, [false; 3]);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Fitted::predict`]; r or J is not finite at the solution.
    pub fn predict(&self, table: &Table, bands: impl Into<Bands>) -> Result<Predictions, FitError> {
        let curve = self.fitted().ok_or_else(|| {
            FitError::new(
                ErrorKind::Start,
                "E-ANSWER",
                "the model or its derivatives have no finite value at the solution",
            )
        })?;
        curve.predict(table, bands)
    }
}
