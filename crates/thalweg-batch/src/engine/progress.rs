//! How sixteen fits get on: damping, the length of a step, and when a fit has ended.

use multiversion::multiversion;
use thalweg_formula::LANES;

use super::{Chunk, either};

/// Damping of the first step, against a unit diagonal.
const FIRST_DAMPING: f64 = 1e-3;
/// Damping that hides little of what there is to gain.
const LITTLE_DAMPING: f64 = 1e-2;
/// Damping that hides no more than half of it, or so.
const MIDDLING_DAMPING: f64 = 1.0;
/// What it is multiplied by at a first rejection.
const FIRST_GROWTH: f64 = 2.0;
/// Damping below this is none.
const NO_DAMPING: f64 = 1e-7;
/// Damping beyond this finds no better point.
const MOST_DAMPING: f64 = 1e8;
/// A pivot against its diagonal below which normal equations are not trusted: κ about 10⁵.
pub(super) const LEAST_PIVOT: f64 = 1e-10;
/// A decrement q² below this share of F: the model of a step is nearly right.
const NEAR: f64 = 1e-2;
/// A decrement q² below this share of F: F is soon rounding, the decrement judges a step, and what a last one leaves is
/// of the order of its square, or of its product with the rate of convergence.
const CLOSE: f64 = 1e-8;
/// A decrement q² below this share of F is too near its rounding to say how F bends.
const TOLD: f64 = 1e-11;
/// A rejected step of which so little could be gained, as a share of F, that nothing but rounding can be the reason.
const TINY: f64 = 1e-12;
/// What F may rise by in a step that the decrement judges, as a share of it.
const ROUNDING: f64 = 1e-10;
/// A step is made longer or shorter where F bends otherwise than its model, by these shares of the model's curvature.
const BENDS: (f64, f64) = (-0.9, 8.0);
/// A ratio of decrements q² above which convergence is slow.
const SLOW: f64 = 0.05;
/// The square of a rate of convergence that is not relied on to be better.
const RATE: f64 = 1e-4;
/// Where F is this small against the data it is rounding, or soon will be.
const EXACT: f64 = 1e-20;

/// Lane by lane.
#[derive(Debug, Clone)]
pub(super) struct Progress {
    /// 1 where a fit is under way, else 0.
    pub running: Chunk,
    /// Steps tried, and how many may be.
    pub steps: Chunk,
    most: f64,
    /// μ against the diagonal of A.
    pub damping: Chunk,
    /// What μ is multiplied by at the next rejection.
    growth: Chunk,
    /// −gᵀh of the last accepted step, and of the one before it.
    before: Chunk,
    earlier: Chunk,
    /// hᵀSh/hᵀAh of the last step where it was undamped and near the minimum, S = Σ r ∇²r: how far the model of a
    /// Gauss-Newton step is from F. 0 elsewhere.
    bend: Chunk,
    /// The bend that was last seen, for its sign.
    lean: Chunk,
    /// 1/(1 + bend), what a Gauss-Newton step is multiplied by.
    pub length: Chunk,
}

/// What is known of a trial.
pub(super) struct Trial<'a> {
    /// F before, and at the trial.
    pub now: &'a Chunk,
    pub next: &'a Chunk,
    /// What the step should take from F, and −gᵀh of the step as it was before its length changed.
    pub predicted: &'a Chunk,
    pub decrement: &'a Chunk,
}

/// What is known of the next step.
pub(super) struct Ahead<'a> {
    /// F, and Σ w y².
    pub cost: &'a Chunk,
    pub size: &'a Chunk,
    /// −gᵀh, and the least pivot of its matrix.
    pub decrement: &'a Chunk,
    pub pivot: &'a Chunk,
    /// The square of what a last step may leave of the decrement, as a share of F.
    pub leaves: f64,
}

/// The next step is taken and tried.
pub(super) const GO: f64 = 0.0;
/// It is the last.
pub(super) const DONE: f64 = 1.0;
/// The fit is left to the full solver.
pub(super) const UNCLEAN: f64 = 2.0;

impl Progress {
    /// Lanes are left to the full solver after so many steps.
    pub(super) fn new(most: usize) -> Self {
        let zero = [0.0; LANES];
        Self {
            most: most as f64,
            running: zero,
            steps: zero,
            damping: zero,
            growth: zero,
            before: zero,
            earlier: zero,
            bend: zero,
            lean: zero,
            length: [1.0; LANES],
        }
    }

    /// A lane is at its start.
    pub(super) fn begin(&mut self, l: usize) {
        self.running[l] = 1.0;
        self.steps[l] = 0.0;
        self.damping[l] = FIRST_DAMPING;
        self.growth[l] = FIRST_GROWTH;
        (self.before[l], self.earlier[l]) = (f64::INFINITY, f64::INFINITY);
        (self.bend[l], self.lean[l], self.length[l]) = (0.0, 0.0, 1.0);
    }

    /// Which trials are accepted, and what is made of them all.
    pub(super) fn judge(&mut self, trial: &Trial<'_>, accepted: &mut Chunk) {
        judge(self, trial, accepted);
    }

