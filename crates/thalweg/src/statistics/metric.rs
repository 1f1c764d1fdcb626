//! A covariance in the coordinates in which J is orthonormal.

/// R of M = RᵀR, M the covariance in the directions that J makes orthonormal.
#[derive(Debug, Clone)]
pub(crate) enum Metric {
    /// A multiple of the identity.
    Scalar(f64),
    /// rank×rank by columns.
    Matrix(Vec<f64>),
}

impl Metric {
    /// u ← R u.
    pub(crate) fn apply(&self, u: &mut Vec<f64>) {
        match self {
            Self::Scalar(factor) => u.iter_mut().for_each(|u| *u *= factor),
            Self::Matrix(r) => {
                let rank = u.len();
                let row = |i: usize| (0..rank).map(|j| r[j * rank + i] * u[j]).sum();
                *u = (0..rank).map(row).collect();
            }
        }
    }
}
