//! The damped system with a full Hessian: (H + μD²) h = −g, H = JᵀJ + S, S = Σ rᵢ∇²rᵢ or an
//! estimate of it.
//!
//! H may be indefinite, with zero or negative entries on its diagonal, so D comes from the columns
//! of J and μ exceeds −λ_min of B = D⁻¹HD⁻¹ (Moré & Sorensen 1983). B is small and dense: its
//! eigenvectors turn every solve into n divisions and show the hard case for what it is.

use crate::damped_system::{DampedModel, Step};
use crate::linalg::{Reduction, symmetric_eigen};
use crate::norm::{add_scaled, dot, norm};
use crate::scaling::Metric;

/// Relative accuracy to which the radius is met, as for Gauss-Newton (Moré 1978, σ).
const SIGMA: f64 = 0.1;
/// Most iterations for μ; safeguarded Newton takes a few.
const MOST_STEPS: usize = 60;
/// An eigenvalue below this times the largest is no curvature but rounding.
const FLAT: f64 = 1e-15;

/// One quadratic model in scaled variables z = D h, diagonalised.
#[derive(Debug, Clone, Default)]
pub(crate) struct NewtonModel {
    free: Vec<usize>,
    /// B, then destroyed by its diagonalisation.
    b: Vec<f64>,
    work: Vec<f64>,
    values: Vec<f64>,
    /// Eigenvectors by columns.
    vectors: Vec<f64>,
    /// Vᵀ D⁻ᵀ g.
    gradient: Vec<f64>,
    /// The step in eigenvectors' coordinates, and in z.
    y: Vec<f64>,
    z: Vec<f64>,
}

impl NewtonModel {
    /// Takes the linearisation over `free` with the second-order part S (n×n, both triangles).
    /// `metric` must have been restricted to `free`. Cost O(n³).
    pub(crate) fn build(
        &mut self,
        reduction: &Reduction,
        second: &[f64],
        metric: &Metric,
        free: &[usize],
    ) {
        let (n, f) = (metric.sizes().len(), free.len());
        self.free.clear();
        self.free.extend_from_slice(free);
        for v in [&mut self.values, &mut self.gradient, &mut self.y, &mut self.z] {
            v.clear();
            v.resize(f, 0.0);
        }
        self.vectors.resize(f * f, 0.0);
        // D⁻ᵀ S D⁻¹: columns first, then rows, which are columns of the transpose.
        self.b.clear();
        self.b.extend(free.iter().flat_map(|&j| free.iter().map(move |&i| second[j * n + i])));
        metric.scale_columns(free, &mut self.b, f);
        for i in 0..f {
            for j in 0..i {
                self.b.swap(i * f + j, j * f + i);
            }
        }
        metric.scale_columns(free, &mut self.b, f);
        // + (R D⁻¹)ᵀ (R D⁻¹).
        self.work.clear();
        self.work.resize(n * f, 0.0);
        for (column, &j) in self.work.chunks_exact_mut(n.max(1)).zip(free) {
            column[..j + 1].copy_from_slice(reduction.r_column(j));
        }
        metric.scale_columns(free, &mut self.work, n);
        let column = |j: usize| &self.work[j * n..(j + 1) * n];
        for j in 0..f {
            for i in 0..=j {
                let mean = 0.5 * (self.b[j * f + i] + self.b[i * f + j]);
                let entry = mean + dot(column(i), column(j));
                (self.b[j * f + i], self.b[i * f + j]) = (entry, entry);
            }
        }
        symmetric_eigen(&mut self.b, f, &mut self.values, &mut self.vectors);
        for (z, &j) in self.z.iter_mut().zip(free) {
            *z = reduction.gradient(j);
        }
        metric.unscale_transposed(free, &mut self.z);
        for (gradient, vector) in self.gradient.iter_mut().zip(self.vectors.chunks_exact(f.max(1)))
        {
            *gradient = dot(vector, &self.z);
        }
    }

    /// Whether every value of it is finite.
    pub(crate) fn is_finite(&self) -> bool {
        self.values.iter().chain(&self.gradient).all(|v| v.is_finite())
    }

