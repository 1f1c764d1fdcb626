//! What a fit answers.

use thalweg_solver::{Evidence, Iteration, Loss, Status};

use crate::bootstrap::Bootstrap;
use crate::check::Check;
use crate::criteria::{Criteria, Rival};
use crate::diagnosis::{Diagnosis, Nonlinearity, Restarts};
use crate::interval::Interval;
use crate::large::Streamed;
use crate::robust::Robust;
use crate::sandwich::Errors;
use crate::warning::Warning;
use crate::weighting::Weighting;

/// The end of a fit: estimates, their errors, and a verdict on how far they can be trusted.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Answer {
    /// The formula as it was given.
    pub formula: String,
    /// The verdict.
    pub status: Status,
    /// Whether the estimates are a minimum: `status.converged()`.
    pub converged: bool,
    /// The verdict in one plain sentence.
    pub message: String,
    /// Rows that count: those of weight 0 do not.
    pub observations: usize,
    /// Rows left out because cells were missing (the reader of the data sets it).
    pub dropped: usize,
    /// Parameters that were estimated: neither fixed nor tied. One held by its bound counts.
    pub parameters_estimated: usize,
    /// observations − parameters_estimated, a direction of theirs that the data do not determine not counted.
    pub degrees_of_freedom: usize,
    /// Every parameter in the order of the formula, tied and fixed ones included.
    pub parameters: Vec<Parameter>,
    /// Derived quantities in the order of their declaration.
    pub derived: Vec<Derived>,
    /// Covariance of the estimates, one row per entry of `parameters`, scaled as `weighting` says;
    /// NaN where undefined (held or undetermined parameters). The square of an extreme standard error
    /// may be infinite or 0.
    pub covariance: Vec<Vec<f64>>,
    /// Correlation of the estimates, as `covariance`.
    pub correlation: Vec<Vec<f64>>,
    /// Σ w r²; infinite or 0 where the square of `residual_norm` is no f64.
    pub residual_sum_of_squares: f64,
    /// √(Σ w r²), which neither overflows nor vanishes.
    pub residual_norm: f64,
    /// residual_norm / √degrees_of_freedom; none without degrees of freedom.
    pub residual_std_error: Option<f64>,
    /// The loss, and how its scale was found; none under the squared loss.
    pub robust: Option<RobustScale>,
    /// Which covariance the standard errors, Wald intervals, `covariance` and `correlation` come from.
    pub errors: Errors,
    /// How the observations were weighted.
    pub weighting: Weighting,
    /// What to be wary of.
    pub warnings: Vec<Warning>,
    /// What the solver did and what it cost.
    pub solver: SolverSummary,
    /// Distinct minima seen, best first; the answer is the first. Empty where only one run was made.
    pub minima: Vec<MinimumFound>,
    /// Starting points tried in full (1: the given one).
    pub starts_tried: usize,
    /// f(x) of every row, in units of the left side.
    pub fitted: Vec<f64>,
    /// y − f(x) of every row, unweighted, in units of the left side.
    pub residuals: Vec<f64>,
    /// Every step of the run that gave the answer, when asked for.
    pub trace: Vec<Iteration>,
    /// What the verdict stands on.
    pub evidence: Evidence,
    /// Whether the residuals are zero to rounding, so that there is no scatter to judge by.
    pub exact: bool,
    /// "Can this be trusted?", in the order of [`crate::Topic`]; empty where nothing was checked.
    pub checks: Vec<Check>,
    /// What the checks come to, in one sentence; empty where nothing was checked of a fit that converged.
    pub conclusion: String,
    /// Tests of the residuals and the influence of each observation.
    pub diagnosis: Option<Diagnosis>,
    /// How nonlinear the model is at the solution.
    pub nonlinearity: Option<Nonlinearity>,
    /// A minimum below the answer that was met on the way: the answer is then not the best fit.
    pub lower_minimum: Option<MinimumFound>,
    /// Refits from perturbed starts.
    pub restarts: Option<Restarts>,
    /// Information criteria; none where the residuals are zero or the loss is not the squared one.
    pub criteria: Option<Criteria>,
    /// Refits to data drawn anew, where they were asked for.
    pub bootstrap: Option<Bootstrap>,
    /// Formulas of the same family, best first, this one among them; empty where it belongs to none.
    pub rivals: Vec<Rival>,
    /// How it came from rows that were read in passes; none where all were in memory. `fitted`, `residuals` and
    /// whatever else has an entry for every row are then empty.
    pub streamed: Option<Streamed>,
}

