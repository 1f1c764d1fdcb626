//! The loop: step, pass, accept or reject, refill.

use std::ops::Range;

use thalweg_formula::{LANES, Model};
use thalweg_solver::{Options, Workspace};

use super::Chunk;
use super::finished::{End, Finished};
use super::lanes::{Kind, Lanes, Pass};
use super::step::{Step, predicted, propose, scale};
use super::sums::{Sums, select};
use crate::batch_fit::Estimator;
use crate::curves::Curves;
use crate::fits::{Code, Fits, Note, Notes};
use crate::single::{self, Asked};
use crate::usable::Usable;

/// Damping of the first step, against a unit diagonal.
const FIRST_DAMPING: f64 = 1e-3;
/// Damping below this is none.
const NO_DAMPING: f64 = 1e-7;
/// Damping beyond this finds no better point.
const MOST_DAMPING: f64 = 1e8;
/// Steps after which a lane is left to the full solver.
const MOST_STEPS: u32 = 60;
/// A pivot of the matrix of unit diagonal below which its normal equations are not trusted: κ about 10⁵.
const LEAST_PIVOT: f64 = 1e-10;
/// Where the decrement q is below this share of ‖r‖ the last step is taken without looking: what it leaves is of the
/// order of its square, or of its product with the rate of convergence.
const NEAR: f64 = 1e-4;
/// Where the residuals are this small against the data they are rounding, or soon will be.
const EXACT: f64 = 1e-20;
/// A rate of convergence that is not relied on to be better.
const RATE: f64 = 1e-2;
/// A decrement below this share of F is too near its rounding to say how F bends.
const TOLD: f64 = 1e-11;
/// What F may rise by in a last step, as a share of it.
const ROUNDING: f64 = 1e-10;
/// A step is made longer or shorter where F bends otherwise than its model, by these shares of the model's curvature.
const BENDS: std::ops::RangeInclusive<f64> = -0.75..=8.0;
/// An end of which no step is better is clean with a decrement below this share of ‖r‖, as in the full solver.
const CLEAN: f64 = 1e-6;

/// What is asked of all curves.
pub(crate) struct Job<'a> {
    pub model: &'a Model,
    pub estimator: Estimator,
    pub known: bool,
    pub bounds: Option<&'a [(f64, f64)]>,
    /// Starting points; one at least.
    pub candidates: &'a [Vec<f64>],
    /// Those of the full solver.
    pub options: &'a Options,
    /// What the last step may leave of the decrement, as a share of ‖r‖.
    pub tolerance: f64,
}

/// What a lane is at.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Phase {
    Idle,
    /// At a candidate for the start.
    Scan(usize),
    /// At the start.
    First,
    Run,
}

/// The fit in a lane.
#[derive(Debug, Clone, Copy)]
struct Lane {
    phase: Phase,
    curve: usize,
    points: u32,
    steps: u32,
    mu: f64,
    nu: f64,
    /// −gᵀh of the step before.
    before: f64,
    /// The same of the step before that one.
    earlier: f64,
    /// Whether the last step was a whole Gauss-Newton step with hardly anything to gain.
    polishes: bool,
    /// hᵀSh/hᵀAh of the last step where it was undamped and near the minimum, S = Σ r ∇²r: how far the model of a
    /// Gauss-Newton step is from F. 0 elsewhere.
    bend: f64,
    /// 1/(1 + bend), what a Gauss-Newton step is multiplied by: along it F has that much more curvature than its model.
    length: f64,
    /// Lowest cost among the candidates.
    lowest: f64,
}

const IDLE: Lane = Lane {
    phase: Phase::Idle,
    curve: 0,
    points: 0,
    steps: 0,
    mu: 0.0,
    nu: 2.0,
    before: f64::INFINITY,
    earlier: f64::INFINITY,
    polishes: false,
    bend: 0.0,
    length: 1.0,
    lowest: f64::INFINITY,
};

/// Fits the curves of a range; `fits` has a row for each of them. Where the lanes may not be used, as under a robust
/// loss, all are left to the full solver.
pub(crate) fn run(
    job: &Job,
    curves: &Curves,
    range: Range<usize>,
    in_lanes: bool,
    fits: &mut Fits,
) {
    let mut engine = Engine::new(job, curves, range.clone());
    engine.in_lanes = in_lanes;
    engine.run(fits);
    let mut points = Usable::default();
    let workspace = &mut Workspace::new();
    let asked = Asked {
        model: job.model,
        estimator: job.estimator,
        known: job.known,
        options: job.options,
    };
    fits.handed_on += engine.handed_on.len();
    for (i, start) in engine.handed_on {
        points.gather(curves, i);
        fits.put(i - range.start, &single::fit(&asked, &points, &start, workspace));
    }
}

