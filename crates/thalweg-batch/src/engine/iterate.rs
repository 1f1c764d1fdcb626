//! The loop: step, pass, accept or reject, refill.

use std::ops::Range;

use thalweg_formula::{LANES, Real};
use thalweg_solver::{Options, Workspace};

use super::finished::{End, Finished};
use super::lanes::{Lanes, Pass};
use super::progress::{Ahead, DONE, Progress, Rounded, Rounding, SPENT, Trial, UNCLEAN};
use super::radius::Radius;
use super::step::{Step, predicted, propose, scale, slope};
use super::sums::{Sums, select};
use super::{Chunk, rounded};
use crate::batch_fit::Precision;
use crate::curves::Curves;
use crate::fits::{Code, Fits, Note, Notes};
use crate::single::{self, Asked};
use crate::usable::Usable;

/// What is asked of all curves, and how they begin and end here.
pub(crate) struct Job<'a> {
    pub asked: Asked<'a>,
    /// What the full solver does with a curve that was here already.
    pub onward: &'a Options,
    pub bounds: Option<&'a [(f64, f64)]>,
    /// Starting points; one at least.
    pub candidates: &'a [Vec<f64>],
    /// What the last step may leave of the decrement, as a share of ‖r‖.
    pub tolerance: f64,
    /// What the model is evaluated in.
    pub precision: Precision,
    /// Whether curves are fitted here at all; else all are left to the full solver.
    pub in_lanes: bool,
}

/// What a step in the lanes counts for: the residuals and their derivatives.
const EVALUATIONS: usize = 2;
/// Steps after which a lane is left to the full solver.
const MOST_STEPS: usize = 100;

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
    /// Lowest cost among the candidates.
    lowest: f64,
}

/// A curve for the full solver.
struct HandedOn {
    curve: usize,
    start: Vec<f64>,
    /// Steps that were tried here before.
    steps: u32,
}

const IDLE: Lane = Lane { phase: Phase::Idle, curve: 0, points: 0, lowest: f64::INFINITY };

/// Fits the curves of a range; `fits` has a row for each of them.
pub(crate) fn run(job: &Job, curves: &Curves, range: Range<usize>, fits: &mut Fits) {
    let mut queue: Vec<usize> = range.clone().collect();
    let mut handed_on = Vec::new();
    if job.precision == Precision::Single && job.in_lanes {
        let mut engine = Engine::<f32, true>::new(job, curves, queue, range.start);
        engine.run(fits);
        // What f32 does not settle begins again in f64, as if that had been asked.
        queue = engine.widened;
        fits.widened += queue.len();
        handed_on = engine.handed_on;
    }
    let mut engine = Engine::<f64, false>::new(job, curves, queue, range.start);
    engine.run(fits);
    handed_on.append(&mut engine.handed_on);
    let mut points = Usable::default();
    let workspace = &mut Workspace::new();
    fits.handed_on += handed_on.len();
    let mut onward = job.onward.clone();
    for HandedOn { curve, start, steps } in handed_on {
        points.gather(curves, curve, job.asked.is_of_counts());
        let left = job.asked.evaluations().saturating_sub(EVALUATIONS * steps as usize);
        onward.limits.evaluations = left.max(1);
        let options = if steps > 0 { &onward } else { job.asked.options };
        let asked = Asked { options, ..job.asked };
        let mut fitted = single::fit(&asked, &points, &start, workspace);
        fitted.iterations += steps;
        fits.put(curve - range.start, &fitted);
    }
}

/// Sixteen fits; the model is evaluated in numbers R, which are `SINGLE` or not.
struct Engine<'a, R, const SINGLE: bool> {
    job: &'a Job<'a>,
    curves: &'a Curves<'a>,
    /// The curves that wait.
    queue: std::vec::IntoIter<usize>,
    first: usize,
    lanes: [Lane; LANES],
    /// Whether any lane scans, or is at its start.
    starting: bool,
    progress: Progress,
    radius: Radius,
    least_pivot: f64,
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
    /// gᵀh before and at the trials.
    slopes: [Chunk; 2],
    pass: Pass<R>,
    finished: Finished,
    /// 1 for parameters that a scan solves for.
    linear: Vec<Chunk>,
    handed_on: Vec<HandedOn>,
    /// Curves for lanes of double precision.
    widened: Vec<usize>,
}

