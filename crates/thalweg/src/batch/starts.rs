//! Where the curves of a batch start: given, in columns, or found on a handful of them.

use super::block::Block;
use super::fitting::{Batch, column, given};
use crate::error::{ErrorKind, FitError};
use crate::names;
use crate::plan::Free;

/// Curves on which starts are looked for, spread over the block.
const SAMPLED: usize = 24;
/// Most points that every curve is offered.
const MOST: usize = 16;
/// Points are one if no parameter that is searched differs by more than this part of it: a run from one would end
/// where a run from the other does.
const APART: f64 = 0.25;
/// An estimate below this part of the start that was found is 0: what is left of it is rounding, and no size to start from.
const NOTHING: f64 = 1e-8;

impl Batch {
    /// Starts of a parameter from a column: in every curve its first number there; where it has none, the start that
    /// is given or found counts.
    ///
    /// Errors: a name that is no parameter to be estimated, or no column.
    ///
    /// ```
    /// use thalweg::{batch::Block, Fit, Table};
    /// let columns = ["x", "y", "a0"];
    /// let batch = Fit::new("y ~ a*x").batch(&columns)?.start_column("a", "a0", &columns)?;
    /// assert!(!batch.needs_starts());
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn start_column(
        mut self,
        parameter: &str,
        column: &str,
        available: &[&str],
    ) -> Result<Self, FitError> {
        let free: Vec<String> = self.plan.free.iter().map(|f| f.name.clone()).collect();
        let Some(j) = free.iter().position(|name| name == parameter) else {
            let message = format!("`{parameter}` has a column of starts but is not estimated");
            return Err(FitError::new(ErrorKind::Declaration, "E-NAME", message).with_help(
                format!("the parameters that are estimated are {}", names::list(&free)),
            ));
        };
        if !available.contains(&column) {
            let message = format!("there is no column `{column}` with starts of `{parameter}`");
            let help = match names::closest(column, available) {
                Some(close) => format!("did you mean `{close}`?"),
                None => format!("the columns are {}", names::list(available)),
            };
            return Err(FitError::new(ErrorKind::Data, "E-COLUMN", message).with_help(help));
        }
        self.start_columns[j] = Some(column.to_string());
        Ok(self)
    }

    /// Whether some parameter has neither a start nor a column of starts, so that [`find_starts`](Self::find_starts)
    /// is worth its while.
    ///
    /// ```
    /// let fit = thalweg::Fit::new("y ~ a*exp(-k*x)").declare("k=1");
    /// assert!(fit.batch(&["x", "y"])?.needs_starts());
    /// assert!(!fit.declare("a=1").batch(&["x", "y"])?.needs_starts());
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn needs_starts(&self) -> bool {
        let mut free = self.plan.free.iter().zip(&self.start_columns);
        free.any(|(free, column)| free.start.is_none() && column.is_none())
    }

    /// Looks for starts on 24 curves spread over `sample`, by the search that a single fit makes, and keeps the
    /// different minima it finds: every curve then starts at the one that suits it best, its linear parameters solved for.
    /// Returns how many there are. Cost: 24 fits with a search each, a second or two.
    ///
    /// ```
    /// use thalweg::{batch::Block, Fit, Table};
    /// let table = Table::new().with("x", [0.0, 1.0, 2.0, 3.0])?.with("y", [8.1, 3.9, 2.1, 0.9])?;
    /// let block = Block::new(table, vec![0, 4])?;
    /// let mut batch = Fit::new("y ~ a*exp(-k*x)").batch(&["x", "y"])?;
    /// assert_eq!(batch.find_starts(&block)?, 1);
    /// assert!(batch.run(&block)?.status[0].converged());
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn find_starts(&mut self, sample: &Block) -> Result<usize, FitError> {
        let usable: Vec<usize> = (0..sample.curves())
            .filter(|i| sample.rows(*i).len() >= self.plan.free.len())
            .collect();
        let count = usable.len().min(SAMPLED);
        let mut points: Vec<Vec<f64>> = Vec::new();
        let mut second: Vec<Vec<f64>> = Vec::new();
        for k in 0..count {
            let i = usable[(2 * k + 1) * usable.len() / (2 * count)];
            // A curve that a single fit refuses is a row with its status later.
            let Ok((x, converged)) = self.single(sample, i) else { continue };
            let kind = if converged { &mut points } else { &mut second };
            if kind.len() < MOST && !kind.iter().any(|point| self.is_like(point, &x)) {
                kind.push(x);
            }
        }
        if points.is_empty() {
            points = second;
        }
        if points.is_empty() {
            points.push(given(&self.plan));
        }
        self.engine = self.engine.clone().candidates(&points);
        Ok(points.len())
    }

    /// The estimates of the free parameters by a single fit of curve i, and whether it converged; where one is 0 to
    /// rounding, the start it came from.
    fn single(&self, sample: &Block, i: usize) -> Result<(Vec<f64>, bool), FitError> {
        let mut fit = self.fit.clone().scrutiny(false);
        for (free, name) in self.plan.free.iter().zip(&self.start_columns) {
            let Some(name) = name else { continue };
            let first = sample.rows(i).map(|row| column(sample, name).map(|cells| cells[row]));
            let first = first.collect::<Result<Vec<f64>, _>>()?.into_iter().find(|v| v.is_finite());
            if let Some(value) = first {
                fit = fit.start(free.name.as_str(), value.clamp(free.lower, free.upper));
            }
        }
        let answer = fit.run(&sample.curve(i, &self.plan.columns())?)?;
        let estimate = |f: &Free| {
            let parameter = answer.parameters.iter().find(|p| p.name == f.name);
            parameter.map_or(f64::NAN, |p| match p.start {
                Some(start) if p.start_found && p.estimate.abs() < NOTHING * start.abs() => start,
                _ => p.estimate,
            })
        };
        Ok((self.plan.free.iter().map(estimate).collect(), answer.converged))
    }

    /// Whether two points agree in what is not solved for.
    fn is_like(&self, a: &[f64], b: &[f64]) -> bool {
        let linear = self.plan.model.linear_parameters();
        let mut searched = (0..a.len()).filter(|j| !linear.contains(j));
        searched.all(|j| (a[j] - b[j]).abs() <= APART * a[j].abs().max(b[j].abs()))
    }

    /// Starts of every curve, curve by curve; NaN where those of all count.
    pub(super) fn starts(&self, block: &Block) -> Result<Option<Vec<f64>>, FitError> {
        if self.start_columns.iter().all(Option::is_none) {
            return Ok(None);
        }
        let n = self.start_columns.len();
        let mut starts = vec![f64::NAN; block.curves() * n];
        for (j, name) in self.start_columns.iter().enumerate() {
            let Some(name) = name else { continue };
            let cells = column(block, name)?;
            for i in 0..block.curves() {
                let mut own = cells[block.rows(i)].iter();
                starts[i * n + j] = own.find(|v| v.is_finite()).copied().unwrap_or(f64::NAN);
            }
        }
        Ok(Some(starts))
    }
}
