//! Two parameters in coordinates in which their joint region is a circle where the model is linear.

use super::refit::{Blocked, Refitter};
use crate::size::scaled_norm;

/// (a, b) = centre + L z, L Lᵀ the covariance of the two: the sum of squares rises by |z|² σ² to second
/// order.
pub(super) struct Plane {
    pair: (usize, usize),
    centre: [f64; 2],
    /// L, lower triangular: (0, 0), (1, 0), (1, 1).
    root: [f64; 3],
    bounds: [(f64, f64); 2],
}

/// A point of the plane with the others fitted anew.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spot {
    pub z: [f64; 2],
    /// √rise; −√−rise where the sum of squares is lower than at the solution.
    pub t: f64,
    /// dt/dz.
    pub gradient: [f64; 2],
    pub x: Vec<f64>,
}

impl Plane {
    /// None where one is held or not determined, or where one is a function of the other.
    pub(super) fn new((a, b): (usize, usize), refitter: &Refitter) -> Option<Self> {
        let local = refitter.local;
        let free = |j| local.free.contains(&j);
        if a == b || !free(a) || !free(b) {
            return None;
        }
        let n = local.x().len();
        let unit = |j: usize| (0..n).map(|k| if k == j { 1.0 } else { 0.0 }).collect::<Vec<_>>();
        let u = local.at.conditioning.coordinates(&unit(a))?;
        let v = local.at.conditioning.coordinates(&unit(b))?;
        let sigma = refitter.scatter.sigma;
        let length = scaled_norm(u.iter().copied());
        let along: f64 = u.iter().zip(&v).map(|(u, v)| u / length * v).sum();
        let rest = scaled_norm(u.iter().zip(&v).map(|(u, v)| v - along * (u / length)));
        let root = [sigma * length, sigma * along, sigma * rest];
        let whole = root.iter().all(|v| v.is_finite()) && root[0] > 0.0 && root[2] > 0.0;
        whole.then(|| Self {
            pair: (a, b),
            centre: [local.x()[a], local.x()[b]],
            root,
            bounds: [refitter.bounds(a), refitter.bounds(b)],
        })
    }

    /// The values of the two at z.
    pub(super) fn values(&self, z: [f64; 2]) -> (f64, f64) {
        let [first, mixed, second] = self.root;
        (self.centre[0] + first * z[0], self.centre[1] + mixed * z[0] + second * z[1])
    }

    /// Whether both are within their bounds at z.
    fn allows(&self, z: [f64; 2]) -> bool {
        let (a, b) = self.values(z);
        let inside = |v: f64, (low, high): (f64, f64)| (low..=high).contains(&v);
        inside(a, self.bounds[0]) && inside(b, self.bounds[1])
    }

    /// Fits the others at z, from `start`.
    pub(super) fn spot(
        &self,
        refitter: &mut Refitter,
        z: [f64; 2],
        start: &[f64],
    ) -> Result<Spot, Blocked> {
        if !self.allows(z) {
            return Err(Blocked::Undefined(None));
        }
        let (a, b) = self.values(z);
        let refit = refitter.hold(&[(self.pair.0, a), (self.pair.1, b)], start)?;
        let t = refit.rise.abs().sqrt().copysign(refit.rise);
        let [first, mixed, second] = self.root;
        let half = 0.5 / t.abs();
        let [by_a, by_b] = refit.slopes;
        let gradient = [half * (first * by_a + mixed * by_b), half * second * by_b];
        Ok(Spot { z, t, gradient, x: refit.x })
    }
}
