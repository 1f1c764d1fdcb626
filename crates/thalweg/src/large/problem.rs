//! The least-squares problem of all rows, as n + 2 residuals.
//!
//! One pass at x reduces [J r] to its triangle. With b = Qᵀr and ρ what is left of ‖r‖, the residuals are
//! (b, ρ, 0) and the Jacobian (R, 0, 0): ‖r‖, JᵀJ and Jᵀr are those of all rows, and so is whatever the solver
//! makes of them. Second derivatives along v are one more column of the same pass, what r and J do not span of
//! it in the last place, so that their products with r and J and their length are right as well.
//!
//! Every point has a Q of its own: residuals of two points must not be subtracted from each other. The solver
//! does so where it compares the sums of squares, Σ(r − r₊)(r + r₊), which is ‖r‖² − ‖r₊‖² in any basis; in
//! differences, which a problem with derivatives needs not; in learned curvature and in variable projection, which
//! are off.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use thalweg_solver::{EvalError, Loss, Partial, PartialError, Problem, Provides, Reduced};

use super::block::{At, Block, Buffers};
use super::pass::Rows;
use super::slab::Stretch;
use super::stop::Stop;
use super::tree::Merge;
use crate::error::{ErrorKind, FitError};

/// Points whose reduction is remembered: the present one and a trial.
const REMEMBERED: usize = 2;

/// All rows at a point.
#[derive(Debug, Clone)]
pub(crate) struct Point {
    x: Vec<f64>,
    pub reduced: Reduced,
    /// √(2F).
    pub size: f64,
}

/// The rows of a source as a problem.
pub(crate) struct LargeProblem<'r, 's> {
    rows: &'s Rows<'r>,
    /// What residuals are multiplied by.
    unit: f64,
    loss: Loss,
    data_norm: f64,
    observations: u64,
    points: Mutex<VecDeque<Point>>,
    stop: Mutex<Option<Stop>>,
}

/// What a slab comes to.
pub(crate) struct Sum {
    partial: Partial,
    /// √(2F) under a loss.
    size: f64,
}

impl Merge for Sum {
    fn merge(mut self, next: Self) -> Self {
        // Both have as many columns as there are parameters.
        let merged = self.partial.merge(&next.partial);
        debug_assert!(merged.is_ok());
        self.size = self.size.hypot(next.size);
        self
    }
}

impl<'r, 's> LargeProblem<'r, 's> {
    pub(crate) fn new(
        rows: &'s Rows<'r>,
        unit: f64,
        loss: Loss,
        data_norm: f64,
        observations: u64,
    ) -> Self {
        let (points, stop) = (Mutex::default(), Mutex::default());
        Self { rows, unit, loss, data_norm, observations, points, stop }
    }

