//! How μ, or the radius that μ answers to, moves from trial to trial.

use crate::damped_system::{DampedModel, Step};
use crate::options::Damping;

/// The state of the rule.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Control {
    rule: Damping,
    radius: f64,
    mu: f64,
    /// Nielsen's ν: the factor of the next rejection.
    nu: f64,
    first: bool,
}

impl Control {
    /// A fresh start; `radius` matters to the trust region only.
    pub(crate) fn new(rule: Damping, radius: f64) -> Self {
        Self { rule, radius, mu: 0.0, nu: 2.0, first: true }
    }

    /// Δ, or NaN where μ moves by a rule.
    pub(crate) fn radius(&self) -> f64 {
        if self.rule == Damping::TrustRegion { self.radius } else { f64::NAN }
    }

    /// The next step from this linearisation.
    pub(crate) fn propose(&mut self, model: &mut impl DampedModel) -> Step {
        let step = match self.rule {
            Damping::TrustRegion => model.solve_for_radius(self.radius, self.mu),
            Damping::Nielsen | Damping::Multiplicative { .. } => {
                if self.first {
                    // Nielsen (1999): μ₀ = τ max Aⱼⱼ (here of the scaled problem); τ = 1. Marquardt
                    // (1963) starts from 0.01 in the same units.
                    let tau = if self.rule == Damping::Nielsen { 1.0 } else { 1e-2 };
                    self.mu = tau * model.largest_curvature();
                }
                // Never so small that no rejection could raise it again.
                let floor = f64::EPSILON * f64::EPSILON * model.largest_curvature();
                let step = model.solve(self.mu.max(floor));
                // An indefinite model raises μ: the next one moves from there, not to the same again.
                self.mu = step.mu;
                step
            }
        };
        if self.first && self.rule == Damping::TrustRegion {
            self.radius = self.radius.min(step.norm);
        }
        self.first = false;
        step
    }

    /// After a trial with this gain ratio (negative infinity where there was nothing to compare).
    /// `length` is ‖Dp‖ of the step that was tried.
    pub(crate) fn adapt(&mut self, step: Step, length: f64, ratio: f64, accepted: bool) {
        match self.rule {
            Damping::TrustRegion => {
                // Factors 3 and ½ with limits 0.25 and 0.75: GSL's trust region, measured against
                // MINPACK's in the evidence (§2.4).
                let before = self.radius;
                if ratio <= 0.25 || !accepted {
                    self.radius = 0.5 * self.radius.min(10.0 * length);
                } else if step.mu == 0.0 || ratio >= 0.75 {
                    self.radius = self.radius.max(3.0 * length);
                }
                self.mu = step.mu * (before / self.radius);
            }
            Damping::Nielsen => {
                if accepted {
                    // Nielsen (1999) eq. 2.4.
                    let gain = (2.0 * ratio - 1.0).powi(3);
                    self.mu *= (1.0 - gain).max(1.0 / 3.0);
                    self.nu = 2.0;
                } else {
                    self.mu *= self.nu;
                    self.nu *= 2.0;
                }
            }
            Damping::Multiplicative { up, down } => {
                if accepted {
                    self.mu /= down;
                } else {
                    self.mu *= up;
                }
            }
        }
    }

    /// After a step that was accepted and had to be taken back: shorter than it was.
    pub(crate) fn shorten(&mut self, step: Step, length: f64) {
        self.adapt(step, length, f64::NEG_INFINITY, false);
        self.radius = self.radius.min(0.5 * length);
    }

    /// Whether a step was in effect undamped, so that its length says how far the minimum is.
    pub(crate) fn undamped(&self, step: Step, model: &impl DampedModel) -> bool {
        match self.rule {
            Damping::TrustRegion => step.mu == 0.0,
            // A rule never reaches μ = 0: a hundredth of the flattest direction's curvature.
            _ => step.mu <= 1e-2 * model.smallest_curvature(),
        }
    }
}
