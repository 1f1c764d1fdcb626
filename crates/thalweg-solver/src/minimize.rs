//! The loop: linearise, damp, solve, evaluate, accept, stop.
//!
//! Moré (1978) with geodesic acceleration (Transtrum & Sethna 2012). Every test is a ratio: no
//! constant is compared with anything that has a unit.

use crate::bounds;
use crate::damped_system::Step;
use crate::damping::Control;
use crate::linalg::{add_times, times, transposed_times};
use crate::loss::Loss;
use crate::norm::add_scaled;
use crate::options::{Acceleration, Curvature, Damping};
use crate::oracle::{Interrupt, Oracle, Record};
use crate::space::{Space, effective_norm, relative_reduction};
use crate::trace::{Rejection, StepKind};

/// Smallest gain ratio of an accepted step (Moré 1978, MINPACK).
const ACCEPT: f64 = 1e-4;
/// Trouble begins below this gain ratio …
const TROUBLE: f64 = 0.25;
/// … and is over from this one on.
const RECOVERED: f64 = 0.75;
/// Largest 2‖Da‖/‖Dv‖ of an accelerated step (Transtrum & Sethna 2012; GSL's `avmax`).
const MOST_BEND: f64 = 0.75;
/// q₁² ≤ this × ‖r‖²: the rest of the way is below what F can resolve (evidence §7).
const DECREMENT_DONE: f64 = 1e-14;
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

/// q₁ ≤ this × ‖r‖: near enough to a minimum for its convergence to be linear, if it is slow.
/// Farther out a mixed step is as often worse as better.
const NEAR_ENOUGH: f64 = 0.1;

/// A wall is remembered for this many trials: a run that creeps up to one meets it every few.
const NEAR_WALL: usize = 10;

/// What distinguishes one run of the loop from another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) damping: Damping,
    pub(crate) acceleration: Acceleration,
    /// Δ₀ = this × ‖D x₀‖.
    pub(crate) radius_factor: f64,
    /// Goes on with this radius instead.
    pub(crate) radius: Option<f64>,
    pub(crate) loss: Loss,
    pub(crate) curvature: Curvature,
    pub(crate) mixing: bool,
}

/// Why the loop ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reason {
    /// One of the convergence tests; the verdict comes from the evidence, not from which.
    Tested,
    /// The radius shrank to nothing without a step that reduces F.
    Collapsed,
    /// An evaluation said no more.
    Interrupted(Interrupt),
}

/// How the loop ended.
#[derive(Debug, Clone, Copy)]
pub(crate) struct End {
    pub(crate) reason: Reason,
    /// The linearisation in the space belongs to x.
    pub(crate) linearised: bool,
    /// Δ, to go on with.
    pub(crate) radius: f64,
    /// One of the last trials was turned back where the model is not defined.
    pub(crate) at_wall: bool,
}

/// What became of a trial.
enum Outcome {
    Accepted,
    Rejected,
    Ended(Reason),
}

/// Runs the loop from `space.x`, with `space.r` = r(x) and the metric begun. Leaves the best
/// point in `space`.
pub(crate) fn minimize(
    space: &mut Space,
    oracle: &mut dyn Oracle,
    bounds: &[(f64, f64)],
    plan: Plan,
) -> End {
    let mut descent = Descent::new(space, oracle, bounds, plan);
    let reason = descent.run();
    End {
        reason,
        linearised: descent.linearised,
        radius: descent.control.map_or(f64::NAN, |c| c.radius()),
        at_wall: descent.since_wall <= NEAR_WALL,
    }
}

struct Descent<'a> {
    space: &'a mut Space,
    oracle: &'a mut dyn Oracle,
    bounds: &'a [(f64, f64)],
    plan: Plan,
    control: Option<Control>,
    /// √(2F) at x.
    size: f64,
    q1: f64,
    trouble: bool,
    linearised: bool,
    /// A step at this point that was more than Gauss-Newton's was no good.
    in_vain: bool,
    /// Trials since one was turned back where the model is not defined.
    since_wall: usize,
    /// The last accepted step, while it can still be taken back, with its ‖Dp‖ and what the rule
    /// was before it.
    last: Option<(Step, f64, Option<Control>)>,
}

