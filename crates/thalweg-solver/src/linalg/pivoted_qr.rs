//! QR factorisation with column pivoting: W P = Q S (Businger & Golub 1965).

use crate::norm::{add_scaled, dot, norm};

/// The pivoted factor S of a k×f matrix together with Qᵀb; the memory is kept between uses.
#[derive(Debug, Clone, Default)]
pub(crate) struct PivotedQr {
    rows: usize,
    cols: usize,
    /// rows×cols by columns: S in the upper triangle, Householder vectors below and on it.
    w: Vec<f64>,
    /// Leading entries of the Householder vectors are 1 with this factor.
    tau: Vec<f64>,
    /// `permutation[k]` is the original column at pivot position k.
    permutation: Vec<usize>,
    diagonal: Vec<f64>,
}

impl PivotedQr {
    /// Hands out the rows×cols buffer to be filled by columns before [`factor`](Self::factor).
    pub(crate) fn prepare(&mut self, rows: usize, cols: usize) -> &mut [f64] {
        self.rows = rows;
        self.cols = cols;
        self.w.clear();
        self.w.resize(rows * cols, 0.0);
        &mut self.w
    }

    /// Factors what the buffer holds. Norms of the remaining columns are taken afresh at each
    /// step: no downdating, so pivots do not depend on cancellation.
    pub(crate) fn factor(&mut self) {
        let (m, n) = (self.rows, self.cols);
        self.permutation.clear();
        self.permutation.extend(0..n);
        self.tau.clear();
        self.tau.resize(n, 0.0);
        self.diagonal.clear();
        self.diagonal.resize(n, 0.0);
        factor(m, &mut self.w, &mut self.tau, &mut self.permutation, &mut self.diagonal);
    }

    /// `permutation()[k]` is the original column at position k.
    pub(crate) fn permutation(&self) -> &[usize] {
        &self.permutation
    }

    /// Number of leading pivots above `tolerance` times the first.
    pub(crate) fn rank(&self, tolerance: f64) -> usize {
        let floor = tolerance * self.diagonal.first().map_or(0.0, |d| d.abs());
        self.diagonal.iter().take_while(|d| d.abs() > floor).count()
    }

    /// Copies S into `s`, cols×cols by columns, zeros below the diagonal.
    pub(crate) fn copy_s(&self, s: &mut Vec<f64>) {
        let (m, n) = (self.rows, self.cols);
        s.clear();
        s.resize(n * n, 0.0);
        for j in 0..n {
            let above = j.min(m);
            s[j * n..j * n + above].copy_from_slice(&self.w[j * m..j * m + above]);
            s[j * n + j] = self.diagonal[j];
        }
    }

    /// b ← Qᵀb, length rows.
    pub(crate) fn apply_qt(&self, b: &mut [f64]) {
        for k in 0..self.cols.min(self.rows) {
            self.reflect(k, b);
        }
    }

    /// b ← Q b, length rows.
    pub(crate) fn apply_q(&self, b: &mut [f64]) {
        for k in (0..self.cols.min(self.rows)).rev() {
            self.reflect(k, b);
        }
    }

    fn reflect(&self, k: usize, b: &mut [f64]) {
        let m = self.rows;
        reflect(&self.w[k * m + k..(k + 1) * m], self.tau[k], &mut b[k..]);
    }
}

/// Factors the N×N matrix `w` in registers: `w` becomes S, with zeros below its diagonal, and b
/// becomes Qᵀb.
#[inline(always)]
pub(crate) fn factor_square<const N: usize>(
    w: &mut [[f64; N]; N],
    b: &mut [f64; N],
    permutation: &mut [usize; N],
) {
    let (mut tau, mut diagonal) = ([0.0; N], [0.0; N]);
    for (k, position) in permutation.iter_mut().enumerate() {
        *position = k;
    }
    factor(N, w.as_flattened_mut(), &mut tau, permutation, &mut diagonal);
    for k in 0..N {
        reflect(&w[k][k..], tau[k], &mut b[k..]);
    }
    for (k, column) in w.iter_mut().enumerate() {
        column[k..].fill(0.0);
        column[k] = diagonal[k];
    }
}

/// b ← (I − τ v vᵀ) b.
#[inline(always)]
fn reflect(v: &[f64], tau: f64, b: &mut [f64]) {
    if tau != 0.0 {
        let w = tau * dot(v, b);
        add_scaled(b, -w, v);
    }
}

/// Factors `w`, m rows by columns as many as `tau` is long.
#[inline(always)]
fn factor(
    m: usize,
    w: &mut [f64],
    tau: &mut [f64],
    permutation: &mut [usize],
    diagonal: &mut [f64],
) {
    let n = tau.len();
    for k in 0..n.min(m) {
        let (mut pivot, mut length) = (k, -1.0);
        for j in k..n {
            let candidate = norm(&w[j * m + k..(j + 1) * m]);
            if candidate > length {
                (pivot, length) = (j, candidate);
            }
        }
        if pivot != k {
            let (left, right) = w.split_at_mut(pivot * m);
            left[k * m..(k + 1) * m].swap_with_slice(&mut right[..m]);
            permutation.swap(k, pivot);
        }
        if length <= 0.0 {
            break;
        }
        let (left, right) = w.split_at_mut((k + 1) * m);
        let v = &mut left[k * m + k..];
        let alpha = v[0];
        let beta = -length.copysign(alpha);
        let v0 = alpha - beta;
        for e in v[1..].iter_mut() {
            *e /= v0;
        }
        v[0] = 1.0;
        tau[k] = -v0 / beta;
        for column in right.chunks_exact_mut(m) {
            let w = tau[k] * dot(v, &column[k..]);
            add_scaled(&mut column[k..], -w, v);
        }
        diagonal[k] = beta;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn q_times_s_is_the_permuted_matrix() {
        let (m, n) = (7, 4);
        let matrix: Vec<f64> = (0..m * n).map(|i| ((i * i) as f64 * 0.37).sin()).collect();
        let mut qr = PivotedQr::default();
        qr.prepare(m, n).copy_from_slice(&matrix);
        qr.factor();
        let mut s = Vec::new();
        qr.copy_s(&mut s);
        for (k, &j) in qr.permutation().iter().enumerate() {
            let mut column = vec![0.0; m];
            column[..n].copy_from_slice(&s[k * n..(k + 1) * n]);
            qr.apply_q(&mut column);
            for i in 0..m {
                assert!((column[i] - matrix[j * m + i]).abs() < 1e-14);
            }
        }
        assert!(qr.diagonal.windows(2).all(|d| d[0].abs() >= d[1].abs()));
    }

    #[test]
    fn rank_of_dependent_columns() {
        let mut qr = PivotedQr::default();
        qr.prepare(3, 3).copy_from_slice(&[1.0, 2.0, 3.0, 2.0, 4.0, 6.0, 0.0, 1.0, 0.0]);
        qr.factor();
        assert_eq!(qr.rank(1e-10), 2);
    }
}