    /// What ended a pass before its time, if it is not about the model.
    pub(crate) fn stop(&self) -> Option<Stop> {
        self.stop.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The rows at x: a pass, unless x is one of the last points.
    pub(crate) fn at(&self, x: &[f64]) -> Result<Point, EvalError> {
        let known = || self.points.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(point) = known().iter().find(|point| point.x == x) {
            return Ok(point.clone());
        }
        let point = self.pass(x, None)?;
        let mut points = known();
        points.push_front(point.clone());
        points.truncate(REMEMBERED);
        Ok(point)
    }

    /// A pass at x without the loss.
    pub(crate) fn without_loss(&self, x: &[f64]) -> Result<Point, EvalError> {
        let plain =
            Self { loss: Loss::Squared, points: Mutex::default(), stop: Mutex::default(), ..*self };
        let point = plain.pass(x, None);
        if let Some(stop) = plain.stop() {
            *self.stop.lock().unwrap_or_else(PoisonError::into_inner) = Some(stop);
        }
        point
    }

    /// A pass at x; with a direction, r is the last column of J and the second derivative along it stands in
    /// the place of r.
    fn pass(&self, x: &[f64], along: Option<&[f64]>) -> Result<Point, EvalError> {
        if self.stop().is_some() {
            return Err(EvalError::out_of_domain("the data could not be read"));
        }
        let at = At { x, along, unit: self.unit };
        let columns = x.len() + usize::from(along.is_some());
        let nothing = || Sum { partial: Partial::new(columns), size: 0.0 };
        let made = self.rows.pass(|part, slab| {
            self.rows.borrow(|buffers| {
                let mut sum = nothing();
                for stretch in slab.stretches() {
                    self.fold(part, stretch, at, &mut sum, buffers)?;
                }
                Ok(sum)
            })
        });
        let sum = match made {
            Ok(sum) => sum.unwrap_or_else(nothing),
            Err(Stop::Outside(why)) => return Err(why),
            Err(stop) => return Err(self.ended(stop, "the data could not be read")),
        };
        let reduced = sum.partial.finish(self.observations).map_err(|error| {
            let error = FitError::new(ErrorKind::Data, "E-FILE", error.to_string());
            self.ended(Stop::Failed(error), "rows are missing")
        })?;
        let size = match self.loss {
            Loss::Squared => reduced.residual_norm(),
            _ => sum.size,
        };
        Ok(Point { x: x.to_vec(), reduced, size })
    }

    /// Remembers what ended a pass; what the solver is told.
    fn ended(&self, stop: Stop, what: &'static str) -> EvalError {
        *self.stop.lock().unwrap_or_else(PoisonError::into_inner) = Some(stop);
        EvalError::out_of_domain(what)
    }

    /// Folds some rows in.
    fn fold(
        &self,
        part: usize,
        stretch: Stretch<'_>,
        at: At<'_>,
        sum: &mut Sum,
        buffers: &mut Buffers,
    ) -> Result<(), Stop> {
        let first = stretch.slab.first + stretch.rows.start;
        let block = Block::of(&self.rows.recipe.plan.model, stretch, at, buffers);
        let Block { columns, residuals, mut partials, second, spare: [row_scale, _] } = block;
        if self.loss != Loss::Squared {
            let size = reshape(self.loss, residuals, &mut partials, row_scale);
            sum.size = sum.size.hypot(size);
        }
        let mut jacobian: Vec<&[f64]> = partials.iter().map(|c| &**c).collect();
        let last = match at.along {
            Some(_) => {
                jacobian.push(residuals);
                &*second
            }
            None => &*residuals,
        };
        sum.partial.update(&jacobian, last).map_err(|error| {
            Stop::Outside(match error {
                PartialError::NotFinite { row: Some(row), .. } => {
                    let cells: Vec<f64> = columns.iter().map(|c| c[row]).collect();
                    self.outside(part, first + row, at.x, &cells)
                }
                error => EvalError::out_of_domain(error.to_string()),
            })
        })
    }

    /// What is not defined where.
    fn outside(&self, part: usize, row: usize, x: &[f64], cells: &[f64]) -> EvalError {
        let what = match self.rows.recipe.plan.model.fault(x, cells) {
            Some(fault) => format!("`{}` is {}", fault.text, fault.value),
            None => "a value is not finite".to_string(),
        };
        let place = match self.rows.source.place(part) {
            place if place.is_empty() => place,
            place => format!(" of {place}"),
        };
        EvalError::out_of_domain(format!("{what} near row {}{place}", row + 1))
    }
}

/// As [`Loss::reshape`], by columns; √(2F) of the rows.
fn reshape(loss: Loss, r: &mut [f64], partials: &mut [&mut [f64]], scale: &mut [f64]) -> f64 {
    let size = crate::size::scaled_norm(r.iter().map(|r| loss.effective(*r)));
    loss.reshape(r, &mut [], scale);
    for column in partials {
        column.iter_mut().zip(&*scale).for_each(|(c, s)| *c *= s);
    }
    size
}

impl Problem for LargeProblem<'_, '_> {
    fn parameter_count(&self) -> usize {
        self.rows.recipe.plan.free.len()
    }

    fn residual_count(&self) -> usize {
        self.parameter_count() + 2
    }

    fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        let Point { reduced, size, .. } = self.at(x)?;
        let n = x.len();
        r.fill(0.0);
        r[..n].copy_from_slice(reduced.qtr());
        r[n] = reduced.rest();
        if self.loss != Loss::Squared {
            // ‖r̃‖ is not the norm that belongs to F: the gradient is that of (b, ·), the size is that of F.
            let b = crate::size::scaled_norm(reduced.qtr().iter().copied());
            if b > size {
                return Err(EvalError::out_of_domain("the loss bends too much here"));
            }
            r[n] = (size - b).sqrt() * (size + b).sqrt();
        }
        Ok(())
    }

    fn provides(&self) -> Provides {
        Provides { jacobian: true, second_directional: true }
    }

    fn jacobian(&self, x: &[f64], jac: &mut [f64]) -> Result<(), EvalError> {
        let point = self.at(x)?;
        let m = self.residual_count();
        jac.fill(0.0);
        for (j, column) in jac.chunks_exact_mut(m).enumerate() {
            column[..=j].copy_from_slice(point.reduced.r_column(j));
        }
        Ok(())
    }

    fn second_directional(&self, x: &[f64], v: &[f64], rvv: &mut [f64]) -> Result<(), EvalError> {
        if self.loss != Loss::Squared {
            return Err(EvalError::out_of_domain("a loss bends the residuals themselves"));
        }
        let Point { reduced, .. } = self.pass(x, Some(v))?;
        let n = x.len();
        rvv[..=n].copy_from_slice(reduced.qtr());
        rvv[n + 1] = reduced.rest();
        Ok(())
    }

    fn linear_parameters(&self) -> &[usize] {
        self.rows.recipe.plan.model.linear_parameters()
    }

    fn data_norm(&self) -> Option<f64> {
        Some(self.data_norm)
    }
}
