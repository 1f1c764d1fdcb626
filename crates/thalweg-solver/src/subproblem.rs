//! One linearisation, in scaled variables: min ‖S z + b‖² + μ‖z‖², z = D h.
//!
//! This is Marquardt's own form (1963): in z the damping matrix is the identity. S is the pivoted
//! triangular factor of R D⁻¹; A = JᵀJ is never formed.

use crate::damped_system::{DampedModel, DampedSystem, Step};
use crate::linalg::{
    PivotedQr, Reduction, factor_square, singular_values, solve_lower_transposed, solve_upper,
};
use crate::norm::{dot, hypot, norm};
use crate::scaling::Metric;
use crate::trace::Anatomy;

/// A pivot below this, times n, beside its own column is rounding.
const DEPENDENT: f64 = 4.0 * f64::EPSILON;

/// The scaled least-squares problem over the free parameters, with its factor.
#[derive(Debug, Clone, Default)]
pub(crate) struct Subproblem {
    free: Vec<usize>,
    qr: PivotedQr,
    /// S, f×f upper by columns.
    s: Vec<f64>,
    /// Qᵀr, f entries.
    b: Vec<f64>,
    /// Which of the free parameters is at each pivot position.
    permutation: Vec<usize>,
    /// No column depends on the others: no pivot is 0.
    full_rank: bool,
    /// The least |S_kk| beside the norm of its column, of the columns that are independent.
    least_pivot: f64,
    /// S with √μ I rotated in; the factor of the last solve.
    damped: Vec<f64>,
    z: Vec<f64>,
    work: Vec<f64>,
    row: Vec<f64>,
}

impl Subproblem {
    /// Takes the linearisation over `free` with the residual r + J·shift.
    pub(crate) fn build(
        &mut self,
        reduction: &Reduction,
        metric: &mut Metric,
        free: &[usize],
        rhs: &[f64],
    ) {
        self.free.clear();
        self.free.extend_from_slice(free);
        metric.restrict(free);
        match (rhs.len(), free.len()) {
            (1, 1) => self.factor_small::<1>(reduction, metric, rhs),
            (2, 2) => self.factor_small::<2>(reduction, metric, rhs),
            (3, 3) => self.factor_small::<3>(reduction, metric, rhs),
            (4, 4) => self.factor_small::<4>(reduction, metric, rhs),
            (n, f) => self.factor(reduction, metric, rhs, n, f),
        }
        self.find_dependent();
    }

    /// Pivots that are rounding beside their own column become 0: that column depends on those before
    /// it, nothing is learned about its direction, and a Gauss-Newton step leaves it alone. Beside its
    /// own column, because columns may differ by any factor.
    fn find_dependent(&mut self) {
        let f = self.free.len();
        (self.full_rank, self.least_pivot) = (true, 1.0);
        for (k, column) in self.s.chunks_exact_mut(f.max(1)).enumerate() {
            let length = norm(&column[..k + 1]);
            let pivot = column[k].abs();
            if pivot <= DEPENDENT * f as f64 * length {
                column[k] = 0.0;
                self.full_rank = false;
            } else {
                self.least_pivot = self.least_pivot.min(pivot / length);
            }
        }
    }

    /// The least sine between an independent column and the span of those before it: 1/condition, but
    /// for what dependent columns would make of it.
    pub(crate) fn least_pivot(&self) -> f64 {
        self.least_pivot
    }

    /// S, b and the permutation of n rows over the f free columns.
    fn factor(&mut self, reduction: &Reduction, metric: &Metric, rhs: &[f64], n: usize, f: usize) {
        let w = self.qr.prepare(n, f);
        for (column, &j) in w.chunks_exact_mut(n.max(1)).zip(&self.free) {
            column[..j + 1].copy_from_slice(reduction.r_column(j));
        }
        metric.scale_columns(&self.free, w, n);
        self.qr.factor();
        self.qr.copy_s(&mut self.s);
        self.work.clear();
        self.work.extend_from_slice(rhs);
        self.qr.apply_qt(&mut self.work);
        self.b.clear();
        self.b.extend_from_slice(&self.work[..f]);
        self.permutation.clear();
        self.permutation.extend_from_slice(self.qr.permutation());
        self.resize(f);
    }

