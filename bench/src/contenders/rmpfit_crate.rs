//! The crate rmpfit 2 on hand-written models, with the derivatives it calls user-supplied.

use std::error::Error;

use rmpfit::{MPConfig, MPError, MPFitter, MPPar, MPResult, MPSide};
use thalweg_testdata::{Model, nist::NistProblem};

use super::{Fitter, TOLERANCE, hand_written};

pub(super) fn prepare(problem: &'static NistProblem) -> Result<Box<dyn Fitter>, Box<dyn Error>> {
    let model = hand_written(problem)?;
    let (m, n) = (problem.observations, problem.parameters.len());
    let config =
        MPConfig { ftol: TOLERANCE, xtol: TOLERANCE, gtol: TOLERANCE, ..MPConfig::default() };
    let parameters = (0..n).map(|_| MPPar { side: MPSide::User, ..MPPar::default() }).collect();
    Ok(Box::new(Rmpfit { model, config, parameters, jac: vec![0.0; m * n] }))
}

struct Rmpfit {
    model: Model,
    config: MPConfig,
    parameters: Vec<MPPar>,
    jac: Vec<f64>,
}

impl Fitter for Rmpfit {
    fn fit(&mut self, start: &[f64], x: &mut [f64]) {
        x.copy_from_slice(start);
        // An error leaves the best point so far in x.
        let _ = self.mpfit(x);
    }
}

impl MPFitter for Rmpfit {
    fn eval(&mut self, x: &[f64], r: &mut [f64]) -> MPResult<()> {
        self.model.residuals(x, r).map_err(|_| MPError::Eval)
    }

    fn number_of_points(&self) -> usize {
        self.model.residual_count()
    }

    fn config(&self) -> &MPConfig {
        &self.config
    }

    fn parameters(&self) -> &[MPPar] {
        &self.parameters
    }

    fn jacobian(
        &mut self,
        x: &[f64],
        r: &mut [f64],
        columns: &mut [Option<Vec<f64>>],
    ) -> MPResult<()> {
        self.model.residuals(x, r).map_err(|_| MPError::Eval)?;
        self.model.jacobian(x, &mut self.jac).map_err(|_| MPError::Eval)?;
        for (column, own) in columns.iter_mut().zip(self.jac.chunks_exact(r.len())) {
            if let Some(column) = column {
                column.copy_from_slice(own);
            }
        }
        Ok(())
    }
}
