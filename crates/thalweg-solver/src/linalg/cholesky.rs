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

    /// The least entry of the diagonal of L, whose square is what is left of a diagonal entry of M when the
    /// directions before it are taken out; infinite for a matrix without rows.
    pub fn least_pivot(&self) -> f64 {
        self.upper.iter().step_by(self.n + 1).copied().fold(f64::INFINITY, f64::min)
    }

    /// v ← L⁻¹ v, for v of the size of what was factored: ‖L⁻¹v‖² = vᵀM⁻¹v.
    pub fn solve_lower(&self, v: &mut [f64]) {
        let n = self.n;
        for i in 0..n.min(v.len()) {
            let row = &self.upper[i * n..i * n + i];
            v[i] = (v[i] - dot(row, &v[..i])) / self.upper[i * n + i];
        }
    }

    /// vᵀM⁻¹v. Cost k² operations and a copy of v.
    ///
    /// ```
    /// let mut m = thalweg_solver::Cholesky::default();
    /// assert!(m.factor(&[4.0, 0.0, 0.0, 1.0], 2, &[0, 1]));
    /// assert_eq!(m.inverse_square(&[2.0, 3.0]), 10.0);
    /// ```
    pub fn inverse_square(&self, v: &[f64]) -> f64 {
        let mut v = v.to_vec();
        self.solve_lower(&mut v);
        dot(&v, &v)
    }

    /// v ← M⁻¹ v. Cost 2k² operations.
    ///
    /// ```
    /// let mut m = thalweg_solver::Cholesky::default();
    /// assert!(m.factor(&[4.0, 2.0, 2.0, 5.0], 2, &[0, 1]));
    /// let mut v = [8.0, 8.0];
    /// m.solve(&mut v);
    /// assert_eq!(v, [1.5, 1.0]);
    /// ```
    pub fn solve(&self, v: &mut [f64]) {
        self.solve_lower(v);
        let n = self.n;
        for i in (0..n.min(v.len())).rev() {
            v[i] /= self.upper[i * n + i];
            let (above, at) = v.split_at_mut(i);
            let row = &self.upper[i * n..i * n + i];
            above.iter_mut().zip(row).for_each(|(v, l)| *v -= l * at[0]);
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
