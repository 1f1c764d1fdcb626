//! What becomes of a trial: accepted, rejected, or the end.

use super::descent::{Descent, Outcome, Reason};
use crate::damped_system::Step;
use crate::oracle::{Interrupt, Record};
use crate::space::{Space, effective_norm, relative_reduction};
use crate::trace::{Rejection, StepKind};

/// Smallest gain ratio of an accepted step (Moré 1978, MINPACK).
const ACCEPT: f64 = 1e-4;
/// Trouble begins below this gain ratio …
const TROUBLE: f64 = 0.25;
/// … and is over from this one on.
const RECOVERED: f64 = 0.75;
/// Actual and predicted relative reduction below this are rounding (evidence §7).
const REDUCTION_DONE: f64 = 1e-13;
/// … or below this multiple of half a unit of rounding in every residual, where that is more: a
/// run at the rounding floor of large data would otherwise halve Δ for ever.
const COST_ROUNDING: f64 = 4.0;
/// ‖Dp‖ ≤ this × ‖Dx‖: the step no longer changes x (evidence §7).
const STEP_DONE: f64 = 1e-11;
/// A relative reduction below this asks for derivatives that resolve the minimum (central instead
/// of forward differences).
const NEARLY_THERE: f64 = 1e-3;

impl Descent<'_> {
    /// Compares actual with predicted reduction, moves if it is worth it, and tests for the end.
    pub(super) fn judge(
        &mut self,
        step: Step,
        length: f64,
        predicted: f64,
        kind: StepKind,
    ) -> Result<Outcome, Interrupt> {
        let Space { x_trial, r, r_trial, metric, subproblem, second, reduction, free, .. } =
            &mut *self.space;
        let actual = relative_reduction(self.plan.loss, r, r_trial, self.size);
        let ratio = if predicted > 0.0 { actual / predicted } else { 0.0 };
        let noise = (COST_ROUNDING * self.oracle.cost_noise(self.size)).max(REDUCTION_DONE);
        let spent = actual.abs() <= noise && predicted <= noise;
        if !(ratio >= ACCEPT && actual > 0.0) {
            self.reject_with(step, length, ratio, Rejection::NoReduction, kind)?;
            return Ok(if spent {
                Outcome::Ended(Reason::Tested)
            } else {
                self.collapsed(length, kind)
            });
        }
        let newton = (kind == StepKind::Newton).then(|| second.model(reduction, metric, free));
        let undamped = self.control.is_some_and(|c| match newton.flatten() {
            Some(model) => c.undamped(step, model),
            None => c.undamped(step, subproblem),
        });
        let full = undamped && kind != StepKind::Mixed;
        let small = full && length <= STEP_DONE * metric.norm(x_trial);
        let record = self.record(step, length, ratio, kind, None);
        self.learn(actual);
        let Space { x, x_trial, r, r_trial, .. } = &mut *self.space;
        std::mem::swap(x, x_trial);
        std::mem::swap(r, r_trial);
        self.linearised = false;
        self.in_vain = false;
        self.last = Some((step, length, self.control));
        self.size = effective_norm(self.plan.loss, r);
        self.trouble = ratio < TROUBLE || (self.trouble && ratio < RECOVERED);
        if let Some(control) = &mut self.control {
            control.adapt(step, length, ratio, true);
        }
        self.oracle.observe(record, &self.space.x)?;
        if spent || small || self.size == 0.0 {
            return Ok(Outcome::Ended(Reason::Tested));
        }
        if actual < NEARLY_THERE {
            self.oracle.refine();
        }
        Ok(Outcome::Accepted)
    }

    pub(super) fn reject(
        &mut self,
        step: Step,
        length: f64,
        why: Rejection,
        kind: StepKind,
    ) -> Result<(), Interrupt> {
        self.reject_with(step, length, f64::NAN, why, kind)
    }

    pub(super) fn reject_with(
        &mut self,
        step: Step,
        length: f64,
        ratio: f64,
        why: Rejection,
        kind: StepKind,
    ) -> Result<(), Interrupt> {
        let record = self.record(step, length, ratio, kind, Some(why));
        if self.has_fallback(kind) {
            // It says nothing about Gauss-Newton at this distance, which is next.
            self.in_vain = true;
            self.space.second.give_up();
            return self.oracle.observe(record, &self.space.x);
        }
        self.trouble = true;
        if let Some(control) = &mut self.control {
            control.adapt(step, length, ratio, false);
        }
        self.oracle.observe(record, &self.space.x)
    }

    /// Whether a step of this kind stands in for Gauss-Newton's at the same radius.
    pub(super) fn has_fallback(&self, kind: StepKind) -> bool {
        kind == StepKind::Mixed || (kind == StepKind::Newton && self.space.second.is_learned())
    }

    /// What the step that was accepted teaches about second derivatives, while J is still the one
    /// where it began.
    pub(super) fn learn(&mut self, actual: f64) {
        if !self.space.second.is_learned() {
            return;
        }
        let predicted = -self.space.model_change() / self.size / self.size;
        let Space { second, reduction, jac, x, x_trial, r_trial, p, .. } = &mut *self.space;
        second.choose(actual, predicted, p, self.size);
        let gradient = (0..x.len()).map(|j| reduction.gradient(j));
        let step = x_trial.iter().zip(x.iter()).map(|(new, old)| new - old);
        second.remember(jac, gradient, step, r_trial);
    }

    /// After a rejection: has the step become too short to change x?
    pub(super) fn collapsed(&mut self, length: f64, kind: StepKind) -> Outcome {
        if self.has_fallback(kind) {
            return Outcome::Rejected;
        }
        let Space { x, p, metric, .. } = &mut *self.space;
        let unmoved = x.iter().zip(p.iter()).all(|(x, p)| x + p == *x);
        if unmoved || !length.is_finite() || length <= 0.1 * f64::EPSILON * metric.norm(x) {
            Outcome::Ended(Reason::Collapsed)
        } else {
            Outcome::Rejected
        }
    }

    pub(super) fn record(
        &self,
        step: Step,
        length: f64,
        ratio: f64,
        kind: StepKind,
        rejected: Option<Rejection>,
    ) -> Record {
        let mu = (kind != StepKind::Newton).then_some(step.mu);
        Record {
            cost: 0.5 * self.size * self.size,
            decrement: self.q1 / self.size,
            mu: step.mu,
            radius: self.control.map_or(f64::NAN, |c| c.radius()),
            ratio,
            step_norm: length,
            kind,
            rejected,
            portrait: self.space.portrait(self.oracle, mu),
        }
    }
}
