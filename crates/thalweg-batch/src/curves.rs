//! The data of many curves, as they lie in memory.

use std::ops::Range;

use crate::error::BatchError;

/// One column of the model for all curves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Column<'a> {
    /// One number per row of every curve.
    Rows(&'a [f64]),
    /// One number per point, the same for all curves: they are of one length then.
    Shared(&'a [f64]),
    /// One number per curve.
    PerCurve(&'a [f64]),
}

/// Curves one after the other: y row by row, columns beside it.
///
/// A row counts where its y, its columns and its weight are finite and the weight is above 0: NaN is a missing point.
///
/// ```
/// use thalweg_batch::{Column, Curves};
/// // Three curves of 2, 0 and 3 points.
/// let (x, y) = ([0.0, 1.0, 0.0, 1.0, 2.0], [1.0, 2.0, 3.0, 2.0, 1.0]);
/// let offsets = [0, 2, 2, 5];
/// let curves = Curves::ragged(&y, &offsets).columns(&[Column::Rows(&x)]);
/// assert_eq!((curves.count(), curves.rows(2)), (3, 2..5));
/// ```
#[derive(Debug, Clone)]
pub struct Curves<'a> {
    pub(crate) left: &'a [f64],
    lengths: Lengths<'a>,
    pub(crate) columns: Vec<Column<'a>>,
    pub(crate) weights: Option<&'a [f64]>,
    pub(crate) starts: Option<&'a [f64]>,
}

#[derive(Debug, Clone, Copy)]
enum Lengths<'a> {
    Equal(usize),
    Offsets(&'a [usize]),
}

impl<'a> Curves<'a> {
    /// Curves of `points` rows each.
    pub fn new(left: &'a [f64], points: usize) -> Self {
        Self {
            left,
            lengths: Lengths::Equal(points),
            columns: Vec::new(),
            weights: None,
            starts: None,
        }
    }

    /// Curve i has the rows `offsets[i]..offsets[i + 1]`: one offset more than curves, rising.
    pub fn ragged(left: &'a [f64], offsets: &'a [usize]) -> Self {
        Self { lengths: Lengths::Offsets(offsets), ..Self::new(left, 0) }
    }

    /// The columns of the model, in the order of `Model::columns`.
    #[must_use]
    pub fn columns(mut self, columns: &[Column<'a>]) -> Self {
        self.columns = columns.to_vec();
        self
    }

    /// w of Σ w (y − f)² (1/σ²), one per row; 0 leaves a row out.
    #[must_use]
    pub fn weights(mut self, weights: &'a [f64]) -> Self {
        self.weights = Some(weights);
        self
    }

    /// Starts of every curve, curve by curve, one per parameter of the model; NaN where that of the fit counts.
    #[must_use]
    pub fn starts(mut self, starts: &'a [f64]) -> Self {
        self.starts = Some(starts);
        self
    }

    /// Number of curves.
    pub fn count(&self) -> usize {
        match self.lengths {
            Lengths::Equal(0) => 0,
            Lengths::Equal(points) => self.left.len() / points,
            Lengths::Offsets(offsets) => offsets.len().saturating_sub(1),
        }
    }

    /// The rows of curve i.
    pub fn rows(&self, i: usize) -> Range<usize> {
        match self.lengths {
            Lengths::Equal(points) => i * points..(i + 1) * points,
            Lengths::Offsets(offsets) => offsets[i]..offsets[i + 1],
        }
    }

    /// Column `c` at point `k` of curve `i`.
    pub(crate) fn at(&self, c: usize, i: usize, k: usize) -> f64 {
        match self.columns[c] {
            Column::Rows(all) => all[self.rows(i).start + k],
            Column::Shared(points) => points[k],
            Column::PerCurve(each) => each[i],
        }
    }

    /// w of point k of curve i, which is row `row`; 0 where the point does not count: a cell or a weight that is no
    /// number it could be, or a negative count.
    pub(crate) fn weight(&self, i: usize, k: usize, row: usize, counts: bool) -> f64 {
        let y = self.left[row];
        let w = self.weights.map_or(1.0, |w| w[row]);
        let there = y.is_finite() && w > 0.0 && w.is_finite() && !(counts && y < 0.0);
        let there = there && (0..self.columns.len()).all(|c| self.at(c, i, k).is_finite());
        if there { w } else { 0.0 }
    }

    /// Errors: a slice that has not the length it must have.
    pub(crate) fn check(&self, columns: usize, parameters: usize) -> Result<(), BatchError> {
        let length = |what: &str, found: usize, needed: usize| match found == needed {
            true => Ok(()),
            false => Err(BatchError::Length { what: what.into(), found, needed }),
        };
        let count = self.count();
        if let Lengths::Offsets(offsets) = self.lengths {
            let rising = offsets.windows(2).all(|pair| pair[0] <= pair[1]);
            if !rising || offsets.is_empty() {
                return Err(BatchError::Option("the offsets of the curves do not rise".into()));
            }
            length("y", self.left.len(), offsets[count])?;
        } else {
            let points = if count > 0 { self.rows(0).len() } else { 1 };
            length("y", self.left.len(), count * points)?;
        }
        length("the list of columns", self.columns.len(), columns)?;
        for (k, column) in self.columns.iter().enumerate() {
            let name = format!("column {k}");
            match *column {
                Column::Rows(all) => length(&name, all.len(), self.left.len())?,
                Column::PerCurve(each) => length(&name, each.len(), count)?,
                Column::Shared(points) => {
                    (0..count).try_for_each(|i| length(&name, points.len(), self.rows(i).len()))?;
                }
            }
        }
        if let Some(weights) = self.weights {
            length("the weights", weights.len(), self.left.len())?;
        }
        if let Some(starts) = self.starts {
            length("the starts", starts.len(), count * parameters)?;
        }
        Ok(())
    }
}
