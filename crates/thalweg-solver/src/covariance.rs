//! Conditioning, rank and covariance at the end of a run, in the free subspace.

use crate::linalg::{PivotedQr, Reduction, solve_lower_transposed, solve_upper};
use crate::norm::norm;

/// A direction is determined if its pivot exceeds this fraction of the first one.
pub(crate) const RANK_TOLERANCE: f64 = 1e-9;
/// A parameter is touched by a null vector from this component on (in units of the columns'
/// norms): √[`RANK_TOLERANCE`], below which it is the rounding of the vector itself.
const TOUCHED: f64 = 3e-5;

/// R with unit columns, factored: free of the parameters' units.
#[derive(Debug, Clone)]
pub(crate) struct Conditioning {
    free: Vec<usize>,
    column_norms: Vec<f64>,
    permutation: Vec<usize>,
    s: Vec<f64>,
    /// Number of determined directions.
    pub(crate) rank: usize,
    /// 1/(‖S‖_F ‖S⁻¹‖_F), at most f times smaller than the true reciprocal condition number.
    pub(crate) rcond: f64,
}

impl Conditioning {
    /// Of the columns `free` of a linearisation.
    pub(crate) fn of(reduction: &Reduction, free: &[usize]) -> Self {
        let f = free.len();
        let rows = free.last().map_or(0, |j| j + 1).max(f);
        let column_norms: Vec<f64> = free.iter().map(|&j| reduction.column_norm(j)).collect();
        let mut qr = PivotedQr::default();
        let w = qr.prepare(rows, f);
        for (k, &j) in free.iter().enumerate() {
            for (e, r) in w[k * rows..].iter_mut().zip(reduction.r_column(j)) {
                *e = if column_norms[k] > 0.0 { r / column_norms[k] } else { 0.0 };
            }
        }
        qr.factor();
        let mut s = Vec::new();
        qr.copy_s(&mut s);
        let mut this = Self {
            free: free.to_vec(),
            column_norms,
            permutation: qr.permutation().to_vec(),
            s,
            rank: qr.rank(RANK_TOLERANCE),
            rcond: 0.0,
        };
        if qr.rank(0.0) == f && f > 0 {
            let squares: f64 = (0..f).map(|k| norm(&this.inverse_row(k, f)).powi(2)).sum();
            this.rcond = 1.0 / (squares * f as f64).sqrt();
        } else if f == 0 {
            this.rcond = 1.0;
        }
        if this.rank == f && this.rcond < RANK_TOLERANCE {
            this.rank = f - 1;
        }
        this
    }

    /// The parameters it is about.
    pub(crate) fn free(&self) -> &[usize] {
        &self.free
    }

    /// Row k of S₁₁⁻¹ for the leading `rank` columns: its norm is the standard error of pivot k in
    /// units of σ over the column norm.
    fn inverse_row(&self, k: usize, rank: usize) -> Vec<f64> {
        let mut e = vec![0.0; self.free.len()];
        e[k] = 1.0;
        solve_lower_transposed(&self.s, self.free.len(), rank, &mut e);
        e
    }

    /// Null vectors in pivot order, in units of the columns' norms.
    fn pivoted_null_vectors(&self) -> Vec<Vec<f64>> {
        let f = self.free.len();
        (self.rank..f)
            .map(|k| {
                // S₁₁ z = −S₁ₖ, and 1 for the dependent column itself.
                let mut z: Vec<f64> = self.s[k * f..(k + 1) * f].iter().map(|v| -v).collect();
                solve_upper(&self.s, f, self.rank, &mut z);
                z[k] = 1.0;
                let length = norm(&z);
                z.iter_mut().for_each(|v| *v /= length);
                z
            })
            .collect()
    }

    /// Null vectors of length n in units of the sizes tⱼ, largest component 1.
    pub(crate) fn null_vectors(&self, sizes: &[f64]) -> Vec<Vec<f64>> {
        self.pivoted_null_vectors()
            .iter()
            .map(|z| {
                let mut v = vec![0.0; sizes.len()];
                for (position, &k) in self.permutation.iter().enumerate() {
                    let (j, c) = (self.free[k], self.column_norms[k]);
                    v[j] = if c > 0.0 { z[position] / (c * sizes[j]) } else { z[position] };
                    if c > 0.0 && z[position].abs() < TOUCHED {
                        v[j] = 0.0;
                    }
                }
                // A zero column's own direction is exact: nothing else belongs to it.
                let largest =
                    v.iter().copied().fold(0.0_f64, |a, b| if b.abs() > a.abs() { b } else { a });
                v.iter_mut().for_each(|e| *e /= largest);
                v
            })
            .collect()
    }

