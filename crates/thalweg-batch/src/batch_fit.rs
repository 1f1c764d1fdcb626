//! What is asked of all curves alike.

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use thalweg_formula::{LANES, Model};
use thalweg_solver::{Loss, Options, VariableProjection};

use crate::asked::{Asked, Estimator, Precision};
use crate::curves::Curves;
use crate::derived::Derived;
use crate::engine::{self, Job};
use crate::error::BatchError;
use crate::fits::Fits;

/// Curves that a thread takes at a time: enough that lanes which run empty at the end do not matter, and few enough that
/// there are several turns for every thread.
const TURN: std::ops::RangeInclusive<usize> = 256..=2048;
/// Turns that there should be for every thread.
const TURNS: usize = 4;

/// What the last step may leave of the decrement, as a share of ‖r‖: below a billionth of a standard error.
const TOLERANCE: f64 = 3e-11;

/// A model to be fitted to every curve of a block. Each step returns the fit; what is wrong with any of them is said by
/// [`run`](Self::run).
#[derive(Debug, Clone)]
pub struct BatchFit {
    model: Model,
    candidates: Vec<Vec<f64>>,
    bounds: Option<Vec<(f64, f64)>>,
    loss: Loss,
    estimator: Estimator,
    known: bool,
    evaluations: usize,
    threads: usize,
    lanes: bool,
    precision: Precision,
    derived: Vec<Model>,
}

impl BatchFit {
    /// Of this model; y is beside it in [`Curves`].
    pub fn new(model: Model) -> Self {
        Self {
            model,
            candidates: Vec::new(),
            bounds: None,
            loss: Loss::Squared,
            estimator: Estimator::LeastSquares,
            known: false,
            evaluations: 1000,
            threads: 0,
            lanes: true,
            precision: Precision::Double,
            derived: Vec::new(),
        }
    }

    /// The model.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Where every fit starts, one number per parameter, unless its curve has starts of its own. Default: 1 for each.
    #[must_use]
    pub fn starts(self, x: &[f64]) -> Self {
        self.candidates(&[x.to_vec()])
    }

    /// Several points to start from: for every curve linear parameters are solved for at each of them, and the fit
    /// starts at the lowest. Starts that a curve has of its own are put into all of them; linear ones are solved for all
    /// the same.
    #[must_use]
    pub fn candidates(mut self, points: &[Vec<f64>]) -> Self {
        self.candidates = points.to_vec();
        self
    }

    /// Lower and upper bound of each parameter, either may be infinite; equal ones fix it.
    #[must_use]
    pub fn bounds(mut self, bounds: &[(f64, f64)]) -> Self {
        self.bounds = Some(bounds.to_vec());
        self
    }

    /// How much a residual costs, its scale in units of √w (y − f). Default [`Loss::Squared`].
    #[must_use]
    pub fn loss(mut self, loss: Loss) -> Self {
        self.loss = loss;
        self
    }

    /// What is minimised. Default [`Estimator::LeastSquares`].
    #[must_use]
    pub fn estimator(mut self, estimator: Estimator) -> Self {
        self.estimator = estimator;
        self
    }

    /// Whether weights are 1/σ² with σ known: standard errors do not ask the residuals then. Default false.
    #[must_use]
    pub fn known_errors(mut self, known: bool) -> Self {
        self.known = known;
        self
    }

    /// Most evaluations of one fit, 1 at least. Default 1000.
    #[must_use]
    pub fn evaluations(mut self, most: usize) -> Self {
        self.evaluations = most;
        self
    }

    /// Most threads; 0, the default, for as many as there are, or as the thread pool of rayon has that this is called from.
    /// A number starts so many for every [`run`](Self::run). The result is the same, bit for bit.
    #[must_use]
    pub fn threads(mut self, most: usize) -> Self {
        self.threads = most;
        self
    }

    /// Whether curves are fitted in lanes first. Default true; false leaves all to the full solver, one by one: the same
    /// answers, some 50 times as slow.
    #[must_use]
    pub fn lanes(mut self, on: bool) -> Self {
        self.lanes = on;
        self
    }

