//! What is profiled, as the linearisation at the solution sees it.

use super::quantity::Along;
use super::refit::{Blocked, Refitter};
use crate::size::scaled_norm;

/// A quantity at the solution, and how everything moves with it to first order.
pub(super) struct Direction<'q> {
    pub along: Along<'q>,
    /// Its estimate.
    pub estimate: f64,
    /// Its standard error; where the data do not determine it, its own size or 1.
    pub unit: f64,
    /// Whether `unit` is a standard error.
    pub determined: bool,
    /// dx/dc along the profile at the solution (Bates & Watts 1988, eq. 6.2: the profile trace).
    pub tangent: Vec<f64>,
    /// How far each parameter goes: its standard error, or its own size; 0 where it is held.
    sizes: Vec<f64>,
}

/// A point of the profile.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Point {
    /// (2F − 2F̂)/σ².
    pub rise: f64,
    /// d rise/d value.
    pub slope: f64,
    pub x: Vec<f64>,
}

impl<'q> Direction<'q> {
    /// None for what is held or depends only on what is held, or is not finite.
    pub(super) fn new(along: Along<'q>, refitter: &Refitter) -> Option<Self> {
        let local = refitter.local;
        let n = local.x().len();
        if let Along::Parameter(j) = along
            && !local.free.contains(&j)
        {
            return None;
        }
        let mut gradient = vec![0.0; n];
        let estimate = along.evaluate(local.x(), &mut gradient);
        let moves = local.free.iter().any(|&j| gradient[j] != 0.0);
        if !(estimate.is_finite() && moves && gradient.iter().all(|g| g.is_finite())) {
            return None;
        }
        let directions = local.at.directions();
        let along_each: Vec<f64> =
            directions.iter().map(|d| d.iter().zip(&gradient).map(|(d, g)| d * g).sum()).collect();
        let length = scaled_norm(along_each.iter().copied());
        let mut tangent = vec![0.0; n];
        for (direction, along) in directions.iter().zip(&along_each) {
            let share = along / length / length;
            tangent.iter_mut().zip(direction).for_each(|(t, d)| *t += share * d);
        }
        let error = local.std_error(&gradient).filter(|e| *e > 0.0);
        if error.is_none() || tangent.iter().any(|t| !t.is_finite()) {
            tangent.fill(0.0);
        }
        let own = if estimate == 0.0 { 1.0 } else { estimate.abs() };
        let unit = error.unwrap_or(own);
        let mut sizes = vec![0.0; n];
        if matches!(along, Along::Quantity(_)) {
            for &j in &local.free {
                let own = (0..n).map(|k| if k == j { 1.0 } else { 0.0 }).collect::<Vec<_>>();
                sizes[j] = local.std_error(&own).unwrap_or(local.x()[j].abs());
            }
        }
        Some(Self { along, estimate, unit, determined: error.is_some(), tangent, sizes })
    }

    /// The point of the profile at `value`, fitted from `start`.
    pub(super) fn point(
        &self,
        refitter: &mut Refitter,
        value: f64,
        start: &[f64],
    ) -> Result<Point, Blocked> {
        let refit = match self.along {
            Along::Parameter(j) => refitter.hold(&[(j, value)], start)?,
            Along::Quantity(quantity) => {
                refitter.hold_quantity(quantity, value, start, &self.sizes)?
            }
        };
        Ok(Point { rise: refit.rise, slope: refit.slopes[0], x: refit.x })
    }

    /// The bounds within which it may go.
    pub(super) fn bounds(&self, refitter: &Refitter) -> (f64, f64) {
        match self.along {
            Along::Parameter(j) => refitter.bounds(j),
            Along::Quantity(_) => (f64::NEG_INFINITY, f64::INFINITY),
        }
    }
}
