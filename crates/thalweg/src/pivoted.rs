//! Householder QR with column pivoting on columns of unit length (Businger & Golub 1965): linear
//! least squares where columns may depend on each other, and what that leaves open.

/// In a linear sub-problem a column whose part orthogonal to the ones before is smaller than this,
/// relative to its own length, is left out: DESIGN's cut for reduced problems.
const LINEAR_CUT: f64 = 1e-10;
/// A direction of the parameters is determined if its pivot exceeds this: the solver's own cut.
const DETERMINED: f64 = 1e-9;
/// Components of a null vector below this are rounding: √[`DETERMINED`].
const TOUCHED: f64 = 3e-5;

/// The factor of a matrix, its memory kept between uses.
#[derive(Debug, Default)]
pub(crate) struct Pivoted {
    permutation: Vec<usize>,
    norms: Vec<f64>,
    diagonal: Vec<f64>,
}

impl Pivoted {
    /// Solves min ‖A c − b‖ for c (length k); A is m×k by columns, and A and b are overwritten.
    /// Parameters that the others can replace get 0. Returns ‖A c − b‖². All entries must be finite.
    pub(crate) fn solve(&mut self, a: &mut [f64], b: &mut [f64], c: &mut [f64]) -> f64 {
        let m = b.len();
        let rank = self.factor(a, b, c.len(), LINEAR_CUT);
        c.fill(0.0);
        self.back_substitute(a, b, c, m, rank);
        b[rank..].iter().map(|r| r * r).sum()
    }

    /// A P = Q R with R in the upper triangle of A, and b ← Qᵀb; stops at the first pivot below
    /// `cut` and returns how many there were.
    fn factor(&mut self, a: &mut [f64], b: &mut [f64], k: usize, cut: f64) -> usize {
        let m = b.len();
        self.scale(a, m, k);
        let mut rank = 0;
        while rank < k.min(m) {
            let step = rank;
            let (pivot, length) = (step..k)
                .map(|j| (j, norm(&a[j * m + step..(j + 1) * m])))
                .fold((step, -1.0), |best, next| if next.1 > best.1 { next } else { best });
            if length <= cut {
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
        rank
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

/// What the rows of a Jacobian determine: the covariance of what they do, and the null vectors of
/// what they do not.
pub(crate) struct RowSpace {
    /// Which parameter each column is.
    columns: Vec<usize>,
    factor: Pivoted,
    /// The first `rank` rows of R, by columns of length `rank`, in pivot order.
    r: Vec<f64>,
    rank: usize,
}

impl RowSpace {
    /// Of J, m×n by columns, restricted to the parameters `columns`; `most` bounds the rank.
    pub(crate) fn new(jacobian: &[f64], m: usize, columns: Vec<usize>, most: usize) -> Self {
        let k = columns.len();
        let mut a = Vec::with_capacity(m * k);
        columns.iter().for_each(|&j| a.extend_from_slice(&jacobian[j * m..(j + 1) * m]));
        let mut factor = Pivoted::default();
        let found = factor.factor(&mut a, &mut vec![0.0; m], k, DETERMINED);
        let rank = found.min(most);
        let entry = |l: usize, i: usize| if i == l { factor.diagonal[i] } else { a[l * m + i] };
        let r = (0..k)
            .flat_map(|l| (0..rank).map(move |i| (l, i)))
            .map(|(l, i)| if i <= l { entry(l, i) } else { 0.0 })
            .collect();
        Self { columns, factor, r, rank }
    }

    fn r(&self, row: usize, column: usize) -> f64 {
        self.r[column * self.rank + row]
    }

    /// One list per undetermined direction: the parameters that it moves.
    pub(crate) fn undetermined(&self) -> Vec<Vec<usize>> {
        let direction = |column: usize| {
            // R₁₁ z = −r, and 1 for the dependent column itself.
            let mut z: Vec<f64> = (0..self.rank).map(|i| -self.r(i, column)).collect();
            for i in (0..self.rank).rev() {
                let known: f64 = (i + 1..self.rank).map(|l| self.r(i, l) * z[l]).sum();
                z[i] = (z[i] - known) / self.r(i, i);
            }
            let touched = (0..self.rank).filter(|&i| z[i].abs() >= TOUCHED);
            let mut parameters: Vec<usize> =
                touched.chain([column]).map(|p| self.columns[self.factor.permutation[p]]).collect();
            parameters.sort_unstable();
            parameters
        };
        (self.rank..self.columns.len()).map(direction).collect()
    }

    /// u with Var(gᵀx) = ‖u‖² and Cov(gᵀx, hᵀx) = uᵀv, for residuals of variance 1; None if the
    /// rows do not determine gᵀx.
    pub(crate) fn coordinates(&self, g: &[f64]) -> Option<Vec<f64>> {
        let scaled = |p: usize| {
            let k = self.factor.permutation[p];
            g[self.columns[k]] / self.factor.norms[k]
        };
        let size = (0..self.columns.len()).map(|p| scaled(p).abs()).fold(0.0, f64::max);
        let mut u: Vec<f64> = Vec::with_capacity(self.rank);
        for i in 0..self.rank {
            let known: f64 = (0..i).map(|l| self.r(l, i) * u[l]).sum();
            u.push((scaled(i) - known) / self.r(i, i));
        }
        let left_over =
            |p: usize| scaled(p) - (0..self.rank).map(|i| self.r(i, p) * u[i]).sum::<f64>();
        let determined =
            (self.rank..self.columns.len()).all(|p| left_over(p).abs() <= TOUCHED * size);
        determined.then_some(u)
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
        let rss = Pivoted::default().solve(&mut a, &mut b, &mut c);
        assert!((c[0] - 1.5).abs() < 1e-14 && (c[1] - 1.0).abs() < 1e-14, "{c:?}");
        assert!((rss - 1.0).abs() < 1e-14);
    }

    #[test]
    fn dependent_columns_and_units() {
        let mut a = [1e200, 2e200, 0.0, 2e-200, 4e-200, 0.0];
        let mut b = [1.0, 2.0, 1.0];
        let mut c = [0.0; 2];
        let rss = Pivoted::default().solve(&mut a, &mut b, &mut c);
        assert!((rss - 1.0).abs() < 1e-14);
        assert!(c.contains(&0.0), "one of the two is left out: {c:?}");
    }

    #[test]
    fn what_a_product_determines() {
        // J of b1·b3·x at (2, 3), and of an offset: columns 3x, 2x, 1.
        let x = [1.0, 2.0, 3.0, 4.0];
        let mut jacobian: Vec<f64> = x.iter().map(|v| 3.0 * v).collect();
        jacobian.extend(x.iter().map(|v| 2.0 * v));
        jacobian.extend([1.0; 4]);
        let space = RowSpace::new(&jacobian, 4, vec![0, 1, 2], 3);
        assert_eq!(space.undetermined(), [vec![0, 1]]);
        assert_eq!(space.coordinates(&[1.0, 0.0, 0.0]), None);
        // b1·b3 is the slope of a line through x: its variance is 1/Σ(x − mean)² = 1/5.
        let u = space.coordinates(&[3.0, 2.0, 0.0]).unwrap();
        assert!((u.iter().map(|v| v * v).sum::<f64>() - 0.2).abs() < 1e-14);
    }
}