    /// [`GO`], [`DONE`] or [`UNCLEAN`] of every lane that is running.
    pub(super) fn verdicts(&self, ahead: &Ahead<'_>) -> Chunk {
        let mut out = [GO; LANES];
        verdicts(self, ahead, &mut out);
        out
    }
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn judge(own: &mut Progress, trial: &Trial<'_>, accepted: &mut Chunk) {
    let mut last = own.clone();
    for l in 0..LANES {
        let (cost, predicted, decrement) = (trial.next[l], trial.predicted[l], trial.decrement[l]);
        let (mu, growth, bend, length) =
            (own.damping[l], own.growth[l], own.bend[l], own.length[l]);
        let gain = trial.now[l] - cost;
        let undamped = mu == 0.0;
        // The decrement of a step that is held back, or was just before, says little of how much is left.
        let mild = (decrement <= NEAR * cost) & (mu <= LITTLE_DAMPING);
        let near = mild | ((decrement <= CLOSE * cost) & (mu <= MIDDLING_DAMPING));
        let near = near & (growth == FIRST_GROWTH);
        let polished = undamped & (decrement <= CLOSE * cost) & (gain > -ROUNDING * cost);
        let curved = (predicted - gain) / (length * length * decrement);
        let told = undamped & near & (decrement > TOLD * cost);
        let bends = told & (curved >= BENDS.0) & (curved <= BENDS.1);
        let good = polished | ((gain > 0.0) & (gain >= 1e-4 * predicted));
        // Too long a step, and it is known by how much.
        let shorter = !good & bends & (curved > bend + 0.25);
        let tiny = decrement <= TINY * trial.now[l];

        let raised = either(mu > FIRST_DAMPING, mu, FIRST_DAMPING);
        let kept = either(gain < 0.75 * predicted, mu, 0.1 * mu);
        let relaxed = either(gain < 0.25 * predicted, 2.0 * raised, kept);
        let rests = polished | bends | (near & (gain > 0.25 * predicted)) | (relaxed < NO_DAMPING);
        let rejected = either(shorter, mu, either(tiny, f64::INFINITY, raised * growth));
        let damping = either(good, either(rests, 0.0, relaxed), rejected);
        let bend = either(bends & (good | shorter), curved, 0.0);
        // Where F is rounding, two ratios of the decrement that agree are one direction that is slow, s² = q₊²/q².
        let (one, two) = (decrement / own.before[l], own.before[l] / own.earlier[l]);
        let steady =
            polished & !told & (one > SLOW) & (one < 1.0) & ((one - two).abs() < 0.1 * one);
        let slow = either(own.lean[l] < 0.0, -one.sqrt(), one.sqrt());
        let slow = either(slow < BENDS.0, BENDS.0, slow);
        let bend = either(steady, slow, bend);

        accepted[l] = either(good & (own.running[l] != 0.0), 1.0, 0.0);
        last.damping[l] = damping;
        last.growth[l] = either(good, FIRST_GROWTH, either(shorter, growth, 4.0 * growth));
        last.bend[l] = bend;
        last.length[l] = 1.0 / (1.0 + bend);
        last.lean[l] = either(told & good, curved, own.lean[l]);
        last.earlier[l] = either(good, own.before[l], own.earlier[l]);
        last.before[l] = either(good, decrement, own.before[l]);
        last.steps[l] = own.steps[l] + own.running[l];
    }
    for l in 0..LANES {
        let running = own.running[l] != 0.0;
        own.damping[l] = either(running, last.damping[l], own.damping[l]);
        own.growth[l] = either(running, last.growth[l], own.growth[l]);
        own.bend[l] = either(running, last.bend[l], own.bend[l]);
        own.length[l] = either(running, last.length[l], own.length[l]);
        own.lean[l] = either(running, last.lean[l], own.lean[l]);
        own.earlier[l] = either(running, last.earlier[l], own.earlier[l]);
        own.before[l] = either(running, last.before[l], own.before[l]);
        own.steps[l] = last.steps[l];
    }
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn verdicts(own: &Progress, ahead: &Ahead<'_>, out: &mut Chunk) {
    for l in 0..LANES {
        let (cost, q2, mu) = (ahead.cost[l], ahead.decrement[l], own.damping[l]);
        let lost = !q2.is_finite() | (cost <= EXACT * ahead.size[l]);
        let lost = lost | ((mu == 0.0) & (ahead.pivot[l] < LEAST_PIVOT));
        // The square of the rate, over the last step and the last two: one that fell on a good place says little.
        let (one, two) = (q2 / own.before[l], (q2 / own.earlier[l]).sqrt());
        let rate = either(one > two, one, two);
        let rate = either(rate < RATE, RATE, either(rate > 1.0, 1.0, rate));
        let done = (mu == 0.0) & (q2 <= CLOSE * cost) & (q2 * rate <= ahead.leaves * cost);
        let spent = (own.steps[l] >= own.most) | (mu > MOST_DAMPING);
        let verdict = either(lost, UNCLEAN, either(done, DONE, either(spent, UNCLEAN, GO)));
        out[l] = either(own.running[l] != 0.0, verdict, GO);
    }
}
