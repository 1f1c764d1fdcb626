//! F of one cell of the grid: the lowest within it, the other coordinates re-minimised or held.

use thalweg_solver::{
    Acceleration, Limits, Loss, Options, Problem, Solver, VariableProjection, Workspace,
};

use super::frame::Frame;
use super::slice::Slice;

/// Finds F of cells; one per thread.
pub(super) struct Cells<'a> {
    problem: &'a dyn Problem,
    frame: &'a Frame,
    /// Directions that may move: the plane's, and the others where they are profiled.
    moving: usize,
    surface: &'a Options,
    /// Half the width and half the height of a cell.
    half: Vec<f64>,
    workspace: Workspace,
    residuals: Vec<f64>,
}

impl<'a> Cells<'a> {
    pub(super) fn new(
        problem: &'a dyn Problem,
        frame: &'a Frame,
        profiled: bool,
        surface: &'a Options,
        half: Vec<f64>,
    ) -> Self {
        let moving = if profiled { frame.directions.len() } else { frame.flat };
        let residuals = vec![0.0; problem.residual_count()];
        Self { problem, frame, moving, surface, half, workspace: Workspace::new(), residuals }
    }

    /// Number of coordinates outside the plane that move.
    pub(super) fn others(&self) -> usize {
        self.moving - self.frame.flat
    }

    /// The lowest F found in the cell around `middle`, from the other coordinates `others`, which
    /// become those of that point; NaN where the model is not defined.
    pub(super) fn lowest(&mut self, middle: &[f64], others: &mut [f64]) -> f64 {
        let flat = self.frame.flat;
        let plane = Slice {
            problem: self.problem,
            origin: self.frame.origin.clone(),
            directions: &self.frame.directions[..flat],
        };
        let slice = Slice {
            problem: self.problem,
            origin: plane.point(middle),
            directions: &self.frame.directions[..self.moving],
        };
        let mut z = vec![0.0; flat];
        z.extend_from_slice(others);
        let mut here = self.cost(&slice, &z);
        if here.is_nan() && others.iter().any(|w| *w != 0.0) {
            // The neighbour's point is not one of this cell: begin where the solution's plane is.
            others.fill(0.0);
            z[flat..].fill(0.0);
            here = self.cost(&slice, &z);
        }
        if here.is_nan() {
            return here;
        }
        match self.solver(flat).solve_with(&mut self.workspace, &slice, &z) {
            Ok(found) if found.cost <= here => {
                others.copy_from_slice(&found.x[flat..]);
                found.cost
            }
            _ => here,
        }
    }

    /// F at z; NaN where it is not defined.
    fn cost(&mut self, slice: &Slice, z: &[f64]) -> f64 {
        cost(slice, z, self.surface.loss, &mut self.residuals)
    }

    fn solver(&self, flat: usize) -> Solver {
        /// Enough to follow the floor from one cell to the next.
        const EVALUATIONS: usize = 24;
        let cell = self.half.iter().map(|h| (-h, *h));
        let free = (flat..self.moving).map(|_| (f64::NEG_INFINITY, f64::INFINITY));
        let typical = self.half.iter().copied().chain((flat..self.moving).map(|_| 1.0));
        let mut limits = Limits::default();
        limits.evaluations = EVALUATIONS * self.moving;
        Solver::new()
            .loss(self.surface.loss)
            .bounds(cell.chain(free).collect::<Vec<_>>())
            .typical(typical.collect::<Vec<_>>())
            .acceleration(Acceleration::Off)
            .projection(VariableProjection::Off)
            .cascade(false)
            .polish(false)
            .mixing(false)
            .limits(limits)
    }
}

/// F of a problem at x; NaN where it is not defined.
pub(super) fn cost(problem: &dyn Problem, x: &[f64], loss: Loss, r: &mut [f64]) -> f64 {
    if problem.residuals(x, r).is_err() {
        return f64::NAN;
    }
    let sum: f64 = r.iter().map(|&r| loss.effective(r)).map(|s| s * s).sum();
    if sum.is_nan() { f64::NAN } else { 0.5 * sum }
}
