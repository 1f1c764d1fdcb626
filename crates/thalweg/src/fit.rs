//! The fit: what a caller says, collected step by step.

use thalweg_solver::{Acceleration, Curvature, Damping, Limits, Loss, Scaling, VariableProjection};

use crate::answer::Answer;
use crate::bootstrap::Resampling;
use crate::request::{Request, Starts, Step};
use crate::robust::Robust;
use crate::sandwich::Errors;
use crate::weighting::Sigma;

/// A fit of a formula to named columns. Each step returns the fit; what is wrong with any of them
/// is said by [`run`](Fit::run).
///
/// ```
/// use thalweg::{Fit, Table};
/// let table = Table::new()
///     .with("x", [0.0, 1.0, 2.0, 3.0, 4.0])?
///     .with("y", [5.02, 3.06, 1.83, 1.12, 0.65])?;
/// let answer = Fit::new("y ~ a*exp(-k*x)").declare("a=1; k=1").run(&table)?;
/// assert!(answer.converged);
/// assert!((answer.parameter("k").unwrap().estimate - 0.5).abs() < 0.02);
/// # Ok::<(), thalweg::FitError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// What was asked so far.
    pub(crate) asked: Request,
}

impl Fit {
    /// A fit of `formula`, such as `y ~ b1*(1 - exp(-b2*x))`: names that are columns are data, the
    /// others are parameters.
    ///
    /// ```
    /// let fit = thalweg::Fit::new("log(y) ~ a - k*x where tau := 1/k");
    /// ```
    pub fn new(formula: impl Into<String>) -> Self {
        Self { asked: Request::new(formula.into()) }
    }

    /// Declarations as text, several separated by `;`: `b1=500`, `b2=1e-4 in [0, 1]`,
    /// `b2 in [0, inf]` (start to be found), `c=2 fixed`, and `w := 2.3548*s`, which is a tie if `w`
    /// is in the formula and a derived quantity if not.
    ///
    /// ```
    /// let fit = thalweg::Fit::new("y ~ b1*(1-exp(-b2*x))").declare("b1=500; b2=1e-4 in [0,1]");
    /// ```
    pub fn declare(self, text: impl Into<String>) -> Self {
        self.step(Step::Declare(text.into()))
    }

    /// Where the search for a parameter starts.
    ///
    /// ```
    /// let fit = thalweg::Fit::new("y ~ a*exp(-k*x)").start("k", 0.5);
    /// ```
    pub fn start(self, name: impl Into<String>, value: f64) -> Self {
        self.step(Step::Start(name.into(), value))
    }

    /// Lower and upper bound of a parameter, either may be infinite.
    ///
    /// ```
    /// let fit = thalweg::Fit::new("y ~ a*exp(-k*x)").bounds("k", 0.0, f64::INFINITY);
    /// ```
    pub fn bounds(self, name: impl Into<String>, lower: f64, upper: f64) -> Self {
        self.step(Step::Bounds(name.into(), lower, upper))
    }

    /// Holds a parameter at a value.
    ///
    /// ```
    /// let fit = thalweg::Fit::new("y ~ a*exp(-k*x) + c").fix("c", 2.0);
    /// ```
    pub fn fix(self, name: impl Into<String>, value: f64) -> Self {
        self.step(Step::Fix(name.into(), value))
    }

    /// Replaces a parameter of the formula by an expression of the others.
    ///
    /// ```
    /// let fit = thalweg::Fit::new("y ~ a*exp(-((x-m)/s)^2/2) + a2*x").tie("a2", "a/10");
    /// ```
    pub fn tie(self, name: impl Into<String>, expression: impl Into<String>) -> Self {
        self.step(Step::Tie(name.into(), expression.into()))
    }

    /// A quantity to compute from the estimates, with its standard error.
    ///
    /// ```
    /// let fit = thalweg::Fit::new("y ~ a*exp(-k*x)").derive("half_life", "log(2)/k");
    /// ```
    pub fn derive(self, name: impl Into<String>, expression: impl Into<String>) -> Self {
        self.step(Step::Derive(name.into(), expression.into()))
    }

    fn step(mut self, step: Step) -> Self {
        self.asked.steps.push(step);
        self
    }

    /// What is known about the errors of the data. Default [`Sigma::None`].
    ///
    /// ```
    /// use thalweg::{Fit, Sigma};
    /// let fit = Fit::new("y ~ a*x").sigma(Sigma::Relative("s".into()));
    /// ```
    pub fn sigma(mut self, sigma: Sigma) -> Self {
        self.asked.sigma = sigma;
        self
    }

    /// Weights w of Σ w r²: a column, a number, or an expression of columns. A row of weight 0 does
    /// not count as an observation.
    ///
    /// ```
    /// let fit = thalweg::Fit::new("y ~ a*x").weights("1/y");
    /// ```
    pub fn weights(mut self, weights: impl Into<String>) -> Self {
        self.asked.weights = Some(weights.into());
        self
    }

