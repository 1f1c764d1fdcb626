//! F of one cell of the grid: the other coordinates re-minimised or held, and the lowest within the
//! cell's reach.

use thalweg_solver::{
    Acceleration, Limits, Loss, Options, Problem, Solver, VariableProjection, Workspace,
};

use super::frame::Frame;
use super::slice::Slice;

/// Evaluations for each coordinate that moves: enough to follow a floor from cell to cell.
const EVALUATIONS: usize = 24;

/// Finds F of cells; one per thread.
pub(super) struct Cells<'a> {
    problem: &'a dyn Problem,
    frame: &'a Frame,
    /// Directions that may move: the plane's, and the others where they are profiled.
    moving: usize,
    /// For the coordinates outside the plane alone.
    outside: Solver,
    /// For those and the plane's, within a cell's reach.
    whole: Solver,
    workspace: Workspace,
    residuals: Vec<f64>,
}

impl<'a> Cells<'a> {
    /// `reach` is how far a cell reaches from its middle, across and upwards.
    pub(super) fn new(
        problem: &'a dyn Problem,
        frame: &'a Frame,
        profiled: bool,
        surface: &'a Options,
        reach: [f64; 2],
    ) -> Self {
        let flat = frame.flat;
        let moving = if profiled { frame.directions.len() } else { flat };
        let limits: Vec<(f64, f64)> = frame.limits.iter().copied().take(moving - flat).collect();
        let ones = vec![1.0; limits.len()];
        let cell = reach.map(|h| (-h, h));
        Self {
            problem,
            frame,
            moving,
            outside: solver(surface.loss, limits.clone(), ones.clone()),
            whole: solver(
                surface.loss,
                [&cell[..], &limits].concat(),
                [&reach[..], &ones].concat(),
            ),
            workspace: Workspace::new(),
            residuals: vec![0.0; problem.residual_count()],
        }
    }

    /// Number of coordinates outside the plane that move.
    pub(super) fn others(&self) -> usize {
        self.moving - self.frame.flat
    }

    /// F at a point of the plane, minimised over the other coordinates from `others` on, which
    /// become those of the minimum; NaN where the model is not defined.
    pub(super) fn profile(&mut self, middle: &[f64], others: &mut [f64]) -> f64 {
        let mut here = self.cost(middle, others);
        if here.is_nan() && others.iter().any(|w| *w != 0.0) {
            // The neighbour's point is not one of this cell: begin where the solution's plane is.
            others.fill(0.0);
            here = self.cost(middle, others);
        }
        if here.is_nan() || others.is_empty() {
            return here;
        }
        let slice = self.slice(middle, self.frame.flat);
        match self.outside.solve_with(&mut self.workspace, &slice, others) {
            Ok(found) if found.cost <= here => {
                others.copy_from_slice(&found.x);
                found.cost
            }
            _ => here,
        }
    }

    /// Profiles again from these other coordinates, where they promise less than what is known.
    pub(super) fn improve(&mut self, middle: &[f64], known: &mut (f64, Vec<f64>), others: &[f64]) {
        /// F must fall below this share to be worth it.
        const PROMISING: f64 = 0.99;
        let there = self.cost(middle, others);
        if there < PROMISING * known.0 || (known.0.is_nan() && there.is_finite()) {
            let mut others = others.to_vec();
            let cost = self.profile(middle, &mut others);
            *known = (cost, others);
        }
    }

    /// The lowest F found within the cell's reach, from what is known of its middle.
    pub(super) fn lowest(&mut self, middle: &[f64], (here, others): &(f64, Vec<f64>)) -> f64 {
        if here.is_nan() {
            return *here;
        }
        let slice = self.slice(middle, 0);
        let start: Vec<f64> = [0.0; 2].iter().chain(others).copied().collect();
        match self.whole.solve_with(&mut self.workspace, &slice, &start) {
            Ok(found) if found.cost <= *here => found.cost,
            _ => *here,
        }
    }

    /// F at a point of the plane, with these other coordinates; NaN where it is not defined.
    pub(super) fn cost(&mut self, middle: &[f64], others: &[f64]) -> f64 {
        let x = self.slice(middle, self.frame.flat).point(others);
        cost(&self.problem, &x, self.whole.options().loss, &mut self.residuals)
    }

    /// The problem in the coordinates from number `first` on, those of the plane relative to
    /// `middle`.
    fn slice(&self, middle: &[f64], first: usize) -> Slice<'a> {
        let (problem, origin) = (self.problem, self.frame.origin.clone());
        let plane =
            Slice { problem, origin, directions: &self.frame.directions[..self.frame.flat] };
        let origin = plane.point(middle);
        Slice { problem, origin, directions: &self.frame.directions[first..self.moving] }
    }
}

/// One plain run of few evaluations.
fn solver(loss: Loss, bounds: Vec<(f64, f64)>, typical: Vec<f64>) -> Solver {
    let mut limits = Limits::default();
    limits.evaluations = EVALUATIONS * bounds.len();
    Solver::new()
        .loss(loss)
        .bounds(bounds)
        .typical(typical)
        .acceleration(Acceleration::Off)
        .projection(VariableProjection::Off)
        .cascade(false)
        .polish(false)
        .mixing(false)
        .limits(limits)
}

/// F of a problem at x; NaN where it is not defined.
pub(super) fn cost(problem: &dyn Problem, x: &[f64], loss: Loss, r: &mut [f64]) -> f64 {
    if problem.residuals(x, r).is_err() {
        return f64::NAN;
    }
    let sum: f64 = r.iter().map(|&r| loss.effective(r)).map(|s| s * s).sum();
    if sum.is_nan() { f64::NAN } else { 0.5 * sum }
}
