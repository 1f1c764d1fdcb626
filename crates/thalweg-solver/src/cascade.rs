//! The cascade: a run that does not end clean is followed by other attempts.
//!
//! Each stage attacks what stopped the one before: projection removes the linear parameters and
//! with them most valleys, the scan leaves a bad start, Nielsen's rule and the identity metric
//! (in units of the parameters' sizes) are other ways down. The lowest F wins; a clean end beats an unclean one at equal F.

use crate::covariance::RANK_TOLERANCE;
use crate::evaluator::Evaluator;
use crate::loss::Loss;
use crate::minimize::{End, Plan, Reason, minimize};
use crate::options::{Acceleration, Curvature, Damping, Options, Scaling, VariableProjection};
use crate::oracle::{Interrupt, Oracle, STAGE_CALLS};
use crate::polish::polish;
use crate::projection::Projected;
use crate::scan::scan;
use crate::solution::Minimum;
use crate::space::effective_norm;
use crate::verdict::{Assessment, assess};
use crate::workspace::Workspace;

/// Two costs closer than this, relatively, are the same minimum.
const SAME_COST: f64 = 1e-6;
/// Two costs closer than this differ by rounding.
const EQUAL_COST: f64 = 1e-11;
/// Δ₀ = this × ‖Dx₀‖ (evidence §2.4: 10 to 100 is a broad optimum when accelerated).
const RADIUS_FACTOR: f64 = 10.0;

/// The stages, DESIGN's letters (a) to (e).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// (a) what the options say.
    Plain,
    /// (b) the reduced problem, or without linear parameters the full one, accelerated always.
    Projected,
    /// (c) a scan for a better start, then (b).
    Scanned,
    /// (d) Nielsen's rule, accelerated always.
    Nielsen,
    /// (e) D = I in units of the parameters' sizes, Dⱼ = 1/tⱼ.
    Identity,
}

/// What the best stage left.
pub(crate) struct Outcome {
    pub(crate) assessment: Assessment,
    pub(crate) reason: Reason,
    pub(crate) at_wall: bool,
    pub(crate) minima: Vec<Minimum>,
}

struct Attempt {
    stage: Stage,
    size: f64,
    assessment: Assessment,
    end: End,
}

/// Runs the stages from `workspace.start`, where the residuals are `workspace.start_r`. Afterwards
/// `workspace.whole` holds the best point with its residuals and linearisation. An error if not
/// even the start could be linearised.
pub(crate) fn run(
    options: &Options,
    workspace: &mut Workspace,
    evaluator: &mut Evaluator<'_>,
    bounds: &[(f64, f64)],
    linear: &[usize],
) -> Result<Outcome, Interrupt> {
    Cascade { options, workspace, evaluator, bounds, linear, minima: Vec::new() }.run()
}

struct Cascade<'a, 'e> {
    options: &'a Options,
    workspace: &'a mut Workspace,
    evaluator: &'a mut Evaluator<'e>,
    bounds: &'a [(f64, f64)],
    /// Parameters to project out; empty where projection does not apply.
    linear: &'a [usize],
    minima: Vec<Minimum>,
}

impl Cascade<'_, '_> {
    fn run(mut self) -> Result<Outcome, Interrupt> {
        let stages = self.stages();
        let n = self.workspace.start.len();
        // A full Hessian costs so many calls at every point: they are no share of a stage.
        let each = match self.options.curvature {
            Curvature::Hessian => 1 + n * (n + 1) / 2,
            _ => 1,
        };
        let budget = if stages.len() > 1 { STAGE_CALLS * each } else { usize::MAX };
        let mut best: Option<Attempt> = None;
        let mut failure = Interrupt::Outside;
        let mut current = false;
        for (number, &stage) in stages.iter().enumerate() {
            self.evaluator.begin_stage(number, budget);
            match self.attempt(stage, None) {
                Ok(attempt) => {
                    attempt.note_end(&mut failure);
                    current = self.keep(attempt, &mut best);
                }
                Err(stop) => {
                    current = false;
                    failure = stop;
                }
            }
            let ended = best.as_ref().is_some_and(|b| b.assessment.tight || b.end.is_final());
            if ended || matches!(failure, Interrupt::Limit(_) | Interrupt::Stopped) {
                break;
            }
        }
        // Every stage ended unclean: a long valley may only need more steps.
        if let Some(b) = &best
            && !b.assessment.clean
            && b.end.reason == Reason::Interrupted(Interrupt::Budget)
        {
            let (stage, radius) = (b.stage, b.end.radius);
            self.recall(current);
            self.evaluator.lift_budget();
            current = match self.attempt(stage, Some(radius)) {
                Ok(attempt) => {
                    attempt.note_end(&mut failure);
                    self.keep(attempt, &mut best)
                }
                Err(_) => false,
            };
        }
        let attempt = match best {
            Some(attempt) => attempt,
            None => {
                current = true;
                self.start_as_it_is(failure)?
            }
        };
        if !current {
            self.recall(false);
            self.evaluator.lift_limits();
            // The same point was linearised before, so this can only succeed again.
            let _ = self.workspace.whole.linearise(self.evaluator, self.options.loss);
        }
        let reason = match failure {
            Interrupt::Limit(_) | Interrupt::Stopped => Reason::Interrupted(failure),
            _ => attempt.end.reason,
        };
        Ok(Outcome {
            assessment: attempt.assessment,
            reason,
            at_wall: attempt.end.at_wall,
            minima: self.minima,
        })
    }

