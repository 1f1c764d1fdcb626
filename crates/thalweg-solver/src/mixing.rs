//! Mixing: Gauss-Newton steps that contract slowly are extrapolated from the last few of them.
//!
//! Near a minimum with large residuals Gauss-Newton is a fixed-point iteration that contracts
//! linearly, at a rate set by A⁻¹Σrᵢ∇²rᵢ (Björck 1996, §9.2.2), however small the steps are. Its
//! last points and steps hold that matrix along the directions that matter: mixing them (Anderson
//! 1965; type II, Walker & Ni 2011, eq. 2.1) makes the convergence superlinear without second
//! derivatives and without an evaluation more.

use crate::linalg::{PivotedQr, Reduction, solve_upper};
use crate::norm::{add_scaled, norm};

/// Most differences of steps that are mixed.
const MOST_DEPTH: usize = 5;
/// Contraction of the decrement below which Gauss-Newton is fast enough alone (0.1 costs NIST's
/// fits 6 % more Jacobians, 0.001 saves 0.5 %).
const FAST: f64 = 0.01;
/// Differences of steps are combined down to this fraction of the first pivot: beyond, they are
/// parallel to within what the curvature of the model leaves of linear convergence.
const RANK: f64 = 1e-3;

/// The last points with their Gauss-Newton steps.
#[derive(Debug, Clone, Default)]
pub(crate) struct Mixing {
    /// x and the Gauss-Newton step from it, where there was one.
    x: Vec<f64>,
    step: Vec<f64>,
    q1: f64,
    known: bool,
    /// Differences of the points and of their steps, by columns of length n, in a ring.
    moved: Vec<f64>,
    changed: Vec<f64>,
    depth: usize,
    next: usize,
    /// The last step contracted slowly.
    slow: bool,
    qr: PivotedQr,
    norms: Vec<f64>,
    s: Vec<f64>,
    weights: Vec<f64>,
    image: Vec<f64>,
}

impl Mixing {
    /// Makes room for n parameters and forgets everything.
    pub(crate) fn resize(&mut self, n: usize) {
        self.x.resize(n, 0.0);
        self.step.resize(n, 0.0);
        self.image.resize(n, 0.0);
        self.moved.resize(n * MOST_DEPTH, 0.0);
        self.changed.resize(n * MOST_DEPTH, 0.0);
        self.clear();
    }

    /// Forgets all steps: the next one begins a new sequence.
    pub(crate) fn clear(&mut self) {
        (self.known, self.slow) = (false, false);
        (self.depth, self.next) = (0, 0);
    }

    /// Takes the full Gauss-Newton step from x, with the decrement there. A sequence in which the
    /// decrement rises is no contraction, and one in which a bound takes hold of a parameter or
    /// lets it go is two: both begin anew.
    pub(crate) fn note(&mut self, x: &[f64], step: &[f64], q1: f64) {
        let other_free = || step.iter().zip(&self.step).any(|(a, b)| (*a == 0.0) != (*b == 0.0));
        if self.known && (q1 > self.q1 || other_free()) {
            self.clear();
        }
        self.slow = self.known && q1 > FAST * self.q1;
        let n = x.len();
        if self.known && n > 0 {
            let most = MOST_DEPTH.min(n);
            let at = self.next * n..(self.next + 1) * n;
            for (k, (moved, changed)) in
                self.moved[at.clone()].iter_mut().zip(&mut self.changed[at]).enumerate()
            {
                *moved = x[k] - self.x[k];
                *changed = step[k] - self.step[k];
            }
            self.next = (self.next + 1) % most;
            self.depth = (self.depth + 1).min(most);
        }
        self.x.copy_from_slice(x);
        self.step.copy_from_slice(step);
        self.q1 = q1;
        self.known = true;
    }

    /// p, the Gauss-Newton step noted last, becomes the mixed one: that whose own Gauss-Newton
    /// step would be least, ‖J(s − ΔS γ)‖, were the iteration linear. False, and p left alone,
    /// if there is nothing to mix or no need.
    pub(crate) fn mix(&mut self, reduction: &Reduction, p: &mut [f64]) -> bool {
        let (n, depth) = (p.len(), self.depth);
        if !self.slow || depth == 0 {
            return false;
        }
        let Self { moved, changed, qr, norms, s, weights, image, .. } = self;
        let columns = qr.prepare(n, depth);
        norms.clear();
        for (column, changed) in columns.chunks_exact_mut(n).zip(changed.chunks_exact(n)) {
            reduction.apply(changed, column);
            let length = norm(column);
            norms.push(length);
            column.iter_mut().for_each(|e| *e = if length > 0.0 { *e / length } else { 0.0 });
        }
        qr.factor();
        qr.copy_s(s);
        reduction.apply(p, image);
        qr.apply_qt(image);
        weights.clear();
        weights.extend_from_slice(&image[..depth]);
        solve_upper(s, depth, qr.rank(RANK), weights);
        image.copy_from_slice(p);
        for (&k, &weight) in qr.permutation().iter().zip(weights.iter()) {
            if norms[k] > 0.0 {
                let gamma = weight / norms[k];
                add_scaled(image, -gamma, &moved[k * n..(k + 1) * n]);
                add_scaled(image, -gamma, &changed[k * n..(k + 1) * n]);
            }
        }
        if image.iter().all(|v| v.is_finite()) {
            p.copy_from_slice(image);
            return true;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The Gauss-Newton step of a problem with J = diag(1, 2) whose error e contracts as
    /// e ← G e: s = (G − I) e.
    fn linear_step(g: [f64; 4], e: [f64; 2]) -> [f64; 2] {
        [g[0] * e[0] + g[1] * e[1] - e[0], g[2] * e[0] + g[3] * e[1] - e[1]]
    }

    #[test]
    fn a_linear_iteration_ends_after_as_many_steps_as_it_has_directions() {
        let g = [-0.6, 0.1, 0.05, 0.8];
        let mut reduction = Reduction::new(2);
        reduction.update(&[&[1.0, 0.0], &[0.0, 2.0]], &[0.0, 0.0]);
        let mut mixing = Mixing::default();
        mixing.resize(2);
        let mut e = [1.0, -0.7];
        for k in 0..4 {
            let mut p = linear_step(g, e);
            mixing.note(&e, &p, 1.0 / (k + 1) as f64);
            assert_eq!(mixing.mix(&reduction, &mut p), k > 0);
            e = [e[0] + p[0], e[1] + p[1]];
        }
        assert!(norm(&e) < 1e-12, "{e:?}");
    }

    #[test]
    fn fast_contraction_is_left_alone() {
        let mut reduction = Reduction::new(1);
        reduction.update(&[&[1.0]], &[0.0]);
        let mut mixing = Mixing::default();
        mixing.resize(1);
        mixing.note(&[1.0], &[-0.5], 1.0);
        mixing.note(&[0.5], &[-0.4], 0.001);
        let mut p = [-0.4];
        assert!(!mixing.mix(&reduction, &mut p));
        assert_eq!(p, [-0.4]);
    }
}