impl Answer {
    /// An answer with nothing in it but a formula and a verdict, to be filled in: for programs that
    /// show answers and want to test that.
    ///
    /// ```
    /// use thalweg::{Answer, Parameter, Status};
    /// let mut answer = Answer::new("y ~ a*x", Status::Minimum);
    /// answer.parameters.push(Parameter::new("a", 2.5));
    /// assert!(answer.converged);
    /// ```
    pub fn new(formula: impl Into<String>, status: Status) -> Self {
        Self {
            formula: formula.into(),
            converged: status.converged(),
            status,
            message: String::new(),
            observations: 0,
            dropped: 0,
            parameters_estimated: 0,
            degrees_of_freedom: 0,
            parameters: Vec::new(),
            derived: Vec::new(),
            covariance: Vec::new(),
            correlation: Vec::new(),
            residual_sum_of_squares: 0.0,
            residual_norm: 0.0,
            residual_std_error: None,
            robust: None,
            errors: Errors::Expected,
            weighting: Weighting::None,
            warnings: Vec::new(),
            solver: SolverSummary::default(),
            minima: Vec::new(),
            starts_tried: 1,
            fitted: Vec::new(),
            residuals: Vec::new(),
            trace: Vec::new(),
            evidence: Evidence::default(),
            exact: false,
            checks: Vec::new(),
            conclusion: String::new(),
            diagnosis: None,
            nonlinearity: None,
            lower_minimum: None,
            restarts: None,
            criteria: None,
            bootstrap: None,
            rivals: Vec::new(),
            streamed: None,
        }
    }

    /// The parameter of that name.
    ///
    /// ```
    /// use thalweg::{Answer, Status};
    /// assert!(Answer::new("y ~ a*x", Status::Minimum).parameter("a").is_none());
    /// ```
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|p| p.name == name)
    }

    /// The derived quantity of that name.
    ///
    /// ```
    /// use thalweg::{Answer, Status};
    /// assert!(Answer::new("y ~ a*x", Status::Minimum).derived("half").is_none());
    /// ```
    pub fn derived(&self, name: &str) -> Option<&Derived> {
        self.derived.iter().find(|d| d.name == name)
    }

    /// Whether there is a scatter of the residuals to judge anything by: the end is a minimum, there are
    /// degrees of freedom (or σ is known), and the residuals are more than rounding.
    ///
    /// ```
    /// use thalweg::{Answer, Status};
    /// assert!(!Answer::new("y ~ a*x", Status::Minimum).has_scatter()); // nothing is known of it
    /// ```
    pub fn has_scatter(&self) -> bool {
        let known = !self.weighting.scales_covariance();
        let enough = self.degrees_of_freedom > 0 || known;
        crate::statistics::is_minimum(&self.status)
            && self.observations > 0
            && enough
            && (known || !self.exact)
    }

    /// Whether a warning of this code was given.
    ///
    /// ```
    /// use thalweg::{Answer, Status};
    /// assert!(!Answer::new("y ~ a*x", Status::Minimum).warned("W-BOUND"));
    /// ```
    pub fn warned(&self, code: &str) -> bool {
        self.warnings.iter().any(|w| w.code == code)
    }
}

/// A parameter of the formula and what the data say about it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Parameter {
    /// Its name in the formula.
    pub name: String,
    /// The estimate.
    pub estimate: f64,
    /// Its standard error, where there is one.
    pub std_error: Option<f64>,
    /// Why there is no standard error, where there is none.
    pub std_error_reason: Option<String>,
    /// Wald's confidence interval at `level`, estimate ± quantile·error: t-based, normal where σ is known.
    pub interval: Option<(f64, f64)>,
    /// Profile interval at `level`: all values at which the best fit of the others is not worse by more
    /// than the level allows (Bates & Watts 1988, §6.1).
    pub profile: Option<Interval>,
    /// Confidence level of the interval, such as 0.95.
    pub level: f64,
    /// Where the run that gave the answer started; none for a tied parameter.
    pub start: Option<f64>,
    /// Whether that start was found by searching and not given.
    pub start_found: bool,
    /// Whether it was held at a given value.
    pub fixed: bool,
    /// Whether it ended held by one of its bounds.
    pub at_bound: bool,
    /// Whether it follows from the others by a tie (`name := expression`).
    pub tied: bool,
    /// Whether the formula is linear in it, jointly with the others so marked.
    pub linear: bool,
}

