//! A block of rows at a point: residuals and derivatives, as their observations weigh them.

use std::ops::Range;

use thalweg_formula::{Model, Scratch};

use super::cells::Cells;
use super::slab::Stretch;

/// Room for one block of rows; kept between blocks.
#[derive(Default)]
pub(crate) struct Buffers {
    scratch: Scratch,
    columns: Vec<Vec<f64>>,
    left: Vec<f64>,
    weights: Vec<f64>,
    residuals: Vec<f64>,
    partials: Vec<Vec<f64>>,
    second: Vec<f64>,
    spare: [Vec<f64>; 2],
}

/// Where rows are looked at.
#[derive(Clone, Copy)]
pub(crate) struct At<'x> {
    pub x: &'x [f64],
    /// The direction of second derivatives, if they are wanted.
    pub along: Option<&'x [f64]>,
    /// What residuals are multiplied by.
    pub unit: f64,
}

/// Some rows of a slab at a point.
pub(crate) struct Block<'b> {
    /// The columns of the model, in its order.
    pub columns: Vec<&'b [f64]>,
    /// √w r, in the unit of the residuals, as are the derivatives.
    pub residuals: &'b mut [f64],
    pub partials: Vec<&'b mut [f64]>,
    /// The second derivatives along a direction; empty without one.
    pub second: &'b mut [f64],
    /// Room for two more columns.
    pub spare: [&'b mut [f64]; 2],
}

impl<'b> Block<'b> {
    pub(crate) fn of(
        model: &Model,
        stretch: Stretch<'b>,
        at: At<'_>,
        buffers: &'b mut Buffers,
    ) -> Self {
        let (Stretch { slab, rows }, At { x, along, unit }) = (stretch, at);
        let count = rows.len();
        let Buffers { scratch, columns, left, weights, residuals, partials, second, spare } =
            buffers;
        columns.resize_with(slab.columns.len(), Vec::new);
        partials.resize_with(x.len(), Vec::new);
        let columns: Vec<&[f64]> = slab
            .columns
            .iter()
            .zip(columns)
            .map(|(cells, buffer)| of_cells(cells, rows.clone(), buffer))
            .collect();
        let left = of_cells(&slab.left, rows.clone(), left);
        let weights = slab.root_weights.as_ref().map(|cells| of_cells(cells, rows, weights));
        let residuals = room(residuals, count);
        let mut partials: Vec<&mut [f64]> = partials.iter_mut().map(|c| room(c, count)).collect();
        model.partials(x, &columns, residuals, &mut partials, None, scratch);
        let second = room(second, if along.is_some() { count } else { 0 });
        if let Some(v) = along {
            model.second_directional(x, v, &columns, second, scratch);
        }
        residuals.iter_mut().zip(left).for_each(|(r, y)| *r -= y);
        let derivatives = partials.iter_mut().map(|c| &mut **c);
        for column in derivatives.chain([&mut *residuals, &mut *second]) {
            weigh(column, weights, unit);
        }
        let spare = spare.each_mut().map(|s| room(s, count));
        Self { columns, residuals, partials, second, spare }
    }
}

/// The first `rows` numbers of a buffer.
fn room(buffer: &mut Vec<f64>, rows: usize) -> &mut [f64] {
    if buffer.len() < rows {
        buffer.resize(rows, 0.0);
    }
    &mut buffer[..rows]
}

/// Some cells, in `buffer` where they are not kept as they are.
fn of_cells<'a>(cells: &'a Cells, rows: Range<usize>, buffer: &'a mut Vec<f64>) -> &'a [f64] {
    let count = rows.len();
    cells.slice(rows, room(buffer, count))
}

/// √w r, in the unit of the residuals.
fn weigh(column: &mut [f64], weights: Option<&[f64]>, unit: f64) {
    if let Some(weights) = weights {
        column.iter_mut().zip(weights).for_each(|(c, w)| *c *= w);
    }
    if unit != 1.0 {
        column.iter_mut().for_each(|c| *c *= unit);
    }
}
