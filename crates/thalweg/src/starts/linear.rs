//! The linear sub-problem: the best values of the parameters that enter linearly.

/// Columns whose part orthogonal to the ones before is smaller than this, relative to their own
/// length, are left out: DESIGN's cut for reduced problems.
const RANK_CUT: f64 = 1e-10;

/// Least squares min ‖A c − b‖ by Householder QR with column pivoting on columns of unit length.
#[derive(Debug, Default)]
pub(super) struct LinearSolver {
    permutation: Vec<usize>,
    norms: Vec<f64>,
    diagonal: Vec<f64>,
}

impl LinearSolver {
    /// Solves for c (length k); A is m×k by columns, and A and b are overwritten. Parameters that
    /// the others can replace get 0. Returns ‖A c − b‖². All entries must be finite.
    pub(super) fn solve(&mut self, a: &mut [f64], b: &mut [f64], c: &mut [f64]) -> f64 {
        let (m, k) = (b.len(), c.len());
        self.scale(a, m, k);
        c.fill(0.0);
        let mut rank = 0;
        while rank < k.min(m) {
            let step = rank;
            let (pivot, length) = (step..k)
                .map(|j| (j, norm(&a[j * m + step..(j + 1) * m])))
                .fold((step, -1.0), |best, next| if next.1 > best.1 { next } else { best });
            if length <= RANK_CUT {
                break;
            }
            if pivot != step {
                for i in 0..m {
                    a.swap(step * m + i, pivot * m + i);
                }
                self.permutation.swap(step, pivot);
            }
            self.reflect(a, b, step, m, length);
            rank += 1;
        }
        self.back_substitute(a, b, c, m, rank);
        b[rank..].iter().map(|r| r * r).sum()
    }

    fn scale(&mut self, a: &mut [f64], m: usize, k: usize) {
        self.permutation.clear();
        self.permutation.extend(0..k);
        self.norms.clear();
        self.diagonal.clear();
        self.diagonal.resize(k, 0.0);
        for column in a.chunks_exact_mut(m) {
            let largest = column.iter().fold(0.0, |s: f64, v| s.max(v.abs()));
            let length = if largest > 0.0 && largest.is_finite() {
                largest * column.iter().map(|v| (v / largest).powi(2)).sum::<f64>().sqrt()
            } else {
                1.0
            };
            column.iter_mut().for_each(|v| *v /= length);
            self.norms.push(length);
        }
    }

    fn reflect(&mut self, a: &mut [f64], b: &mut [f64], step: usize, m: usize, length: f64) {
        let (left, right) = a.split_at_mut((step + 1) * m);
        let v = &mut left[step * m + step..];
        let beta = -length.copysign(v[0]);
        let v0 = v[0] - beta;
        v[0] = v0;
        let scale = -1.0 / (beta * v0);
        for column in right.chunks_exact_mut(m).map(|c| &mut c[step..]).chain([&mut b[step..]]) {
            let w = scale * column.iter().zip(v.iter()).map(|(x, y)| x * y).sum::<f64>();
            column.iter_mut().zip(v.iter()).for_each(|(x, y)| *x -= w * y);
        }
        self.diagonal[step] = beta;
    }

    fn back_substitute(&self, a: &[f64], b: &[f64], c: &mut [f64], m: usize, rank: usize) {
        for j in (0..rank).rev() {
            let known: f64 = (j + 1..rank).map(|l| a[l * m + j] * c[self.permutation[l]]).sum();
            c[self.permutation[j]] = (b[j] - known) / self.diagonal[j];
        }
        for (c, norm) in c.iter_mut().zip(&self.norms) {
            *c /= norm;
        }
    }
}

fn norm(v: &[f64]) -> f64 {
    v.iter().map(|x| x * x).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_line() {
        // y = 1, 3, 4, 4 at x = 0..3: slope 1, intercept 1.5, Σr² = 1 (normal equations by hand).
        let mut a = [1.0, 1.0, 1.0, 1.0, 0.0, 1.0, 2.0, 3.0];
        let mut b = [1.0, 3.0, 4.0, 4.0];
        let mut c = [0.0; 2];
        let rss = LinearSolver::default().solve(&mut a, &mut b, &mut c);
        assert!((c[0] - 1.5).abs() < 1e-14 && (c[1] - 1.0).abs() < 1e-14, "{c:?}");
        assert!((rss - 1.0).abs() < 1e-14);
    }

    #[test]
    fn dependent_columns_and_units() {
        let mut a = [1e200, 2e200, 0.0, 2e-200, 4e-200, 0.0];
        let mut b = [1.0, 2.0, 1.0];
        let mut c = [0.0; 2];
        let rss = LinearSolver::default().solve(&mut a, &mut b, &mut c);
        assert!((rss - 1.0).abs() < 1e-14);
        assert!(c.contains(&0.0), "one of the two is left out: {c:?}");
    }
}