struct Engine<'a> {
    job: &'a Job<'a>,
    curves: &'a Curves<'a>,
    kind: Kind<'a>,
    /// The next curve, and the end.
    range: Range<usize>,
    first: usize,
    lanes: [Lane; LANES],
    data: Lanes,
    points: usize,
    x: Vec<Chunk>,
    trial: Vec<Chunk>,
    start: Vec<Chunk>,
    free: Vec<Chunk>,
    now: Sums,
    next: Sums,
    step: Step,
    scan: Step,
    predicted: Chunk,
    pass: Pass,
    finished: Finished,
    /// 1 for parameters that a scan solves for.
    linear: Vec<Chunk>,
    /// Whether fits that begin well are followed here.
    in_lanes: bool,
    /// Curves for the full solver, with their starts.
    handed_on: Vec<(usize, Vec<f64>)>,
}

impl<'a> Engine<'a> {
    fn new(job: &'a Job<'a>, curves: &'a Curves<'a>, range: Range<usize>) -> Self {
        let n = job.model.parameters().len();
        let chunks = vec![[0.0; LANES]; n];
        let mut linear = chunks.clone();
        job.model.linear_parameters().iter().for_each(|&j| linear[j] = [1.0; LANES]);
        if let Some(bounds) = job.bounds {
            // One that is bounded would be solved for beyond its bounds.
            let bounded = |&(low, high): &(f64, f64)| low.is_finite() || high.is_finite();
            let all = linear.iter_mut().zip(bounds).filter(|(_, b)| bounded(b));
            all.for_each(|(linear, _)| *linear = [0.0; LANES]);
        }
        Self {
            job,
            curves,
            kind: Kind { model: job.model, estimator: job.estimator },
            first: range.start,
            range,
            lanes: [IDLE; LANES],
            data: Lanes::new(curves),
            points: 0,
            x: chunks.clone(),
            trial: chunks.clone(),
            start: chunks.clone(),
            free: vec![[1.0; LANES]; n],
            now: Sums::new(n),
            next: Sums::new(n),
            step: Step::new(n),
            scan: Step::new(n),
            predicted: [0.0; LANES],
            pass: Pass::default(),
            finished: Finished::new(n, job.known || job.estimator == Estimator::Poisson),
            linear,
            in_lanes: true,
            handed_on: Vec::new(),
        }
    }

    fn run(&mut self, fits: &mut Fits) {
        while self.refill(fits) {
            let (data, x) = (&self.data, &self.trial);
            data.sums(&self.kind, self.curves, self.points, x, &mut self.pass, &mut self.next);
            self.judge();
            self.advance(fits);
            self.choose_starts();
        }
        self.finished.write(fits);
    }

    /// Puts the next curves into idle lanes; false when all is done.
    fn refill(&mut self, fits: &mut Fits) -> bool {
        let mut filled = false;
        for l in 0..LANES {
            while self.lanes[l].phase == Phase::Idle {
                let Some(i) = self.range.next() else { break };
                filled |= self.begin(l, i, fits);
            }
        }
        if filled {
            let used = self.lanes.map(|lane| lane.phase != Phase::Idle);
            self.points = self.data.even(&used);
        }
        self.lanes.iter().any(|lane| lane.phase != Phase::Idle)
    }

    /// Puts curve i into a lane; false where it has too few points.
    fn begin(&mut self, l: usize, i: usize, fits: &mut Fits) -> bool {
        let n = self.x.len();
        let counts = self.job.estimator == Estimator::Poisson;
        let usable = self.data.fill(l, self.curves, i, counts);
        if usable < n {
            let mut points = Usable::default();
            points.gather(self.curves, i);
            fits.put(i - self.first, &single::unfitted(n, &points, Code::TooFewPoints));
            return false;
        }
        let given = |j: usize| self.curves.starts.map_or(f64::NAN, |s| s[i * n + j]);
        let own = (0..n).any(|j| given(j).is_finite());
        let scans = !own && self.job.candidates.len() > 1;
        for j in 0..n {
            let common = self.job.candidates[0][j];
            let start = if given(j).is_finite() { given(j) } else { common };
            self.trial[j][l] = self.inside(j, start);
            self.start[j][l] = self.trial[j][l];
            self.free[j][l] = 1.0;
        }
        let phase = if scans { Phase::Scan(0) } else { Phase::First };
        self.lanes[l] = Lane { phase, curve: i, points: usable as u32, mu: FIRST_DAMPING, ..IDLE };
        true
    }