    /// No stage came to a point of its own: the start, if only the caller's word ended the run.
    fn start_as_it_is(&mut self, failure: Interrupt) -> Result<Attempt, Interrupt> {
        if !matches!(failure, Interrupt::Limit(_) | Interrupt::Stopped) {
            return Err(failure);
        }
        let Workspace { whole, start, start_r, sizes, start_norm, .. } = &mut *self.workspace;
        whole.x.copy_from_slice(start);
        whole.r.copy_from_slice(start_r);
        whole.metric.begin(&self.options.scaling, sizes, *start_norm);
        self.finish(Stage::Plain, End::interrupted(failure))
    }

    /// Which stages these options ask for, in order.
    fn stages(&self) -> Vec<Stage> {
        let options = self.options;
        let first = options.projection == VariableProjection::First && !self.linear.is_empty();
        if !options.cascade {
            return vec![if first { Stage::Projected } else { Stage::Plain }];
        }
        let mut stages = vec![Stage::Plain];
        // Without anything to project, (b) differs from (a) by its acceleration alone.
        if !self.linear.is_empty() || options.acceleration != Acceleration::Always {
            stages.push(Stage::Projected);
        }
        stages.extend([Stage::Scanned, Stage::Nielsen, Stage::Identity]);
        if first {
            stages.swap(0, 1);
        }
        stages
    }

    /// Runs one stage from the start (or on from where it was, with this radius), polishes and
    /// judges it.
    fn attempt(&mut self, stage: Stage, resume: Option<f64>) -> Result<Attempt, Interrupt> {
        let fresh = resume.is_none();
        if fresh {
            let Workspace { whole, start, start_r, .. } = &mut *self.workspace;
            whole.x.copy_from_slice(start);
            whole.r.copy_from_slice(start_r);
        }
        let mut plan = Plan {
            damping: self.options.damping,
            acceleration: Acceleration::Always,
            radius_factor: RADIUS_FACTOR,
            radius: resume,
            loss: self.options.loss,
            curvature: self.options.curvature,
            mixing: self.options.mixing,
        };
        let scaling = &self.options.scaling;
        let end = match stage {
            Stage::Plain => {
                plan.acceleration = self.options.acceleration;
                self.descend(plan, scaling)?
            }
            Stage::Projected => self.descend_reduced(plan)?,
            Stage::Scanned => {
                if fresh {
                    self.look_around()?;
                }
                self.descend_reduced(plan)?
            }
            Stage::Nielsen => {
                plan.damping = Damping::Nielsen;
                self.descend(plan, scaling)?
            }
            Stage::Identity => {
                plan.acceleration = self.options.acceleration;
                plan.damping = Damping::TrustRegion;
                plan.radius_factor = 1.0;
                // I in the parameters' own units: 1/tⱼ. A bare I would break the law of units.
                let sizes = self.workspace.sizes.iter().map(|t| 1.0 / t).collect();
                self.descend(plan, &Scaling::Diagonal(sizes))?
            }
        };
        self.evaluator.lift_budget();
        self.finish(stage, end)
    }

    /// The loop over all parameters, from `whole.x`.
    fn descend(&mut self, plan: Plan, scaling: &Scaling) -> Result<End, Interrupt> {
        let Workspace { whole, sizes, start_norm, .. } = &mut *self.workspace;
        whole.metric.begin(scaling, sizes, *start_norm);
        let end = minimize(whole, self.evaluator, self.bounds, plan);
        if end.reason == Reason::Interrupted(Interrupt::Outside) {
            return Err(Interrupt::Outside);
        }
        Ok(end)
    }

