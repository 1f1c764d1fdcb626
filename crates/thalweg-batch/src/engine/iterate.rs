//! The loop: step, pass, accept or reject, refill.

use std::ops::Range;

use thalweg_formula::{LANES, Real};
use thalweg_solver::Workspace;

use super::finished::{End, Finished};
use super::job::Job;
use super::lanes::{Lanes, Pass};
use super::progress::{Ahead, DONE, Progress, Rounded, Rounding, SPENT, Trial, UNCLEAN};
use super::radius::Radius;
use super::starts::Starts;
use super::step::{Step, hold, predicted, propose, scale, slope};
use super::sums::{Sums, select};
use crate::asked::{Asked, Precision};
use crate::chunk::Chunk;
use crate::curves::Curves;
use crate::fits::{Code, Fits, Note, Notes};
use crate::single;
use crate::usable::Usable;

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
}

/// A curve for the full solver.
struct HandedOn {
    curve: usize,
    start: Vec<f64>,
    /// Steps that were tried here before.
    steps: u32,
}

const IDLE: Lane = Lane { phase: Phase::Idle, curve: 0, points: 0 };

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
    starts: Starts<'a>,
    data: Lanes,
    points: usize,
    x: Vec<Chunk>,
    trial: Vec<Chunk>,
    free: Vec<Chunk>,
    now: Sums,
    next: Sums,
    step: Step,
    predicted: Chunk,
    /// gᵀh before and at the trials.
    slopes: [Chunk; 2],
    pass: Pass<R>,
    finished: Finished<'a>,
    handed_on: Vec<HandedOn>,
    /// Curves for lanes of double precision.
    widened: Vec<usize>,
}

impl<'a, R: Real, const SINGLE: bool> Engine<'a, R, SINGLE> {
    fn new(job: &'a Job<'a>, curves: &'a Curves<'a>, queue: Vec<usize>, first: usize) -> Self {
        let rounding = if SINGLE { Rounding::SINGLE } else { Rounding::DOUBLE };
        let n = job.asked.model.parameters().len();
        let chunks = vec![[0.0; LANES]; n];
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
            starts: Starts::new(job, curves, rounding.pivot),
            data: Lanes::new(curves),
            points: 0,
            x: chunks.clone(),
            trial: chunks.clone(),
            free: vec![[1.0; LANES]; n],
            now: Sums::new(n),
            next: Sums::new(n),
            step: Step::new(n),
            predicted: [0.0; LANES],
            slopes: [[0.0; LANES]; 2],
            pass: Pass::new(n),
            finished: Finished::new(&job.asked),
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
        let asked = &self.job.asked;
        let usable = self.data.fill(l, self.curves, i, asked.is_of_counts());
        if usable < asked.estimated {
            let mut points = Usable::default();
            points.gather(self.curves, i, asked.is_of_counts());
            fits.put(i - self.first, &single::unfitted(asked, &points, Code::TooFewPoints));
            return false;
        }
        self.free.iter_mut().for_each(|free| free[l] = 1.0);
        let scans = self.starts.begin::<SINGLE>(l, i, &mut self.trial);
        let phase = if scans { Phase::Scan(0) } else { Phase::First };
        self.starting = true;
        self.lanes[l] = Lane { phase, curve: i, points: usable as u32 };
        true
    }

    /// The next candidates of lanes that scan, or the best of theirs.
    fn choose_starts(&mut self) {
        self.starting = self.lanes.iter().any(|lane| matches!(lane.phase, Phase::Scan(_)));
        if !self.starting {
            return;
        }
        self.starts.solve(&self.next);
        for (l, lane) in self.lanes.iter_mut().enumerate() {
            let Phase::Scan(k) = lane.phase else { continue };
            let which = (l, lane.curve, k);
            let goes_on = self.starts.weigh::<SINGLE>(which, self.next.cost[l], &mut self.trial);
            lane.phase = if goes_on { Phase::Scan(k + 1) } else { Phase::First };
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
        if let Some(bounds) = self.job.bounds {
            hold(bounds, &self.x, &self.now, &mut self.free);
        }
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

    /// Whether the next step of a lane ends within the bounds.
    fn stays_inside(&self, l: usize) -> bool {
        let inside = |j: usize| {
            let to = self.x[j][l] + self.step.step[j][l];
            self.free[j][l] == 0.0 || self.job.inside(j, to) == to
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
        let start = self.starts.point(l);
        self.handed_on.push(HandedOn { curve: self.lanes[l].curve, start, steps });
        self.leave(l);
    }

    /// Empties a lane.
    fn leave(&mut self, l: usize) {
        self.lanes[l].phase = Phase::Idle;
        self.progress.running[l] = 0.0;
    }
}
