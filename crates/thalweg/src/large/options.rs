//! How much memory, how large a sample, which rows.

use crate::condition::Condition;

/// How a fit of more rows than memory is made.
///
/// ```
/// use std::ops::ControlFlow;
/// use thalweg::{Fit, Table, large::Large};
/// // A table is a source of rows, too.
/// let x: Vec<f64> = (0..5000).map(|i| f64::from(i) / 500.0).collect();
/// let y: Vec<f64> = x.iter().map(|x| 5.0 * (-0.5 * x).exp() + 0.1 * (x * 1e4).sin()).collect();
/// let table = Table::new().with("x", x)?.with("y", y)?;
/// let fit = Fit::new("y ~ a*exp(-k*x)");
/// let large = Large::new().memory(1 << 20).sample(1000);
/// let answer = fit.run_large(&table, &large, &|_| ControlFlow::Continue(()))?;
/// let streamed = answer.streamed.unwrap();
/// assert_eq!((streamed.rows, streamed.sample), (5000, 1000));
/// let whole = fit.run(&table)?;
/// let (a, b) = (answer.parameters[1].estimate, whole.parameters[1].estimate);
/// assert!((a / b - 1.0).abs() < 1e-12);
/// # Ok::<(), thalweg::FitError>(())
/// ```
#[non_exhaustive]
pub struct Large {
    /// Bytes for what is kept of the rows between passes and for what is being read. Default 1 GiB.
    pub memory: u64,
    /// Rows that starts are found among, and that the checks are made on that need all rows at once. If there
    /// are no more than these, they are fitted as they are. Default 20 000.
    pub sample: usize,
    /// All must hold for a row to take part.
    pub conditions: Vec<Condition>,
    /// Whether rows with cells that are missing are left out. Default false: they are an error.
    pub drop_missing: bool,
}

impl Large {
    /// The defaults.
    ///
    /// ```
    /// assert_eq!(thalweg::large::Large::new().memory, 1 << 30);
    /// ```
    pub fn new() -> Self {
        Self { memory: 1 << 30, sample: 20_000, conditions: Vec::new(), drop_missing: false }
    }

    /// Bytes for the rows.
    pub fn memory(mut self, bytes: u64) -> Self {
        self.memory = bytes;
        self
    }

    /// Rows of the sample.
    pub fn sample(mut self, rows: usize) -> Self {
        self.sample = rows;
        self
    }

    /// Only rows that meet this, too.
    pub fn condition(mut self, condition: Condition) -> Self {
        self.conditions.push(condition);
        self
    }

    /// Leaves rows with missing cells out.
    pub fn drop_missing(mut self, on: bool) -> Self {
        self.drop_missing = on;
        self
    }
}

impl Default for Large {
    fn default() -> Self {
        Self::new()
    }
}