    /// The loop over the nonlinear parameters, from those of `whole.x`; the linear ones are solved
    /// for at every point. Without linear parameters, the loop over all of them.
    fn descend_reduced(&mut self, plan: Plan) -> Result<End, Interrupt> {
        if self.linear.is_empty() {
            return self.descend(plan, &self.options.scaling);
        }
        let Workspace { whole, reduced, projection, sizes, start_norm, .. } = &mut *self.workspace;
        projection.split(&whole.x, self.linear);
        let keep = projection.nonlinear().to_vec();
        let n = whole.x.len();
        reduced.resize(keep.len(), whole.r.len());
        let reduced_sizes: Vec<f64> = keep.iter().map(|&j| sizes[j]).collect();
        let reduced_bounds: Vec<_> =
            keep.iter().filter_map(|&j| self.bounds.get(j).copied()).collect();
        for (a, &j) in reduced.x.iter_mut().zip(&keep) {
            *a = whole.x[j];
        }
        let mut oracle = Projected::new(self.evaluator, projection);
        oracle.residuals(&reduced.x, &mut reduced.r)?;
        let reduced_norm = effective_norm(Loss::Squared, &reduced.r);
        let scaling = self.options.scaling.restricted_to(&keep, n);
        reduced.metric.begin(&scaling, &reduced_sizes, reduced_norm);
        let plan = Plan { curvature: Curvature::GaussNewton, ..plan };
        let mut end = minimize(reduced, &mut oracle, &reduced_bounds, plan);
        // β that belongs to the best α, then everything at that point, whatever the limits say:
        // without β there is no point to return.
        let limits = self.evaluator.lift_limits();
        let mut oracle = Projected::new(self.evaluator, projection);
        let settled = oracle.residuals(&reduced.x, &mut reduced.r_trial).and_then(|()| {
            whole.x.copy_from_slice(projection.point());
            self.evaluator.residuals(&whole.x, &mut whole.r)
        });
        self.evaluator.restore_limits(limits);
        settled?;
        whole.metric.begin(&self.options.scaling, sizes, *start_norm);
        end.linearised = false;
        Ok(end)
    }

    /// Looks for a better start by factors, the linear parameters solved for at each point.
    fn look_around(&mut self) -> Result<(), Interrupt> {
        let Workspace { whole, projection, sizes, .. } = &mut *self.workspace;
        if self.linear.is_empty() {
            let loss = self.options.loss;
            scan(self.evaluator, &mut whole.x, sizes, self.bounds, loss, &mut whole.r_trial)?;
            return self.evaluator.residuals(&whole.x, &mut whole.r);
        }
        projection.split(&whole.x, self.linear);
        let keep = projection.nonlinear().to_vec();
        let mut alpha: Vec<f64> = keep.iter().map(|&j| whole.x[j]).collect();
        let alpha_sizes: Vec<f64> = keep.iter().map(|&j| sizes[j]).collect();
        let alpha_bounds: Vec<_> =
            keep.iter().filter_map(|&j| self.bounds.get(j).copied()).collect();
        let mut oracle = Projected::new(self.evaluator, projection);
        let loss = Loss::Squared;
        scan(&mut oracle, &mut alpha, &alpha_sizes, &alpha_bounds, loss, &mut whole.r_trial)?;
        for (&j, a) in keep.iter().zip(alpha) {
            whole.x[j] = a;
        }
        Ok(())
    }

    /// Polishes and judges what is in `workspace.whole`.
    fn finish(&mut self, stage: Stage, mut end: End) -> Result<Attempt, Interrupt> {
        let loss = self.options.loss;
        let whole = &mut self.workspace.whole;
        let steps = !matches!(end.reason, Reason::Interrupted(_));
        match polish(whole, self.evaluator, self.bounds, self.options, steps, end.linearised) {
            Ok(()) => {}
            Err(Interrupt::Outside) => return Err(Interrupt::Outside),
            Err(stop) => {
                end.reason = Reason::Interrupted(stop);
                // One linearisation more than allowed, so that the answer can be judged.
                let limits = self.evaluator.lift_limits();
                let linearised = whole.linearise(self.evaluator, loss);
                self.evaluator.restore_limits(limits);
                linearised?;
            }
        }
        let stopped = matches!(end.reason, Reason::Interrupted(Interrupt::Stopped));
        let isolated = if stopped { None } else { self.isolation() };
        let whole = &mut self.workspace.whole;
        let noise = self.evaluator.noise();
        let mut assessment = assess(whole, self.evaluator, self.bounds, loss, noise, isolated);
        if assessment.clean && end.at_wall && self.is_on_the_edge() {
            assessment.withdraw();
        }
        let whole = &mut self.workspace.whole;
        let size = effective_norm(loss, &whole.r);
        if assessment.clean {
            let cost = 0.5 * size * size;
            let known = self.minima.iter().any(|m| same_cost(m.cost, cost, SAME_COST));
            if !known {
                self.minima.push(Minimum { x: whole.x.clone(), cost });
            }
        }
        Ok(Attempt { stage, size, assessment, end })
    }

