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
const COARSEST: (usize, usize) = (32, 24);
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

/// A cell reaches this many of its widths to either side of its middle: a little over its edge, so
/// that a floor that passes through the corners of cells is one floor.
const REACH: f64 = 0.8;

/// The window cut into cells.
struct Raster<'a> {
    window: &'a [(f64, f64)],
    columns: usize,
    rows: usize,
}

impl Raster<'_> {
    fn width(&self, k: usize) -> f64 {
        let count = if k == 0 { self.columns } else { self.rows };
        (self.window[k].1 - self.window[k].0) / count as f64
    }

    fn middle(&self, i: usize, j: usize) -> [f64; 2] {
        let at = |k: usize, i: usize| self.window[k].0 + (i as f64 + 0.5) * self.width(k);
        [at(0, i), at(1, j)]
    }

    fn holds(&self, point: [f64; 2]) -> bool {
        (0..2).all(|k| (self.window[k].0..=self.window[k].1).contains(&point[k]))
    }

    /// The cell of a point.
    fn cell(&self, point: [f64; 2]) -> (usize, usize) {
        let at = |k: usize| ((point[k] - self.window[k].0) / self.width(k)) as usize;
        (at(0).min(self.columns - 1), at(1).min(self.rows - 1))
    }
}

/// What is known of a cell: F, and the coordinates outside the plane at which it is that.
type Known = (f64, Vec<f64>);

/// F of every cell of a plane. `guides` are points of low F, in ℝⁿ: where one is in a cell, the cell
/// tries what it is outside the plane.
pub(super) fn plane(
    problem: &(dyn Problem + Sync),
    frame: &Frame,
    profiled: bool,
    surface: &Options,
    window: &[(f64, f64)],
    (columns, rows): (usize, usize),
    (solution, guides): (&[f64], &[&[f64]]),
) -> Grid {
    let raster = Raster { window, columns, rows };
    let reach = [REACH * raster.width(0), REACH * raster.width(1)];
    let cells = || Cells::new(problem, frame, profiled, surface, reach);
    let mut known = follow(&raster, &cells, raster.cell(frame.project(solution)));
    if cells().others() > 0 {
        let mut first = cells();
        for guide in guides {
            let at = frame.project(guide);
            if raster.holds(at) {
                let (i, j) = raster.cell(at);
                first.improve(
                    &raster.middle(i, j),
                    &mut known[j * columns + i],
                    &frame.others(guide),
                );
            }
        }
        share(&raster, &cells, &mut known);
    }
    let deepest = |cells: &mut Cells, (k, known): (usize, &Known)| {
        cells.lowest(&raster.middle(k % columns, k / columns), known)
    };
    let cost = known.par_iter().enumerate().map_init(cells, deepest).collect();
    Grid { columns, rows, cost }
}

/// From the solution up and down its column, then from there along every row: each cell begins with
/// what its neighbour found for the coordinates outside the plane.
fn follow<'a>(
    raster: &Raster,
    cells: &(impl Fn() -> Cells<'a> + Sync),
    (i0, j0): (usize, usize),
) -> Vec<Known> {
    let mut first = cells();
    let mut home = vec![0.0; first.others()];
    first.profile(&raster.middle(i0, j0), &mut home);
    let mut spine = vec![home.clone(); raster.rows];
    for down in [false, true] {
        let mut trail = Trail::from(&home);
        let mut visit = |j: usize| {
            trail.step(&mut first, &raster.middle(i0, j));
            spine[j].clone_from(&trail.last);
        };
        if down {
            (0..j0).rev().for_each(&mut visit)
        } else {
            (j0..raster.rows).for_each(&mut visit)
        }
    }
    let row = |(j, spine): (usize, Vec<f64>)| {
        let mut cells = cells();
        let mut row = vec![(f64::NAN, spine.clone()); raster.columns];
        for left in [false, true] {
            let mut trail = Trail::from(&spine);
            let mut visit = |i: usize| {
                let cost = trail.step(&mut cells, &raster.middle(i, j));
                row[i] = (cost, trail.last.clone());
            };
            if left {
                (0..i0).rev().for_each(&mut visit)
            } else {
                (i0..raster.columns).for_each(&mut visit)
            }
        }
        row
    };
    spine.into_par_iter().enumerate().flat_map_iter(row).collect()
}

/// The coordinates outside the plane along a line of cells.
struct Trail {
    last: Vec<f64>,
    before: Vec<f64>,
}

impl Trail {
    fn from(others: &[f64]) -> Self {
        Self { last: others.to_vec(), before: others.to_vec() }
    }

    /// F of the next cell, from what the last one found or from where the last two point, whichever
    /// begins lower.
    fn step(&mut self, cells: &mut Cells, middle: &[f64]) -> f64 {
        let mut others = ahead(&self.last, &self.before);
        let lower = cells.cost(middle, &others) < cells.cost(middle, &self.last);
        if !lower {
            others.clone_from(&self.last);
        }
        let cost = cells.profile(middle, &mut others);
        self.before = std::mem::replace(&mut self.last, others);
        cost
    }
}

/// The point as far beyond `last` as that is from `before`.
fn ahead(last: &[f64], before: &[f64]) -> Vec<f64> {
    last.iter().zip(before).map(|(last, before)| 2.0 * last - before).collect()
}

/// Lets every cell try what the cells beside it found: minimising from one side alone may have been
/// caught where another was not. Line by line upwards, downwards, to the right and to the left.
fn share<'a>(raster: &Raster, cells: &(impl Fn() -> Cells<'a> + Sync), known: &mut [Known]) {
    let (columns, rows) = (raster.columns, raster.rows);
    let mut pass =
        |lines: usize, length: usize, step: &dyn Fn(usize, usize) -> (usize, usize), back: bool| {
            for l in 1..lines {
                let (from, to) = if back { (lines - l, lines - l - 1) } else { (l - 1, l) };
                let before =
                    if back { Some(from + 1).filter(|l| *l < lines) } else { from.checked_sub(1) };
                let place = |line: usize, along: usize| {
                    let (i, j) = step(line, along);
                    (j * columns + i, raster.middle(i, j))
                };
                // What each cell of this line may learn: from the three beside it in the
                // last, and from where the last two lines point.
                let tasks: Vec<([f64; 2], Known, Vec<Vec<f64>>)> = (0..length)
                    .map(|k| {
                        let (own, middle) = place(to, k);
                        let beside = k.saturating_sub(1)..=(k + 1).min(length - 1);
                        let mut theirs: Vec<Vec<f64>> =
                            beside.map(|k| known[place(from, k).0].1.clone()).collect();
                        if let Some(before) = before {
                            let at = |line| &known[place(line, k).0].1;
                            theirs.push(ahead(at(from), at(before)));
                        }
                        (middle, known[own].clone(), theirs)
                    })
                    .collect();
                let learned: Vec<Known> = tasks
                    .into_par_iter()
                    .map_init(cells, |cells, (middle, mut own, theirs)| {
                        theirs.iter().for_each(|others| cells.improve(&middle, &mut own, others));
                        own
                    })
                    .collect();
                for (k, new) in learned.into_iter().enumerate() {
                    known[place(to, k).0] = new;
                }
            }
        };
    for back in [false, true] {
        pass(rows, columns, &|line, along| (along, line), back);
        pass(columns, rows, &|line, along| (line, along), back);
    }
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