    /// x within the bounds of parameter j.
    fn inside(&self, j: usize, x: f64) -> f64 {
        self.job.bounds.map_or(x, |bounds| x.clamp(bounds[j].0, bounds[j].1))
    }

    /// Lanes that scan keep the candidate of the lowest cost, linear parameters solved for.
    fn choose_starts(&mut self) {
        if !self.lanes.iter().any(|lane| matches!(lane.phase, Phase::Scan(_))) {
            return;
        }
        self.scan.solve(&self.next, &self.linear, &[0.0; LANES]);
        let n = self.x.len();
        for l in 0..LANES {
            let Phase::Scan(k) = self.lanes[l].phase else { continue };
            let sound = self.scan.pivot[l] > LEAST_PIVOT;
            let gain = if sound { self.scan.decrement[l] } else { 0.0 };
            let reached = self.next.cost[l] - gain;
            if reached < self.lanes[l].lowest {
                self.lanes[l].lowest = reached;
                for j in 0..n {
                    let h = if sound { self.scan.step[j][l] } else { 0.0 };
                    self.start[j][l] = self.inside(j, self.trial[j][l] + h);
                }
            }
            let next = self.job.candidates.get(k + 1);
            self.lanes[l].phase = next.map_or(Phase::First, |_| Phase::Scan(k + 1));
            for j in 0..n {
                let to = next.map_or(self.start[j][l], |candidate| candidate[j]);
                self.trial[j][l] = self.inside(j, to);
            }
        }
    }

    /// Accepts or rejects the trials.
    fn judge(&mut self) {
        let mut accepted = [0.0; LANES];
        for l in 0..LANES {
            let lane = &mut self.lanes[l];
            let cost = self.next.cost[l];
            match lane.phase {
                Phase::First if cost.is_finite() && self.in_lanes => {
                    lane.phase = Phase::Run;
                    accepted[l] = 1.0;
                }
                Phase::Run => {
                    lane.steps += 1;
                    let gain = self.now.cost[l] - cost;
                    let predicted = self.predicted[l];
                    let decrement = self.step.decrement[l];
                    let near = decrement <= 1e-2 * cost;
                    // There F is rounding, and the decrement judges.
                    lane.polishes = lane.mu == 0.0 && decrement <= NEAR * NEAR * cost;
                    let polished = lane.polishes && gain > -ROUNDING * cost;
                    // What rounding of F says of its curvature is nothing.
                    let bend = match lane.mu == 0.0 && near && decrement > TOLD * cost {
                        true => (predicted - gain) / (lane.length * lane.length * decrement),
                        false => f64::INFINITY,
                    };
                    let bends = BENDS.contains(&bend);
                    if polished || (gain > 0.0 && gain >= 1e-4 * predicted) {
                        accepted[l] = 1.0;
                        lane.nu = 2.0;
                        lane.bend(if bends { bend } else { 0.0 });
                        lane.earlier = lane.before;
                        lane.before = decrement;
                        let rests = polished || bends;
                        lane.mu = if rests { 0.0 } else { relaxed(lane.mu, gain, predicted, near) };
                    } else if bends && bend > lane.bend + 0.25 {
                        // Too long a step, and it is known by how much.
                        lane.bend(bend);
                    } else if decrement <= CLEAN * CLEAN * cost {
                        lane.mu = f64::INFINITY;
                    } else {
                        lane.mu = lane.mu.max(FIRST_DAMPING) * lane.nu;
                        lane.nu *= 4.0;
                        lane.bend(0.0);
                    }
                }
                _ => {}
            }
        }
        self.now.take(&accepted, &self.next);
        select(&accepted, &self.trial, &mut self.x);
    }

    /// The next trial of every lane; lanes that are done are emptied.
    fn advance(&mut self, fits: &mut Fits) {
        self.hold();
        let mu: Chunk = std::array::from_fn(|l| self.lanes[l].mu);
        self.step.solve(&self.now, &self.free, &mu);
        let lengths: Chunk = std::array::from_fn(|l| self.lanes[l].length);
        scale(&lengths, &mut self.step.step);
        let mut running = [0.0; LANES];
        for l in 0..LANES {
            match self.lanes[l].phase {
                Phase::First => self.hand_on(l),
                Phase::Run => match self.verdict(l) {
                    Verdict::Go => running[l] = 1.0,
                    Verdict::Done => self.finish(l, fits),
                    Verdict::Unclean => self.hand_on(l),
                },
                _ => {}
            }
        }
        propose(&self.x, self.job.bounds, &running, &mut self.step.step, &mut self.trial);
        predicted(&self.now, &self.step.step, &mut self.predicted);
    }

