//! How sixteen fits get on: damping, the length of a step, and when a fit has ended.

use multiversion::multiversion;
use thalweg_formula::LANES;

use super::sums::{Sums, place};
use crate::chunk::{Chunk, either};

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

/// What F is rounded by besides its own sum, as a multiple of the rounding of the model: above it a step is told by F.
const JITTER: f64 = 8.0;
/// How many times the rounding of the gradient a step is to be above it, for it to tell how F bends.
const BEND_JITTER: f64 = 100.0;
/// What a last step may leave of the decrement is no less than what rounding of the model makes of it, with a margin for
/// rounding that is several units.
const FLOOR: f64 = 16.0;
/// A step of this many grains, the square of them against that of rounding: a shorter one may not move x, which is rounded
/// where the model takes it.
const GRAIN: f64 = 4.0;
/// What rounding of the model may come to, as a share of the residuals: of this share of a standard error it moves an
/// estimate.
const MOST_NOISE: f64 = 1e-4;

/// How the model is rounded, as the tests see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rounding {
    /// The unit roundoff; 0 where it does not show beside that of the sums.
    unit: f64,
    /// A pivot against its diagonal below which normal equations are not trusted.
    pub pivot: f64,
}

impl Rounding {
    pub(super) const DOUBLE: Self = Self { unit: 0.0, pivot: 1e-10 };
    /// A pivot is what is left of a column's square: it is known to the square of the rounding, and with this one its
    /// standard error to some 10⁻⁴.
    pub(super) const SINGLE: Self = Self { unit: SINGLE_UNIT, pivot: SINGLE_UNIT };
}

/// 2⁻²⁴.
const SINGLE_UNIT: f64 = f32::EPSILON as f64 / 2.0;

/// Lane by lane.
#[derive(Debug, Clone)]
pub(super) struct Progress {
    rounding: Rounding,
    /// The square of what rounding of the model makes of a residual, in the unit of F; 0 where it does not show.
    ground: Chunk,
    /// The same against the mean square of the residuals, not squared, by the root of their number: what it makes of F, as
    /// a share of it.
    noise: Chunk,
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
    /// gᵀh before, and at the trial; not looked at where rounding of the model does not show.
    pub slopes: &'a [Chunk; 2],
}

/// What is known of the next step.
pub(super) struct Ahead<'a> {
    /// F, and Σ w y².
    pub cost: &'a Chunk,
    pub size: &'a Chunk,
    /// Points of each lane.
    pub points: &'a Chunk,
    /// −gᵀh, and the least pivot of its matrix.
    pub decrement: &'a Chunk,
    pub pivot: &'a Chunk,
    /// The square of what a last step may leave of the decrement, as a share of F.
    pub leaves: f64,
}

/// What a model is rounded at.
pub(super) struct Rounded<'a> {
    pub x: &'a [Chunk],
    pub sums: &'a Sums,
    /// Σ w y².
    pub size: &'a Chunk,
    /// Points of each lane.
    pub points: &'a Chunk,
}

/// The next step is taken and tried.
pub(super) const GO: f64 = 0.0;
/// It is the last.
pub(super) const DONE: f64 = 1.0;
/// The fit is not to be had in this precision.
pub(super) const UNCLEAN: f64 = 2.0;
/// It does not come to an end here.
pub(super) const SPENT: f64 = 3.0;

