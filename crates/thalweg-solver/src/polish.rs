//! The last digits: Gauss-Newton steps judged by the decrement.
//!
//! F resolves x to about √ε standard errors only, because it is flat at its minimum; q₁ = ‖Q₁ᵀr‖
//! is not, and carries twelve to fifteen digits (evidence §7). Steps that contract slowly are mixed;
//! where not even those contract, because the residuals are too large for Gauss-Newton (Brown and
//! Dennis's function), the last steps are Newton's. Of as many equations as unknowns that have no
//! solution, q₁ = ‖r‖ everywhere: there Newton's steps are judged by the gradient.

use crate::bounds;
use crate::damped_system::DampedModel;
use crate::loss::Loss;
use crate::options::{Curvature, Options};
use crate::oracle::{Interrupt, Oracle, Record};
use crate::space::{Space, effective_norm, relative_reduction};
use crate::trace::{Rejection, StepKind};

/// Most polishing steps; usually 1-6 are taken.
const MOST_STEPS: usize = 30;
/// A step must take the decrement below this fraction of what it was.
const CONTRACTION: f64 = 0.8;
/// A decrement within this multiple of half a unit of rounding in every residual is as small as it
/// gets: evaluating a model costs a few roundings. Going on below it changes digits beyond the
/// twelfth at random (a NIST fit in other units then takes another number of steps in 1 of 2
/// cases; with 16, in 1 of 12).
const FLOOR: f64 = 16.0;
/// F may rise by this fraction, which is rounding.
const SLACK: f64 = 1e-10;
/// With a pivot below this beside its column a Gauss-Newton step is noise.
const LEAST_PIVOT: f64 = 1e-13;

/// A decrement above this fraction of ‖r‖ is worth Newton's steps; below it nobody sees the gain …
const WORTH_NEWTON: f64 = 1e-12;
/// … or, where J is measured by differences, not for its errors: a tight end is enough.
const WORTH_NEWTON_MEASURED: f64 = 1e-8;

/// What goes into a polishing step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Gauss-Newton, mixed from the last steps where it is slow.
    Mixed,
    /// Gauss-Newton as it is, after a mixed step that did not contract.
    Plain,
    /// Newton, with the exact second-order part.
    Newton,
}

/// Polishes `space.x` if `steps` and the options say so. `linearised` says whether the reduction
/// belongs to x; on return without an interrupt it does, and so do the free parameters and the
/// subproblem.
pub(crate) fn polish(
    space: &mut Space,
    oracle: &mut dyn Oracle,
    bounds: &[(f64, f64)],
    options: &Options,
    steps: bool,
    linearised: bool,
) -> Result<(), Interrupt> {
    let loss = options.loss;
    let stale = oracle.refine() || !linearised;
    if stale {
        space.linearise(oracle, loss)?;
    }
    space.factor(bounds);
    if !(steps && options.polish) {
        return Ok(());
    }
    let worth = if oracle.has_jacobian() { WORTH_NEWTON } else { WORTH_NEWTON_MEASURED };
    let exact = options.curvature == Curvature::Hessian;
    let mut kind = if exact { Kind::Newton } else { Kind::Mixed };
    let mut q1 = begin(space, bounds, kind);
    let mut size = effective_norm(loss, &space.r);
    for count in 0..MOST_STEPS {
        // Rounding (or noise) in r, spread evenly over m directions, leaves this in n of them.
        let floor = oracle.cost_noise(size)
            * size
            * (space.free.len() as f64 / space.r.len() as f64).sqrt();
        if q1 <= FLOOR * floor || q1.is_nan() {
            return Ok(());
        }
        if count == 0 && space.subproblem.least_pivot() < LEAST_PIVOT {
            if !space.is_square() || !is_affordable(space, loss) {
                return Ok(());
            }
            // At a minimum without a solution the Jacobian is singular and the Hessian is not.
            kind = Kind::Newton;
            q1 = begin(space, bounds, kind);
        }
        let Some(length) = propose(space, oracle, bounds, &mut kind, options.mixing, q1)? else {
            return Ok(());
        };
        let Space { x, x_trial, p, .. } = &mut *space;
        bounds::move_inside(bounds, x, p, x_trial);
        if x_trial == x {
            return Ok(());
        }
        let mut record = Record {
            cost: 0.5 * size * size,
            decrement: space.factor(bounds) / size,
            mu: 0.0,
            radius: f64::NAN,
            ratio: f64::NAN,
            step_norm: length,
            kind: StepKind::Polish,
            rejected: None,
            portrait: space.portrait(oracle, (kind != Kind::Newton).then_some(0.0)),
        };
        match advance(space, oracle, bounds, loss, (kind, q1))? {
            Ok(next) => {
                oracle.observe(record, &space.x)?;
                q1 = next;
                size = effective_norm(loss, &space.r);
                if kind == Kind::Plain {
                    kind = Kind::Mixed;
                }
            }
            Err(why) => {
                record.rejected = Some(why);
                oracle.observe(record, &space.x)?;
                kind = match kind {
                    Kind::Mixed => Kind::Plain,
                    Kind::Plain if q1 > worth * size && is_affordable(space, loss) => {
                        // The Jacobian there is that of the trial point.
                        space.linearise(oracle, loss)?;
                        Kind::Newton
                    }
                    Kind::Plain | Kind::Newton => return Ok(()),
                };
                q1 = begin(space, bounds, kind);
            }
        }
    }
    Ok(())
}

