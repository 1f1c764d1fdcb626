//! A fit, checked and compiled for very many curves.

use thalweg_batch::{BatchError, BatchFit, Column, Curves, Estimator, Fits, Precision};

use super::block::Block;
use super::followers::Followers;
use super::refusals::{check, check_estimator, wrong};
use crate::error::FitError;
use crate::fit::Fit;
use crate::plan::Plan;
use crate::run::check_parameters;
use crate::team::Team;
use crate::weighting::Weighting;

/// A fit that is made curve by curve, block after block. Nothing in it changes from block to block, so a
/// curve's row does not depend on the others.
pub struct Batch {
    pub(super) fit: Fit,
    pub(super) plan: Plan,
    pub(super) engine: BatchFit,
    team: Team,
    pub(super) estimator: Estimator,
    /// For each free parameter the column its starts are in.
    pub(super) start_columns: Vec<Option<String>>,
    followers: Followers,
}

impl Fit {
    /// The fit as a batch over curves that have these columns.
    ///
    /// Errors: as [`columns_used`](Fit::columns_used); what cannot be had for many curves: a covariance of the
    /// observations, a robust loss without its scale, standard errors of another kind, a bootstrap, a choice of the
    /// algorithm.
    ///
    /// ```
    /// use thalweg::Fit;
    /// let batch = Fit::new("y ~ a*exp(-k*x)").declare("k in [0, inf]").batch(&["well", "x", "y"])?;
    /// assert_eq!(batch.columns(), ["x", "y"]);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn batch(&self, available: &[&str]) -> Result<Batch, FitError> {
        let plan = Plan::new(self, available)?;
        check_parameters(self, &plan, available)?;
        check(self, &plan)?;
        let bounds: Vec<(f64, f64)> = plan.free.iter().map(|f| (f.lower, f.upper)).collect();
        let engine = BatchFit::new(plan.model.clone())
            .bounds(&bounds)
            .loss(self.asked.options.loss)
            .known_errors(!plan.weighting.scales_covariance());
        let followers = Followers::of(&plan);
        let engine = engine.starts(&given(&plan)).derived(&followers.derived);
        Ok(Batch {
            fit: self.clone(),
            start_columns: vec![None; plan.free.len()],
            estimator: Estimator::LeastSquares,
            plan,
            engine,
            team: Team::new(self.asked.threads),
            followers,
        })
    }
}

impl Batch {
    /// What is minimised. Default [`Estimator::LeastSquares`].
    ///
    /// Errors: [`Estimator::Poisson`] together with standard deviations or a robust loss.
    ///
    /// ```
    /// use thalweg::{Fit, batch::Estimator};
    /// let batch = Fit::new("n ~ a*exp(-k*t)").batch(&["t", "n"])?.estimator(Estimator::Poisson)?;
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn estimator(mut self, estimator: Estimator) -> Result<Self, FitError> {
        check_estimator(&self.fit, &self.plan, estimator)?;
        self.estimator = estimator;
        self.engine = self.engine.estimator(estimator);
        Ok(self)
    }

