//! Fits to as few rows as there are parameters: some of many such sets hold no outlier.

use thalweg_solver::{Loss, Options, Problem, Solver, Workspace};

use super::scale::{S_CONSTANT, m_scale};
use crate::starts::Random;
use crate::variant::{Change, Variant};

/// Evaluations of a fit to a few rows, and of a step of concentration.
const EVALUATIONS: usize = 60;
/// Sets whose fit is concentrated, out of all.
const CONCENTRATED: usize = 20;

/// A search among fits to few rows.
pub(crate) struct Search<'p> {
    problem: &'p (dyn Problem + Sync),
    options: Options,
    seed: u64,
    /// Whether to draw any sets at all.
    draws: bool,
}

impl<'p> Search<'p> {
    pub(crate) fn new<P: Problem + Sync>(problem: &'p P, options: &Options, seed: u64) -> Self {
        let mut options = options.clone();
        options.loss = Loss::Squared;
        options.trace = false;
        options.limits.evaluations = options.limits.evaluations.min(EVALUATIONS);
        options.cascade = false;
        options.polish = false;
        Self { problem, options, seed, draws: true }
    }

    /// The same, or one that draws nothing: fits over very many rows are too dear.
    pub(crate) fn if_small(self, draws: bool) -> Self {
        Self { draws, ..self }
    }

    /// Sets to draw so that with a probability of 0.99 one holds no outlier though half of the rows are some
    /// (Rousseeuw & Leroy 1987, ch. 5, eq. 1.7): 1 − (1 − 2⁻ᵖ)ᴺ; 50 at least, 500 at most.
    fn sets(&self) -> usize {
        let clean = 0.5_f64.powi(self.problem.parameter_count() as i32);
        let needed = 0.01_f64.ln() / (-clean).ln_1p();
        (needed.ceil() as usize).clamp(50, 500)
    }

    /// The best few ends: fits to sets of rows, begun at `starts` in turn, those of the lowest M-scale
    /// concentrated by two steps towards an S-estimate.
    pub(super) fn candidates(&self, starts: &[Vec<f64>], most: usize) -> Vec<Vec<f64>> {
        let (m, n) = (self.problem.residual_count(), self.problem.parameter_count());
        let quick = Solver::with_options(self.options.clone());
        let workspace = &mut Workspace::new();
        let mut found: Vec<(f64, Vec<f64>)> = Vec::new();
        let mut root = vec![0.0; m];
        let mut r = vec![0.0; m];
        for set in 0..if self.draws { self.sets() } else { 0 } {
            let mut random = Random::stream(self.seed ^ 0x7375_6273_6574, set as u64);
            root.fill(0.0);
            let mut left = n.min(m);
            while left > 0 {
                let row = random.below(m);
                if root[row] == 0.0 {
                    root[row] = 1.0;
                    left -= 1;
                }
            }
            let few = Variant { problem: self.problem, change: Change::Weigh(&root) };
            let start = &starts[set % starts.len()];
            let Ok(end) = quick.solve_with(workspace, &few, start) else { continue };
            if self.problem.residuals(&end.x, &mut r).is_ok() {
                found.push((m_scale(&r), end.x));
            }
        }
        found.retain(|(scale, _)| scale.is_finite());
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        found.truncate(CONCENTRATED);
        for (scale, x) in &mut found {
            for _ in 0..2 {
                let mut options = self.options.clone();
                options.loss = Loss::Tukey { scale: (S_CONSTANT * *scale).max(f64::MIN_POSITIVE) };
                let step = Solver::with_options(options).solve_with(workspace, &self.problem, x);
                let Ok(end) = step else { break };
                let next = m_scale(&end.residuals);
                if next < *scale {
                    (*scale, *x) = (next, end.x);
                }
            }
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        found.truncate(most);
        found.into_iter().map(|(_, x)| x).collect()
    }
}
