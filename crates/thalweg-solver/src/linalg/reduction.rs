//! Rows reduce to R: a block of rows of [J r] becomes its triangular factor.
//!
//! Householder reflections (Golub & Van Loan, *Matrix Computations*, 4th ed., alg. 5.1.1 and the
//! row-updating form of §6.5.3) fold a block of rows into the triangle gathered so far. Two
//! reductions merge in the same way (TSQR: Demmel, Grigori, Hoemmen & Langou 2012). The result is
//! as accurate, column by column, as a QR factorisation of all the rows at once.

use super::large::Large;
use crate::norm::{SAFE_SQUARES, add_scaled, dot, dot_here, hypot, norm};
use multiversion::multiversion;

/// Rows in a block: n + 1 columns of this length stay in the first-level cache for small n.
const BLOCK_ROWS: usize = 256;
/// The columns of a block are filled up with zeros to a multiple of this many rows.
const LANES: usize = 8;

/// R, Qᵀr and ‖r‖ of the rows seen so far, in (n+1)(n+2)/2 numbers whatever their count.
///
/// ```
/// use thalweg_solver::Reduction;
/// // Two rows at a time, of J = [1 0; 0 2; 1 1; 2 0] by columns and r = (1, 2, 3, 4).
/// let mut upper = Reduction::new(2);
/// upper.update(&[&[1.0, 0.0], &[0.0, 2.0]], &[1.0, 2.0]);
/// let mut lower = Reduction::new(2);
/// lower.update(&[&[1.0, 2.0], &[1.0, 0.0]], &[3.0, 4.0]);
/// upper.merge(&lower);
/// assert_eq!(upper.rows(), 4);
/// assert!((upper.column_norm(0) - 6.0_f64.sqrt()).abs() < 1e-15);
/// assert!((upper.residual_norm() - 30.0_f64.sqrt()).abs() < 1e-14);
/// ```
#[derive(Debug, Clone)]
pub struct Reduction {
    n: usize,
    rows: u64,
    /// The (n+1)×(n+1) upper triangle of [J r].
    triangle: Vec<f64>,
    /// ‖Jⱼ‖ of the rows seen so far: asked for several times.
    column_norms: Vec<f64>,
    block: Vec<f64>,
    large: Large,
}

impl Reduction {
    /// No rows yet, n columns.
    pub fn new(n: usize) -> Self {
        let mut this = Self {
            n,
            rows: 0,
            triangle: Vec::new(),
            column_norms: Vec::new(),
            block: Vec::new(),
            large: Large::default(),
        };
        this.reset(n);
        this
    }

    /// Forgets all rows and takes n columns; keeps the memory.
    pub fn reset(&mut self, n: usize) {
        let k = n + 1;
        self.n = n;
        self.rows = 0;
        self.triangle.clear();
        self.triangle.resize(k * k, 0.0);
        self.column_norms.clear();
        self.column_norms.resize(n, 0.0);
        self.block.resize(k * block_rows(k), 0.0);
    }

    /// Folds rows in: `columns[j]` is column j of J for these rows, `r` their residuals, all of
    /// one length. Cost 2·rows·(n+1)² operations. Which rows arrive together changes rounding only.
    ///
    /// # Panics
    /// If there are not n columns of the length of `r`.
    pub fn update(&mut self, columns: &[&[f64]], r: &[f64]) {
        assert_eq!(columns.len(), self.n, "one slice per parameter");
        self.fold_blocks(r.len(), |j, rows| &columns[j][rows], r);
    }

    /// [`update`](Reduction::update) with J stored by columns in one slice.
    pub(crate) fn update_dense(&mut self, jac: &[f64], r: &[f64]) {
        let m = r.len();
        self.fold_blocks(m, |j, rows| &jac[j * m + rows.start..j * m + rows.end], r);
    }

