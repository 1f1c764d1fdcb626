//! Leverages: the share of its own observation in each fitted value.

use rayon::prelude::*;

use crate::local::Local;

/// Rows of a block of work.
const BLOCK: usize = 4096;
/// Rows for which no threads are woken.
const FEW: usize = 32_768;
/// Where 1 − h is not above this it is the rounding of the leverage: the observation is fitted exactly, and
/// nothing else in the data speaks about it.
const ALONE: f64 = 1e-9;

/// 1 − h of a row; None where its leverage is 1.
pub(crate) fn rest(leverage: f64) -> Option<f64> {
    Some(1.0 - leverage).filter(|rest| *rest > ALONE)
}

impl Local<'_> {
    /// Tangential leverages, one per row: the share of its own observation in each fitted value, the
    /// diagonal of J(JᵀJ)⁻¹Jᵀ (Seber & Wild 1989, §4.5.3). They add up to the rank.
    ///
    /// Cost: m rank p operations, in parallel where there are many rows.
    ///
    /// ```
    /// use thalweg::Local;
    /// use thalweg_solver::{EvalError, Options, Problem, Solver};
    /// # struct Mean;
    /// # impl Problem for Mean {
    /// #     fn parameter_count(&self) -> usize { 1 }
    /// #     fn residual_count(&self) -> usize { 4 }
    /// #     fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
    /// #         for (r, y) in r.iter_mut().zip([1.0, 2.0, 3.0, 6.0]) { *r = x[0] - y; }
    /// #         Ok(())
    /// #     }
    /// # }
    /// let solution = Solver::new().solve(&Mean, &[1.0])?;
    /// let options = Options::default();
    /// let local = Local::new(&Mean, &solution, &options).unwrap();
    /// assert!(local.leverages().iter().all(|h| (h - 0.25).abs() < 1e-9));
    /// # Ok::<(), thalweg_solver::InputError>(())
    /// ```
    pub fn leverages(&self) -> Vec<f64> {
        // hᵢ = Σₖ (Jᵢ dₖ)².
        let m = self.rows();
        let directions = self.at.directions();
        let mut leverage = vec![0.0; m];
        let block = |(b, h): (usize, &mut [f64])| {
            let mut q = vec![0.0; h.len()];
            for d in &directions {
                along(self, d, b * BLOCK, &mut q);
                h.iter_mut().zip(&q).for_each(|(h, q)| *h += q * q);
            }
            // Rounding must not make it more than everything.
            h.iter_mut().for_each(|h| *h = h.min(1.0));
        };
        match m > FEW {
            true => leverage.par_chunks_mut(BLOCK).enumerate().for_each(block),
            false => leverage.chunks_mut(BLOCK).enumerate().for_each(block),
        }
        leverage
    }
}

/// Rows `first..` of J d.
fn along(local: &Local, d: &[f64], first: usize, q: &mut [f64]) {
    q.fill(0.0);
    for (j, d) in d.iter().enumerate().filter(|(_, d)| **d != 0.0) {
        let column = &local.at.column(j)[first..first + q.len()];
        q.iter_mut().zip(column).for_each(|(q, a)| *q += a * d);
    }
}