    /// The damping matrix. Default [`Scaling::Geometric`].
    ///
    /// ```
    /// use thalweg::{Fit, Scaling};
    /// let fit = Fit::new("y ~ a*exp(-k*x)").scaling(Scaling::More);
    /// ```
    pub fn scaling(mut self, scaling: Scaling) -> Self {
        self.asked.options.scaling = scaling;
        self
    }

    /// How the damping moves. Default [`Damping::TrustRegion`].
    ///
    /// ```
    /// use thalweg::{Damping, Fit};
    /// let fit = Fit::new("y ~ a*exp(-k*x)").damping(Damping::Nielsen);
    /// ```
    pub fn damping(mut self, damping: Damping) -> Self {
        self.asked.options.damping = damping;
        self
    }

    /// When steps are bent by geodesic acceleration. Default [`Acceleration::InTrouble`].
    ///
    /// ```
    /// use thalweg::{Acceleration, Fit};
    /// let fit = Fit::new("y ~ a*exp(-k*x)").acceleration(Acceleration::Always);
    /// ```
    pub fn acceleration(mut self, acceleration: Acceleration) -> Self {
        self.asked.options.acceleration = acceleration;
        self
    }

    /// What the model of a step knows of second derivatives. Default [`Curvature::GaussNewton`]; a
    /// formula's are exact.
    ///
    /// ```
    /// use thalweg::{Curvature, Fit};
    /// let fit = Fit::new("y ~ a*exp(-k*x)").curvature(Curvature::Secant);
    /// ```
    pub fn curvature(mut self, curvature: Curvature) -> Self {
        self.asked.options.curvature = curvature;
        self
    }

    /// Whether steps that contract slowly are mixed from the last few. Default true.
    ///
    /// ```
    /// let fit = thalweg::Fit::new("y ~ a*exp(-k*x)").mixing(false);
    /// ```
    pub fn mixing(mut self, mixing: bool) -> Self {
        self.asked.options.mixing = mixing;
        self
    }

    /// When linear parameters are projected out. Default [`VariableProjection::Cascade`].
    ///
    /// ```
    /// use thalweg::{Fit, VariableProjection};
    /// let fit = Fit::new("y ~ a*exp(-k*x)").projection(VariableProjection::First);
    /// ```
    pub fn projection(mut self, projection: VariableProjection) -> Self {
        self.asked.options.projection = projection;
        self
    }

    /// How much a residual costs. Default [`Loss::Squared`].
    ///
    /// ```
    /// use thalweg::{Fit, Loss};
    /// let fit = Fit::new("y ~ a*exp(-k*x)").loss(Loss::Huber { scale: 1.0 });
    /// ```
    pub fn loss(mut self, loss: Loss) -> Self {
        self.asked.options.loss = loss;
        self.asked.robust = None;
        self
    }

    /// A robust loss whose scale comes from the data, in the place of [`loss`](Fit::loss).
    ///
    /// ```
    /// use thalweg::{Fit, Robust};
    /// let fit = Fit::new("y ~ a*exp(-k*x)").robust(Robust::Mm);
    /// ```
    pub fn robust(mut self, robust: Robust) -> Self {
        self.asked.options.loss = Loss::Squared;
        self.asked.robust = Some(robust);
        self
    }

    /// When to give up. Default [`Limits::default`].
    ///
    /// ```
    /// use thalweg::{Fit, Limits};
    /// let mut limits = Limits::default();
    /// limits.evaluations = 500;
    /// let fit = Fit::new("y ~ a*exp(-k*x)").limits(limits);
    /// ```
    pub fn limits(mut self, limits: Limits) -> Self {
        self.asked.options.limits = limits;
        self
    }

    /// Whether a run that does not end clean is followed by other attempts. Default true.
    ///
    /// ```
    /// let fit = thalweg::Fit::new("y ~ a*exp(-k*x)").cascade(false);
    /// ```
    pub fn cascade(mut self, on: bool) -> Self {
        self.asked.options.cascade = on;
        self
    }

    /// Whether the last digits are polished. Default true.
    ///
    /// ```
    /// let fit = thalweg::Fit::new("y ~ a*exp(-k*x)").polish(false);
    /// ```
    pub fn polish(mut self, on: bool) -> Self {
        self.asked.options.polish = on;
        self
    }

    /// Whether the answer carries every step. Default false.
    ///
    /// ```
    /// let fit = thalweg::Fit::new("y ~ a*exp(-k*x)").trace(true);
    /// ```
    pub fn trace(mut self, on: bool) -> Self {
        self.asked.options.trace = on;
        self
    }

