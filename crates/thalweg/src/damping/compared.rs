//! What a comparison found.

use super::advice::Recommendation;
use super::cause::Cause;
use super::method::Method;
use super::outcome::{Counts, Outcome, Spread};
use super::starts::Start;

/// What a comparison found.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Compared {
    /// Where the runs started; the first is the caller's.
    pub starts: Vec<Start>,
    /// Distinct minima that runs ended in, lowest F first: the first is the solution. Two places of
    /// the same F count as one.
    pub minima: Vec<Minimum>,
    /// Whether the solution is a proper minimum. If not, the lowest F lies on flat ground, or
    /// nothing reached a minimum, and [`Outcome::Solved`] means to have come down to that F.
    pub determined: bool,
    /// Single runs, method by method: most solved first, then fewest evaluations.
    pub methods: Vec<Measured>,
    /// The default with its cascade of further attempts.
    pub cascade: Measured,
    /// Which to use.
    pub recommendation: Recommendation,
    /// The most evaluations a run could use.
    pub most_evaluations: usize,
    /// Whether it was stopped before all starts were run.
    pub stopped: bool,
    /// Wall time of everything.
    pub seconds: f64,
}

impl Compared {
    /// The method of that kind, if it was compared.
    pub fn measured(&self, method: &Method) -> Option<&Measured> {
        self.methods.iter().find(|m| m.method == *method)
    }

    /// Multiplies every F.
    pub(crate) fn scale_costs(&mut self, by: impl Fn(f64) -> f64) {
        self.minima.iter_mut().for_each(|m| m.cost = by(m.cost));
        for measured in self.methods.iter_mut().chain([&mut self.cascade]) {
            measured.runs.iter_mut().for_each(|run| run.cost = by(run.cost));
        }
    }
}

/// A minimum, or the lowest point where there is none.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Minimum {
    /// Where, length n: one of the places of this F.
    pub x: Vec<f64>,
    /// F there.
    pub cost: f64,
    /// Single runs that ended there.
    pub runs: usize,
}

/// How one method did.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Measured {
    /// The method.
    pub method: Method,
    /// One run per start, in their order.
    pub runs: Vec<Run>,
    /// How they ended.
    pub counts: Counts,
    /// Residual and second-derivative evaluations of those that solved.
    pub evaluations: Option<Spread>,
    /// Jacobians of those that solved.
    pub jacobians: Option<Spread>,
    /// Seconds that those that solved took, on one thread beside others.
    pub seconds: Option<Spread>,
}

impl Measured {
    pub(super) fn new(method: Method, runs: Vec<Run>) -> Self {
        let counts = Counts::of(runs.iter().map(|run| run.outcome));
        let solved = || runs.iter().filter(|run| run.outcome == Outcome::Solved);
        let evaluations = Spread::of(solved().map(|run| run.evaluations as f64));
        let jacobians = Spread::of(solved().map(|run| run.jacobians as f64));
        let seconds = Spread::of(solved().map(|run| run.seconds));
        Self { method, runs, counts, evaluations, jacobians, seconds }
    }

    /// Rises with what is worse: fewer solved, then more evaluations.
    pub(super) fn rank(&self) -> (std::cmp::Reverse<usize>, f64, f64) {
        let median = |s: Option<Spread>| s.map_or(f64::INFINITY, |s| s.median);
        let solved = std::cmp::Reverse(self.counts.solved);
        (solved, median(self.evaluations), median(self.jacobians))
    }
}

/// One run.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Run {
    /// How it ended.
    pub outcome: Outcome,
    /// The solver's own verdict: [`Status::code`](crate::Status::code).
    pub status: &'static str,
    /// F at its end.
    pub cost: f64,
    /// Its end, length n.
    pub x: Vec<f64>,
    /// Residual and second-derivative evaluations.
    pub evaluations: usize,
    /// Jacobians.
    pub jacobians: usize,
    /// Wall time.
    pub seconds: f64,
    /// Why it failed, where it did and where its trace shows it.
    pub cause: Option<Cause>,
}

impl Run {
    /// Everything it evaluated.
    pub fn work(&self) -> usize {
        self.evaluations + self.jacobians
    }
}
