//! Small symmetric matrices, positive definite or found not to be.

/// A symmetric matrix and, once factored, L of A = LLᵀ; the lower triangle by rows.
pub(super) struct Cholesky {
    p: usize,
    entries: Vec<f64>,
}

impl Cholesky {
    /// I.
    pub(super) fn identity(p: usize) -> Self {
        let entry = |at: usize| f64::from(u8::from(at / p == at % p));
        Self { p, entries: (0..p * p).map(entry).collect() }
    }

    /// A ← A − q qᵀ.
    pub(super) fn subtract_square(&mut self, q: &[f64]) {
        for k in 0..self.p {
            for l in 0..=k {
                self.entries[k * self.p + l] -= q[k] * q[l];
            }
        }
    }

    /// A ← A + v in place (k, l), k ≥ l.
    pub(super) fn add(&mut self, k: usize, l: usize, v: f64) {
        self.entries[k * self.p + l] += v;
    }

    /// None where A, of entries about 1, is not positive definite.
    pub(super) fn factor(mut self) -> Option<Self> {
        const LEAST: f64 = 1e-12;
        let (p, a) = (self.p, &mut self.entries);
        for k in 0..p {
            for l in 0..=k {
                let known: f64 = (0..l).map(|h| a[k * p + h] * a[l * p + h]).sum();
                let rest = a[k * p + l] - known;
                a[k * p + l] = match k == l {
                    true if rest > LEAST => rest.sqrt(),
                    true => return None,
                    false => rest / a[l * p + l],
                };
            }
        }
        Some(self)
    }

    /// L⁻¹b.
    fn forward(&self, b: &[f64]) -> Vec<f64> {
        let (p, l) = (self.p, &self.entries);
        let mut y = b.to_vec();
        for k in 0..p {
            let known: f64 = (0..k).map(|h| l[k * p + h] * y[h]).sum();
            y[k] = (y[k] - known) / l[k * p + k];
        }
        y
    }

    /// bᵀA⁻¹b.
    pub(super) fn square(&self, b: &[f64]) -> f64 {
        self.forward(b).iter().map(|y| y * y).sum()
    }

    /// A⁻¹b.
    pub(super) fn solve(&self, b: &[f64]) -> Vec<f64> {
        let (p, l) = (self.p, &self.entries);
        let mut y = self.forward(b);
        for k in (0..p).rev() {
            let known: f64 = (k + 1..p).map(|h| l[h * p + k] * y[h]).sum();
            y[k] = (y[k] - known) / l[k * p + k];
        }
        y
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_system() {
        // A = I − q qᵀ with q = (0.6, 0): diag(0.64, 1).
        let mut a = Cholesky::identity(2);
        a.subtract_square(&[0.6, 0.0]);
        a.add(1, 0, 0.2);
        let factor = a.factor().unwrap();
        let x = factor.solve(&[1.0, 2.0]);
        assert!((0.64 * x[0] + 0.2 * x[1] - 1.0).abs() < 1e-14);
        assert!((0.2 * x[0] + x[1] - 2.0).abs() < 1e-14);
        assert!((factor.square(&[1.0, 2.0]) - (x[0] + 2.0 * x[1])).abs() < 1e-14);
        let mut gone = Cholesky::identity(1);
        gone.subtract_square(&[1.0]);
        assert!(gone.factor().is_none());
    }
}
