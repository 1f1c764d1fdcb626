//! What a bootstrap adds to an answer.

use std::ops::ControlFlow;
use std::time::Instant;

use thalweg_solver::Iteration;

use super::draw::Source;
use super::intervals::{accelerated, mean_and_deviation, percentile, sixth_of_skewness};
use super::replicates::Replicates;
use super::resampling::{Resample, Resampling};
use crate::answer::Answer;
use crate::interval::Interval;
use crate::leverage::rest;
use crate::local::Local;
use crate::plan::{Plan, Role};
use crate::sandwich::NO_SCATTER;
use crate::warning::{Value, Warning};

/// Share of replicates that may fail without a warning: it moves the ends of 95 % intervals by less
/// than a fifth of what lies beyond them.
const FAILED: f64 = 0.005;

/// What a bootstrap found.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Bootstrap {
    /// How data were drawn.
    pub kind: Resample,
    /// How often, fits that failed included.
    pub replicates: usize,
    /// Fits that found no minimum, or whose rows do not determine every parameter. They are left out of
    /// all numbers below.
    pub failed: usize,
    /// The seed it was drawn from.
    pub seed: u64,
    /// Confidence level of the intervals.
    pub level: f64,
    /// Every parameter that is not fixed, in the order of the formula.
    pub parameters: Vec<Resampled>,
    /// Derived quantities in the order of their declaration.
    pub derived: Vec<Resampled>,
    /// Wall time in seconds.
    pub seconds: f64,
}

impl Bootstrap {
    /// What it found of the parameter or derived quantity of that name.
    pub fn of(&self, name: &str) -> Option<&Resampled> {
        self.parameters.iter().chain(&self.derived).find(|r| r.name == name)
    }
}

/// What a bootstrap found of one quantity.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Resampled {
    /// Its name.
    pub name: String,
    /// Its value at the estimates.
    pub estimate: f64,
    /// Replicates in which it has a finite value.
    pub defined: usize,
    /// Standard deviation of the replicates.
    pub std_error: Option<f64>,
    /// Their mean less the estimate.
    pub bias: Option<f64>,
    /// Percentile interval: quantiles of the replicates (Efron & Tibshirani 1993, §13.3).
    pub percentile: Option<Interval>,
    /// The same quantiles, moved for bias and for a standard error that changes with the quantity (BCa;
    /// Efron 1987).
    pub bca: Option<Interval>,
    /// Why there is no BCa interval, where there is none.
    pub bca_reason: Option<String>,
    /// z₀ of BCa; NaN where all replicates lie on one side of the estimate.
    pub bias_correction: f64,
    /// a of BCa: a sixth of the skewness of the quantity, linearised, under the errors that were drawn.
    /// For `Case` that is Efron's, from the influence of leaving out each row; 0 for `Wild` and
    /// `Parametric`, whose errors are symmetric.
    pub acceleration: f64,
}