    /// How many starting points to try. Default [`Starts::Auto`].
    ///
    /// ```
    /// use thalweg::{Fit, Starts};
    /// let fit = Fit::new("y ~ a*sin(w*x + p)").starts(Starts::Count(20));
    /// ```
    pub fn starts(mut self, starts: Starts) -> Self {
        self.asked.starts = starts;
        self
    }

    /// Seed of the search for starts. Default 0; the same seed gives the same bits.
    ///
    /// ```
    /// let fit = thalweg::Fit::new("y ~ a*sin(w*x + p)").seed(7);
    /// ```
    pub fn seed(mut self, seed: u64) -> Self {
        self.asked.seed = seed;
        self
    }

    /// Most threads to use. Default 0: as many as the machine has. The result does not depend on it.
    ///
    /// ```
    /// let fit = thalweg::Fit::new("y ~ a*exp(-k*x)").threads(1);
    /// ```
    pub fn threads(mut self, threads: usize) -> Self {
        self.asked.threads = threads;
        self
    }

    /// Confidence level of the intervals, in (0, 1). Default 0.95.
    ///
    /// ```
    /// let fit = thalweg::Fit::new("y ~ a*exp(-k*x)").level(0.99);
    /// ```
    pub fn level(mut self, level: f64) -> Self {
        self.asked.level = level;
        self
    }

    /// Which covariance the standard errors and Wald intervals come from. Default
    /// [`Errors::Expected`]. Profile intervals do not use it.
    ///
    /// ```
    /// use thalweg::{Errors, Fit, Table};
    /// let table = Table::new().with("x", [1.0, 2.0, 3.0])?.with("y", [2.1, 3.9, 6.0])?;
    /// let answer = Fit::new("y ~ a*x").errors(Errors::Hc0).run(&table)?;
    /// // White's: √Σ(x r)² / Σx².
    /// let a = &answer.parameters[0];
    /// let meat: f64 = answer.residuals.iter().zip([1.0, 2.0, 3.0]).map(|(r, x)| (r * x).powi(2)).sum();
    /// assert!((a.std_error.unwrap() - meat.sqrt() / 14.0).abs() < 1e-12);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn errors(mut self, errors: Errors) -> Self {
        self.asked.errors = errors;
        self
    }

    /// Also fit data that are drawn anew, many times; default: not. The threads are those of the fit.
    ///
    /// ```
    /// use thalweg::{Fit, Resample, Resampling, Table};
    /// let table = Table::new()
    ///     .with("x", [0.0, 1.0, 2.0, 3.0, 4.0])?
    ///     .with("y", [5.02, 3.06, 1.83, 1.12, 0.65])?;
    /// let fit = Fit::new("y ~ a*exp(-k*x)").declare("a=1; k=1; half := log(2)/k");
    /// let answer = fit.bootstrap(Resampling::new(Resample::Residual)).run(&table)?;
    /// let bootstrap = answer.bootstrap.unwrap();
    /// assert_eq!((bootstrap.replicates, bootstrap.failed), (2000, 0));
    /// assert!(bootstrap.of("half").unwrap().bca.is_some());
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn bootstrap(mut self, resampling: Resampling) -> Self {
        self.asked.bootstrap = Some(resampling);
        self
    }

    /// Whether to ignore the exact derivatives and use differences, for comparison. Default false.
    ///
    /// ```
    /// let fit = thalweg::Fit::new("y ~ a*exp(-k*x)").differences(true);
    /// ```
    pub fn differences(mut self, on: bool) -> Self {
        self.asked.differences = on;
        self
    }

    /// Whether to ask how far the answer can be trusted: profile intervals, tests of the residuals,
    /// influence, refits from elsewhere, rival formulas. Default true; false for the estimates alone, which
    /// for small fits is many times faster.
    ///
    /// ```
    /// let fit = thalweg::Fit::new("y ~ a*exp(-k*x)").scrutiny(false);
    /// ```
    pub fn scrutiny(mut self, on: bool) -> Self {
        self.asked.scrutiny = on;
        self
    }

    /// Of another formula, with nothing said about its parameters, and asked in the same way.
    pub(crate) fn anew(&self, formula: String) -> Self {
        let asked = self.asked.clone();
        Self { asked: Request { formula, steps: Vec::new(), ..asked } }
    }

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
        fit.asked.steps.retain(|step| !matches!(step, Step::Resume(..)));
        let estimated = answer.parameters.iter().filter(|p| !p.fixed && !p.tied);
        fit.asked.steps.extend(estimated.map(|p| Step::Resume(p.name.clone(), p.estimate)));
        fit
    }
}

impl From<&Fit> for Request {
    fn from(fit: &Fit) -> Self {
        fit.asked.clone()
    }
}

impl From<Request> for Fit {
    fn from(asked: Request) -> Self {
        Self { asked }
    }
}
