//! What to compare, and running it.

use std::ops::ControlFlow;

use thalweg_solver::{Limits, Loss, Options, VariableProjection};

use super::method::{Method, methods};

/// Evaluations a run may use: residuals, second derivatives and Jacobians together.
const EVALUATIONS: usize = 1000;
/// Starts beside the caller's.
const STARTS: usize = 32;

/// A comparison of methods on one problem, ready to run.
///
/// ```
/// use thalweg::damping::{Comparison, Method};
/// use thalweg::Scaling;
/// let marquardt_or_levenberg = Comparison::new()
///     .methods(vec![Method::plain(Scaling::Marquardt), Method::plain(Scaling::Identity)])
///     .starts(16)
///     .seed(7);
/// ```
#[derive(Debug, Clone)]
pub struct Comparison {
    pub(super) starts: usize,
    pub(super) seed: u64,
    pub(super) methods: Vec<Method>,
    pub(super) limits: Limits,
    pub(super) bounds: Option<Vec<(f64, f64)>>,
    pub(super) typical: Option<Vec<f64>>,
    pub(super) loss: Loss,
    pub(super) solution: Option<Vec<f64>>,
    pub(super) threads: usize,
}

/// How far a comparison is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// What is being done.
    pub phase: Phase,
    /// Runs done in it.
    pub done: usize,
    /// Runs it consists of.
    pub total: usize,
}

/// What a comparison is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// Looking for the solution, around which half of the starts are drawn.
    Solution,
    /// Running every method from every start.
    Runs,
    /// Running those that failed again, with a trace, to see why.
    Reasons,
}

/// Told how far it is, from any thread; stops the comparison by returning [`ControlFlow::Break`].
pub(super) type Watch<'w> = &'w (dyn Fn(Progress) -> ControlFlow<()> + Sync);

impl Default for Comparison {
    fn default() -> Self {
        let mut limits = Limits::default();
        limits.evaluations = EVALUATIONS;
        Self {
            starts: STARTS,
            seed: 0,
            methods: methods(None),
            limits,
            bounds: None,
            typical: None,
            loss: Loss::default(),
            solution: None,
            threads: 0,
        }
    }
}

macro_rules! setters {
    ($($(#[$doc:meta])* $name:ident: $kind:ty = |$value:ident| $field:expr;)*) => {
        $($(#[$doc])*
        #[must_use]
        pub fn $name(mut self, $value: $kind) -> Self {
            self.$name = $field;
            self
        })*
    };
}

impl Comparison {
    /// All 36 [`methods`], 32 starts beside the caller's, at most 1000 evaluations a run.
    pub fn new() -> Self {
        Self::default()
    }

    setters! {
        /// Starts beside the caller's: half around that, half around the solution. Default 32.
        starts: usize = |n| n;
        /// Seed of the starts. Default 0.
        seed: u64 = |seed| seed;
        /// What to compare. Default: [`methods(None)`](methods). The default method is compared in
        /// any case, and so are plain diag(A) and plain I.
        methods: Vec<Method> = |methods| methods;
        /// Limits of each run. Default: 1000 evaluations.
        limits: Limits = |limits| limits;
        /// (lower, upper) for each parameter, ±∞ for none, equal to fix. Default: none.
        bounds: Vec<(f64, f64)> = |bounds| Some(bounds);
        /// The natural size tⱼ > 0 of each parameter. Default: |xⱼ| at the start of a run.
        typical: Vec<f64> = |sizes| Some(sizes);
        /// Default [`Loss::Squared`].
        loss: Loss = |loss| loss;
        /// Where the solution is known, or suspected, to be: half of the starts are drawn around it.
        /// Default: where the default method with its cascade ends.
        solution: Vec<f64> = |x| Some(x);
        /// Threads to use, 0 for all there are. The result does not depend on it, the times do.
        threads: usize = |threads| threads;
    }

    /// Compares these as well, unless they are compared already.
    pub(crate) fn also(mut self, methods: impl IntoIterator<Item = Method>) -> Self {
        for method in methods {
            if !self.methods.contains(&method) {
                self.methods.push(method);
            }
        }
        self
    }

    /// Options of the default with its cascade.
    pub(super) fn cascade(&self) -> Options {
        let mut options = Options::default();
        options.limits = self.limits;
        options.bounds.clone_from(&self.bounds);
        options.typical.clone_from(&self.typical);
        options.loss = self.loss;
        options
    }

    /// Options of a single run.
    pub(super) fn single(&self, method: &Method) -> Options {
        let mut options = self.cascade();
        options.scaling = method.scaling.clone();
        options.damping = method.damping;
        options.acceleration = method.acceleration;
        options.cascade = false;
        options.projection = VariableProjection::Off;
        options
    }

    /// Options of one step, to see whether a run can start.
    pub(super) fn probe(&self) -> Options {
        let mut options = self.single(&Method::default());
        options.limits.iterations = 1;
        options.polish = false;
        options
    }
}
