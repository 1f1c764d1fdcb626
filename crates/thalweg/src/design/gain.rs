//! What an observation would do to an error.

use crate::statistics::Metric;

/// The covariance of the parameters over σ², in the orthonormal directions of the fit.
#[derive(Debug, Clone)]
pub(super) struct Precision {
    p: usize,
    /// By rows.
    m: Vec<f64>,
}

impl Precision {
    fn identity(p: usize) -> Self {
        let mut m = vec![0.0; p * p];
        (0..p).for_each(|i| m[i * p + i] = 1.0);
        Self { p, m }
    }

    /// Before anything is added: RᵀR/σ² of a covariance, of this many directions.
    pub(super) fn of(metric: &Metric, p: usize, sigma: f64) -> Self {
        let mut precision = Self::identity(p);
        let columns: Vec<Vec<f64>> = precision.m.chunks_exact(p.max(1)).map(Vec::from).collect();
        let columns: Vec<Vec<f64>> = columns
            .into_iter()
            .map(|mut column| {
                metric.apply(&mut column);
                column.iter().map(|v| v / sigma).collect()
            })
            .collect();
        for i in 0..p {
            for j in 0..p {
                precision.m[i * p + j] = dot(&columns[i], &columns[j]);
            }
        }
        precision
    }

    fn times(&self, v: &[f64]) -> Vec<f64> {
        let row = |i: usize| -> f64 {
            self.m[i * self.p..(i + 1) * self.p].iter().zip(v).map(|(m, v)| m * v).sum()
        };
        (0..self.p).map(row).collect()
    }

    /// Variance over σ² of a quantity with these coordinates.
    pub(super) fn variance(&self, u: &[f64]) -> f64 {
        dot(u, &self.times(u)).max(0.0)
    }

    /// The same after an observation with row `a` is added (Sherman & Morrison 1950):
    /// uᵀMu − (uᵀMa)²/(1 + aᵀMa).
    pub(super) fn variance_with(&self, u: &[f64], a: &[f64]) -> f64 {
        let along = self.times(a);
        (self.variance(u) - dot(u, &along).powi(2) / (1.0 + dot(a, &along))).max(0.0)
    }

    /// By what factor the determinant shrinks: 1/(1 + aᵀMa).
    pub(super) fn shrinks(&self, a: &[f64]) -> f64 {
        1.0 / (1.0 + dot(a, &self.times(a)))
    }

    /// Adds the observation.
    pub(super) fn add(&mut self, a: &[f64]) {
        let along = self.times(a);
        let scale = 1.0 + dot(a, &along);
        for i in 0..self.p {
            for j in 0..self.p {
                self.m[i * self.p + j] -= along[i] * along[j] / scale;
            }
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
