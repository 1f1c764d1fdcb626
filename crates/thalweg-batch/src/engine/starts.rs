//! Where fits start: at what is given, or at the candidate from which the linear parameters reach lowest.

use thalweg_formula::LANES;

use super::job::Job;
use super::step::Step;
use super::sums::Sums;
use crate::chunk::{Chunk, rounded};
use crate::curves::Curves;

/// The starts of sixteen fits.
pub(super) struct Starts<'a> {
    job: &'a Job<'a>,
    /// Those that curves have of their own.
    own: Option<&'a [f64]>,
    /// 1 for parameters that are solved for at every candidate.
    linear: Vec<Chunk>,
    /// A pivot above this is one.
    least_pivot: f64,
    step: Step,
    /// The best of the candidates so far.
    best: Vec<Chunk>,
    /// What is reached from there.
    lowest: Chunk,
}

impl<'a> Starts<'a> {
    pub(super) fn new(job: &'a Job<'a>, curves: &'a Curves<'a>, least_pivot: f64) -> Self {
        let n = job.asked.model.parameters().len();
        let mut linear = vec![[0.0; LANES]; n];
        job.asked.model.linear_parameters().iter().for_each(|&j| linear[j] = [1.0; LANES]);
        if let Some(bounds) = job.bounds {
            // One that is bounded would be solved for beyond its bounds.
            let bounded = |&(low, high): &(f64, f64)| low.is_finite() || high.is_finite();
            let all = linear.iter_mut().zip(bounds).filter(|(_, b)| bounded(b));
            all.for_each(|(linear, _)| *linear = [0.0; LANES]);
        }
        Self {
            job,
            own: curves.starts,
            linear,
            least_pivot,
            step: Step::new(n),
            best: vec![[0.0; LANES]; n],
            lowest: [f64::INFINITY; LANES],
        }
    }

    /// Begins curve i in lane l, its first candidate as the trial; whether there are others to weigh against it.
    pub(super) fn begin<const SINGLE: bool>(
        &mut self,
        l: usize,
        i: usize,
        trial: &mut [Chunk],
    ) -> bool {
        self.lowest[l] = f64::INFINITY;
        for (j, trial) in trial.iter_mut().enumerate() {
            let start = self.candidate(i, j, 0);
            self.best[j][l] = self.job.inside(j, start);
            trial[l] = self.job.inside(j, rounded::<SINGLE>(start));
        }
        let all_own = (0..trial.len()).all(|j| self.own(i, j).is_some());
        self.job.candidates.len() > 1 && !all_own
    }

    /// Solves for the linear parameters at the trials of all lanes.
    pub(super) fn solve(&mut self, sums: &Sums) {
        self.step.solve(sums, &self.linear, &[0.0; LANES]);
    }

    /// Keeps candidate k of curve i in lane l if it reaches lowest, after [`solve`](Self::solve); the trial is then the
    /// next candidate, or the best of all if there is none. Whether there is.
    pub(super) fn weigh<const SINGLE: bool>(
        &mut self,
        (l, i, k): (usize, usize, usize),
        cost: f64,
        trial: &mut [Chunk],
    ) -> bool {
        let sound = self.step.pivot[l] > self.least_pivot;
        let reached = cost - if sound { self.step.decrement[l] } else { 0.0 };
        if reached < self.lowest[l] {
            self.lowest[l] = reached;
            for (j, trial) in trial.iter().enumerate() {
                let h = if sound { self.step.step[j][l] } else { 0.0 };
                self.best[j][l] = self.job.inside(j, trial[l] + h);
            }
        }
        let goes_on = k + 1 < self.job.candidates.len();
        for (j, trial) in trial.iter_mut().enumerate() {
            let to = if goes_on { self.candidate(i, j, k + 1) } else { self.best[j][l] };
            trial[l] = self.job.inside(j, rounded::<SINGLE>(to));
        }
        goes_on
    }

    /// Where the fit of a lane starts.
    pub(super) fn point(&self, l: usize) -> Vec<f64> {
        self.best.iter().map(|x| x[l]).collect()
    }

    /// The start of parameter j that curve i has of its own.
    fn own(&self, i: usize, j: usize) -> Option<f64> {
        let n = self.best.len();
        self.own.map(|starts| starts[i * n + j]).filter(|x| x.is_finite())
    }

    /// Parameter j of candidate k for curve i: a start of its own is in all of them.
    fn candidate(&self, i: usize, j: usize, k: usize) -> f64 {
        self.own(i, j).unwrap_or(self.job.candidates[k][j])
    }
}
