//! D, the damping matrix: what each [`Scaling`] makes of the column norms of J.

use crate::linalg::Cholesky;
use crate::norm::norm;
use crate::options::Scaling;

/// D at the current point. It damps, measures steps and bounds the trust region: one metric for
/// all three, or a step test in other units than the damping's would stop early (Misra1a under D =
/// I with an unscaled test is the classical example).
#[derive(Debug, Clone, Default)]
pub(crate) struct Metric {
    scaling: Scaling,
    sizes: Vec<f64>,
    start_norm: f64,
    largest: Vec<f64>,
    diagonal: Vec<f64>,
    whole: Cholesky,
    restricted: Cholesky,
    scratch: Vec<f64>,
}

impl Metric {
    /// Begins a run: `sizes` are the tⱼ, `start_norm` is ‖r₀‖.
    pub(crate) fn begin(&mut self, scaling: &Scaling, sizes: &[f64], start_norm: f64) {
        if self.scaling != *scaling {
            self.scaling.clone_from(scaling);
        }
        let n = sizes.len();
        self.sizes.clear();
        self.sizes.extend_from_slice(sizes);
        self.start_norm = start_norm;
        self.largest.clear();
        self.largest.resize(n, 0.0);
        self.diagonal.clear();
        self.diagonal.resize(n, 1.0);
        self.scratch.resize(n, 0.0);
        match &self.scaling {
            Scaling::Diagonal(d) => self.diagonal.copy_from_slice(d),
            Scaling::Matrix(matrix) => {
                let all: Vec<usize> = (0..n).collect();
                self.whole.factor(matrix, n, &all);
            }
            _ => {}
        }
    }

    /// Takes the column norms cⱼ = ‖Jⱼ‖ of a new linearisation.
    pub(crate) fn update(&mut self, column_norms: impl Iterator<Item = f64>) {
        /// A column that has become zero keeps this fraction of its largest norm, so that its
        /// parameter stays damped (DESIGN: `evidence/damping.md` §6 step 1).
        const FADED: f64 = 1e-8;
        for (j, c) in column_norms.enumerate() {
            self.largest[j] = self.largest[j].max(c);
            let t = self.sizes[j];
            let alive = if c > 0.0 { c } else { FADED * self.largest[j] };
            self.diagonal[j] = match self.scaling {
                Scaling::Geometric if alive > 0.0 => root_of_ratio(alive, t),
                Scaling::Geometric => self.start_norm.sqrt() / t,
                Scaling::Marquardt if alive > 0.0 => alive,
                Scaling::More if alive > 0.0 => self.largest[j],
                Scaling::Marquardt | Scaling::More => self.start_norm / t,
                Scaling::Identity | Scaling::Diagonal(_) | Scaling::Matrix(_) => continue,
            };
        }
    }

    /// Prepares for scaling the columns `free` (a user's matrix has a factor of its own there).
    pub(crate) fn restrict(&mut self, free: &[usize]) {
        if let Scaling::Matrix(matrix) = &self.scaling {
            self.restricted.factor(matrix, self.sizes.len(), free);
        }
    }

    /// columns ← columns·D⁻¹: `columns` holds, by columns of length `rows`, those of `free`.
    pub(crate) fn scale_columns(&self, free: &[usize], columns: &mut [f64], rows: usize) {
        if let Scaling::Matrix(_) = self.scaling {
            // Columns of W L⁻ᵀ, left to right: (wⱼ − Σ_{i<j} zᵢ Lᵀᵢⱼ) / Lᵀⱼⱼ.
            let upper = self.restricted.upper();
            let f = free.len();
            for j in 0..f {
                let (done, rest) = columns.split_at_mut(j * rows);
                let column = &mut rest[..rows];
                for i in 0..j {
                    crate::norm::add_scaled(
                        column,
                        -upper[j * f + i],
                        &done[i * rows..(i + 1) * rows],
                    );
                }
                column.iter_mut().for_each(|e| *e /= upper[j * f + j]);
            }
        } else {
            for (k, &j) in free.iter().enumerate() {
                let d = self.diagonal[j];
                columns[k * rows..(k + 1) * rows].iter_mut().for_each(|e| *e /= d);
            }
        }
    }

    /// z ← D⁻¹ z over `free`.
    pub(crate) fn unscale(&self, free: &[usize], z: &mut [f64]) {
        if let Scaling::Matrix(_) = self.scaling {
            crate::linalg::solve_upper(self.restricted.upper(), free.len(), free.len(), z);
        } else {
            for (z, &j) in z.iter_mut().zip(free) {
                *z /= self.diagonal[j];
            }
        }
    }

    /// g ← D⁻ᵀ g over `free`.
    pub(crate) fn unscale_transposed(&self, free: &[usize], g: &mut [f64]) {
        if let Scaling::Matrix(_) = self.scaling {
            let upper = self.restricted.upper();
            crate::linalg::solve_lower_transposed(upper, free.len(), free.len(), g);
        } else {
            self.unscale(free, g);
        }
    }

    /// ‖D p‖ for p of length n.
    pub(crate) fn norm(&mut self, p: &[f64]) -> f64 {
        let n = p.len();
        if let Scaling::Matrix(_) = self.scaling {
            let upper = self.whole.upper();
            self.scratch.fill(0.0);
            for j in 0..n {
                crate::norm::add_scaled(
                    &mut self.scratch[..j + 1],
                    p[j],
                    &upper[j * n..j * n + j + 1],
                );
            }
        } else {
            for j in 0..n {
                self.scratch[j] = self.diagonal[j] * p[j];
            }
        }
        norm(&self.scratch)
    }

    /// The diagonal of D (1 under a user's matrix).
    pub(crate) fn diagonal(&self) -> &[f64] {
        &self.diagonal
    }

    /// tⱼ, the sizes of the parameters.
    pub(crate) fn sizes(&self) -> &[f64] {
        &self.sizes
    }
}

/// √(a/b), exact under powers of four, and finite where the quotient is not.
fn root_of_ratio(a: f64, b: f64) -> f64 {
    let ratio = a / b;
    if ratio.is_normal() { ratio.sqrt() } else { a.sqrt() / b.sqrt() }
}
