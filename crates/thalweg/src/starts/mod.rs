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

impl Search<'_> {
    /// Starting points, best first, given values kept if `keep` says so. `count` at most; fewer
    /// where fewer differ.
    pub(crate) fn candidates(&self, count: usize, keep: bool) -> Vec<Candidate> {
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
            return vec![Candidate { x, rss }];
        }
        let scales = Scales::new(&problem.columns, problem.left);
        let priors = reach::priors(&problem, &scales, &base, self.seed, &mut bench);
        let found = scan::scan(&problem, &scales, &priors, &base, self.seed, count, &mut bench);
        // Sweeps find places and widths; but they also walk into the narrow minima of a pole between
        // two points, so points of the scan itself, good and not so good, are followed, too.
        let (mut swept, mut all) = (found.best, found.further);
        let sweep = |candidate: &mut Candidate| self.sweep(&problem, &scales, &priors, candidate);
        if self.parallel {
            swept.par_iter_mut().for_each(sweep);
        } else {
            swept.iter_mut().for_each(sweep);
        }
        all.extend(swept);
        for candidate in &mut all {
            sweep::prefer_positive(&problem, candidate, &mut bench);
        }
        scan::order(&mut all);
        all
    }

    /// Improves a candidate, unless that leads to a curve that turns between the rows or out of the
    /// range of numbers.
    fn sweep(
        &self,
        problem: &Reduced,
        scales: &Scales,
        priors: &[Prior],
        candidate: &mut Candidate,
    ) {
        let mut bench = problem.bench();
        let before = candidate.clone();
        sweep::improve(problem, priors, candidate, &mut bench);
        if problem.is_rough(&candidate.x, &mut bench) || !scales.reach(&candidate.x) {
            *candidate = before;
        }
    }

    /// Points around given starts: each parameter that is not solved for times e^z, z normal.
    pub(crate) fn around(&self, x0: &[f64], count: usize) -> Vec<Candidate> {
        let linear = self.model.linear_parameters().to_vec();
        let searched: Vec<usize> = (0..self.free.len()).filter(|j| !linear.contains(j)).collect();
        let problem = self.reduced(linear, searched);
        scan::around(&problem, x0, self.seed, count)
    }

    fn reduced(&self, linear: Vec<usize>, searched: Vec<usize>) -> Reduced<'_> {
        Reduced::new(self.model, self.rows, self.free, linear, searched)
    }
}