    /// Which parameters a bound holds, the gradient pushing outwards.
    fn hold(&mut self) {
        let Some(bounds) = self.job.bounds else { return };
        for (j, (low, high)) in bounds.iter().enumerate() {
            for l in 0..LANES {
                let (x, g) = (self.x[j][l], self.now.gradient[j][l]);
                let held = (x <= *low && g >= 0.0) || (x >= *high && g <= 0.0);
                self.free[j][l] = if held { 0.0 } else { 1.0 };
            }
        }
    }

    /// Whether the fit of a lane has ended, seen from its next step.
    fn verdict(&self, l: usize) -> Verdict {
        let lane = &self.lanes[l];
        let (cost, q2) = (self.now.cost[l], self.step.decrement[l]);
        if !q2.is_finite() || cost <= EXACT * self.data.size[l] {
            return Verdict::Unclean;
        }
        if lane.mu == 0.0 {
            if self.step.pivot[l] < LEAST_PIVOT {
                return Verdict::Unclean;
            }
            if q2 <= NEAR * NEAR * cost && self.leaves_little(l) {
                return Verdict::Done;
            }
        }
        if lane.steps >= MOST_STEPS || lane.mu > MOST_DAMPING {
            return Verdict::Unclean;
        }
        Verdict::Go
    }

    /// Whether the step of a lane, which is undamped, leaves nothing that counts, and stays within the bounds.
    fn leaves_little(&self, l: usize) -> bool {
        let (lane, q2) = (&self.lanes[l], self.step.decrement[l]);
        // The square of the rate, over the last step and the last two: one that fell on a good place says little.
        let rate = (q2 / lane.before).max((q2 / lane.earlier).sqrt()).clamp(RATE * RATE, 1.0);
        let inside = |j: usize| {
            let to = self.x[j][l] + self.step.step[j][l];
            self.free[j][l] == 0.0 || self.inside(j, to) == to
        };
        let small = self.job.tolerance * self.job.tolerance * self.now.cost[l];
        q2 * rate <= small && (0..self.x.len()).all(inside)
    }

    /// Writes out the fit of a lane after its last step.
    fn finish(&mut self, l: usize, fits: &mut Fits) {
        for j in 0..self.x.len() {
            self.x[j][l] += self.step.step[j][l];
        }
        self.now.cost[l] -= self.step.decrement[l] * self.lanes[l].length;
        let lane = &mut self.lanes[l];
        lane.phase = Phase::Idle;
        let bounds = self.job.bounds.unwrap_or_default();
        let is_fixed = |j: usize| bounds.get(j).is_some_and(|(low, high)| low == high);
        let at_bound = (0..self.x.len()).any(|j| self.free[j][l] == 0.0 && !is_fixed(j));
        let mut notes = Notes::default();
        if at_bound {
            notes = notes.with(Note::Bound);
        }
        if (lane.points as usize) < self.curves.rows(lane.curve).len() {
            notes = notes.with(Note::Missing);
        }
        let end = End {
            place: lane.curve - self.first,
            points: lane.points,
            iterations: lane.steps,
            status: if at_bound { Code::MinimumOnBound } else { Code::Minimum },
            notes,
        };
        self.finished.put(end, l, &self.x, &self.free, &self.now, fits);
    }

    /// Leaves the fit of a lane to the full solver, from where it is.
    fn hand_on(&mut self, l: usize) {
        let from = match self.lanes[l].phase {
            Phase::Run => &self.x,
            _ => &self.start,
        };
        self.handed_on.push((self.lanes[l].curve, from.iter().map(|x| x[l]).collect()));
        self.lanes[l].phase = Phase::Idle;
    }
}

/// What becomes of a lane.
enum Verdict {
    Go,
    Done,
    Unclean,
}

impl Lane {
    /// Takes note of how F bends along the last step, and of the length of the next that follows.
    fn bend(&mut self, bend: f64) {
        self.bend = bend;
        self.length = if bend == 0.0 { 1.0 } else { 1.0 / (1.0 + bend) };
    }
}

/// The damping after an accepted step: less where F did as predicted, none near the minimum.
fn relaxed(mu: f64, gain: f64, predicted: f64, near: bool) -> f64 {
    let mu = if near && gain > 0.25 * predicted {
        0.0
    } else if gain < 0.25 * predicted {
        mu.max(FIRST_DAMPING) * 2.0
    } else if gain < 0.75 * predicted {
        mu
    } else {
        mu * 0.1
    };
    if mu < NO_DAMPING { 0.0 } else { mu }
}
