//! The same curve on other data: the problem of a bootstrap replicate, of a few rows, of all rows but one.

use thalweg_solver::{EvalError, Problem, Provides};

/// How the data differ from those of the problem.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Change<'c> {
    /// What is added to r: r* = f − y* = r + (y − y*).
    Shift(&'c [f64]),
    /// What r and its derivatives are multiplied by: the root of how often a row counts, 0 for one left out.
    Weigh(&'c [f64]),
}

/// A problem with its data changed.
pub(crate) struct Variant<'p> {
    pub problem: &'p (dyn Problem + Sync),
    pub change: Change<'p>,
}

impl Variant<'_> {
    /// Multiplies whole columns by the weights.
    fn weigh(&self, columns: &mut [f64]) {
        if let Change::Weigh(root) = self.change {
            for column in columns.chunks_exact_mut(root.len().max(1)) {
                column.iter_mut().zip(root).for_each(|(entry, root)| *entry *= root);
            }
        }
    }
}

impl Problem for Variant<'_> {
    fn parameter_count(&self) -> usize {
        self.problem.parameter_count()
    }

    fn residual_count(&self) -> usize {
        self.problem.residual_count()
    }

    fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        self.problem.residuals(x, r)?;
        if let Change::Shift(shift) = self.change {
            r.iter_mut().zip(shift).for_each(|(r, shift)| *r += shift);
        }
        self.weigh(r);
        Ok(())
    }

    fn provides(&self) -> Provides {
        self.problem.provides()
    }

    fn jacobian(&self, x: &[f64], jac: &mut [f64]) -> Result<(), EvalError> {
        self.problem.jacobian(x, jac)?;
        self.weigh(jac);
        Ok(())
    }

    fn second_directional(&self, x: &[f64], v: &[f64], rvv: &mut [f64]) -> Result<(), EvalError> {
        self.problem.second_directional(x, v, rvv)?;
        self.weigh(rvv);
        Ok(())
    }

    fn linear_parameters(&self) -> &[usize] {
        self.problem.linear_parameters()
    }

    fn data_norm(&self) -> Option<f64> {
        self.problem.data_norm()
    }
}
