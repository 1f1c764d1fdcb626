//! Conditioning, rank and covariance at the end of a run, in the free subspace.

use crate::linalg::{PivotedQr, Reduction, solve_lower_transposed, solve_upper};
use crate::norm::{dot, norm};

/// A direction is determined if its pivot exceeds this fraction of the first one.
pub(crate) const RANK_TOLERANCE: f64 = 1e-9;
/// A parameter is touched by a null vector from this component on (in units of the columns'
/// norms): √[`RANK_TOLERANCE`], below which it is the rounding of the vector itself.
const TOUCHED: f64 = 3e-5;

/// R with unit columns, factored with pivoting: free of the parameters' units. It says which
/// directions of the parameters the rows determine, how well, and which they leave open.
///
/// ```
/// use thalweg_solver::{Conditioning, Reduction};
/// // The line through (0, 1), (1, 3), (2, 4), (3, 4), and a third column that says nothing new.
/// let (one, x, twice) = ([1.0; 4], [0.0, 1.0, 2.0, 3.0], [0.0, 2.0, 4.0, 6.0]);
/// let y = [1.0, 3.0, 4.0, 4.0];
/// let mut rows = Reduction::new(4);
/// rows.update(&[&one, &x, &twice, &y], &[0.0; 4]);
/// let line = Conditioning::of(&rows, &[0, 1]);
/// let mut c = [0.0; 2];
/// let left = line.solve(&[rows.r(0, 3), rows.r(1, 3), rows.r(2, 3), rows.r(3, 3)], &mut c);
/// assert!((c[0] - 1.5).abs() < 1e-14 && (c[1] - 1.0).abs() < 1e-14 && (left - 1.0).abs() < 1e-14);
/// assert_eq!(Conditioning::of(&rows, &[0, 1, 2]).rank(), 2);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Conditioning {
    free: Vec<usize>,
    /// Norms of the columns; 0 for one that is not to count.
    column_norms: Vec<f64>,
    qr: PivotedQr,
    s: Vec<f64>,
    pub(crate) rank: usize,
    pub(crate) rcond: f64,
}

/// A direction in which the parameters can move and the rows hardly notice.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct NullDirection {
    /// The parameters that move.
    pub parameters: Vec<usize>,
    /// The change of J x along the direction, relative to what the move of the one parameter that
    /// matters most does by itself; at most about 1e-9.
    pub change: f64,
}

impl Conditioning {
    /// Of the columns `free` (rising) of a linearisation.
    pub fn of(reduction: &Reduction, free: &[usize]) -> Self {
        Self::of_those(reduction, free, |_| true)
    }

