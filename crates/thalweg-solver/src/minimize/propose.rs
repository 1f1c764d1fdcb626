//! The step of a trial: solved for within the radius, stopped at bounds, mixed or bent.

use super::descent::Descent;
use crate::bounds;
use crate::damped_system::Step;
use crate::linalg::{add_times, times, transposed_times};
use crate::loss::Loss;
use crate::norm::add_scaled;
use crate::oracle::Interrupt;
use crate::space::Space;

/// Largest 2‖Da‖/‖Dv‖ of an accelerated step (Transtrum & Sethna 2012; GSL's `avmax`).
const MOST_BEND: f64 = 0.75;
/// q₁ ≤ this × ‖r‖: near enough to a minimum for its convergence to be linear, if it is slow.
/// Farther out a mixed step is as often worse as better.
const NEAR_ENOUGH: f64 = 0.1;

impl Descent<'_> {
    /// The step of the model with second derivatives, where one is to be used, as
    /// [`propose`](Self::propose) returns it. None where it would cross a bound: the path along
    /// bounds takes a convex model, Gauss-Newton's.
    pub(super) fn propose_newton(&mut self) -> Option<(Step, f64)> {
        self.space.factor(self.bounds);
        let Space { reduction, metric, second, free, x, p, .. } = &mut *self.space;
        let model = second.model(reduction, metric, free)?;
        let step = self.control.as_mut()?.propose(model);
        p.fill(0.0);
        model.write_step(metric, p);
        if free.iter().any(|&j| bounds::crossing(self.bounds, j, x[j], p[j]).is_some()) {
            return None;
        }
        let predicted = 2.0 * model.predicted() / self.size / self.size;
        Some((step, predicted))
    }

    /// Solves for the step; p holds it. Returns it with the predicted relative reduction of 2F.
    pub(super) fn propose(&mut self) -> (Step, f64) {
        let Some(control) = &mut self.control else { return (Step { mu: 0.0, norm: 0.0 }, 0.0) };
        self.space.factor(self.bounds);
        let Space {
            reduction,
            metric,
            subproblem,
            factored,
            free,
            inner_free,
            rhs,
            p,
            shift,
            fixed,
            x,
            ..
        } = &mut *self.space;
        p.fill(0.0);
        let mut step = control.propose(subproblem);
        subproblem.write_step(metric, p);
        let crosses = |j: usize, p: &[f64]| bounds::crossing(self.bounds, j, x[j], p[j]);
        if !free.iter().any(|&j| crosses(j, p).is_some()) {
            let linear = subproblem.model_norm() / self.size;
            let damped = step.norm / self.size;
            return (step, linear * linear + 2.0 * step.mu * damped * damped);
        }
        // Follow the path to the first bound, stay on it, solve for the others again, and so on
        // from there: the model falls along every piece, because it is convex and each end is its
        // minimum on what is still free.
        *factored = false;
        let q = shift;
        q.fill(0.0);
        fixed.fill(0.0);
        inner_free.clear();
        inner_free.extend_from_slice(free);
        loop {
            let fraction = bounds::feasible_fraction(self.bounds, x, q, p);
            let met = |j: usize| {
                let s = bounds::crossing(self.bounds, j, x[j], p[j])?;
                ((s - q[j]) / (p[j] - q[j]) <= fraction).then_some(s)
            };
            let before = inner_free.len();
            inner_free.retain(|&j| match met(j) {
                Some(s) => {
                    fixed[j] = s;
                    false
                }
                None => true,
            });
            if inner_free.len() == before {
                break;
            }
            for &j in free.iter() {
                q[j] = if inner_free.contains(&j) {
                    q[j] + fraction * (p[j] - q[j])
                } else {
                    fixed[j]
                };
            }
            p.copy_from_slice(fixed);
            if inner_free.is_empty() {
                break;
            }
            reduction.apply(fixed, rhs);
            add_scaled(rhs, 1.0, reduction.qtr());
            subproblem.build(reduction, metric, inner_free, rhs);
            step = control.propose(subproblem);
            subproblem.write_step(metric, p);
        }
        let predicted = -self.space.model_change() / self.size / self.size;
        step.norm = self.space.metric.norm(&self.space.p);
        (step, predicted)
    }

    /// Replaces the Gauss-Newton step p by one mixed from the last few; false if it is to be taken
    /// as it is. After anything but a full Gauss-Newton step the sequence begins anew. The mixed
    /// step is judged by what the plain one was predicted to gain.
    pub(super) fn mix(&mut self, step: Step) -> bool {
        let Space { mixing, reduction, metric, subproblem, factored, x, p, .. } = &mut *self.space;
        let radius = self.control.map_or(f64::NAN, |c| c.radius());
        let near = self.q1 <= NEAR_ENOUGH * self.size;
        if !self.plan.mixing || step.mu != 0.0 || !*factored || self.in_vain || !near {
            mixing.clear();
            return false;
        }
        mixing.note(x, p, self.q1);
        if !mixing.mix(reduction, p) {
            return false;
        }
        let inside = metric.norm(p) <= radius
            && (0..x.len()).all(|j| bounds::crossing(self.bounds, j, x[j], p[j]).is_none());
        if !inside {
            subproblem.write_step(metric, p);
        }
        inside
    }

    /// Bends the step p = v into v + a/2; false if it bends too much.
    pub(super) fn accelerate(&mut self, step: Step) -> Result<bool, Interrupt> {
        let Space {
            x,
            r,
            p,
            a,
            jac,
            image,
            curve,
            row_scale,
            vector,
            metric,
            subproblem,
            pivoted,
            ..
        } = &mut *self.space;
        times(jac, p, image);
        if self.plan.loss != Loss::Squared {
            // The rows of J carry their factors; f_vv of the model itself does not.
            image
                .iter_mut()
                .zip(row_scale.iter())
                .for_each(|(i, s)| *i /= s.max(f64::MIN_POSITIVE));
        }
        self.oracle.curvature(x, p, r, image, curve)?;
        if self.plan.loss != Loss::Squared {
            curve.iter_mut().zip(row_scale.iter()).for_each(|(c, s)| *c *= s);
        }
        a.fill(0.0);
        pivoted.clear();
        for refinement in 0..2 {
            transposed_times(jac, curve, vector);
            subproblem.solve_gradient(metric, step.mu, vector, a, pivoted);
            if refinement == 0 {
                add_times(jac, a, curve);
            }
        }
        let bend = 2.0 * metric.norm(a) / step.norm;
        if bend > MOST_BEND || !bend.is_finite() {
            return Ok(false);
        }
        add_scaled(p, 0.5, a);
        Ok(true)
    }
}