    fn fold_blocks<'a>(
        &mut self,
        m: usize,
        column: impl Fn(usize, std::ops::Range<usize>) -> &'a [f64],
        r: &[f64],
    ) {
        let step = block_rows(self.n + 1);
        for start in (0..m).step_by(step) {
            let rows = start..(start + step).min(m);
            let stride = rows.len().next_multiple_of(LANES);
            for (j, padded) in self.block.chunks_exact_mut(stride).take(self.n).enumerate() {
                fill(padded, column(j, rows.clone()));
            }
            fill(&mut self.block[self.n * stride..(self.n + 1) * stride], &r[rows]);
            self.fold(stride);
        }
        self.rows += m as u64;
        self.measure();
    }

    fn measure(&mut self) {
        for j in 0..self.n {
            self.column_norms[j] = norm(self.r_column(j));
        }
    }

    /// Folds another reduction of the same columns in.
    ///
    /// # Panics
    /// If the numbers of columns differ.
    pub fn merge(&mut self, other: &Reduction) {
        assert_eq!(self.n, other.n, "reductions of different problems");
        let k = self.n + 1;
        // A triangle is a block of k rows.
        let stride = k.next_multiple_of(LANES);
        for (padded, column) in
            self.block.chunks_exact_mut(stride).zip(other.triangle.chunks_exact(k))
        {
            fill(padded, column);
        }
        self.fold(stride);
        self.rows += other.rows;
        self.measure();
    }

    /// Folds the first `rows` rows of the block, stored by columns of that length, a multiple of
    /// [`LANES`].
    fn fold(&mut self, rows: usize) {
        let k = self.n + 1;
        if !self.large.fold(&mut self.triangle, &self.block, k, rows) {
            fold(&mut self.triangle, &mut self.block, k, rows);
        }
    }

    /// How many rows were folded in.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// R_ij for i ≤ j < n.
    pub fn r(&self, i: usize, j: usize) -> f64 {
        self.triangle[j * (self.n + 1) + i]
    }

    /// The triangle of [J r] by columns, without the zeros below: (n+1)(n+2)/2 numbers.
    pub(crate) fn packed(&self) -> Vec<f64> {
        (0..=self.n).flat_map(|j| self.r_column(j)).copied().collect()
    }

    /// The reduction of `rows` rows that [`packed`](Self::packed) to these numbers.
    pub(crate) fn unpacked(n: usize, rows: u64, packed: &[f64]) -> Self {
        let mut this = Self::new(n);
        this.rows = rows;
        let k = n + 1;
        for j in 0..k {
            let first = j * (j + 1) / 2;
            this.triangle[j * k..j * k + j + 1].copy_from_slice(&packed[first..first + j + 1]);
        }
        this.measure();
        this
    }

    /// n, the columns without r.
    pub(crate) fn columns(&self) -> usize {
        self.n
    }

    /// Column j of R (r itself for j = n): its j + 1 entries from the top.
    pub(crate) fn r_column(&self, j: usize) -> &[f64] {
        let k = self.n + 1;
        &self.triangle[j * k..j * k + j + 1]
    }

    /// The first n entries of Qᵀr.
    pub fn qtr(&self) -> &[f64] {
        let k = self.n + 1;
        &self.triangle[self.n * k..self.n * k + self.n]
    }

    /// ‖r‖.
    pub fn residual_norm(&self) -> f64 {
        let k = self.n + 1;
        norm(&self.triangle[self.n * k..])
    }

    /// ‖Jⱼ‖.
    pub fn column_norm(&self, j: usize) -> f64 {
        self.column_norms[j]
    }

    /// (Jᵀr)ⱼ.
    pub fn gradient(&self, j: usize) -> f64 {
        dot(self.r_column(j), &self.qtr()[..j + 1])
    }

    /// out ← R p, length n.
    pub(crate) fn apply(&self, p: &[f64], out: &mut [f64]) {
        out.fill(0.0);
        for (j, &pj) in p.iter().enumerate() {
            add_scaled(&mut out[..j + 1], pj, self.r_column(j));
        }
    }
}

/// Rows in a block of k columns: at least k, so that a merge fits as well.
fn block_rows(k: usize) -> usize {
    BLOCK_ROWS.max(2 * k.next_multiple_of(LANES))
}