    /// [`of`](Self::of), taking columns for 0 that are not to count.
    pub(crate) fn of_those(
        reduction: &Reduction,
        free: &[usize],
        counts: impl Fn(usize) -> bool,
    ) -> Self {
        let f = free.len();
        let rows = free.last().map_or(0, |j| j + 1).max(f);
        let length = |&j: &usize| if counts(j) { reduction.column_norm(j) } else { 0.0 };
        let column_norms: Vec<f64> = free.iter().map(length).collect();
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
        let (rank, whole) = (qr.rank(RANK_TOLERANCE), qr.rank(0.0) == f);
        let mut this = Self { free: free.to_vec(), column_norms, qr, s, rank, rcond: 0.0 };
        if whole && f > 0 {
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

    /// Number of determined directions.
    pub fn rank(&self) -> usize {
        self.rank
    }

    /// 1/(‖S‖_F ‖S⁻¹‖_F), at most f times smaller than the true reciprocal condition number of
    /// the f columns.
    pub fn rcond(&self) -> f64 {
        self.rcond
    }

    /// Solves min ‖J c − b‖ over the determined directions, for c of the length of `free`; `qtb` is
    /// Qᵀb, of at least as many entries as R has rows up to the last free column. A column that
    /// others can replace gets 0. Returns the norm of what is left of `qtb`.
    pub fn solve(&self, qtb: &[f64], c: &mut [f64]) -> f64 {
        let f = self.free.len();
        let rows = self.free.last().map_or(0, |j| j + 1).max(f);
        let mut b = qtb.to_vec();
        self.qr.apply_qt(&mut b[..rows]);
        let left = norm(&b[self.rank..]);
        solve_upper(&self.s, f, self.rank, &mut b);
        for (position, &k) in self.qr.permutation().iter().enumerate() {
            let length = self.column_norms[k];
            c[k] = if length > 0.0 { b[position] / length } else { 0.0 };
        }
        left
    }

    /// How much of the residuals the determined directions still reach: ‖(Q₁ᵀr)₁₁‖.
    pub(crate) fn decrement(&self, reduction: &Reduction) -> f64 {
        let rows = self.free.last().map_or(0, |j| j + 1);
        let mut b = reduction.qtr()[..rows].to_vec();
        self.qr.apply_qt(&mut b);
        norm(&b[..self.rank])
    }

    /// u with Var(gᵀx) = σ²‖u‖² and Cov(gᵀx, hᵀx) = σ²uᵀv for residuals of variance σ²; None if
    /// the rows do not determine gᵀx. `g` has an entry per column; those of columns that are not
    /// free do not count. No square is taken: u neither over- nor underflows before the standard
    /// error itself does.
    pub fn coordinates(&self, g: &[f64]) -> Option<Vec<f64>> {
        let f = self.free.len();
        let mut scaled = vec![0.0; f];
        for (position, &k) in self.qr.permutation().iter().enumerate() {
            let (entry, length) = (g[self.free[k]], self.column_norms[k]);
            if length > 0.0 {
                scaled[position] = entry / length;
            } else if entry != 0.0 {
                return None;
            }
        }
        let size = scaled.iter().fold(0.0, |most: f64, v| most.max(v.abs()));
        let mut u = scaled.clone();
        solve_lower_transposed(&self.s, f, self.rank, &mut u);
        u.truncate(self.rank);
        let left_over = |p: usize| scaled[p] - dot(&self.s[p * f..p * f + self.rank], &u);
        (self.rank..f).all(|p| left_over(p).abs() <= TOUCHED * size).then_some(u)
    }

    /// What the rows leave open: one entry per direction that is not determined.
    pub fn null_directions(&self) -> Vec<NullDirection> {
        let f = self.free.len();
        let one = |(k, z): (usize, Vec<f64>)| {
            let largest = z.iter().fold(0.0, |most: f64, v| most.max(v.abs()));
            let mut parameters: Vec<usize> = (0..f)
                .filter(|&position| z[position].abs() >= TOUCHED)
                .map(|position| self.free[self.qr.permutation()[position]])
                .collect();
            parameters.sort_unstable();
            // S z is 0 above the rank.
            let rest = norm(&self.s[k * f + self.rank..k * f + k + 1]);
            NullDirection { parameters, change: rest * z[k].abs() / largest }
        };
        (self.rank..f).zip(self.pivoted_null_vectors()).map(one).collect()
    }

    /// Directions of length n, one per determined one, that J makes orthonormal: the columns of
    /// P S₁₁⁻¹ in the parameters' own units.
    pub fn directions(&self, n: usize) -> Vec<Vec<f64>> {
        let f = self.free.len();
        let one = |k: usize| {
            let mut z = vec![0.0; f];
            z[k] = 1.0;
            solve_upper(&self.s, f, self.rank, &mut z);
            let mut direction = vec![0.0; n];
            for (position, &c) in self.qr.permutation().iter().enumerate().take(self.rank) {
                direction[self.free[c]] = z[position] / self.column_norms[c];
            }
            direction
        };
        (0..self.rank).map(one).collect()
    }

    /// Row k of S₁₁⁻¹ for the leading `rank` columns: its norm is the standard error of pivot k in
    /// units of σ over the column norm.
    fn inverse_row(&self, k: usize, rank: usize) -> Vec<f64> {
        let mut e = vec![0.0; self.free.len()];
        e[k] = 1.0;
        solve_lower_transposed(&self.s, self.free.len(), rank, &mut e);
        e
    }

    /// Null vectors in pivot order, in units of the columns' norms, of length 1.
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
                for (position, &k) in self.qr.permutation().iter().enumerate() {
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
        let mut is_free = vec![false; n];
        self.free.iter().for_each(|&j| is_free[j] = true);
        Covariance { n, rank: self.rank, free: self.free.len(), is_free, factor: self.clone() }
    }
}

/// Covariance at the end of a run, unscaled: (JᵀJ)⁻¹ over the free, determined directions
/// (Seber & Wild 1989, eq. 2.22), for residuals of variance 1.
///
/// What is kept is its factor, so that a standard error is right wherever it is a number at all:
/// its square may be none. Parameters that are fixed or held by a bound have no variance; a
/// parameter that a null vector touches has an infinite one.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Covariance {
    /// n.
    pub n: usize,
    /// Number of determined directions.
    pub rank: usize,
    /// Number of free parameters (neither fixed nor held by a bound).
    pub free: usize,
    /// Which parameters were free, length n.
    pub is_free: Vec<bool>,
    /// The factor behind it, over the free parameters.
    pub factor: Conditioning,
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
        self.is_free.get(j).filter(|free| **free)?;
        let infinite = Some(f64::INFINITY);
        self.row(j).map_or(infinite, |u| Some(sigma * norm(&u)))
    }

