//! F over the window.

use rayon::prelude::*;
use thalweg_solver::{Options, Problem};

use super::cell::{Cells, cost};
use super::frame::Frame;
use super::picture::Grid;
use super::slice::Slice;

/// Cells across and upwards where nothing is asked for.
const FINEST: (usize, usize) = (240, 180);
/// Fewer are no picture.
const COARSEST: (usize, usize) = (48, 36);
/// Work of a grid, in rows evaluated times coordinates: some seconds on one core.
const WORK: usize = 400_000_000;
/// Points of a curve.
const CURVE: usize = 400;

/// How fine a grid of this many moving coordinates may be.
pub(super) fn finest(residuals: usize, moving: usize) -> (usize, usize) {
    /// Evaluations a cell needs, in rows times coordinates.
    const PER_CELL: usize = 12;
    let cell = PER_CELL * residuals.max(1) * moving * moving;
    let share = (WORK as f64 / cell as f64 / (FINEST.0 * FINEST.1) as f64).sqrt().min(1.0);
    let of = |most: usize, least: usize| ((most as f64 * share) as usize).max(least);
    (of(FINEST.0, COARSEST.0), of(FINEST.1, COARSEST.1))
}

/// F of every cell of a plane.
pub(super) fn plane(
    problem: &(dyn Problem + Sync),
    frame: &Frame,
    profiled: bool,
    surface: &Options,
    window: &[(f64, f64)],
    (columns, rows): (usize, usize),
    solution: [f64; 2],
) -> Grid {
    let widths =
        [(window[0].1 - window[0].0) / columns as f64, (window[1].1 - window[1].0) / rows as f64];
    let half = || widths.iter().map(|w| 0.5 * w).collect();
    let middle = |i: usize, j: usize| {
        [window[0].0 + (i as f64 + 0.5) * widths[0], window[1].0 + (j as f64 + 0.5) * widths[1]]
    };
    let home = |k: usize, count: usize| {
        (((solution[k] - window[k].0) / widths[k]) as usize).min(count - 1)
    };
    let (i0, j0) = (home(0, columns), home(1, rows));
    let cells = || Cells::new(problem, frame, profiled, surface, half());

    // From the solution up and down its column, then from there along every row: each cell begins
    // with what its neighbour found for the coordinates outside the plane.
    let mut spine = vec![Vec::new(); rows];
    let mut first = cells();
    let mut home_others = vec![0.0; first.others()];
    first.lowest(&middle(i0, j0), &mut home_others);
    for down in [false, true] {
        let mut others = home_others.clone();
        let mut visit = |j: usize| {
            first.lowest(&middle(i0, j), &mut others);
            spine[j] = others.clone();
        };
        if down { (0..j0).rev().for_each(&mut visit) } else { (j0..rows).for_each(&mut visit) }
    }
    let row = |(j, spine): (usize, Vec<f64>)| {
        let mut cells = cells();
        let mut cost = vec![f64::NAN; columns];
        let mut others = spine.clone();
        for i in i0..columns {
            cost[i] = cells.lowest(&middle(i, j), &mut others);
        }
        others = spine;
        for i in (0..i0).rev() {
            cost[i] = cells.lowest(&middle(i, j), &mut others);
        }
        cost
    };
    let cost: Vec<Vec<f64>> = spine.into_par_iter().enumerate().map(row).collect();
    Grid { columns, rows, cost: cost.concat() }
}

/// F along the one parameter.
pub(super) fn curve(
    problem: &(dyn Problem + Sync),
    frame: &Frame,
    surface: &Options,
    (low, high): (f64, f64),
    points: Option<usize>,
) -> Grid {
    let columns = points.unwrap_or(CURVE);
    let width = (high - low) / columns as f64;
    let slice = Slice { problem, origin: frame.origin.clone(), directions: &frame.directions[..1] };
    let mut r = vec![0.0; problem.residual_count()];
    let mut at = |i: usize| cost(&slice, &[low + (i as f64 + 0.5) * width], surface.loss, &mut r);
    Grid { columns, rows: 1, cost: (0..columns).map(&mut at).collect() }
}