/// The column, then zeros: rows of zeros change nothing.
fn fill(padded: &mut [f64], column: &[f64]) {
    let (top, rest) = padded.split_at_mut(column.len());
    top.copy_from_slice(column);
    rest.fill(0.0);
}

/// Folds `rows` rows of `block` (k columns of that length, a multiple of [`LANES`]) into the k×k
/// upper `triangle`.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn fold(triangle: &mut [f64], block: &mut [f64], k: usize, rows: usize) {
    for j in 0..k {
        let (left, right) = block.split_at_mut((j + 1) * rows);
        let v = left[j * rows..].as_chunks_mut::<LANES>().0;
        let alpha = triangle[j * k + j];
        let Some(length) = longer(alpha, v.as_flattened()) else { continue };
        let beta = -length.copysign(alpha);
        triangle[j * k + j] = beta;
        if j + 1 == k {
            break;
        }
        let v0 = alpha - beta;
        let (tau, inverse) = (-v0 / beta, 1.0 / v0);
        if inverse.is_normal() {
            v.as_flattened_mut().iter_mut().for_each(|e| *e *= inverse);
        } else {
            v.as_flattened_mut().iter_mut().for_each(|e| *e /= v0);
        }
        for (column, l) in right.chunks_exact_mut(rows).zip(j + 1..k) {
            let column = column.as_chunks_mut::<LANES>().0;
            let top = &mut triangle[l * k + j];
            let w = tau * (*top + dot_here(v.as_flattened(), column.as_flattened()));
            *top -= w;
            add_scaled(column.as_flattened_mut(), -w, v.as_flattened());
        }
    }
}

/// √(α² + ‖v‖²), or None where v is 0 and there is nothing to reflect.
#[inline(always)]
fn longer(alpha: f64, v: &[f64]) -> Option<f64> {
    let below = dot_here(v, v);
    let all = alpha * alpha + below;
    if SAFE_SQUARES.contains(&below) && SAFE_SQUARES.contains(&all) {
        return Some(all.sqrt());
    }
    let below = norm(v);
    (below != 0.0).then(|| hypot(alpha, below))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(seed: usize, m: usize) -> Vec<f64> {
        (0..m).map(|i| ((i * (seed + 3) + seed) as f64 * 0.7).sin()).collect()
    }

    #[test]
    fn normal_equations_are_kept() {
        let (m, n) = (1000, 5);
        let columns: Vec<Vec<f64>> = (0..n).map(|j| column(j, m)).collect();
        let r = column(17, m);
        let mut reduction = Reduction::new(n);
        reduction.update(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>(), &r);
        for i in 0..n {
            assert!((reduction.gradient(i) - dot(&columns[i], &r)).abs() < 1e-11);
            for j in i..n {
                let rtr = dot(&reduction.r_column(i)[..i + 1], &reduction.r_column(j)[..i + 1]);
                assert!((rtr - dot(&columns[i], &columns[j])).abs() < 1e-11);
            }
        }
        assert!((reduction.residual_norm() - norm(&r)).abs() < 1e-12);
    }

    #[test]
    fn merging_equals_one_pass() {
        let (m, n) = (700, 3);
        let columns: Vec<Vec<f64>> = (0..n).map(|j| column(j, m)).collect();
        let r = column(9, m);
        let part = |rows: std::ops::Range<usize>| {
            let mut p = Reduction::new(n);
            let cut: Vec<&[f64]> = columns.iter().map(|c| &c[rows.clone()]).collect();
            p.update(&cut, &r[rows]);
            p
        };
        let whole = part(0..m);
        let mut merged = part(0..300);
        merged.merge(&part(300..m));
        assert_eq!(merged.rows(), 700);
        for j in 0..n {
            for i in 0..=j {
                assert!((whole.r(i, j).abs() - merged.r(i, j).abs()).abs() < 1e-12);
            }
            assert!((whole.gradient(j) - merged.gradient(j)).abs() < 1e-11);
        }
    }
}
