//! A fit as plain data: what has to be written down so that it can be asked again.

use thalweg_solver::Options;

use crate::answer::Answer;
use crate::bootstrap::Resampling;
use crate::fit::{Fit, Starts, Step};
use crate::robust::Robust;
use crate::sandwich::Errors;
use crate::weighting::Sigma;

/// Everything a [`Fit`] was told. A fit that is made from it does the same, bit for bit.
///
/// ```
/// use thalweg::{Fit, Request, Step};
/// let fit = Fit::new("y ~ a*exp(-k*x)").start("k", 0.5).seed(7);
/// let request = Request::from(&fit);
/// assert_eq!(request.steps, [Step::Start("k".into(), 0.5)]);
/// assert_eq!(Fit::from(request), fit);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The formula as it was given.
    pub formula: String,
    /// What was said about parameters, in order.
    pub steps: Vec<Step>,
    /// What is known of the errors of the data.
    pub sigma: Sigma,
    /// Weights, as it was given.
    pub weights: Option<String>,
    /// The solver's options; `bounds` and `typical` are not used here.
    pub options: Options,
    /// How many starts to try.
    pub starts: Starts,
    /// Seed of whatever is random.
    pub seed: u64,
    /// Most threads; 0 for as many as the machine has.
    pub threads: usize,
    /// Confidence level.
    pub level: f64,
    /// Whether derivatives are differences.
    pub differences: bool,
    /// Whether to ask how far the answer can be trusted.
    pub scrutiny: bool,
    /// Which covariance the errors come from.
    pub errors: Errors,
    /// The robust loss whose scale comes from the data, if one does.
    pub robust: Option<Robust>,
    /// Which data are drawn anew and fitted, if any.
    pub bootstrap: Option<Resampling>,
}

impl From<&Fit> for Request {
    fn from(fit: &Fit) -> Self {
        // Every field by name: one that is added and not written down will not compile.
        let Fit {
            formula,
            steps,
            sigma,
            weights,
            options,
            starts,
            seed,
            threads,
            level,
            differences,
            scrutiny,
            errors,
            robust,
            bootstrap,
        } = fit.clone();
        Self {
            formula,
            steps,
            sigma,
            weights,
            options,
            starts,
            seed,
            threads,
            level,
            differences,
            scrutiny,
            errors,
            robust,
            bootstrap,
        }
    }
}

impl From<Request> for Fit {
    fn from(request: Request) -> Self {
        let Request {
            formula,
            steps,
            sigma,
            weights,
            options,
            starts,
            seed,
            threads,
            level,
            differences,
            scrutiny,
            errors,
            robust,
            bootstrap,
        } = request;
        Self {
            formula,
            steps,
            sigma,
            weights,
            options,
            starts,
            seed,
            threads,
            level,
            differences,
            scrutiny,
            errors,
            robust,
            bootstrap,
        }
    }
}

impl Fit {
    /// The same fit, to begin where `answer` ended: its estimates replace the starts of all parameters
    /// that are estimated. What was said of bounds, ties and fixed values stays.
    ///
    /// ```
    /// use thalweg::{Fit, Limits, Status, Table};
    /// let table = Table::new()
    ///     .with("x", [0.0, 1.0, 2.0, 3.0, 4.0])?
    ///     .with("y", [5.02, 3.06, 1.83, 1.12, 0.65])?;
    /// let mut limits = Limits::default();
    /// limits.evaluations = 6;
    /// let fit = Fit::new("y ~ a*exp(-k*x)").declare("a=100; k=9").limits(limits);
    /// let short = fit.run(&table)?;
    /// assert!(matches!(short.status, Status::Limit { .. }));
    /// let whole = fit.resumed(&short).limits(Limits::default()).run(&table)?;
    /// assert!(whole.converged);
    /// assert_eq!(whole.parameters[0].start, Some(short.parameters[0].estimate));
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn resumed(&self, answer: &Answer) -> Self {
        let mut fit = self.clone();
        fit.steps.retain(|step| !matches!(step, Step::Resume(..)));
        let estimated = answer.parameters.iter().filter(|p| !p.fixed && !p.tied);
        fit.steps.extend(estimated.map(|p| Step::Resume(p.name.clone(), p.estimate)));
        fit
    }
}