    /// What the lanes evaluate the model in. Default [`Precision::Double`]. The full solver is always in f64.
    ///
    /// ```
    /// use thalweg_batch::{BatchFit, Column, Curves, Precision};
    /// use thalweg_formula::{Expr, Model};
    /// let fit = BatchFit::new(Model::new(&Expr::parse("a*exp(-k*x)")?, &["x"], &[])?);
    /// let x = [0.0, 1.0, 2.0, 3.0];
    /// let y = [4.1, 1.9, 1.1, 0.4];
    /// let curves = Curves::new(&y, 4).columns(&[Column::Shared(&x)]);
    /// let double = fit.run(&curves)?;
    /// let single = fit.precision(Precision::Single).run(&curves)?;
    /// let off = (single.estimates[1][0] - double.estimates[1][0]).abs();
    /// assert!(off < 1e-4 * double.std_errors[1][0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn precision(mut self, precision: Precision) -> Self {
        self.precision = precision;
        self
    }

    /// Quantities that follow from the parameters: expressions of their names alone. Each comes after the parameters in
    /// [`Fits::estimates`] and [`Fits::std_errors`], its error √(gᵀCg) with its gradient g and the covariance C of the
    /// parameters (the delta method). Default: none.
    ///
    /// ```
    /// use thalweg_batch::{BatchFit, Column, Curves};
    /// use thalweg_formula::{Expr, Model};
    /// let half = Model::new(&Expr::parse("log(2)/k")?, &[], &[])?;
    /// let fit = BatchFit::new(Model::new(&Expr::parse("a*exp(-k*x)")?, &["x"], &[])?);
    /// let curves = Curves::new(&[4.1, 1.9, 1.1, 0.4], 4).columns(&[Column::Shared(&[0.0, 1.0, 2.0, 3.0])]);
    /// let fits = fit.derived(&[half]).run(&curves)?;
    /// let (k, error) = (fits.estimates[1][0], fits.std_errors[1][0]);
    /// assert!((fits.estimates[2][0] - 2f64.ln() / k).abs() < 1e-12);
    /// assert!((fits.std_errors[2][0] - 2f64.ln() / (k * k) * error).abs() < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn derived(mut self, quantities: &[Model]) -> Self {
        self.derived = quantities.to_vec();
        self
    }

    /// Fits every curve.
    ///
    /// # Errors
    /// A slice of the wrong length, an option out of its range, a derived quantity of something that is no parameter. A
    /// curve that cannot be fitted is none.
    pub fn run(&self, curves: &Curves) -> Result<Fits, BatchError> {
        let n = self.model.parameters().len();
        curves.check(self.model.columns().len(), n)?;
        let options = self.options(n)?;
        // The lanes were the plain run; what holds it up is nearly always a valley of linear parameters.
        let mut onward = options.clone();
        onward.projection = VariableProjection::First;
        let count = curves.count();
        let unit = vec![vec![1.0; n]];
        let derived = self.derived.iter().map(|d| Derived::new(d, self.model.parameters()));
        let derived: Vec<Derived> = derived.collect::<Result<_, _>>()?;
        let fixed = self.bounds.iter().flatten().filter(|(low, high)| low == high).count();
        let job = Job {
            asked: Asked {
                model: &self.model,
                estimator: self.estimator,
                known: self.known,
                options: &options,
                estimated: n - fixed,
                derived: &derived,
            },
            onward: &onward,
            // Bounds that are none cost as much as others.
            bounds: self.bounds.as_deref().filter(|bounds| {
                bounds.iter().any(|(low, high)| low.is_finite() || high.is_finite())
            }),
            candidates: if self.candidates.is_empty() { &unit } else { &self.candidates },
            tolerance: TOLERANCE,
            precision: self.precision,
            in_lanes: self.lanes && self.loss == Loss::Squared,
        };
        let quantities = job.asked.quantities();
        let work = || {
            let turn = count.div_ceil(TURNS * rayon::current_num_threads());
            let turn = turn.next_multiple_of(LANES).clamp(*TURN.start(), *TURN.end());
            let one = |k: usize| {
                let range = k * turn..((k + 1) * turn).min(count);
                let mut fits = Fits::empty(quantities, range.len());
                engine::run(&job, curves, range, &mut fits);
                fits
            };
            (0..count.div_ceil(turn)).into_par_iter().map(one).collect::<Vec<Fits>>()
        };
        let parts = match self.threads {
            0 => work(),
            threads => match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
                Ok(pool) => pool.install(work),
                Err(_) => work(),
            },
        };
        let mut fits = Fits::empty(quantities, 0);
        parts.iter().for_each(|part| fits.extend(part));
        Ok(fits)
    }

    fn options(&self, n: usize) -> Result<Options, BatchError> {
        let wrong = |text: String| Err(BatchError::Option(text));
        if let Err(message) = self.loss.validate() {
            return wrong(message.into());
        }
        if self.estimator == Estimator::Poisson && self.loss != Loss::Squared {
            return wrong("a robust loss and Poisson's likelihood are asked for".into());
        }
        if self.evaluations == 0 {
            return wrong("no evaluation is allowed".into());
        }
        if let Some(x) = self.candidates.iter().find(|x| x.len() != n) {
            return Err(BatchError::Length { what: "a start".into(), found: x.len(), needed: n });
        }
        let mut options = Options::default();
        options.loss = self.loss;
        options.limits.evaluations = self.evaluations;
        if let Some(bounds) = &self.bounds {
            if bounds.len() != n {
                let found = bounds.len();
                return Err(BatchError::Length {
                    what: "the list of bounds".into(),
                    found,
                    needed: n,
                });
            }
            if bounds.iter().any(|(low, high)| low.is_nan() || high.is_nan() || low > high) {
                return wrong("a lower bound is above the upper one".into());
            }
            options.bounds = Some(bounds.clone());
        }
        Ok(options)
    }
}