impl End {
    /// Of a run that never began.
    pub(crate) fn interrupted(stop: Interrupt) -> Self {
        Self {
            reason: Reason::Interrupted(stop),
            linearised: false,
            radius: f64::NAN,
            at_wall: false,
        }
    }

    /// The caller's limit or word ended it: no other attempt follows.
    pub(crate) fn is_final(&self) -> bool {
        matches!(self.reason, Reason::Interrupted(Interrupt::Limit(_) | Interrupt::Stopped))
    }
}

impl<'a> Descent<'a> {
    fn new(
        space: &'a mut Space,
        oracle: &'a mut dyn Oracle,
        bounds: &'a [(f64, f64)],
        plan: Plan,
    ) -> Self {
        let size = effective_norm(plan.loss, &space.r);
        space.mixing.clear();
        space.second.begin(plan.curvature, space.x.len());
        Self {
            space,
            oracle,
            bounds,
            plan,
            control: None,
            size,
            q1: f64::NAN,
            trouble: false,
            linearised: false,
            in_vain: false,
            since_wall: usize::MAX,
            last: None,
        }
    }

    fn run(&mut self) -> Reason {
        loop {
            match self.linearise() {
                // Residuals but no derivatives here: as good as a wall.
                Err(Interrupt::Outside) if self.last.is_some() => {
                    self.step_back();
                    continue;
                }
                Err(stop) => return Reason::Interrupted(stop),
                Ok(true) if !self.oracle.refine() => return Reason::Tested,
                Ok(true) => continue,
                Ok(false) => {}
            }
            loop {
                match self.trial() {
                    Ok(Outcome::Accepted) => break,
                    Ok(Outcome::Rejected) => {}
                    // Better derivatives may see further.
                    Ok(Outcome::Ended(reason)) if self.oracle.refine() => {
                        if reason == Reason::Collapsed {
                            // A radius of nothing would collapse again at once.
                            (self.control, self.plan.radius) = (None, None);
                        }
                        break;
                    }
                    Ok(Outcome::Ended(reason)) => return reason,
                    Err(stop) => return Reason::Interrupted(stop),
                }
            }
        }
    }

    /// J at x, the free parameters, D and the factor; true if there is nothing left to do here.
    fn linearise(&mut self) -> Result<bool, Interrupt> {
        self.space.linearise(self.oracle, self.plan.loss)?;
        self.linearised = true;
        self.q1 = self.space.factor(self.bounds);
        self.space.evaluate_curvature(self.oracle)?;
        let Space { reduction, metric, second, free, x, x_trial, .. } = &mut *self.space;
        second.update((0..x.len()).map(|j| reduction.gradient(j)));
        if self.control.is_none() {
            let length = match metric.norm(x) {
                0.0 => {
                    x_trial.copy_from_slice(metric.sizes());
                    metric.norm(x_trial)
                }
                length => length,
            };
            let radius = self.plan.radius.unwrap_or(self.plan.radius_factor * length);
            self.control = Some(Control::new(self.plan.damping, radius));
        }
        let flat = free.iter().all(|&j| reduction.gradient(j) == 0.0);
        let decrement = self.q1 / self.size;
        let overdetermined = self.oracle.residual_count() > free.len();
        Ok(self.size == 0.0 || flat || (overdetermined && decrement * decrement <= DECREMENT_DONE))
    }

    /// Takes the last accepted step back and shortens the next one.
    fn step_back(&mut self) {
        let Some((step, length, before)) = self.last.take() else { return };
        self.space.second.give_up();
        std::mem::swap(&mut self.space.x, &mut self.space.x_trial);
        std::mem::swap(&mut self.space.r, &mut self.space.r_trial);
        self.size = effective_norm(self.plan.loss, &self.space.r);
        self.since_wall = 0;
        self.trouble = true;
        self.control = before;
        if let Some(control) = &mut self.control {
            control.shorten(step, length);
        }
    }