    /// The same, of N parameters that are all free, in registers.
    fn factor_small<const N: usize>(
        &mut self,
        reduction: &Reduction,
        metric: &Metric,
        rhs: &[f64],
    ) {
        let (mut w, mut b, mut permutation) = ([[0.0; N]; N], [0.0; N], [0; N]);
        for (j, column) in w.iter_mut().enumerate() {
            column[..j + 1].copy_from_slice(reduction.r_column(j));
        }
        metric.scale_columns(&self.free, w.as_flattened_mut(), N);
        b.copy_from_slice(rhs);
        factor_square(&mut w, &mut b, &mut permutation);
        self.resize(N);
        self.s.copy_from_slice(w.as_flattened());
        self.b.copy_from_slice(&b);
        self.permutation.copy_from_slice(&permutation);
    }

    fn resize(&mut self, f: usize) {
        if self.z.len() != f || self.s.len() != f * f {
            self.s.resize(f * f, 0.0);
            self.damped.resize(f * f, 0.0);
            self.permutation.resize(f, 0);
            for v in [&mut self.b, &mut self.z, &mut self.row, &mut self.work] {
                v.resize(f, 0.0);
            }
        }
    }

    /// ‖b‖: how far a Gauss-Newton step would take the linear model down, in units of r.
    pub(crate) fn q1(&self) -> f64 {
        if self.full_rank {
            return norm(&self.b);
        }
        // What lies along a dependent column's pivot no step can reach.
        let f = self.free.len();
        (0..f).filter(|k| self.s[k * f + k] != 0.0).fold(0.0, |sum, k| hypot(sum, self.b[k]))
    }