impl Parameter {
    /// A free parameter with an estimate and nothing else known.
    ///
    /// ```
    /// assert_eq!(thalweg::Parameter::new("a", 2.5).estimate, 2.5);
    /// ```
    pub fn new(name: impl Into<String>, estimate: f64) -> Self {
        Self {
            name: name.into(),
            estimate,
            std_error: None,
            std_error_reason: None,
            interval: None,
            profile: None,
            level: 0.95,
            start: None,
            start_found: false,
            fixed: false,
            at_bound: false,
            tied: false,
            linear: false,
        }
    }
}

/// A quantity computed from the parameters, its error by the delta method.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Derived {
    /// Its name.
    pub name: String,
    /// The expression, as given.
    pub expression: String,
    /// Its value at the estimates.
    pub estimate: f64,
    /// Its standard error √(gᵀ C g), where it is defined.
    pub std_error: Option<f64>,
    /// Why there is no standard error, where there is none.
    pub std_error_reason: Option<String>,
    /// Wald's confidence interval at the level of the fit.
    pub interval: Option<(f64, f64)>,
    /// Profile interval at the level of the fit.
    pub profile: Option<Interval>,
}

impl Derived {
    /// A derived quantity with a value and nothing else known.
    ///
    /// ```
    /// assert_eq!(thalweg::Derived::new("half", "log(2)/b", 3.0).estimate, 3.0);
    /// ```
    pub fn new(name: impl Into<String>, expression: impl Into<String>, estimate: f64) -> Self {
        Self {
            name: name.into(),
            expression: expression.into(),
            estimate,
            std_error: None,
            std_error_reason: None,
            interval: None,
            profile: None,
        }
    }
}

/// The loss of a robust fit.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct RobustScale {
    /// The loss, its scale in units of (weighted) residuals.
    pub loss: Loss,
    /// How the scale was found; none where it was given.
    pub estimate: Option<Robust>,
    /// The scale of good residuals; none where that of the loss was given.
    pub scale: Option<f64>,
    /// Rows that count less than half of what they do in least squares.
    pub down_weighted: usize,
}

impl RobustScale {
    /// A loss whose scale was given.
    ///
    /// ```
    /// use thalweg::{Loss, RobustScale};
    /// assert_eq!(RobustScale::new(Loss::Huber { scale: 2.0 }).scale, None);
    /// ```
    pub fn new(loss: Loss) -> Self {
        Self { loss, estimate: None, scale: None, down_weighted: 0 }
    }
}

/// What the solver did, summed over all starts.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SolverSummary {
    /// Steps tried, accepted and rejected.
    pub iterations: usize,
    /// Residual evaluations.
    pub residual_evaluations: usize,
    /// Second directional derivatives.
    pub second_directional_evaluations: usize,
    /// Jacobians.
    pub jacobian_evaluations: usize,
    /// Stages of the cascade in the run that gave the answer.
    pub stages: usize,
    /// The damping matrix: `geometric`, `identity`, `marquardt`, `more`, `diagonal` or `matrix`.
    pub scaling: &'static str,
    /// Wall time of the fit in seconds, without reading data.
    pub seconds: f64,
}

/// A local minimum that at least one run ended in.
#[derive(Debug, Clone, PartialEq)]
pub struct MinimumFound {
    /// Σ w r² there; infinite or 0 where the square of `residual_norm` is no f64.
    pub rss: f64,
    /// √(Σ w r²) there.
    pub residual_norm: f64,
    /// The estimates there, in the order of [`Answer::parameters`].
    pub estimates: Vec<f64>,
    /// How many runs ended there.
    pub runs: usize,
}