/// What a step of this kind must reduce.
fn distance(space: &mut Space, bounds: &[(f64, f64)], kind: Kind) -> f64 {
    let q1 = space.factor(bounds);
    if kind == Kind::Newton && space.is_square() { space.gradient_cosine() * q1 } else { q1 }
}

fn is_affordable(space: &Space, loss: Loss) -> bool {
    loss == Loss::Squared && space.hessian_is_affordable()
}

/// Begins a sequence of steps of this kind; returns what they must reduce.
fn begin(space: &mut Space, bounds: &[(f64, f64)], kind: Kind) -> f64 {
    let exact = kind == Kind::Newton;
    space.mixing.clear();
    let curvature = if exact { Curvature::Hessian } else { Curvature::GaussNewton };
    space.second.begin(curvature, space.x.len());
    distance(space, bounds, kind)
}

/// Solves for the step; p holds it. Returns ‖Dp‖, or None where H is not positive definite. A step
/// that was to be mixed and needed no mixing is plain.
fn propose(
    space: &mut Space,
    oracle: &mut dyn Oracle,
    bounds: &[(f64, f64)],
    kind: &mut Kind,
    mixing_allowed: bool,
    q1: f64,
) -> Result<Option<f64>, Interrupt> {
    space.evaluate_curvature(oracle, bounds)?;
    let Space { reduction, subproblem, metric, mixing, second, free, x, p, .. } = &mut *space;
    p.fill(0.0);
    if *kind == Kind::Newton {
        return Ok(match second.model(reduction, metric, free) {
            Some(model) if model.lowest() > 0.0 => {
                let step = model.solve(0.0);
                model.write_step(metric, p);
                Some(step.norm)
            }
            _ => None,
        });
    }
    let step = subproblem.solve(0.0);
    subproblem.write_step(metric, p);
    mixing.note(x, p, q1);
    if *kind == Kind::Mixed && mixing_allowed && mixing.mix(reduction, p) {
        return Ok(Some(metric.norm(p)));
    }
    *kind = Kind::Plain;
    Ok(Some(step.norm))
}

/// Moves to the trial point if the decrement falls there, and returns it; else leaves point and
/// linearisation as they were, and says why.
fn advance(
    space: &mut Space,
    oracle: &mut dyn Oracle,
    bounds: &[(f64, f64)],
    loss: Loss,
    (kind, before): (Kind, f64),
) -> Result<Result<f64, Rejection>, Interrupt> {
    match oracle.residuals(&space.x_trial, &mut space.r_trial) {
        Ok(()) => {}
        Err(Interrupt::Outside) => return Ok(Err(Rejection::OutOfDomain)),
        Err(stop) => return Err(stop),
    }
    let size = effective_norm(loss, &space.r);
    if relative_reduction(loss, &space.r, &space.r_trial, size) < -2.0 * SLACK {
        return Ok(Err(Rejection::NoContraction));
    }
    space.exchange();
    let next = match space.linearise(oracle, loss) {
        Ok(()) => distance(space, bounds, kind),
        Err(Interrupt::Outside) => f64::INFINITY,
        Err(stop) => {
            space.exchange();
            return Err(stop);
        }
    };
    if next >= CONTRACTION * before || next.is_nan() {
        space.exchange();
        space.factor(bounds);
        return Ok(Err(Rejection::NoContraction));
    }
    Ok(Ok(next))
}
