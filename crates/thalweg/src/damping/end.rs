//! A run that has ended, before it is judged.

use thalweg_solver::{Limits, Solution, Status};

use crate::size::scaled_norm;

/// Where a run ended.
pub(super) struct Place {
    pub(super) x: Vec<f64>,
    pub(super) cost: f64,
    pub(super) status: Status,
    /// ‖r‖.
    pub(super) size: f64,
}

impl Place {
    pub(super) fn of(solution: Solution) -> Self {
        let size = scaled_norm(solution.residuals.iter().copied());
        Self { x: solution.x, cost: solution.cost, status: solution.status, size }
    }

    /// How many values are negative: of equivalent places, such as ±w, fewer are easier to read.
    pub(super) fn negative(&self) -> usize {
        self.x.iter().filter(|v| **v < 0.0).count()
    }
}

/// A run that has ended, to be judged.
pub(super) struct End {
    pub(super) place: Place,
    pub(super) start: Vec<f64>,
    pub(super) sizes: Vec<f64>,
    pub(super) evaluations: usize,
    pub(super) jacobians: usize,
    pub(super) seconds: f64,
}

/// From each start: one end per method, then that of the cascade.
pub(super) type Ends = Vec<Vec<End>>;

/// Limits of a run that only looks whether a point is a minimum.
pub(super) fn check_limits() -> Limits {
    let mut limits = Limits::default();
    limits.evaluations = 400;
    limits
}