    /// One trial step.
    fn trial(&mut self) -> Result<Outcome, Interrupt> {
        // The trial point takes the place where the last point was kept.
        self.last = None;
        self.since_wall = self.since_wall.saturating_add(1);
        let (step, predicted, newton) = match self.propose_newton() {
            Some((step, predicted)) => (step, predicted, true),
            None => {
                let (step, predicted) = self.propose();
                (step, predicted, false)
            }
        };
        let always = self.plan.acceleration == Acceleration::Always;
        let wanted = always || (self.trouble && self.plan.acceleration == Acceleration::InTrouble);
        let mut kind = if step.mu == 0.0 { StepKind::GaussNewton } else { StepKind::Damped };
        let mut length = step.norm;
        if newton {
            kind = StepKind::Newton;
        } else if self.mix(step) {
            kind = StepKind::Mixed;
        } else if wanted && self.space.factored {
            match self.accelerate(step) {
                Ok(true) => kind = StepKind::Accelerated,
                Ok(false) => {
                    self.reject(step, length, Rejection::Curvature, kind)?;
                    return Ok(self.collapsed(length, kind));
                }
                Err(Interrupt::Outside) => {
                    self.since_wall = 0;
                    self.reject(step, length, Rejection::OutOfDomain, kind)?;
                    return Ok(self.collapsed(length, kind));
                }
                Err(stop) => return Err(stop),
            }
        }
        let Space { x, x_trial, p, r_trial, metric, factored, .. } = &mut *self.space;
        bounds::move_inside(self.bounds, x, p, x_trial);
        if matches!(kind, StepKind::Accelerated | StepKind::Mixed) || !*factored {
            length = metric.norm(p);
        }
        match self.oracle.residuals(x_trial, r_trial) {
            Ok(()) => self.judge(step, length, predicted, kind),
            Err(Interrupt::Outside) => {
                self.since_wall = 0;
                self.reject(step, length, Rejection::OutOfDomain, kind)?;
                Ok(self.collapsed(length, kind))
            }
            Err(stop) => Err(stop),
        }
    }

    /// The step of the model with second derivatives, where one is to be used, as
    /// [`propose`](Self::propose) returns it. It ends at the first bound it meets.
    fn propose_newton(&mut self) -> Option<(Step, f64)> {
        self.space.factor(self.bounds);
        let Space { reduction, metric, second, free, x, p, shift, .. } = &mut *self.space;
        let model = second.model(reduction, metric, free)?;
        let mut step = self.control.as_mut()?.propose(model);
        p.fill(0.0);
        model.write_step(metric, p);
        shift.fill(0.0);
        let fraction = bounds::feasible_fraction(self.bounds, x, shift, p);
        if fraction < 1.0 {
            for j in 0..x.len() {
                p[j] = match bounds::crossing(self.bounds, j, x[j], p[j]) {
                    Some(s) if s / p[j] <= fraction => s,
                    _ => fraction * p[j],
                };
            }
            step.norm *= fraction;
        }
        let predicted = 2.0 * model.predicted(fraction) / self.size / self.size;
        Some((step, predicted))
    }

    /// Solves for the step; p holds it. Returns it with the predicted relative reduction of 2F.
    fn propose(&mut self) -> (Step, f64) {
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
    fn mix(&mut self, step: Step) -> bool {
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
    fn accelerate(&mut self, step: Step) -> Result<bool, Interrupt> {
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

    /// Compares actual with predicted reduction, moves if it is worth it, and tests for the end.
    fn judge(
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
        let undamped = self.control.is_some_and(|c| match second.model(reduction, metric, free) {
            Some(model) if kind == StepKind::Newton => c.undamped(step, model),
            _ => c.undamped(step, subproblem),
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

    fn reject(
        &mut self,
        step: Step,
        length: f64,
        why: Rejection,
        kind: StepKind,
    ) -> Result<(), Interrupt> {
        self.reject_with(step, length, f64::NAN, why, kind)
    }

    fn reject_with(
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
    fn has_fallback(&self, kind: StepKind) -> bool {
        kind == StepKind::Mixed || (kind == StepKind::Newton && self.space.second.is_learned())
    }

    /// What the step that was accepted teaches about second derivatives, while J is still the one
    /// where it began.
    fn learn(&mut self, actual: f64) {
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
    fn collapsed(&mut self, length: f64, kind: StepKind) -> Outcome {
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

    fn record(
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
