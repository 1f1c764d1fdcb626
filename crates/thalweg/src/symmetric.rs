//! Small symmetric matrices of entries about 1, positive definite or found not to be.

use thalweg_solver::Cholesky;

/// A symmetric matrix while it is added up; its lower triangle counts.
pub(crate) struct Symmetric {
    p: usize,
    /// The columns, p×p.
    entries: Vec<f64>,
}

impl Symmetric {
    /// I.
    pub(crate) fn identity(p: usize) -> Self {
        let entry = |at: usize| f64::from(u8::from(at / p == at % p));
        Self { p, entries: (0..p * p).map(entry).collect() }
    }

    /// A ← A − q qᵀ.
    pub(crate) fn subtract_square(&mut self, q: &[f64]) {
        for k in 0..self.p {
            for l in 0..=k {
                self.add(k, l, -q[k] * q[l]);
            }
        }
    }

    /// A ← A + v in places (k, l) and (l, k), k ≥ l.
    pub(crate) fn add(&mut self, k: usize, l: usize, v: f64) {
        self.entries[l * self.p + k] += v;
        if l < k {
            self.entries[k * self.p + l] += v;
        }
    }

    /// L of A = LLᵀ; None where A is not positive definite by more than rounding.
    pub(crate) fn factor(&self) -> Option<Cholesky> {
        /// The least square of a pivot.
        const LEAST: f64 = 1e-12;
        let all: Vec<usize> = (0..self.p).collect();
        let mut factor = Cholesky::default();
        let definite = factor.factor(&self.entries, self.p, &all);
        (definite && factor.least_pivot().powi(2) > LEAST).then_some(factor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_that_is_added_up_is_factored_or_found_singular() {
        // I − q qᵀ with q = (0.6, 0), and 0.2 beside the diagonal: [0.64 0.2; 0.2 1].
        let mut a = Symmetric::identity(2);
        a.subtract_square(&[0.6, 0.0]);
        a.add(1, 0, 0.2);
        let mut x = [1.0, 2.0];
        a.factor().unwrap().solve(&mut x);
        assert!((0.64 * x[0] + 0.2 * x[1] - 1.0).abs() < 1e-14);
        assert!((0.2 * x[0] + x[1] - 2.0).abs() < 1e-14);
        let mut gone = Symmetric::identity(1);
        gone.subtract_square(&[1.0 - 1e-14]);
        assert!(gone.factor().is_none());
    }
}