    /// λ_min of B: negative where the Hessian is indefinite.
    pub(crate) fn lowest(&self) -> f64 {
        self.values.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// Whether curvature falls by more than `tolerance` of the largest.
    pub(crate) fn is_indefinite(&self, tolerance: f64) -> bool {
        self.lowest() < -tolerance * self.largest_curvature()
    }

    /// −(gᵀh + ½ hᵀHh) of the last step h: how far F should fall.
    pub(crate) fn predicted(&self) -> f64 {
        let terms = self.y.iter().zip(&self.gradient).zip(&self.values);
        -terms.map(|((y, g), l)| y * (g + 0.5 * l * y)).sum::<f64>()
    }

    /// h[free] ← D⁻¹ z of the last step.
    pub(crate) fn write_step(&mut self, metric: &Metric, h: &mut [f64]) {
        let f = self.free.len();
        self.z.fill(0.0);
        for (vector, y) in self.vectors.chunks_exact(f.max(1)).zip(&self.y) {
            add_scaled(&mut self.z, *y, vector);
        }
        metric.unscale(&self.free, &mut self.z);
        for (&j, z) in self.free.iter().zip(&self.z) {
            h[j] = *z;
        }
    }

    /// y(μ) for λ + μ > 0; where that is 0 the direction stays out of the step.
    fn fill(&mut self, mu: f64) -> f64 {
        let flat = FLAT * self.largest_curvature().abs();
        for ((y, g), l) in self.y.iter_mut().zip(&self.gradient).zip(&self.values) {
            *y = if l + mu > flat { -g / (l + mu) } else { 0.0 };
        }
        norm(&self.y)
    }

    /// Whether the directions of the lowest curvature have no part in the gradient, so that the
    /// step at μ = −λ_min stays inside the radius: the hard case (Moré & Sorensen 1983, §3).
    fn hard_case(&mut self, lowest: f64, radius: f64) -> Option<Step> {
        let length = self.fill(-lowest);
        let spread = self.largest_curvature() - lowest;
        let (mut at, mut part) = (0, 0.0_f64);
        for (k, (l, g)) in self.values.iter().zip(&self.gradient).enumerate() {
            if l - lowest <= FLAT * spread.abs() {
                (at, part) = (k, part.max(g.abs()));
            }
        }
        if length >= radius || part > f64::EPSILON * norm(&self.gradient) {
            return None;
        }
        // Any multiple of that direction keeps the model's value but for its own falling curvature.
        let missing = ((radius - length) * (radius + length)).sqrt();
        self.y[at] = if self.gradient[at] > 0.0 { -missing } else { missing };
        Some(Step { mu: -lowest, norm: radius })
    }
}

impl DampedModel for NewtonModel {
    /// Solves for a given μ, raised to where H + μD² is positive definite.
    fn solve(&mut self, mu: f64) -> Step {
        let lowest = self.lowest();
        let floor = if lowest < 0.0 { -lowest * (1.0 + 1e-3) } else { 0.0 };
        let mu = mu.max(floor);
        Step { mu, norm: self.fill(mu) }
    }

    /// The minimum of the model within ‖z‖ ≤ Δ to a tenth: the Newton step if H is positive
    /// definite and the step fits, else μ > −λ_min by Newton's method on 1/‖z(μ)‖, safeguarded.
    fn solve_for_radius(&mut self, radius: f64, guess: f64) -> Step {
        let lowest = self.lowest();
        if lowest >= 0.0 {
            let length = self.fill(0.0);
            if length <= (1.0 + SIGMA) * radius {
                return Step { mu: 0.0, norm: length };
            }
        } else if let Some(step) = self.hard_case(lowest, radius) {
            return step;
        }
        let mut lower = (-lowest).max(0.0);
        let upper = norm(&self.gradient) / radius + lower;
        let mut upper = if upper.is_finite() { upper } else { f64::MAX };
        let mut mu = guess;
        let mut length = f64::NAN;
        for _ in 0..MOST_STEPS {
            if !(mu > lower && mu < upper) {
                mu = (lower * upper).sqrt().max(lower + 1e-3 * (upper - lower));
            }
            length = self.fill(mu);
            if (length - radius).abs() <= SIGMA * radius || mu <= lower || mu >= upper {
                break;
            }
            if length > radius {
                lower = mu;
            } else {
                upper = mu;
            }
            // φ(μ) = 1/Δ − 1/‖y‖ is nearly linear: −φ/φ′ = (‖y‖ − Δ)/Δ · ‖y‖² / Σ y²/(λ+μ).
            let slope: f64 = self
                .y
                .iter()
                .zip(&self.values)
                .map(|(y, l)| (y / length) * (y / length) / (l + mu))
                .filter(|v| v.is_finite())
                .sum();
            mu += (length - radius) / radius / slope;
        }
        Step { mu, norm: length }
    }

    fn largest_curvature(&self) -> f64 {
        self.values.iter().copied().fold(0.0, f64::max)
    }

    fn smallest_curvature(&self) -> f64 {
        self.lowest().max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Scaling;

    /// The model with J = diag(1, 1)·√a and S chosen so that B = diag(b₁, b₂), D = I.
    fn model(b: [f64; 2], g: [f64; 2]) -> NewtonModel {
        let mut reduction = Reduction::new(2);
        reduction.update(&[&[1.0, 0.0], &[0.0, 1.0]], &g);
        let mut metric = Metric::default();
        metric.begin(&Scaling::Identity, &[1.0, 1.0], 1.0);
        let mut model = NewtonModel::default();
        model.build(&reduction, &[b[0] - 1.0, 0.0, 0.0, b[1] - 1.0], &metric, &[0, 1]);
        model
    }

    #[test]
    fn newton_steps_where_they_fit() {
        let mut model = model([2.0, 4.0], [1.0, 1.0]);
        let step = model.solve_for_radius(1.0, 0.0);
        assert_eq!(step.mu, 0.0);
        assert!((model.predicted() - (0.25 + 0.125)).abs() < 1e-15);
    }

    #[test]
    fn an_indefinite_model_is_left_along_its_negative_curvature() {
        let mut model = model([-1.0, 4.0], [0.1, 1.0]);
        let step = model.solve_for_radius(2.0, 0.0);
        assert!(step.mu > 1.0 && (step.norm - 2.0).abs() <= 0.2, "{step:?}");
        assert!(model.predicted() > 0.0);
    }

    #[test]
    fn the_hard_case_reaches_the_radius() {
        let mut model = model([-1.0, 4.0], [0.0, 1.0]);
        let step = model.solve_for_radius(2.0, 0.0);
        assert_eq!(step.mu, 1.0);
        assert!((norm(&model.y) - 2.0).abs() < 1e-15);
        // Along e₂: −g/(4+1); the rest along e₁ with curvature −1.
        let along = 2.0_f64.powi(2) - 0.2_f64.powi(2);
        assert!((model.predicted() - (0.2 - 0.5 * 4.0 * 0.04 + 0.5 * along)).abs() < 1e-14);
    }
}
