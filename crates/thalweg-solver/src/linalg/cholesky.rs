//! Cholesky's factor of a small symmetric positive definite matrix, M = L Lᵀ.

use crate::norm::dot;

/// The factor L of a symmetric positive definite matrix M = L Lᵀ.
///
/// ```
/// use thalweg_solver::Cholesky;
/// let mut m = Cholesky::default();
/// assert!(m.factor(&[4.0, 2.0, 2.0, 5.0], 2, &[0, 1])); // L = [2 0; 1 2]
/// let mut v = [2.0, 5.0];
/// m.solve_lower(&mut v);
/// assert_eq!(v, [1.0, 2.0]);
/// assert!(!m.factor(&[1.0, 2.0, 2.0, 1.0], 2, &[0, 1]));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Cholesky {
    /// Lᵀ by columns: column j of Lᵀ is row j of L.
    upper: Vec<f64>,
    n: usize,
}

impl Cholesky {
    /// Factors the submatrix of M (n×n) in the rows and columns `keep`; false if it is not
    /// positive definite. Cost k³/3 operations for k of them.
    pub fn factor(&mut self, matrix: &[f64], n: usize, keep: &[usize]) -> bool {
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

    /// v ← L⁻¹ v, for v of the size of what was factored: ‖L⁻¹v‖² = vᵀM⁻¹v.
    pub fn solve_lower(&self, v: &mut [f64]) {
        let n = self.n;
        for i in 0..n.min(v.len()) {
            let row = &self.upper[i * n..i * n + i];
            v[i] = (v[i] - dot(row, &v[..i])) / self.upper[i * n + i];
        }
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