impl Progress {
    /// Lanes are left to the full solver after so many steps.
    pub(super) fn new(most: usize, rounding: Rounding) -> Self {
        let zero = [0.0; LANES];
        Self {
            rounding,
            ground: zero,
            noise: zero,
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

    /// How far the rounding of the model shows at x: an intermediate result is rounded in its own size, and that of f and
    /// of each parameter's part ∂f xⱼ in it say what sizes there are. Nothing where it does not show.
    pub(super) fn round(&mut self, at: &Rounded<'_>) {
        if self.rounding.unit > 0.0 {
            round(self, at);
        }
    }

    /// Which trials are accepted, and what is made of them all.
    pub(super) fn judge(&mut self, trial: &Trial<'_>, accepted: &mut Chunk) {
        judge(self, trial, accepted);
    }

    /// [`GO`], [`DONE`], [`UNCLEAN`] or [`SPENT`] of every lane that is running.
    pub(super) fn verdicts(&self, ahead: &Ahead<'_>) -> Chunk {
        let mut out = [GO; LANES];
        verdicts(self, ahead, &mut out);
        out
    }
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn round(own: &mut Progress, at: &Rounded<'_>) {
    let mut reach = *at.size;
    for (j, x) in at.x.iter().enumerate() {
        let diagonal = &at.sums.matrix[place(j, j)];
        for l in 0..LANES {
            let part = x[l] * x[l] * diagonal[l];
            reach[l] = either(part > reach[l], part, reach[l]);
        }
    }
    let square = own.rounding.unit * own.rounding.unit;
    for l in 0..LANES {
        own.ground[l] = square * reach[l] / at.points[l];
        own.noise[l] = (own.ground[l] / at.sums.cost[l]).sqrt();
    }
}

#[inline(always)]
fn larger(a: f64, b: f64) -> f64 {
    either(a > b, a, b)
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
        let close = larger(JITTER * own.noise[l], CLOSE);
        let rounding = larger(JITTER * own.noise[l], ROUNDING);
        let visible = larger(BEND_JITTER * BEND_JITTER * own.ground[l], TOLD * cost);
        // The decrement of a step that is held back, or was just before, says little of how much is left.
        let mild = (decrement <= NEAR * cost) & (mu <= LITTLE_DAMPING);
        let near = mild | ((decrement <= close * cost) & (mu <= MIDDLING_DAMPING));
        let near = near & (growth == FIRST_GROWTH);
        // Little damping and a gain that rounding of the model hides: F is not asked any more.
        let blind = (decrement < JITTER * own.noise[l] * cost) & (mu <= MIDDLING_DAMPING);
        let polished = (undamped | blind) & (decrement <= close * cost) & (gain > -rounding * cost);
        let curved = (predicted - gain) / (length * length * decrement);
        // What rounding hides of F shows in its gradient.
        let (slope, along) = (trial.slopes[0][l], trial.slopes[1][l]);
        let turned = (along - slope) / (-2.0 * slope - predicted) - 1.0;
        let curved = either(own.rounding.unit > 0.0, turned, curved);
        let tells = undamped & near & (decrement > TOLD * cost);
        let told = tells & (decrement > visible);
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
        // Where rounding of the model hides how F bends, it is taken to bend as it did before.
        let hidden = tells & !told & good;
        let bend = either(bends & (good | shorter), curved, either(hidden, own.bend[l], 0.0));
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
        let lost = lost | ((mu == 0.0) & (ahead.pivot[l] < own.rounding.pivot));
        // Rounding moves an estimate by this share of its standard error, whatever the number of points.
        let lost = lost | (own.ground[l] * ahead.points[l] > MOST_NOISE * MOST_NOISE * cost);
        // The square of the rate, over the last step and the last two: one that fell on a good place says little.
        let (one, two) = (q2 / own.before[l], (q2 / own.earlier[l]).sqrt());
        let rate = either(one > two, one, two);
        let rate = either(rate < RATE, RATE, either(rate > 1.0, 1.0, rate));
        let close = larger(JITTER * own.noise[l], CLOSE);
        let leaves = larger(FLOOR * own.ground[l], ahead.leaves * cost);
        let reached = (q2 * rate <= leaves) | (q2 <= GRAIN * own.ground[l] * ahead.points[l]);
        let done = (mu == 0.0) & (q2 <= close * cost) & reached;
        let spent = (own.steps[l] >= own.most) | (mu > MOST_DAMPING);
        let verdict = either(lost, UNCLEAN, either(done, DONE, either(spent, SPENT, GO)));
        out[l] = either(own.running[l] != 0.0, verdict, GO);
    }
}
