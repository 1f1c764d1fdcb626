//! What the lanes are asked.

use thalweg_solver::Options;

use crate::asked::{Asked, Precision};

/// What is asked of all curves, and how they begin and end here.
pub(crate) struct Job<'a> {
    pub asked: Asked<'a>,
    /// What the full solver does with a curve that was here already.
    pub onward: &'a Options,
    pub bounds: Option<&'a [(f64, f64)]>,
    /// Starting points; one at least.
    pub candidates: &'a [Vec<f64>],
    /// What the last step may leave of the decrement, as a share of ‖r‖.
    pub tolerance: f64,
    /// What the model is evaluated in.
    pub precision: Precision,
    /// Whether curves are fitted here at all; else all are left to the full solver.
    pub in_lanes: bool,
}

impl Job<'_> {
    /// x within the bounds of parameter j.
    pub(super) fn inside(&self, j: usize, x: f64) -> f64 {
        self.bounds.map_or(x, |bounds| x.clamp(bounds[j].0, bounds[j].1))
    }
}
