//! Cholesky factor of the user's damping matrix M = L Lᵀ.

use crate::norm::dot;

/// Lᵀ of a symmetric positive definite matrix, by columns (so column j of Lᵀ is row j of L).
#[derive(Debug, Clone, Default)]
pub(crate) struct Cholesky {
    n: usize,
    upper: Vec<f64>,
}

impl Cholesky {
    /// Factors the submatrix of M (n×n) in the rows and columns `keep`; false if it is not
    /// positive definite.
    pub(crate) fn factor(&mut self, matrix: &[f64], n: usize, keep: &[usize]) -> bool {
        let f = keep.len();
        self.n = f;
        self.upper.clear();
        self.upper.resize(f * f, 0.0);
        for j in 0..f {
            for i in 0..=j {
                let sum = dot(&self.upper[i * f..i * f + i], &self.upper[j * f..j * f + i]);
                let rest = matrix[keep[j] * n + keep[i]] - sum;
                if i < j {
                    self.upper[j * f + i] = rest / self.upper[i * f + i];
                } else if rest > 0.0 {
                    self.upper[j * f + j] = rest.sqrt();
                } else {
                    return false;
                }
            }
        }
        true
    }

    /// Lᵀ, n×n upper triangular by columns.
    pub(crate) fn upper(&self) -> &[f64] {
        &self.upper
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn product_of_factors_is_the_matrix() {
        let matrix = [4.0, 2.0, 0.6, 2.0, 5.0, 1.0, 0.6, 1.0, 3.0];
        let mut c = Cholesky::default();
        assert!(c.factor(&matrix, 3, &[0, 1, 2]));
        for i in 0..3 {
            for j in 0..3 {
                let product = dot(&c.upper()[i * 3..i * 3 + 3], &c.upper()[j * 3..j * 3 + 3]);
                assert!((product - matrix[j * 3 + i]).abs() < 1e-15);
            }
        }
        assert!(!c.factor(&[1.0, 2.0, 2.0, 1.0], 2, &[0, 1]));
    }
}
