//! The last digits: Gauss-Newton steps judged by the decrement.
//!
//! F resolves x to about √ε standard errors only, because it is flat at its minimum; q₁ = ‖Q₁ᵀr‖
//! is not, and carries twelve to fifteen digits (evidence §7).

use crate::bounds;
use crate::covariance::Conditioning;
use crate::loss::Loss;
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
/// Below this conditioning a Gauss-Newton step is noise.
const LEAST_RCOND: f64 = 1e-13;

/// Polishes `space.x`. `linearised` says whether the reduction belongs to x; on return without an
/// interrupt it does, and so do the free parameters and the subproblem.
pub(crate) fn polish(
    space: &mut Space,
    oracle: &mut dyn Oracle,
    bounds: &[(f64, f64)],
    loss: Loss,
    steps: bool,
    linearised: bool,
) -> Result<(), Interrupt> {
    let stale = oracle.refine() || !linearised;
    if stale {
        space.linearise(oracle, loss)?;
    }
    let mut q1 = space.factor(bounds);
    if !steps {
        return Ok(());
    }
    space.mixing.clear();
    let mut size = effective_norm(loss, &space.r);
    let mut plain = false;
    for count in 0..MOST_STEPS {
        // Rounding (or noise) in r, spread evenly over m directions, leaves this in n of them.
        let floor = oracle.cost_noise(size)
            * size
            * (space.free.len() as f64 / space.r.len() as f64).sqrt();
        if q1 <= FLOOR * floor || q1.is_nan() {
            return Ok(());
        }
        if count == 0 && Conditioning::of(&space.reduction, &space.free).rcond < LEAST_RCOND {
            return Ok(());
        }
        let Space { reduction, subproblem, metric, mixing, x, x_trial, p, .. } = &mut *space;
        let step = subproblem.solve(0.0);
        p.fill(0.0);
        subproblem.write_step(metric, p);
        mixing.note(x, p, q1);
        let mixed = !plain && mixing.mix(reduction, p);
        bounds::move_inside(bounds, x, p, x_trial);
        if x_trial == x {
            return Ok(());
        }
        let mut record = Record {
            cost: 0.5 * size * size,
            decrement: q1 / size,
            mu: 0.0,
            radius: f64::NAN,
            ratio: f64::NAN,
            step_norm: if mixed { metric.norm(p) } else { step.norm },
            kind: StepKind::Polish,
            rejected: None,
        };
        match advance(space, oracle, bounds, loss, q1)? {
            Ok(next) => {
                oracle.observe(record, &space.x)?;
                q1 = next;
                size = effective_norm(loss, &space.r);
                plain = false;
            }
            Err(why) => {
                record.rejected = Some(why);
                oracle.observe(record, &space.x)?;
                if !mixed {
                    return Ok(());
                }
                // Gauss-Newton itself may still contract.
                space.mixing.clear();
                plain = true;
            }
        }
    }
    Ok(())
}

/// Moves to the trial point if the decrement falls there, and returns it; else leaves point and
/// linearisation as they were, and says why.
fn advance(
    space: &mut Space,
    oracle: &mut dyn Oracle,
    bounds: &[(f64, f64)],
    loss: Loss,
    q1: f64,
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
        Ok(()) => space.factor(bounds),
        Err(Interrupt::Outside) => f64::INFINITY,
        Err(stop) => {
            space.exchange();
            return Err(stop);
        }
    };
    if next >= CONTRACTION * q1 || next.is_nan() {
        space.exchange();
        space.factor(bounds);
        return Ok(Err(Rejection::NoContraction));
    }
    Ok(Ok(next))
}
