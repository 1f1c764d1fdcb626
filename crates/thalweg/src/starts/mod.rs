//! Starting values that are not given.
//!
//! Parameters in which the formula is linear are solved for at every point; the others are
//! searched: a quasi-random scan over the ranges in which the curve answers to them, then
//! searches along one parameter and over two at a time from the best points.

mod prior;
mod reach;
mod reduced;
mod rows;
mod scan;
mod sequence;
mod sweep;

pub(crate) use rows::SearchRows;
pub(crate) use scan::Candidate;
pub(crate) use sequence::Random;

use prior::Prior;
use rayon::iter::{IntoParallelRefMutIterator, ParallelIterator};
use reach::Scales;
use reduced::Reduced;
use thalweg_formula::Model;

use crate::plan::Free;

/// What to search, and how.
pub(crate) struct Search<'d> {
    pub model: &'d Model,
    pub free: &'d [Free],
    pub rows: &'d SearchRows,
    pub seed: u64,
    /// Whether other threads may help; the points found do not depend on it.
    pub parallel: bool,
}

/// Work of a search for up to [`USUAL`] points, in rows evaluated times the numbers computed for
/// each (the model, and one derivative per linear parameter): about three seconds on one core. Ten
/// nonlinear parameters over 500 rows stay below it; of thirty, fewer pairs are tried together.
const WORK: u64 = 1_000_000_000;
/// Points that this work is meant for.
const USUAL: u64 = 16;
/// The scan may use this part of it.
const SCAN_SHARE: u64 = 4;

/// What a search found.
pub(crate) struct Found {
    /// Starting points, best first.
    pub candidates: Vec<Candidate>,
    /// Whether the bound on its work ended it early.
    pub cut: bool,
}

impl Search<'_> {
    /// Starting points, best first, given values kept if `keep` says so. `count` at most; fewer
    /// where fewer differ.
    pub(crate) fn candidates(&self, count: usize, keep: bool) -> Found {
        let given: Vec<Option<f64>> = self.free.iter().map(|f| f.start.filter(|_| keep)).collect();
        let open = |j: &usize| given[*j].is_none();
        let linear: Vec<usize> =
            self.model.linear_parameters().iter().copied().filter(open).collect();
        let searched: Vec<usize> =
            (0..self.free.len()).filter(open).filter(|j| !linear.contains(j)).collect();
        let base: Vec<f64> = given.iter().map(|g| g.unwrap_or(0.0)).collect();
        let problem = self.reduced(linear, searched);
        let mut bench = problem.bench();
        if problem.searched.is_empty() {
            let mut x = base;
            let rss = problem.project(&mut x, &mut bench);
            return Found { candidates: vec![Candidate { x, rss }], cut: false };
        }
        let work = WORK * (count as u64).div_ceil(USUAL);
        let scales = Scales::new(&problem.columns, problem.left);
        let priors = reach::priors(&problem, &scales, &base, self.seed, &mut bench);
        bench.allow(work / SCAN_SHARE);
        let found = scan::scan(&problem, &scales, &priors, &base, self.seed, count, &mut bench);
        let mut cut = bench.is_spent();
        // Sweeps find places and widths; but they also walk into the narrow minima of a pole between
        // two points, so points of the scan itself, good and not so good, are followed, too.
        let (mut swept, mut all) = (found.best, found.further);
        let least = sweep::least_points(problem.searched.len()) as u64 * problem.point_work();
        let left = work.saturating_sub(bench.work());
        // Few points swept well rather than all of them badly.
        let most = (left / least).max(1) as usize;
        if swept.len() > most {
            cut = true;
            all.extend(swept.split_off(most));
        }
        let share = left / swept.len().max(1) as u64;
        let sweep =
            |candidate: &mut Candidate| self.sweep(&problem, &scales, &priors, candidate, share);
        cut |= if self.parallel {
            swept.par_iter_mut().map(sweep).reduce(|| false, |a, b| a | b)
        } else {
            swept.iter_mut().map(sweep).fold(false, |a, b| a | b)
        };
        all.extend(swept);
        bench.allow(u64::MAX);
        for candidate in &mut all {
            sweep::prefer_positive(&problem, candidate, &mut bench);
        }
        scan::order(&mut all);
        Found { candidates: all, cut }
    }

    /// Improves a candidate, unless that leads to a curve that turns between the rows or out of the
    /// range of numbers. Returns whether there was more to try than `work` allowed.
    fn sweep(
        &self,
        problem: &Reduced,
        scales: &Scales,
        priors: &[Prior],
        candidate: &mut Candidate,
        work: u64,
    ) -> bool {
        let mut bench = problem.bench();
        bench.allow(work);
        let before = candidate.clone();
        sweep::improve(problem, priors, candidate, &mut bench);
        if problem.is_rough(&candidate.x, &mut bench) || !scales.reach(&candidate.x) {
            *candidate = before;
        }
        bench.is_spent()
    }

    /// Points around given starts: each parameter that is not solved for times e^z, z normal.
    pub(crate) fn around(&self, x0: &[f64], count: usize) -> Vec<Candidate> {
        self.drawn(x0, count, |j, random| x0[j] * random.normal().exp())
    }

    /// Points around `x0`: each parameter that is not solved for is as `draw` says, within its bounds.
    pub(crate) fn drawn(
        &self,
        x0: &[f64],
        count: usize,
        draw: impl Fn(usize, &mut Random) -> f64,
    ) -> Vec<Candidate> {
        let linear = self.model.linear_parameters().to_vec();
        let searched: Vec<usize> = (0..self.free.len()).filter(|j| !linear.contains(j)).collect();
        scan::around(&self.reduced(linear, searched), x0, self.seed, count, draw)
    }

    /// Whether the curve at x turns more often than the rows can tell, as beside a pole between two of them.
    pub(crate) fn is_rough(&self, x: &[f64]) -> bool {
        let problem = self.reduced(Vec::new(), Vec::new());
        problem.is_rough(x, &mut problem.bench())
    }

    fn reduced(&self, linear: Vec<usize>, searched: Vec<usize>) -> Reduced<'_> {
        Reduced::new(self.model, self.rows, self.free, linear, searched)
    }
}
