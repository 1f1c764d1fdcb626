//! How far a step may go: a region of trust in the metric of the full solver.
//!
//! Damping by diag A alone lets a parameter evaporate: as its column vanishes, so does what holds it back (Moré 1978,
//! §4). In the metric D² = diag(‖Jⱼ‖/tⱼ), tⱼ the size of xⱼ at the start, it does not.

use multiversion::multiversion;
use thalweg_formula::LANES;

use super::progress::Trial;
use super::sums::{Sums, place};
use crate::chunk::{Chunk, either};

/// ‖Dh‖ of the first step may be so many times ‖Dx‖; 10 where that is 0.
const FACTOR: f64 = 10.0;

/// Lane by lane.
#[derive(Debug, Clone)]
pub(super) struct Radius {
    /// 1/tⱼ.
    size: Vec<Chunk>,
    /// Δ.
    radius: Chunk,
    /// ‖Dh‖ of the step under way.
    norm: Chunk,
    /// 1 where that is the first.
    first: Chunk,
}

impl Radius {
    pub(super) fn new(n: usize) -> Self {
        Self {
            size: vec![[1.0; LANES]; n],
            radius: [0.0; LANES],
            norm: [0.0; LANES],
            first: [0.0; LANES],
        }
    }

    /// A lane is at its start.
    pub(super) fn begin(&mut self, l: usize, x: &[Chunk], sums: &Sums) {
        let mut norm = 0.0;
        for (j, size) in self.size.iter_mut().enumerate() {
            let column = sums.matrix[place(j, j)][l].sqrt();
            let reach = (sums.cost[l].sqrt() / column).abs();
            let reach = if reach.is_finite() && reach > 0.0 { reach } else { 1.0 };
            let own = x[j][l].abs();
            size[l] = 1.0 / if own > 0.0 { own } else { reach };
            norm += column * size[l] * own * own;
        }
        self.radius[l] = if norm > 0.0 { FACTOR * norm.sqrt() } else { FACTOR };
        (self.norm[l], self.first[l]) = (0.0, 1.0);
    }

    /// Shortens the steps that are too long; `length` is multiplied by what is left of each.
    pub(super) fn limit(&mut self, sums: &Sums, h: &mut [Chunk], length: &mut Chunk) {
        limit(self, sums, h, length);
    }

    /// What the trials, their steps damped by these μ and accepted where it is not 0, say of how far the model is to be
    /// trusted.
    pub(super) fn learn(&mut self, trial: &Trial<'_>, damping: &Chunk, accepted: &Chunk) {
        learn(self, trial, damping, accepted);
    }
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn limit(own: &mut Radius, sums: &Sums, h: &mut [Chunk], length: &mut Chunk) {
    let mut square = [0.0; LANES];
    for j in 0..h.len() {
        let (diagonal, size, h) = (sums.matrix[place(j, j)], own.size[j], h[j]);
        for l in 0..LANES {
            square[l] += diagonal[l].sqrt() * size[l] * h[l] * h[l];
        }
    }
    let (radius, mut norm, mut share) = (own.radius, [0.0; LANES], [0.0; LANES]);
    for l in 0..LANES {
        norm[l] = square[l].sqrt();
        share[l] = either(norm[l] > radius[l], radius[l] / norm[l], 1.0);
        norm[l] *= share[l];
        length[l] *= share[l];
    }
    own.norm = norm;
    for h in h {
        for l in 0..LANES {
            h[l] *= share[l];
        }
    }
}

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2"))]
fn learn(own: &mut Radius, trial: &Trial<'_>, damping: &Chunk, accepted: &Chunk) {
    let (radius, norm, first) = (own.radius, own.norm, own.first);
    for l in 0..LANES {
        let ratio = (trial.now[l] - trial.next[l]) / trial.predicted[l];
        let accepted = accepted[l] != 0.0;
        let shorter = either(radius[l] < norm[l], radius[l], norm[l]);
        let radius = either(first[l] != 0.0, shorter, radius[l]);
        let wide = accepted & ((ratio >= 0.75) | (damping[l] == 0.0));
        let longer = either(radius > 3.0 * norm[l], radius, 3.0 * norm[l]);
        let least = either(radius < 10.0 * norm[l], radius, 10.0 * norm[l]);
        let kept = either(accepted & (ratio > 0.25), radius, 0.5 * least);
        own.radius[l] = either(wide, longer, kept);
    }
    own.first = [0.0; LANES];
}