    /// What the exact Hessian says of the end, where J cannot say it: of as many equations as unknowns
    /// that have no solution, J is singular at every minimum. None where J has the word, or where the
    /// Hessian costs too much.
    fn isolation(&mut self) -> Option<bool> {
        let whole = &mut self.workspace.whole;
        let size = effective_norm(self.options.loss, &whole.r);
        let wanted = self.options.loss == Loss::Squared
            && whole.is_square()
            && size > self.evaluator.residual_noise(size)
            && whole.hessian_is_affordable();
        let asked = wanted.then(|| whole.is_isolated(self.evaluator, self.bounds, RANK_TOLERANCE));
        asked?.ok()?
    }

    /// Whether the model ends a millionth of the way downhill. Where a derivative becomes infinite
    /// at the edge (a root), it drowns the gradient in every relative test.
    fn is_on_the_edge(&mut self) -> bool {
        const NEAR: f64 = 1e-6;
        let Workspace { whole, sizes, .. } = &mut *self.workspace;
        let size = |j: usize| whole.x[j].abs().max(sizes[j]);
        let downhill = |j: usize| -whole.reduction.gradient(j) * size(j);
        let steepest = whole.free.iter().map(|&j| downhill(j).abs()).fold(0.0, f64::max);
        whole.p.fill(0.0);
        for &j in &whole.free {
            whole.p[j] = NEAR * size(j) * (downhill(j) / steepest);
        }
        crate::bounds::move_inside(self.bounds, &whole.x, &whole.p, &mut whole.x_trial);
        let outside = self.evaluator.residuals(&whole.x_trial, &mut whole.r_trial);
        steepest > 0.0 && outside == Err(Interrupt::Outside)
    }

    /// Takes the attempt as the best if it is better; says whether `whole` now holds the best.
    fn keep(&mut self, attempt: Attempt, best: &mut Option<Attempt>) -> bool {
        let better = best.as_ref().is_none_or(|b| attempt.beats(b));
        if better {
            let Workspace { whole, best_x, best_r, .. } = &mut *self.workspace;
            best_x.clear();
            best_x.extend_from_slice(&whole.x);
            best_r.clear();
            best_r.extend_from_slice(&whole.r);
            *best = Some(attempt);
        }
        better
    }

    /// Brings the best point back, unless it is there.
    fn recall(&mut self, current: bool) {
        if !current {
            let Workspace { whole, best_x, best_r, .. } = &mut *self.workspace;
            whole.x.copy_from_slice(best_x);
            whole.r.copy_from_slice(best_r);
        }
    }
}

impl Attempt {
    /// Keeps in mind that the caller's limit or word ended it, even if it is not the best.
    fn note_end(&self, failure: &mut Interrupt) {
        if let Reason::Interrupted(stop) = self.end.reason
            && self.end.is_final()
        {
            *failure = stop;
        }
    }

    /// Lowest F wins; clean beats unclean where F agrees, and where it agrees to rounding, the
    /// earlier attempt stays: in a flat valley the last bits of F would pick the most absurd point.
    fn beats(&self, other: &Attempt) -> bool {
        let (mine, theirs) = (self.size * self.size, other.size * other.size);
        let (a, b) = (&self.assessment, &other.assessment);
        let both_exact = a.exact && b.exact;
        if (both_exact || same_cost(mine, theirs, SAME_COST)) && a.clean != b.clean {
            return a.clean;
        }
        if both_exact || same_cost(mine, theirs, EQUAL_COST) {
            return a.tight && !b.tight;
        }
        mine < theirs
    }
}

fn same_cost(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * a.max(b)
}
