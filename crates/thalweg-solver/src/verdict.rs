//! From evidence to a verdict.

use crate::covariance::{Conditioning, RANK_TOLERANCE};
use crate::evaluator::{Evaluator, MEASURABLE};
use crate::loss::Loss;
use crate::minimize::Reason;
use crate::oracle::{Interrupt, Oracle};
use crate::problem::Problem;
use crate::solution::Evidence;
use crate::space::{Space, effective_norm};
use crate::status::Status;

/// A clean end has q₁ below this fraction of ‖r‖ …
const CLEAN: f64 = 1e-6;
/// … and no further stage is tried below this one.
const TIGHT: f64 = 1e-8;
/// Largest gradient cosine of a clean end where m = n leaves q₁ = ‖r‖.
const SQUARE_COSINE: f64 = 1e-6;
/// Noise excuses no decrement above this: a hundredth, where a Gauss-Newton step is still about a
/// hundredth of the way across the confidence region (Bates & Watts 1981 ask for a thousandth of
/// those who have a choice).
const MOST_HIDDEN: f64 = 1e-2;
/// Relative offset up to which what is determined counts as being at its minimum, though a null
/// direction keeps the polish away: a thousandth of the confidence region (Bates & Watts 1981).
const OFFSET: f64 = 1e-3;
/// |xⱼ| beyond this multiple of tⱼ has evaporated, if another test fails as well.
const EVAPORATED: f64 = 1e7;

/// What can be said about a point.
#[derive(Debug, Clone)]
pub(crate) struct Assessment {
    pub(crate) evidence: Evidence,
    /// R with unit columns at this point.
    pub(crate) conditioning: Conditioning,
    /// The gradient and decrement tests hold and the rank is full.
    pub(crate) clean: bool,
    /// Clean, and as accurate as can be.
    pub(crate) tight: bool,
    stationary: bool,
    /// The determined directions are at their minimum, whatever the others do.
    settled: bool,
    /// ‖r‖ is at the rounding floor.
    pub(crate) exact: bool,
    full_rank: bool,
    evaporated: Vec<usize>,
}

impl Assessment {
    /// The tests hold only in appearance: the point is no minimum.
    pub(crate) fn withdraw(&mut self) {
        (self.clean, self.tight) = (false, false);
        (self.stationary, self.settled) = (false, false);
    }
}

/// Judges the point in `space`, whose linearisation must belong to it. `isolated`: what the exact
/// Hessian said of a point where the rank of J says nothing.
pub(crate) fn assess(
    space: &mut Space,
    oracle: &Evaluator,
    bounds: &[(f64, f64)],
    loss: Loss,
    noise: f64,
    isolated: Option<bool>,
) -> Assessment {
    let size = effective_norm(loss, &space.r);
    let q1 = space.factor(bounds);
    let Space { reduction, free, .. } = space;
    let floor = oracle.residual_noise(size);
    let exact = size <= floor;
    let mut conditioning = Conditioning::of(reduction, free);
    if exact {
        let lost = lost_in_rounding(space, &conditioning, oracle.problem(), floor);
        let Space { reduction, free, .. } = space;
        if !lost.is_empty() {
            conditioning = Conditioning::of_those(reduction, free, |j| !lost.contains(&j));
        }
    }
    let cosine = space.gradient_cosine();
    let reduction = &space.reduction;
    // The metric may have lost a column that the data determine (a D beyond the range of numbers).
    let determined = conditioning.decrement(reduction);
    let q1 = q1.max(determined);
    // Noise that was measured hides any reduction of F below it; how far that is from the minimum
    // must still be little.
    let decrement = if size > 0.0 { q1 / size } else { 0.0 };
    let hidden = noise > MEASURABLE
        && decrement * decrement <= oracle.cost_noise(size)
        && decrement <= MOST_HIDDEN;
    let at_floor = q1 <= floor || hidden;
    let square = space.is_square();
    let stationary =
        q1 <= CLEAN * size || at_floor || (square && cosine <= SQUARE_COSINE) || size == 0.0;
    let settled = stationary || determined <= OFFSET * size;
    let full_rank = isolated
        .unwrap_or(conditioning.rank == space.free.len() && conditioning.rcond >= RANK_TOLERANCE);
    let evaporated = (0..space.x.len())
        .filter(|&j| space.x[j].abs() > EVAPORATED * space.metric.sizes()[j])
        .collect();
    let clean = stationary && full_rank;
    let evidence =
        Evidence { decrement, gradient_cosine: cosine, rcond: conditioning.rcond, noise };
    let tight = clean && (q1 <= TIGHT * size || at_floor || (square && cosine <= TIGHT));
    Assessment {
        evidence,
        conditioning,
        clean,
        tight,
        stationary,
        settled,
        exact,
        full_rank,
        evaporated,
    }
}

/// Where the residuals are rounding: parameters that can change by all of their size without the
/// residuals rising above `floor`, such as a rate whose amplitude is 0 to rounding. A linear parameter
/// is none of them: its own 0 is a value like any other, and no other parameter's 0 hides it.
fn lost_in_rounding(
    space: &Space,
    conditioning: &Conditioning,
    problem: &dyn Problem,
    floor: f64,
) -> Vec<usize> {
    if conditioning.rank < space.free.len() {
        return Vec::new();
    }
    let covariance = conditioning.covariance(space.x.len());
    let lost = |j: &usize| {
        let size = space.x[*j].abs().max(space.metric.sizes()[*j]);
        covariance.std_error(*j, floor).is_some_and(|error| error > size)
    };
    let nonlinear = |j: &usize| !problem.linear_parameters().contains(j);
    space.free.iter().copied().filter(nonlinear).filter(lost).collect()
}

/// The verdict on the best point. `outside` is what the problem last said where it is undefined.
pub(crate) fn status(
    assessment: &Assessment,
    reason: Reason,
    at_wall: bool,
    at_bound: &[usize],
    sizes: &[f64],
    outside: Option<String>,
) -> Status {
    match reason {
        Reason::Interrupted(Interrupt::Stopped) => return Status::Stopped,
        Reason::Interrupted(Interrupt::Limit(which)) if !assessment.clean => {
            return Status::Limit { which };
        }
        _ => {}
    }
    let flat = || Status::FlatValley {
        null_vectors: if assessment.full_rank {
            Vec::new()
        } else {
            assessment.conditioning.null_vectors(sizes)
        },
        evaporated: assessment.evaporated.clone(),
        stationary: assessment.settled,
    };
    if assessment.clean && assessment.exact {
        Status::ExactFit
    } else if assessment.clean && at_bound.is_empty() {
        Status::Minimum
    } else if assessment.clean {
        Status::MinimumOnBound { parameters: at_bound.to_vec() }
    } else if at_wall && !assessment.stationary {
        Status::DomainEdge { reason: outside }
    } else if !assessment.full_rank || !assessment.evaporated.is_empty() {
        flat()
    } else {
        Status::Stalled
    }
}