impl<'a, R: Real, const SINGLE: bool> Engine<'a, R, SINGLE> {
    fn new(job: &'a Job<'a>, curves: &'a Curves<'a>, queue: Vec<usize>, first: usize) -> Self {
        let rounding = if SINGLE { Rounding::SINGLE } else { Rounding::DOUBLE };
        let n = job.asked.model.parameters().len();
        let chunks = vec![[0.0; LANES]; n];
        let mut linear = chunks.clone();
        job.asked.model.linear_parameters().iter().for_each(|&j| linear[j] = [1.0; LANES]);
        if let Some(bounds) = job.bounds {
            // One that is bounded would be solved for beyond its bounds.
            let bounded = |&(low, high): &(f64, f64)| low.is_finite() || high.is_finite();
            let all = linear.iter_mut().zip(bounds).filter(|(_, b)| bounded(b));
            all.for_each(|(linear, _)| *linear = [0.0; LANES]);
        }
        Self {
            job,
            curves,
            first,
            queue: queue.into_iter(),
            lanes: [IDLE; LANES],
            starting: false,
            radius: Radius::new(n),
            progress: Progress::new(
                MOST_STEPS.min(job.asked.evaluations() / EVALUATIONS),
                rounding,
            ),
            least_pivot: rounding.pivot,
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
            slopes: [[0.0; LANES]; 2],
            pass: Pass::new(n),
            finished: Finished::new(&job.asked),
            linear,
            handed_on: Vec::new(),
            widened: Vec::new(),
        }
    }

    fn run(&mut self, fits: &mut Fits) {
        while self.refill(fits) {
            let (data, x) = (&self.data, &self.trial);
            let asked = &self.job.asked;
            data.sums(asked, self.curves, self.points, x, &mut self.pass, &mut self.next);
            self.judge();
            self.advance(fits);
            if self.starting {
                self.choose_starts();
            }
        }
        self.finished.write(fits);
    }

