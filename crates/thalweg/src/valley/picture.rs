//! The data of the picture.

use thalweg_solver::{Iteration, Status};

use super::options::Others;

/// A valley with the paths through it. Points are in the coordinates of [`axes`](Valley::axes); of
/// one parameter there is one axis, and the second coordinate is 0.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Valley {
    /// Names of the parameters, length n.
    pub names: Vec<String>,
    /// Where the paths begin, length n.
    pub start: Vec<f64>,
    /// The point the plane goes through, length n.
    pub solution: Vec<f64>,
    /// F there.
    pub solution_cost: f64,
    /// The lowest F seen anywhere: what is drawn is how far F lies above it.
    pub lowest: f64,
    /// One axis for one parameter, else two: across and upwards.
    pub axes: Vec<Axis>,
    /// What the parameters outside the plane do; none where there are none.
    pub others: Option<Others>,
    /// F over the window.
    pub grid: Grid,
    /// One per route, in their order.
    pub paths: Vec<Path>,
}

/// A direction of the picture.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Axis {
    /// What it is made of: parameter and weight, heaviest first; a single one of weight 1 is a
    /// parameter itself.
    pub parts: Vec<(usize, f64)>,
    /// Whether the parts are changes from the solution in units of the parameters' sizes, so that
    /// the solution is at 0, or the parameter's own value.
    pub relative: bool,
    /// Where the solution is.
    pub solution: f64,
    /// Lower end of the window.
    pub low: f64,
    /// Upper end of the window.
    pub high: f64,
}

/// F over the window, by cells.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Grid {
    /// Cells across.
    pub columns: usize,
    /// Cells upwards; 1 for one parameter.
    pub rows: usize,
    /// F of the cells, row by row from the low end: NaN where the model is not defined or a bound forbids it. In a plane it
    /// is the lowest F that a few steps find within a cell's width, so that a valley narrower than a
    /// cell keeps its floor; for one parameter it is F at the cell's middle.
    pub cost: Vec<f64>,
}

/// The run of a route.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Path {
    /// What the legend calls it.
    pub name: String,
    /// How it ended.
    pub status: Status,
    /// F at its end.
    pub cost: f64,
    /// Where it ended, length n.
    pub x: Vec<f64>,
    /// F at the start.
    pub start_cost: f64,
    /// Where it began, in the picture.
    pub start: [f64; 2],
    /// Evaluations of the whole run: residuals, second directional derivatives and Jacobians.
    pub evaluations: usize,
    /// Every trial, in order.
    pub steps: Vec<Step>,
}

/// One trial of a path.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Step {
    /// The step as the solver saw it.
    pub iteration: Iteration,
    /// Where it left from.
    pub from: [f64; 2],
    /// The point that was tried.
    pub trial: [f64; 2],
    /// F there; NaN where the model is not defined.
    pub trial_cost: f64,
    /// Where the path is after it.
    pub to: [f64; 2],
    /// F there.
    pub cost: f64,
    /// Evaluations of the run when it was judged.
    pub evaluations: usize,
    /// The trust region around `from`; none where its metric is not known.
    pub region: Option<Region>,
}

/// The shadow that the ellipsoid ‖Dh‖ ≤ Δ casts on the plane: each projected step lies within it. In
/// a plane of two parameters out of two it is the ellipsoid itself.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Region {
    /// Δ, or ‖Dh‖ of the step where μ moves by a rule.
    pub radius: f64,
    /// c and s, conjugate semi-diameters in the coordinates of the picture: the points of the rim
    /// are `from` + c cos t + s sin t.
    pub semi_diameters: [[f64; 2]; 2],
}