    /// Correlation of parameters i and j; None where either has no finite variance.
    ///
    /// ```
    /// let empty = thalweg_solver::Covariance::default();
    /// assert_eq!(empty.correlation(0, 0), None);
    /// ```
    pub fn correlation(&self, i: usize, j: usize) -> Option<f64> {
        let free = |j: usize| self.is_free.get(j) == Some(&true);
        let (u, v) = (free(i).then(|| self.row(i))??, free(j).then(|| self.row(j))??);
        let (a, b) = (norm(&u), norm(&v));
        let value: f64 = u.iter().zip(&v).map(|(u, v)| (u / a) * (v / b)).sum();
        value.is_finite().then(|| value.clamp(-1.0, 1.0))
    }

    /// Entry (i, j) of (JᵀJ)⁻¹: NaN for held parameters, +∞ on the diagonal of undetermined ones
    /// and NaN off it. It is 0 or infinite where the square of a standard error is.
    ///
    /// ```
    /// assert!(thalweg_solver::Covariance::default().unscaled(0, 0).is_nan());
    /// ```
    pub fn unscaled(&self, i: usize, j: usize) -> f64 {
        let (Some(a), Some(b)) = (self.std_error(i, 1.0), self.std_error(j, 1.0)) else {
            return f64::NAN;
        };
        if i == j { a * a } else { self.correlation(i, j).map_or(f64::NAN, |c| c * a * b) }
    }

    /// The coordinates of a free parameter, if it is determined.
    fn row(&self, j: usize) -> Option<Vec<f64>> {
        let mut e = vec![0.0; self.n];
        e[j] = 1.0;
        self.factor.coordinates(&e)
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
        assert!((covariance.unscaled(0, 0) - 1.0 / 14.0).abs() < 1e-15);
        assert_eq!(covariance.std_error(1, 1.0), Some(f64::INFINITY));
        assert_eq!(c.null_vectors(&[1.0, 1.0]), [vec![0.0, 1.0]]);
        assert_eq!(c.null_directions(), [NullDirection { parameters: vec![1], change: 0.0 }]);
    }

    #[test]
    fn what_a_product_determines() {
        // J of b1·b3·x + b0 at (2, 3): columns 3x, 2x, 1.
        let (a, b) = ([3.0, 6.0, 9.0, 12.0], [2.0, 4.0, 6.0, 8.0]);
        let c = Conditioning::of(&reduce(&[&a, &b, &[1.0; 4]]), &[0, 1, 2]);
        let open = c.null_directions();
        assert_eq!((open.len(), &open[0].parameters), (1, &vec![0, 1]));
        assert!(open[0].change < 1e-14);
        assert_eq!(c.coordinates(&[1.0, 0.0, 0.0]), None);
        // b1·b3 is the slope of a line through x: its variance is 1/Σ(x − mean)² = 1/5.
        let u = c.coordinates(&[3.0, 2.0, 0.0]).unwrap();
        assert!((dot(&u, &u) - 0.2).abs() < 1e-14);
    }

    #[test]
    fn the_change_along_a_direction_that_is_almost_null() {
        let (a, b) = ([1.0, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, 1.0 + 4e-10]);
        let open = Conditioning::of(&reduce(&[&a, &b]), &[0, 1]).null_directions();
        // (a − b)/2 has the norm 2e-10·√3/2 where each column has 1.
        assert!((open[0].change / 1.732e-10 - 1.0).abs() < 1e-2, "{open:?}");
    }

    #[test]
    fn standard_errors_outlive_their_squares() {
        // The line of `a_line_by_hand` with x in units of 1e200: Var b = 1/5.
        for unit in [1e-200, 1.0, 1e200] {
            let x = [0.0, unit, 2.0 * unit, 3.0 * unit];
            let covariance = Conditioning::of(&reduce(&[&[1.0; 4], &x]), &[0, 1]).covariance(2);
            let error = covariance.std_error(1, 1.0).unwrap() * unit;
            assert!((error - 0.2_f64.sqrt()).abs() < 1e-14, "{unit}: {error}");
            let correlation = covariance.correlation(0, 1).unwrap();
            assert!((correlation + 1.5 / 3.5_f64.sqrt()).abs() < 1e-14, "{unit}: {correlation}");
        }
    }
}
