//! The loop: linearise, damp, solve, evaluate, accept, stop.
//!
//! Moré (1978) with geodesic acceleration (Transtrum & Sethna 2012). Every test is a ratio: no
//! constant is compared with anything that has a unit.

mod descent;
mod judge;
mod propose;

use crate::bounds;
use crate::covariance::RANK_TOLERANCE;
use crate::damping::Control;
use crate::options::Acceleration;
use crate::oracle::{Interrupt, Oracle};
use crate::space::{Space, effective_norm};
use crate::trace::{Rejection, StepKind};

use descent::{Descent, Outcome};
pub(crate) use descent::{End, Plan, Reason};

/// q₁² ≤ this × ‖r‖²: the rest of the way is below what F can resolve (evidence §7).
const DECREMENT_DONE: f64 = 1e-14;

/// A wall is remembered for this many trials: a run that creeps up to one meets it every few.
const NEAR_WALL: usize = 10;

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

impl Descent<'_> {
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
        self.space.evaluate_curvature(self.oracle, self.bounds)?;
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
        let stationary = flat || (overdetermined && decrement * decrement <= DECREMENT_DONE);
        // Where H is known, a saddle or a maximum is no end: the hard case leaves it.
        let exact = second.is_exact().then(|| second.model(reduction, metric, free)).flatten();
        let minimum = exact.is_none_or(|model| !model.is_indefinite(RANK_TOLERANCE));
        Ok(self.size == 0.0 || (stationary && minimum))
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
}