    /// (JᵀJ)⁻¹ over the determined directions.
    pub(crate) fn covariance(&self, n: usize) -> Covariance {
        let f = self.free.len();
        let nulls = self.pivoted_null_vectors();
        let undetermined = |position: usize| nulls.iter().any(|z| z[position].abs() >= TOUCHED);
        let rows: Vec<Vec<f64>> = (0..f)
            .map(|k| if k < self.rank { self.inverse_row(k, self.rank) } else { vec![0.0; f] })
            .collect();
        let mut unscaled = vec![f64::NAN; n * n];
        let mut is_free = vec![false; n];
        for (p, &k) in self.permutation.iter().enumerate() {
            let i = self.free[k];
            is_free[i] = true;
            for (q, &l) in self.permutation.iter().enumerate() {
                let j = self.free[l];
                unscaled[i * n + j] = if undetermined(p) || undetermined(q) {
                    if p == q { f64::INFINITY } else { f64::NAN }
                } else {
                    crate::norm::dot(&rows[p], &rows[q])
                        / self.column_norms[k]
                        / self.column_norms[l]
                };
            }
        }
        Covariance { n, unscaled, rank: self.rank, free: f, is_free }
    }
}

/// Covariance at the end of a run, unscaled: (JᵀJ)⁻¹ over the free, determined directions
/// (Seber & Wild 1989, eq. 2.22). Multiply by the variance of one residual.
///
/// Parameters that are fixed or held by a bound have no variance; a parameter that a null vector
/// touches has an infinite one.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Covariance {
    /// n.
    pub n: usize,
    /// (JᵀJ)⁻¹, n×n row by row; NaN in rows and columns of held parameters, +∞ on the diagonal of
    /// undetermined ones and NaN off it.
    pub unscaled: Vec<f64>,
    /// Number of determined directions.
    pub rank: usize,
    /// Number of free parameters (neither fixed nor held by a bound).
    pub free: usize,
    /// Which parameters were free, length n.
    pub is_free: Vec<bool>,
}

impl Covariance {
    /// Standard error of parameter j when one residual has standard deviation `sigma`: None for a
    /// held parameter, infinite for an undetermined one.
    ///
    /// ```
    /// # use thalweg_solver::{EvalError, Problem, Solver};
    /// # struct Mean;
    /// # impl Problem for Mean {
    /// #     fn parameter_count(&self) -> usize { 1 }
    /// #     fn residual_count(&self) -> usize { 4 }
    /// #     fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
    /// #         for (r, y) in r.iter_mut().zip([1.0, 2.0, 3.0, 4.0]) { *r = x[0] - y; }
    /// #         Ok(())
    /// #     }
    /// # }
    /// let solution = Solver::new().solve(&Mean, &[1.0])?;
    /// // The mean of 4 values is known to σ/√4.
    /// assert!((solution.covariance.std_error(0, 1.0).unwrap() - 0.5).abs() < 1e-8);
    /// # Ok::<(), thalweg_solver::InputError>(())
    /// ```
    pub fn std_error(&self, j: usize, sigma: f64) -> Option<f64> {
        let variance = *self.unscaled.get(j * self.n + j)?;
        if variance.is_nan() { None } else { Some(sigma * variance.sqrt()) }
    }

    /// Correlation of parameters i and j; None where either has no finite variance.
    ///
    /// ```
    /// let empty = thalweg_solver::Covariance::default();
    /// assert_eq!(empty.correlation(0, 0), None);
    /// ```
    pub fn correlation(&self, i: usize, j: usize) -> Option<f64> {
        let at = |i: usize, j: usize| self.unscaled.get(i * self.n + j).copied();
        let (vi, vj, c) = (at(i, i)?, at(j, j)?, at(i, j)?);
        let value = c / vi.sqrt() / vj.sqrt();
        value.is_finite().then(|| value.clamp(-1.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reduce(columns: &[&[f64]]) -> Reduction {
        let mut reduction = Reduction::new(columns.len());
        reduction.update(columns, &vec![1.0; columns[0].len()]);
        reduction
    }

    #[test]
    fn a_product_has_one_null_vector() {
        // J of b1·b3·x at b = (2, 3): columns 3x and 2x; relative changes cancel.
        let x: Vec<f64> = (1..6).map(f64::from).collect();
        let (a, b): (Vec<f64>, Vec<f64>) =
            (x.iter().map(|v| 3.0 * v).collect(), x.iter().map(|v| 2.0 * v).collect());
        let c = Conditioning::of(&reduce(&[&a, &b]), &[0, 1]);
        assert_eq!(c.rank, 1);
        let null = c.null_vectors(&[2.0, 3.0]);
        assert!((null[0][0] + null[0][1]).abs() < 1e-12 && null[0][0].abs() == 1.0);
        let covariance = c.covariance(2);
        assert_eq!(covariance.std_error(0, 1.0), Some(f64::INFINITY));
        assert_eq!(covariance.correlation(0, 1), None);
    }

    #[test]
    fn a_zero_column_leaves_the_others_alone() {
        let x = [1.0, 2.0, 3.0];
        let c = Conditioning::of(&reduce(&[&x, &[0.0; 3]]), &[0, 1]);
        let covariance = c.covariance(2);
        assert!((covariance.unscaled[0] - 1.0 / 14.0).abs() < 1e-15);
        assert_eq!(covariance.std_error(1, 1.0), Some(f64::INFINITY));
        assert_eq!(c.null_vectors(&[1.0, 1.0]), [vec![0.0, 1.0]]);
    }
}