impl Local<'_> {
    /// What `replicates`, made by [`bootstrap`](Self::bootstrap) here, say of a quantity: its name, its
    /// value at given parameters, and its gradient at the estimates (length n each).
    ///
    /// ```
    /// use thalweg::{Local, Resample, Resampling};
    /// use thalweg_solver::{EvalError, Options, Problem, Solver};
    /// # struct Mean;
    /// # impl Problem for Mean {
    /// #     fn parameter_count(&self) -> usize { 1 }
    /// #     fn residual_count(&self) -> usize { 4 }
    /// #     fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
    /// #         for (r, y) in r.iter_mut().zip([1.0, 2.0, 3.0, 6.0]) { *r = x[0] - y; }
    /// #         Ok(())
    /// #     }
    /// # }
    /// let solution = Solver::new().solve(&Mean, &[1.0])?;
    /// let options = Options::default();
    /// let local = Local::new(&Mean, &solution, &options).unwrap();
    /// let replicates = local.bootstrap(&Resampling::new(Resample::Residual)).unwrap();
    /// let square = local.resampled(&replicates, "mean²", &|x| x[0] * x[0], &[6.0], 0.95);
    /// assert_eq!(square.defined, 2000);
    /// let interval = square.bca.unwrap();
    /// assert!(interval.low < 9.0 && interval.high > 9.0);
    /// # Ok::<(), thalweg_solver::InputError>(())
    /// ```
    pub fn resampled(
        &self,
        replicates: &Replicates,
        name: &str,
        value: &dyn Fn(&[f64]) -> f64,
        gradient: &[f64],
        level: f64,
    ) -> Resampled {
        let mut values: Vec<f64> =
            replicates.estimates().map(value).filter(|v| v.is_finite()).collect();
        values.sort_by(f64::total_cmp);
        let estimate = value(self.x());
        let mut found = Resampled {
            name: name.to_string(),
            estimate,
            defined: values.len(),
            std_error: None,
            bias: None,
            percentile: None,
            bca: None,
            bca_reason: None,
            bias_correction: f64::NAN,
            acceleration: 0.0,
        };
        if values.len() < 2 || !estimate.is_finite() {
            found.bca_reason = Some("fewer than two replicates have a value".into());
            return found;
        }
        let (mean, deviation) = mean_and_deviation(&values);
        (found.std_error, found.bias) = (Some(deviation), Some(mean - estimate));
        found.percentile = percentile(&values, level).map(|(low, high)| Interval::new(low, high));
        let a = self.acceleration(replicates.kind, gradient);
        let bca = accelerated(&values, estimate, a, level);
        (found.bias_correction, found.acceleration) = (bca.bias_correction, bca.acceleration);
        match bca.interval {
            Ok((low, high)) => found.bca = Some(Interval::new(low, high)),
            Err(reason) => found.bca_reason = Some(reason.into()),
        }
        found
    }

    /// a of BCa. With q the basis and u the coordinates of the gradient the quantity moves by
    /// Σ cᵢεᵢ, cᵢ = Σ qᵢₖuₖ.
    fn acceleration(&self, kind: Resample, gradient: &[f64]) -> f64 {
        let Some(u) = self.at.conditioning.coordinates(gradient) else { return 0.0 };
        let m = self.rows();
        let mut c = vec![0.0; m];
        for (column, u) in self.at.basis().chunks_exact(m).zip(u) {
            c.iter_mut().zip(column).for_each(|(c, q)| *c += u * q);
        }
        match kind {
            Resample::Wild | Resample::Parametric => 0.0,
            Resample::Residual => {
                let Ok(source) = Source::new(self, kind, 0) else { return 0.0 };
                let errors = source.errors();
                let scale = crate::size::scaled_norm(errors.iter().copied()) / (m as f64).sqrt();
                let moment = |k| errors.iter().map(|e| (e / scale).powi(k)).sum::<f64>() / m as f64;
                let (two, three) = (moment(2), moment(3));
                let size = crate::size::scaled_norm(c.iter().copied());
                let of_row = |c: &f64| ((c / size).powi(2) * two, (c / size).powi(3) * three);
                sixth_of_skewness(c.iter().map(of_row))
            }
            Resample::Case => {
                // What leaving out a row takes away: cᵢ eᵢ/(1 − hᵢ), to first order.
                // With leverage 1 there is nothing left of r to speak of.
                let rows = c.iter().zip(&self.at.residuals).zip(self.leverages());
                let left = |((c, r), h): ((&f64, &f64), f64)| rest(h).map_or(0.0, |h| -c * (r / h));
                let mut l: Vec<f64> = rows.map(left).collect();
                let mean = l.iter().map(|l| l / m as f64).sum::<f64>();
                l.iter_mut().for_each(|l| *l -= mean);
                let size = crate::size::scaled_norm(l.iter().copied());
                sixth_of_skewness(l.iter().map(|l| ((l / size).powi(2), (l / size).powi(3))))
            }
        }
    }
}

/// Makes the bootstrap that was asked for and puts it into the answer, or the reason why not among its
/// warnings.
pub(crate) fn answer(
    local: Option<&Local>,
    plan: &Plan,
    resampling: &Resampling,
    answer: &mut Answer,
    observer: &mut dyn FnMut(&Iteration) -> ControlFlow<()>,
) {
    let began = Instant::now();
    let made = local.ok_or(NO_SCATTER).and_then(|local| {
        let replicates = local.replicates(resampling, observer)?;
        Ok((local, replicates))
    });
    let (local, replicates) = match made {
        Ok(made) => made,
        Err(reason) => {
            answer.warnings.push(not_made(reason));
            return;
        }
    };
    let level = answer.parameters.first().map_or(0.95, |p| p.level);
    let one = |name: &str, value: &dyn Fn(&[f64]) -> f64, gradient: &[f64]| {
        local.resampled(&replicates, name, value, gradient, level)
    };
    let x = local.x();
    let varies = |k: &usize| !matches!(plan.parameters[*k], Role::Fixed(_));
    let parameters = (0..plan.names.len())
        .filter(varies)
        .map(|k| one(&plan.names[k], &|x| plan.all_values(x)[k], &plan.gradient(k, x)))
        .collect();
    let derived = plan.derived.iter().map(|d| {
        let mut gradient = vec![0.0; x.len()];
        d.value.gradient(x, &mut gradient);
        one(&d.name, &|x| d.value.value(x), &gradient)
    });
    let derived = derived.collect();
    let (made, failed) = (replicates.made(), replicates.failed());
    if failed as f64 > FAILED * made as f64 {
        answer.warnings.push(failures(failed, made));
    }
    answer.bootstrap = Some(Bootstrap {
        kind: resampling.kind,
        replicates: made,
        failed,
        seed: resampling.seed,
        level,
        parameters,
        derived,
        seconds: began.elapsed().as_secs_f64(),
    });
}

fn not_made(reason: &str) -> Warning {
    Warning {
        code: "W-BOOTSTRAP",
        message: format!(
            "There is no bootstrap: {reason}. The standard errors are those of the linearised curve, where there are any."
        ),
        help: "see what the verdict says of the fit itself".into(),
        data: Vec::new(),
    }
}

fn failures(failed: usize, made: usize) -> Warning {
    Warning {
        code: "W-BOOTSTRAP",
        message: format!(
            "{failed} of {made} bootstrap fits failed and are left out: their data do not determine every parameter, or led nowhere. Intervals of what is left are too narrow."
        ),
        help: "prefer profile intervals, or draw residuals in place of rows".into(),
        data: vec![
            ("failed".into(), Value::Count(failed)),
            ("replicates".into(), Value::Count(made)),
        ],
    }
}
