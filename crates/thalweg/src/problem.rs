//! The least-squares problem of a model and data: r = √w (f(x) − y), whitened where observations are
//! correlated.

use std::sync::{Mutex, PoisonError};

use thalweg_formula::{Model, Scratch};
use thalweg_solver::{EvalError, Problem, Provides};

use crate::blocks::{self, BLOCK_ROWS, Workers};
use crate::size::scaled_norm;
use crate::whitening::Whitening;

/// A compiled model, its columns, the left side and √w, as the solver wants them.
///
/// Rows are evaluated in fixed blocks, in parallel where the work is large: which thread does a
/// block changes no bit of the result.
pub(crate) struct FormulaProblem<'d> {
    model: &'d Model,
    /// The columns of every block.
    blocks: Vec<Vec<&'d [f64]>>,
    left: &'d [f64],
    root_weights: Option<&'d [f64]>,
    whitening: Option<&'d Whitening>,
    data_norm: f64,
    exact: bool,
    workers: &'d Workers,
    pool: Mutex<Vec<Buffers>>,
}

/// What evaluating one block needs; kept between evaluations.
#[derive(Default)]
struct Buffers {
    scratch: Scratch,
    value: Vec<f64>,
}

impl<'d> FormulaProblem<'d> {
    /// All slices of `columns` have the length of `left`.
    pub(crate) fn new(
        model: &'d Model,
        columns: &[&'d [f64]],
        left: &'d [f64],
        root_weights: Option<&'d [f64]>,
        exact: bool,
        workers: &'d Workers,
    ) -> Self {
        let cut = |rows: std::ops::Range<usize>| columns.iter().map(|c| &c[rows.clone()]).collect();
        let blocks = blocks::ranges(left.len()).map(cut).collect();
        let data_norm = match root_weights {
            Some(w) => scaled_norm(left.iter().zip(w).map(|(y, w)| y * w)),
            None => scaled_norm(left.iter().copied()),
        };
        let pool = Mutex::default();
        let whitening = None;
        Self { model, blocks, left, root_weights, whitening, data_norm, exact, workers, pool }
    }

    /// The same with r and its derivatives multiplied by L⁻¹ after weighting.
    pub(crate) fn whitened(mut self, whitening: Option<&'d Whitening>) -> Self {
        self.whitening = whitening;
        if let Some(whitening) = whitening {
            // What rounding of the data comes to in the residuals.
            let growth = whitening.amplification(self.left.len());
            let weight = |i: usize| self.root_weights.map_or(1.0, |w| w[i]);
            let rows = growth.iter().zip(self.left).enumerate();
            self.data_norm = scaled_norm(rows.map(|(i, (g, y))| g * weight(i) * y));
        }
        self
    }

    /// Observations.
    pub(crate) fn data_rows(&self) -> usize {
        self.left.len()
    }

    /// L⁻¹ on a whole vector that is weighted.
    fn whiten(&self, v: &mut [f64]) {
        if let Some(whitening) = self.whitening {
            whitening.apply(v);
        }
    }

    /// f(x) − y, weighted; rows where f is not finite are left as they are.
    pub(crate) fn weighted_residuals(&self, x: &[f64], r: &mut [f64]) {
        self.workers.each(r.chunks_mut(BLOCK_ROWS), |b, block| {
            self.borrow(|buffers| {
                self.model.values(x, &self.blocks[b], block, &mut buffers.scratch);
            });
            let first = b * BLOCK_ROWS;
            for (i, r) in block.iter_mut().enumerate() {
                *r -= self.left[first + i];
            }
            self.weigh(first, block);
        });
        self.whiten(r);
    }

    fn weigh(&self, first: usize, block: &mut [f64]) {
        if let Some(weights) = self.root_weights {
            for (r, w) in block.iter_mut().zip(&weights[first..]) {
                *r *= w;
            }
        }
    }

    /// Lends buffers from the pool.
    fn borrow<T>(&self, work: impl FnOnce(&mut Buffers) -> T) -> T {
        let taken = self.pool.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut buffers = taken.unwrap_or_default();
        let result = work(&mut buffers);
        self.pool.lock().unwrap_or_else(PoisonError::into_inner).push(buffers);
        result
    }

    /// The words for the first row of `r` that is not finite.
    fn refuse(&self, x: &[f64], r: &[f64]) -> EvalError {
        let row = r.iter().position(|v| !v.is_finite());
        let fault = row.and_then(|i| {
            let cells: Vec<f64> =
                self.blocks[i / BLOCK_ROWS].iter().map(|c| c[i % BLOCK_ROWS]).collect();
            self.model.fault(x, &cells)
        });
        let reason = match fault {
            Some(fault) => format!("`{}` is {}", fault.text, fault.value),
            None => "a value is not finite".to_string(),
        };
        EvalError::OutOfDomain { row, reason: reason.into() }
    }

    /// All partial derivatives of one block: `columns[j]` is ∂r/∂xⱼ of its rows.
    fn block_jacobian(&self, b: usize, x: &[f64], columns: &mut [&mut [f64]]) {
        let Some(rows) = columns.first().map(|c| c.len()) else { return };
        self.borrow(|buffers| {
            buffers.value.resize(rows, 0.0);
            let Buffers { scratch, value } = buffers;
            self.model.partials(x, &self.blocks[b], value, columns, None, scratch);
        });
        for column in columns {
            self.weigh(b * BLOCK_ROWS, column);
        }
    }
}

impl Problem for FormulaProblem<'_> {
    fn parameter_count(&self) -> usize {
        self.model.parameters().len()
    }

    fn residual_count(&self) -> usize {
        self.left.len()
    }

    fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        self.weighted_residuals(x, r);
        // Σ 0·r is 0 exactly if every r is finite.
        let zero: f64 = r.iter().map(|v| 0.0 * v).sum();
        if zero == 0.0 { Ok(()) } else { Err(self.refuse(x, r)) }
    }

    fn provides(&self) -> Provides {
        Provides { jacobian: self.exact, second_directional: self.exact }
    }

    fn jacobian(&self, x: &[f64], jac: &mut [f64]) -> Result<(), EvalError> {
        let (m, n) = (self.residual_count(), self.parameter_count());
        blocks::columns_by_block(jac, m, n, self.workers, |b, columns| {
            self.block_jacobian(b, x, columns);
        });
        if self.whitening.is_some() {
            self.workers.each(jac.chunks_mut(m), |_, column| self.whiten(column));
        }
        Ok(())
    }

    fn second_directional(&self, x: &[f64], v: &[f64], rvv: &mut [f64]) -> Result<(), EvalError> {
        self.workers.each(rvv.chunks_mut(BLOCK_ROWS), |b, block| {
            self.borrow(|buffers| {
                let scratch = &mut buffers.scratch;
                self.model.second_directional(x, v, &self.blocks[b], block, scratch);
            });
            self.weigh(b * BLOCK_ROWS, block);
        });
        self.whiten(rvv);
        Ok(())
    }

    fn linear_parameters(&self) -> &[usize] {
        self.model.linear_parameters()
    }

    fn data_norm(&self) -> Option<f64> {
        Some(self.data_norm)
    }
}
