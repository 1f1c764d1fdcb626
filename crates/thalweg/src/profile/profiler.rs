//! Profiles of a fit: intervals and traces, in memory that is reused.

use super::direction::Direction;
use super::end::{End, Why};
use super::quantity::Along;
use super::refit::{Lower, Refitter};
use super::walk::Walk;
use crate::local::{Local, Scatter};
use crate::portrait::ProfileTrace;

/// How far beyond the level of an interval a trace goes, in t.
const BEYOND_LEVEL: f64 = 1.25;

/// Profiles a fit by least squares: holds a parameter or a quantity at one value after another and fits
/// everything else anew (Bates & Watts 1988, §6.1; Seber & Wild 1989, §5.9.3).
///
/// ```
/// use thalweg::Local;
/// use thalweg::profile::{Along, Profiler, Why};
/// use thalweg_solver::{EvalError, Options, Problem, Solver};
/// /// Biochemical oxygen demand, y = a (1 − exp(−k t)) (Bates & Watts 1988, table A4.1).
/// struct Demand;
/// impl Problem for Demand {
///     fn parameter_count(&self) -> usize { 2 }
///     fn residual_count(&self) -> usize { 6 }
///     fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
///         let data = [(1.0, 8.3), (2.0, 10.3), (3.0, 19.0), (4.0, 16.0), (5.0, 15.6), (7.0, 19.8)];
///         for (r, (t, y)) in r.iter_mut().zip(data) {
///             *r = x[0] * (1.0 - (-x[1] * t).exp()) - y;
///         }
///         Ok(())
///     }
/// }
/// let solution = Solver::new().solve(&Demand, &[20.0, 0.24])?;
/// let options = Options::default();
/// let local = Local::new(&Demand, &solution, &options).unwrap();
/// let mut profiler = Profiler::new(&local).unwrap();
/// let a = profiler.interval(Along::Parameter(0), 0.8).unwrap();
/// assert!((a.low.value - 16.02).abs() < 0.01 && (a.high.value - 24.82).abs() < 0.01);
/// // At 99 % even a straight line is not too bad: `a` has no upper end.
/// let a = profiler.interval(Along::Parameter(0), 0.99).unwrap();
/// assert!(a.high.value == f64::INFINITY && matches!(a.high.why, Why::Unbounded { .. }));
/// # Ok::<(), thalweg_solver::InputError>(())
/// ```
pub struct Profiler<'a> {
    pub(super) refitter: Refitter<'a>,
}

/// Both ends of an interval.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileInterval {
    /// The value at the solution.
    pub estimate: f64,
    /// The lower end.
    pub low: End,
    /// The upper end.
    pub high: End,
    /// t²: by how many σ² the sum of squares rises at the ends.
    pub rise: f64,
}

impl<'a> Profiler<'a> {
    /// Of a fit. None where there is nothing to judge by: without scatter, or under a loss other than
    /// the squared one.
    pub fn new(local: &'a Local<'a>) -> Option<Self> {
        Self::with_work(local, usize::MAX)
    }

    /// As [`new`](Self::new), that gives up ([`Why::Unfinished`]) after so many evaluations of all
    /// residuals; a Jacobian counts as one per parameter.
    pub fn with_work(local: &'a Local<'a>, evaluations: usize) -> Option<Self> {
        Some(Self { refitter: Refitter::new(local, evaluations)? })
    }

    /// All values for which the others can be fitted so that the sum of squares rises by no more than
    /// t²σ²; t is [`Scatter::quantile`] of the level. Of several pieces the one around the estimate.
    /// None for what is held, or depends only on what is held.
    ///
    /// Cost: about three warm fits for each end.
    pub fn interval(&mut self, along: Along, level: f64) -> Option<ProfileInterval> {
        let direction = Direction::new(along, &self.refitter)?;
        let t = self.refitter.scatter.quantile(level);
        let mut end = |side| match t.is_finite() {
            true => Walk::new(&direction, side, &self.refitter).reach(&mut self.refitter, t),
            false => End { value: side * f64::INFINITY, why: Why::Unbounded { rise: 0.0 } },
        };
        let (low, high) = (end(-1.0), end(1.0));
        Some(ProfileInterval { estimate: direction.estimate, low, high, rise: t * t })
    }

    /// The profile from somewhat below to somewhat above the interval at this level, `points` on each
    /// side at even steps of t; fewer where it ends before. For parameter j of the problem: `parameter`
    /// is j, and `estimates` are those of the problem's parameters. None as for
    /// [`interval`](Self::interval).
    pub fn trace(&mut self, j: usize, level: f64, points: usize) -> Option<ProfileTrace> {
        let direction = Direction::new(Along::Parameter(j), &self.refitter)?;
        let farthest = BEYOND_LEVEL * self.refitter.scatter.quantile(level);
        let mut trace = ProfileTrace { parameter: j, ..ProfileTrace::default() };
        for side in [-1.0, 1.0] {
            let mut walk = Walk::new(&direction, side, &self.refitter);
            for k in 1..=points {
                let target = farthest * k as f64 / points as f64;
                let Some(station) = walk.station(&mut self.refitter, target) else { break };
                trace.values.push(station.value);
                trace.t.push(side * station.t);
                trace.estimates.push(station.x);
            }
            if side < 0.0 {
                trace.values.reverse();
                trace.t.reverse();
                trace.estimates.reverse();
                trace.values.push(direction.estimate);
                trace.t.push(0.0);
                trace.estimates.push(self.refitter.local.x().to_vec());
            }
        }
        Some(trace)
    }

    /// The lowest minimum below the solution that was met on the way, if any: the solution is then not
    /// the best fit, and whatever was profiled is about the wrong one.
    pub fn lower(&self) -> Option<&Lower> {
        self.refitter.lower.as_ref()
    }

    /// How many warm fits were made.
    pub fn refits(&self) -> usize {
        self.refitter.refits
    }

    /// The scatter that levels are measured by.
    pub fn scatter(&self) -> Scatter {
        self.refitter.scatter
    }
}
