//! A fit as plain data: what has to be written down so that it can be asked again.

use thalweg_solver::Options;

use crate::bootstrap::Resampling;
use crate::robust::Robust;
use crate::sandwich::Errors;
use crate::weighting::Sigma;

/// How many starting points to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Starts {
    /// Default. Starts that are missing are found; where all are given they are used as they are, and
    /// others are looked for only if these lead nowhere.
    #[default]
    Auto,
    /// As `Auto`, and this many further starts are tried around it.
    Count(usize),
    /// A missing start is an error.
    Off,
}

/// One thing said about a parameter; as the method of [`Fit`](crate::Fit) of that name.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Declarations as text.
    Declare(String),
    /// Where a parameter starts.
    Start(String, f64),
    /// Lower and upper bound of a parameter.
    Bounds(String, f64, f64),
    /// The value a parameter is held at.
    Fix(String, f64),
    /// A parameter and the expression it follows from.
    Tie(String, String),
    /// A derived quantity and its expression.
    Derive(String, String),
    /// Where a parameter starts, whatever was said of its start before: see
    /// [`Fit::resumed`](crate::Fit::resumed).
    Resume(String, f64),
}

/// Everything a [`Fit`](crate::Fit) was told. A fit that is made from it does the same, bit for bit.
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

impl Request {
    /// Of a formula, everything else by default.
    pub(crate) fn new(formula: String) -> Self {
        Self {
            formula,
            steps: Vec::new(),
            sigma: Sigma::None,
            weights: None,
            options: Options::default(),
            starts: Starts::Auto,
            seed: 0,
            threads: 0,
            level: 0.95,
            differences: false,
            scrutiny: true,
            errors: Errors::Expected,
            robust: None,
            bootstrap: None,
        }
    }
}