    /// Puts the next curves into idle lanes; false when all is done.
    fn refill(&mut self, fits: &mut Fits) -> bool {
        let mut filled = false;
        for l in 0..LANES {
            while self.lanes[l].phase == Phase::Idle {
                let Some(i) = self.queue.next() else { break };
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
        let counts = self.job.asked.is_of_counts();
        let usable = self.data.fill(l, self.curves, i, counts);
        if usable < self.job.asked.estimated {
            let mut points = Usable::default();
            points.gather(self.curves, i, counts);
            fits.put(i - self.first, &single::unfitted(n, &points, Code::TooFewPoints));
            return false;
        }
        let given = |j: usize| self.curves.starts.map_or(f64::NAN, |s| s[i * n + j]);
        let own = (0..n).any(|j| given(j).is_finite());
        let scans = !own && self.job.candidates.len() > 1;
        for j in 0..n {
            let common = self.job.candidates[0][j];
            let start = if given(j).is_finite() { given(j) } else { common };
            self.start[j][l] = self.inside(j, start);
            self.trial[j][l] = self.inside(j, rounded::<SINGLE>(start));
            self.free[j][l] = 1.0;
        }
        let phase = if scans { Phase::Scan(0) } else { Phase::First };
        self.starting = true;
        self.lanes[l] = Lane { phase, curve: i, points: usable as u32, ..IDLE };
        true
    }

    /// x within the bounds of parameter j.
    fn inside(&self, j: usize, x: f64) -> f64 {
        self.job.bounds.map_or(x, |bounds| x.clamp(bounds[j].0, bounds[j].1))
    }

    /// Lanes that scan keep the candidate of the lowest cost, linear parameters solved for.
    fn choose_starts(&mut self) {
        self.starting = self.lanes.iter().any(|lane| matches!(lane.phase, Phase::Scan(_)));
        if !self.starting {
            return;
        }
        self.scan.solve(&self.next, &self.linear, &[0.0; LANES]);
        let n = self.x.len();
        for l in 0..LANES {
            let Phase::Scan(k) = self.lanes[l].phase else { continue };
            let sound = self.scan.pivot[l] > self.least_pivot;
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
                self.trial[j][l] = self.inside(j, rounded::<SINGLE>(to));
            }
        }
    }

    /// Accepts or rejects the trials.
    fn judge(&mut self) {
        let mut accepted = [0.0; LANES];
        if SINGLE {
            for (sums, out) in [&self.now, &self.next].into_iter().zip(&mut self.slopes) {
                slope(&sums.gradient, &self.step.step, out);
            }
        }
        let trial = Trial {
            now: &self.now.cost,
            next: &self.next.cost,
            predicted: &self.predicted,
            decrement: &self.step.decrement,
            slopes: &self.slopes,
        };
        let damping = self.progress.damping;
        self.progress.judge(&trial, &mut accepted);
        self.radius.learn(&trial, &damping, &accepted);
        if self.starting {
            for l in 0..LANES {
                let lane = &mut self.lanes[l];
                if lane.phase == Phase::First && self.next.cost[l].is_finite() && self.job.in_lanes
                {
                    lane.phase = Phase::Run;
                    self.progress.begin(l);
                    self.radius.begin(l, &self.trial, &self.next);
                    accepted[l] = 1.0;
                }
            }
        }
        self.now.take(&accepted, &self.next);
        select(&accepted, &self.trial, &mut self.x);
    }

    /// The next trial of every lane; lanes that are done are emptied.
    fn advance(&mut self, fits: &mut Fits) {
        self.hold();
        self.step.solve(&self.now, &self.free, &self.progress.damping);
        scale(&self.progress.length, &mut self.step.step);
        let points = &self.data.points;
        let (x, sums, size) = (&self.x, &self.now, &self.data.size);
        self.progress.round(&Rounded { x, sums, size, points });
        let verdicts = self.progress.verdicts(&Ahead {
            cost: &self.now.cost,
            size,
            points,
            decrement: &self.step.decrement,
            pivot: &self.step.pivot,
            leaves: self.job.tolerance * self.job.tolerance,
        });
        for l in 0..LANES {
            // One that is still at its start has no value there.
            let unclean = self.lanes[l].phase == Phase::First || verdicts[l] == UNCLEAN;
            if SINGLE && unclean {
                self.widened.push(self.lanes[l].curve);
                self.leave(l);
            } else if unclean || verdicts[l] == SPENT {
                self.hand_on(l);
            } else if verdicts[l] == DONE && self.stays_inside(l) {
                self.finish(l, fits);
            }
        }
        self.radius.limit(&self.now, &mut self.step.step, &mut self.progress.length);
        let (running, h) = (&self.progress.running, &mut self.step.step);
        propose::<SINGLE>(&self.x, self.job.bounds, running, h, &mut self.trial);
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

    /// Whether the next step of a lane ends within the bounds.
    fn stays_inside(&self, l: usize) -> bool {
        let inside = |j: usize| {
            let to = self.x[j][l] + self.step.step[j][l];
            self.free[j][l] == 0.0 || self.inside(j, to) == to
        };
        self.job.bounds.is_none() || (0..self.x.len()).all(inside)
    }

    /// Writes out the fit of a lane after its last step.
    fn finish(&mut self, l: usize, fits: &mut Fits) {
        for j in 0..self.x.len() {
            self.x[j][l] += self.step.step[j][l];
        }
        self.now.cost[l] -= self.step.decrement[l] * self.progress.length[l];
        let lane = self.lanes[l];
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
            iterations: self.progress.steps[l] as u32,
            status: if at_bound { Code::MinimumOnBound } else { Code::Minimum },
            notes,
        };
        self.finished.put(end, l, &self.x, &self.free, &self.now, fits);
        self.leave(l);
    }

    /// Leaves the fit of a lane to the full solver, from its start: where it is may be out of reach of any minimum.
    fn hand_on(&mut self, l: usize) {
        let tried = self.lanes[l].phase == Phase::Run;
        let steps = if tried { self.progress.steps[l] as u32 } else { 0 };
        let start = self.start.iter().map(|x| x[l]).collect();
        self.handed_on.push(HandedOn { curve: self.lanes[l].curve, start, steps });
        self.leave(l);
    }

    /// Empties a lane.
    fn leave(&mut self, l: usize) {
        self.lanes[l].phase = Phase::Idle;
        self.progress.running[l] = 0.0;
    }
}
