//! The damped system (SᵀS + μI) z = −Sᵀb, for a μ or for the radius that μ answers to.

use crate::linalg::{augment_with_damping, solve_lower_transposed, solve_upper};
use crate::norm::{dot, norm};

/// The step that a solve left behind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Step {
    /// μ.
    pub(crate) mu: f64,
    /// ‖z‖ = ‖D h‖.
    pub(crate) norm: f64,
}

/// What the rules for μ ask of a model, Gauss-Newton's or with a full Hessian.
pub(crate) trait DampedModel {
    /// Solves for a given μ.
    fn solve(&mut self, mu: f64) -> Step;

    /// Solves for the μ with ‖z‖ = Δ to a tenth, from `guess`; 0 if the undamped step fits.
    fn solve_for_radius(&mut self, radius: f64, guess: f64) -> Step;

    /// The largest curvature along an axis or eigenvector of the scaled model.
    fn largest_curvature(&self) -> f64;

    /// A bound of the smallest curvature from above.
    fn smallest_curvature(&self) -> f64;
}

/// A factor S (f×f upper by columns) with b, and the memory of a solve. Everything here is
/// inlined, so that a caller who knows f when compiled gets code without loops.
pub(crate) struct DampedSystem<'a> {
    pub(crate) s: &'a [f64],
    pub(crate) b: &'a [f64],
    /// No pivot of S is 0.
    pub(crate) full_rank: bool,
    /// S with √μ I rotated in: the factor of the last solve.
    pub(crate) damped: &'a mut [f64],
    pub(crate) z: &'a mut [f64],
    pub(crate) row: &'a mut [f64],
}

impl DampedSystem<'_> {
    /// Solves for a given μ (0: Gauss-Newton, dependent columns left alone).
    #[inline(always)]
    pub(crate) fn solve(&mut self, mu: f64) -> Step {
        let f = self.z.len();
        self.damped.copy_from_slice(self.s);
        for (z, b) in self.z.iter_mut().zip(self.b) {
            *z = -b;
        }
        if mu > 0.0 {
            augment_with_damping(self.damped, f, self.z, mu, self.row);
        }
        solve_upper(self.damped, f, f, self.z);
        Step { mu, norm: norm(self.z) }
    }

    /// Moré's method (1978, alg. 5.5): Gauss-Newton if it fits the radius to within a tenth, else
    /// μ with |‖z‖ − Δ| ≤ 0.1 Δ, by a safeguarded Newton iteration on 1/‖z(μ)‖ from `guess`.
    #[inline(always)]
    pub(crate) fn solve_for_radius(&mut self, radius: f64, guess: f64) -> Step {
        /// Relative accuracy to which the radius is met (Moré 1978, σ).
        const SIGMA: f64 = 0.1;
        const MOST_STEPS: usize = 12;
        let mut step = self.solve(0.0);
        let mut excess = step.norm - radius;
        if excess <= SIGMA * radius {
            return step;
        }
        let mut lower = if self.full_rank && step.norm.is_finite() {
            excess / radius / self.inverse_slope()
        } else {
            0.0
        };
        if !lower.is_finite() {
            lower = 0.0;
        }
        let gradient = self.gradient_norm();
        // Beyond the range of f64 any damping will do: the step is rejected or shortened.
        let upper = gradient / radius;
        let mut upper = if upper.is_finite() { upper } else { f64::MAX };
        let mut mu = guess.max(lower).min(upper);
        if mu == 0.0 {
            mu = if step.norm.is_finite() { (gradient / step.norm).min(upper) } else { upper };
        }
        for _ in 0..MOST_STEPS {
            if !(mu > lower && mu < upper) {
                mu = (lower * upper).sqrt().max(1e-3 * upper);
            }
            step = self.solve(mu);
            let previous = excess;
            excess = step.norm - radius;
            if excess.abs() <= SIGMA * radius
                || (lower == 0.0 && excess <= previous && previous < 0.0)
            {
                break;
            }
            let newton = excess / radius / self.inverse_slope();
            if excess > 0.0 {
                lower = lower.max(mu);
            } else {
                upper = upper.min(mu);
            }
            mu = lower.max(mu + newton);
        }
        step
    }

    /// ‖D⁻¹g‖ = ‖Sᵀb‖.
    #[inline(always)]
    fn gradient_norm(&mut self) -> f64 {
        let f = self.z.len();
        for j in 0..f {
            self.row[j] = dot(&self.s[j * f..j * f + j + 1], &self.b[..j + 1]);
        }
        norm(self.row)
    }

    /// ‖T⁻ᵀ z/‖z‖‖² with the factor of the last solve: −φ′/‖z‖ of Moré (1978) eq. 5.8.
    #[inline(always)]
    fn inverse_slope(&mut self) -> f64 {
        let f = self.z.len();
        let length = norm(self.z);
        for (row, z) in self.row.iter_mut().zip(self.z.iter()) {
            *row = z / length;
        }
        solve_lower_transposed(self.damped, f, f, self.row);
        let w = norm(self.row);
        w * w
    }
}