    /// Most evaluations of one fit, 1 at least. Default 1000.
    ///
    /// ```
    /// let batch = thalweg::Fit::new("y ~ a*x").batch(&["x", "y"])?.evaluations(50);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn evaluations(mut self, most: usize) -> Self {
        self.engine = self.engine.evaluations(most);
        self
    }

    /// What the model is evaluated in. Default [`Precision::Double`]; its documentation says what single precision
    /// gains and costs.
    ///
    /// ```
    /// use thalweg::{Fit, batch::Precision};
    /// let batch = Fit::new("y ~ a*x").batch(&["x", "y"])?.precision(Precision::Single);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn precision(mut self, precision: Precision) -> Self {
        self.engine = self.engine.precision(precision);
        self
    }

    /// The columns it reads, those with starts too.
    ///
    /// ```
    /// let batch = thalweg::Fit::new("y ~ a*x").weights("w").batch(&["w", "x", "y", "z"])?;
    /// assert_eq!(batch.columns(), ["x", "w", "y"]);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn columns(&self) -> Vec<String> {
        let mut columns = self.plan.columns();
        for name in self.start_columns.iter().flatten() {
            if !columns.contains(name) {
                columns.push(name.clone());
            }
        }
        columns
    }

    /// The quantities of a row: the parameters in the order of the formula, fixed and tied ones too, then those
    /// derived from them.
    ///
    /// ```
    /// let batch = thalweg::Fit::new("y ~ a*x + b").declare("r := a/b").batch(&["x", "y"])?;
    /// assert_eq!(batch.names(), ["a", "b", "r"]);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn names(&self) -> &[String] {
        &self.followers.names
    }

    /// What the column of [`Fits::cost`] holds: `rss` or `deviance`.
    ///
    /// ```
    /// assert_eq!(thalweg::Fit::new("y ~ a*x").batch(&["x", "y"])?.cost_name(), "rss");
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn cost_name(&self) -> &'static str {
        match self.estimator {
            Estimator::Poisson => "deviance",
            _ => "rss",
        }
    }

    /// Fits every curve of a block: estimates and standard errors of every name in [`names`](Self::names).
    ///
    /// Errors: a column that the block has not; no evaluations allowed. A curve that cannot be fitted is a row with its status.
    ///
    /// ```
    /// use thalweg::{batch::{Block, Code}, Fit, Table};
    /// let table = Table::new().with("x", [1.0, 2.0, 1.0])?.with("y", [2.0, 4.0, f64::NAN])?;
    /// let block = Block::new(table, vec![0, 2, 3])?;
    /// let rows = Fit::new("y ~ a*x").declare("a=1").batch(&["x", "y"])?.run(&block)?;
    /// assert_eq!(rows.status, [Code::ExactFit, Code::TooFewPoints]);
    /// assert!((rows.estimates[0][0] - 2.0).abs() < 1e-12 && rows.points[1] == 0);
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn run(&self, block: &Block) -> Result<Fits, FitError> {
        self.team.run(|| self.fits(block))
    }

    fn fits(&self, block: &Block) -> Result<Fits, FitError> {
        let table = block.table();
        let columns = self.plan.model.columns().iter();
        let columns = columns.map(|name| column(block, name).map(Column::Rows));
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        let left = self.plan.left.evaluate(table);
        let weights = self.weights(block, &left);
        let starts = self.starts(block)?;
        let mut curves = Curves::ragged(&left, block.offsets()).columns(&columns);
        if let Some(weights) = &weights {
            curves = curves.weights(weights);
        }
        if let Some(starts) = &starts {
            curves = curves.starts(starts);
        }
        Ok(self.followers.put_into(self.engine.run(&curves).map_err(refused)?))
    }

    /// w of Σ w r² in every row; NaN where there is none, so that the point does not count.
    fn weights(&self, block: &Block, left: &[f64]) -> Option<Vec<f64>> {
        let mut values = self.plan.weights.as_ref()?.evaluate(block.table()).into_owned();
        match self.plan.weighting {
            Weighting::Weights(_) => {}
            Weighting::Poisson { .. } => {
                for (sigma, count) in values.iter_mut().zip(left) {
                    *sigma = if *count >= 0.0 { 1.0 / (*sigma * *sigma) } else { f64::NAN };
                }
            }
            _ => values.iter_mut().for_each(|sigma| {
                *sigma = if *sigma > 0.0 { 1.0 / (*sigma * *sigma) } else { f64::NAN };
            }),
        }
        Some(values)
    }
}

/// The starts that are given, and 1 for the others, within the bounds.
pub(super) fn given(plan: &Plan) -> Vec<f64> {
    plan.free.iter().map(|f| f.start.unwrap_or(1.0).clamp(f.lower, f.upper)).collect()
}

/// A column of the block.
pub(super) fn column<'b>(block: &'b Block, name: &str) -> Result<&'b [f64], FitError> {
    block.table().column(name).ok_or_else(|| {
        wrong(
            format!("the curves have no column `{name}`"),
            "read the columns that the batch names",
        )
    })
}

fn refused(error: BatchError) -> FitError {
    wrong(error.to_string(), "see the options of the fit")
}
