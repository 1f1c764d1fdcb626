//! Where the runs start: the user's start, points around it, and points around the solution.

use thalweg_solver::{Problem, Solver};

use super::Comparison;
use crate::starts::Random;

/// A point that every method starts from.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Start {
    /// How it was made.
    pub kind: StartKind,
    /// The parameters, length n.
    pub x: Vec<f64>,
}

/// How a start was made.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum StartKind {
    /// The caller's.
    Own,
    /// xⱼ e^(sz) with z normal, x the caller's start.
    AroundStart {
        /// s.
        spread: f64,
    },
    /// xⱼ e^(sz) with z normal, x the solution.
    AroundSolution {
        /// s.
        spread: f64,
    },
}

/// s, in turn: a factor of about 1.6 and one of 2.7 either way.
const SPREADS: [f64; 2] = [0.5, 1.0];
/// Draws for one start; where none of them has finite residuals and derivatives there is one less.
const DRAWS: usize = 20;

/// Points around the caller's start and the solution, in turn; inside the bounds. Where a parameter is
/// 0 it becomes s z t, t its size.
pub(super) struct Draw<'d, P: ?Sized> {
    comparison: &'d Comparison,
    problem: &'d P,
    probe: Solver,
    centres: [&'d [f64]; 2],
    sizes: &'d [f64],
    random: Random,
    drawn: usize,
}

impl<'d, P: Problem + ?Sized> Draw<'d, P> {
    pub(super) fn new(
        comparison: &'d Comparison,
        problem: &'d P,
        x0: &'d [f64],
        solution: &'d [f64],
        sizes: &'d [f64],
    ) -> Self {
        Self {
            comparison,
            problem,
            probe: Solver::with_options(comparison.probe()),
            centres: [x0, solution],
            sizes,
            random: Random::new(comparison.seed ^ 0x6461_6d70_696e_6700),
            drawn: 0,
        }
    }
}

impl<P: Problem + ?Sized> Iterator for Draw<'_, P> {
    type Item = Start;

    fn next(&mut self) -> Option<Start> {
        while self.drawn < self.comparison.starts {
            let k = self.drawn;
            self.drawn += 1;
            let spread = SPREADS[(k / 2) % SPREADS.len()];
            let kind = match k % 2 {
                0 => StartKind::AroundStart { spread },
                _ => StartKind::AroundSolution { spread },
            };
            for _ in 0..DRAWS {
                let mut x = around(self.centres[k % 2], self.sizes, spread, &mut self.random);
                if let Some(bounds) = &self.comparison.bounds {
                    x.iter_mut().zip(bounds).for_each(|(x, b)| *x = x.clamp(b.0, b.1));
                }
                // One step says whether residuals and derivatives are finite.
                if self.probe.solve(self.problem, &x).is_ok() {
                    return Some(Start { kind, x });
                }
            }
        }
        None
    }
}

fn around(centre: &[f64], sizes: &[f64], spread: f64, random: &mut Random) -> Vec<f64> {
    centre
        .iter()
        .zip(sizes)
        .map(|(&x, &t)| {
            let z = spread * random.normal();
            if x == 0.0 { z * t } else { x * z.exp() }
        })
        .collect()
}

/// A point a millionth beside x, inside the bounds: near enough to stay in the valley, far enough to
/// roll off a ridge.
pub(super) fn nudged(comparison: &Comparison, x: &[f64]) -> Vec<f64> {
    const BESIDE: f64 = 1e-6;
    let mut random = Random::new(comparison.seed);
    let free = (f64::NEG_INFINITY, f64::INFINITY);
    let bound = |j: usize| comparison.bounds.as_ref().map_or(free, |b| b[j]);
    let one = |(j, x): (usize, &f64)| {
        let step = BESIDE * random.normal() * if *x == 0.0 { 1.0 } else { x.abs() };
        (x + step).clamp(bound(j).0, bound(j).1)
    };
    x.iter().enumerate().map(one).collect()
}
