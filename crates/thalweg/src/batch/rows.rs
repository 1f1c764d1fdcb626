//! What comes of a block of curves: one row per curve.

use thalweg_batch::{Code, Notes};

/// The fits of a block, in its order: every vector has one entry per curve.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct BatchRows {
    /// Estimates: one vector for each of [`Batch::names`](super::Batch::names). NaN where there is none.
    pub estimates: Vec<Vec<f64>>,
    /// Their standard errors; NaN where there are none (fixed, held by a bound, undetermined, no scatter).
    pub std_errors: Vec<Vec<f64>>,
    /// Σ w (y − f)², or Poisson's deviance.
    pub cost: Vec<f64>,
    /// Points that count.
    pub points: Vec<u32>,
    /// Steps tried.
    pub iterations: Vec<u32>,
    /// How each ended.
    pub status: Vec<Code>,
    /// What there is to know.
    pub notes: Vec<Notes>,
}

impl BatchRows {
    /// How many curves.
    ///
    /// ```
    /// assert!(thalweg::batch::BatchRows::default().is_empty());
    /// ```
    pub fn len(&self) -> usize {
        self.status.len()
    }

    /// Whether there are none.
    ///
    /// ```
    /// assert_eq!(thalweg::batch::BatchRows::default().len(), 0);
    /// ```
    pub fn is_empty(&self) -> bool {
        self.status.is_empty()
    }
}
