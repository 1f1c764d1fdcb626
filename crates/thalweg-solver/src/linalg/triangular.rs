//! Triangular solves, and the QR of [S; √μ I] by Givens rotations.

use crate::norm::{dot, hypot};

/// Solves S z = b in place for the leading `rank` unknowns; the others become 0, and so do those whose
/// pivot is 0. S is n×n upper.
#[inline(always)]
pub(crate) fn solve_upper(s: &[f64], n: usize, rank: usize, b: &mut [f64]) {
    b[rank..n].fill(0.0);
    for k in (0..rank).rev() {
        let pivot = s[k * n + k];
        let z = if pivot == 0.0 { 0.0 } else { b[k] / pivot };
        b[k] = z;
        for i in 0..k {
            b[i] -= z * s[k * n + i];
        }
    }
}

/// Solves Sᵀ z = b in place for the leading `rank` unknowns; the others become 0, and so do those
/// whose pivot is 0. S is n×n upper.
#[inline(always)]
pub(crate) fn solve_lower_transposed(s: &[f64], n: usize, rank: usize, b: &mut [f64]) {
    for k in 0..rank {
        let sum = dot(&s[k * n..k * n + k], &b[..k]);
        let pivot = s[k * n + k];
        b[k] = if pivot == 0.0 { 0.0 } else { (b[k] - sum) / pivot };
    }
    b[rank..n].fill(0.0);
}

/// Rotates √μ I into S and 0 into b: afterwards SᵀS has grown by μ I (Moré 1978, §4; `qrsolv` of
/// MINPACK with a unit diagonal). `row` is scratch of length n.
#[inline(always)]
pub(crate) fn augment_with_damping(
    s: &mut [f64],
    n: usize,
    b: &mut [f64],
    mu: f64,
    row: &mut [f64],
) {
    let root = mu.sqrt();
    for j in 0..n {
        row[j..n].fill(0.0);
        row[j] = root;
        let mut extra = 0.0;
        for k in j..n {
            if row[k] == 0.0 {
                continue;
            }
            let skk = s[k * n + k];
            let length = hypot(skk, row[k]);
            let (cos, sin) = (skk / length, row[k] / length);
            s[k * n + k] = length;
            let bk = cos * b[k] + sin * extra;
            extra = cos * extra - sin * b[k];
            b[k] = bk;
            for l in k + 1..n {
                let skl = s[l * n + k];
                s[l * n + k] = cos * skl + sin * row[l];
                row[l] = cos * row[l] - sin * skl;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const S: [f64; 9] = [2.0, 0.0, 0.0, 1.0, 3.0, 0.0, -1.0, 0.5, 1e-3];

    #[test]
    fn solves_invert() {
        let mut b = [1.0, 2.0, 3.0];
        solve_upper(&S, 3, 3, &mut b);
        let back = [2.0 * b[0] + b[1] - b[2], 3.0 * b[1] + 0.5 * b[2], 1e-3 * b[2]];
        for (got, want) in back.iter().zip([1.0, 2.0, 3.0]) {
            assert!((got - want).abs() < 1e-12);
        }
        let mut b = [1.0, 2.0, 3.0];
        solve_lower_transposed(&S, 3, 3, &mut b);
        let back = [2.0 * b[0], b[0] + 3.0 * b[1], -b[0] + 0.5 * b[1] + 1e-3 * b[2]];
        for (got, want) in back.iter().zip([1.0, 2.0, 3.0]) {
            assert!((got - want).abs() < 1e-12);
        }
    }

    #[test]
    fn damping_adds_mu_to_the_normal_matrix() {
        let (mut s, mut b, mut row) = (S, [1.0, 2.0, 3.0], [0.0; 3]);
        augment_with_damping(&mut s, 3, &mut b, 0.25, &mut row);
        for i in 0..3 {
            for j in 0..3 {
                let before = dot(&S[i * 3..i * 3 + 3], &S[j * 3..j * 3 + 3]);
                let after = dot(&s[i * 3..i * 3 + 3], &s[j * 3..j * 3 + 3]);
                let damped = before + if i == j { 0.25 } else { 0.0 };
                assert!((after - damped).abs() < 1e-14);
            }
            let gradient = dot(&S[i * 3..i * 3 + 3], &[1.0, 2.0, 3.0]);
            assert!((dot(&s[i * 3..i * 3 + 3], &b) - gradient).abs() < 1e-14);
        }
    }
}