    /// Lends the factor with the memory of a solve: for few parameters in registers.
    #[inline(always)]
    fn with_system(&mut self, task: impl FnOnce(&mut DampedSystem<'_>) -> Step) -> Step {
        match self.free.len() {
            1 => self.with_small_system::<1>(task),
            2 => self.with_small_system::<2>(task),
            3 => self.with_small_system::<3>(task),
            4 => self.with_small_system::<4>(task),
            f => {
                let mut system = DampedSystem {
                    s: &self.s,
                    b: &self.b,
                    full_rank: self.full_rank,
                    damped: &mut self.damped,
                    z: &mut self.z,
                    row: &mut self.row[..f],
                };
                task(&mut system)
            }
        }
    }

    #[inline(always)]
    fn with_small_system<const F: usize>(
        &mut self,
        task: impl FnOnce(&mut DampedSystem<'_>) -> Step,
    ) -> Step {
        let (mut s, mut damped) = ([[0.0; F]; F], [[0.0; F]; F]);
        let (mut b, mut z) = ([0.0; F], [0.0; F]);
        s.as_flattened_mut().copy_from_slice(&self.s);
        b.copy_from_slice(&self.b);
        let mut system = DampedSystem {
            s: s.as_flattened(),
            b: &b,
            full_rank: self.full_rank,
            damped: damped.as_flattened_mut(),
            z: &mut z,
            row: &mut [0.0; F],
        };
        let step = task(&mut system);
        self.damped.copy_from_slice(damped.as_flattened());
        self.z.copy_from_slice(&z);
        step
    }

    /// ‖S z‖ = ‖J h‖ for the last step.
    pub(crate) fn model_norm(&mut self) -> f64 {
        let f = self.free.len();
        self.row[..f].fill(0.0);
        for j in 0..f {
            crate::norm::add_scaled(
                &mut self.row[..j + 1],
                self.z[j],
                &self.s[j * f..j * f + j + 1],
            );
        }
        norm(&self.row[..f])
    }

    /// The last step, direction by direction. Allocates: for those who watch.
    pub(crate) fn anatomy(&self, mu: f64) -> Anatomy {
        let f = self.free.len();
        let mut values = Vec::new();
        singular_values(&mut self.s.clone(), f, &mut values);
        let nothing = DEPENDENT * f as f64 * values.first().copied().unwrap_or(0.0);
        let fractions = values.iter().map(|v| {
            // σ²/(σ² + μ) without squares that could leave the range of numbers.
            let ratio = mu.sqrt() / v;
            if *v <= nothing { 0.0 } else { 1.0 / (1.0 + ratio * ratio) }
        });
        let column = |j: usize| j * f..j * f + j + 1;
        let descent: Vec<f64> =
            (0..f).map(|j| -dot(&self.s[column(j)], &self.b[..j + 1])).collect();
        let mut gauss_newton: Vec<f64> = self.b.iter().map(|b| -b).collect();
        solve_upper(&self.s, f, f, &mut gauss_newton);
        Anatomy {
            fractions: fractions.collect(),
            gradient_angle: angle(&self.z, &descent),
            gauss_newton_angle: angle(&self.z, &gauss_newton),
        }
    }

    /// h[free] ← D⁻¹ z of the last step; the other entries are left alone.
    pub(crate) fn write_step(&mut self, metric: &Metric, h: &mut [f64]) {
        for (&k, &z) in self.permutation.iter().zip(&self.z) {
            self.row[k] = z;
        }
        let f = self.free.len();
        metric.unscale(&self.free, &mut self.row[..f]);
        for (&j, &v) in self.free.iter().zip(&self.row) {
            h[j] = v;
        }
    }

    /// a[free] ← a[free] − (A + μD²)⁻¹ (g + μ D² a)[free] with the factor of the last solve, where
    /// g is a gradient of length n. From a = 0 this solves; called again with the residual's new
    /// gradient it refines (the corrected semi-normal equations, Björck 1987), which makes it as
    /// accurate as a QR solve. `mu` is that of the last solve.
    pub(crate) fn solve_gradient(
        &mut self,
        metric: &Metric,
        mu: f64,
        g: &[f64],
        a: &mut [f64],
        scaled: &mut Vec<f64>,
    ) {
        let f = self.free.len();
        // `scaled` holds the solution so far in pivoted, scaled variables.
        scaled.resize(f, 0.0);
        for (k, &j) in self.free.iter().enumerate() {
            self.work[k] = g[j];
        }
        metric.unscale_transposed(&self.free, &mut self.work[..f]);
        for (position, &k) in self.permutation.iter().enumerate() {
            self.row[position] = self.work[k] + mu * scaled[position];
        }
        solve_lower_transposed(&self.damped, f, f, &mut self.row[..f]);
        solve_upper(&self.damped, f, f, &mut self.row[..f]);
        for k in 0..f {
            scaled[k] -= self.row[k];
        }
        for (position, &k) in self.permutation.iter().enumerate() {
            self.work[k] = scaled[position];
        }
        metric.unscale(&self.free, &mut self.work[..f]);
        for (&j, &v) in self.free.iter().zip(&self.work) {
            a[j] = v;
        }
    }
}

/// The angle between two vectors, from their unit vectors' difference: right near 0 as well
/// (Kahan 2006, §12).
fn angle(a: &[f64], b: &[f64]) -> f64 {
    let (na, nb) = (norm(a), norm(b));
    let along = |sign: f64| {
        let each: Vec<f64> = a.iter().zip(b).map(|(a, b)| a / na + sign * (b / nb)).collect();
        norm(&each)
    };
    2.0 * along(-1.0).atan2(along(1.0))
}

impl DampedModel for Subproblem {
    /// Solves for a given μ (0: Gauss-Newton, dependent columns left alone).
    fn solve(&mut self, mu: f64) -> Step {
        self.with_system(|system| system.solve(mu))
    }

    /// Moré's method: Gauss-Newton if it fits the radius to within a tenth, else the μ that does,
    /// from `guess`.
    fn solve_for_radius(&mut self, radius: f64, guess: f64) -> Step {
        self.with_system(|system| system.solve_for_radius(radius, guess))
    }

    /// max Σₖ (S_kj)² over the columns: the largest Aⱼⱼ/Dⱼ².
    fn largest_curvature(&self) -> f64 {
        let f = self.free.len();
        (0..f)
            .map(|j| dot(&self.s[j * f..j * f + j + 1], &self.s[j * f..j * f + j + 1]))
            .fold(0.0, f64::max)
    }

    /// The smallest S_kk².
    fn smallest_curvature(&self) -> f64 {
        let f = self.free.len();
        (0..f).map(|k| self.s[k * f + k]).map(|d| d * d).fold(f64::INFINITY, f64::min)
    }
}
