//! What a run of the loop holds, and how it ends.

use crate::damped_system::Step;
use crate::damping::Control;
use crate::loss::Loss;
use crate::options::{Acceleration, Curvature, Damping};
use crate::oracle::{Interrupt, Oracle};
use crate::space::{Space, effective_norm};

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
pub(super) enum Outcome {
    Accepted,
    Rejected,
    Ended(Reason),
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

/// A run of the loop.
pub(super) struct Descent<'a> {
    pub(super) space: &'a mut Space,
    pub(super) oracle: &'a mut dyn Oracle,
    pub(super) bounds: &'a [(f64, f64)],
    pub(super) plan: Plan,
    pub(super) control: Option<Control>,
    /// √(2F) at x.
    pub(super) size: f64,
    pub(super) q1: f64,
    pub(super) trouble: bool,
    pub(super) linearised: bool,
    /// A step at this point that was more than Gauss-Newton's was no good.
    pub(super) in_vain: bool,
    /// Trials since one was turned back where the model is not defined.
    pub(super) since_wall: usize,
    /// The last accepted step, while it can still be taken back, with its ‖Dp‖ and what the rule
    /// was before it.
    pub(super) last: Option<(Step, f64, Option<Control>)>,
}

impl<'a> Descent<'a> {
    pub(super) fn new(
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
}
