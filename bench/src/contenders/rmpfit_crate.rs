//! The crate rmpfit 2 on hand-written models, with the derivatives it calls user-supplied.

use std::error::Error;

use rmpfit::{MPConfig, MPError, MPFitter, MPMaxFev, MPPar, MPResult, MPSide};
use thalweg_testdata::{Model, nist::NistProblem};

use super::{CALLS_PER_PARAMETER, Calls, Fitter, TOLERANCE, hand_written};

pub(super) fn prepare(problem: &'static NistProblem) -> Result<Box<dyn Fitter>, Box<dyn Error>> {
    let model = hand_written(problem)?;
    let (m, n) = (problem.observations, problem.parameters.len());
    let limit = CALLS_PER_PARAMETER * (n + 1);
    let config = MPConfig {
        ftol: TOLERANCE,
        xtol: TOLERANCE,
        gtol: TOLERANCE,
        max_iter: limit,
        max_fev: MPMaxFev::Limited(limit),
        ..MPConfig::default()
    };
    let parameters = (0..n).map(|_| MPPar { side: MPSide::User, ..MPPar::default() }).collect();
    Ok(Box::new(Rmpfit {
        model,
        config,
        parameters,
        jac: vec![0.0; m * n],
        calls: Calls::default(),
    }))
}

struct Rmpfit {
    model: Model,
    config: MPConfig,
    parameters: Vec<MPPar>,
    jac: Vec<f64>,
    calls: Calls,
}

impl Fitter for Rmpfit {
    fn fit(&mut self, start: &[f64], x: &mut [f64]) -> Calls {
        x.copy_from_slice(start);
        self.calls = Calls::default();
        // An error leaves the best point so far in x.
        let _ = self.mpfit(x);
        self.calls
    }
}

impl MPFitter for Rmpfit {
    fn eval(&mut self, x: &[f64], r: &mut [f64]) -> MPResult<()> {
        self.calls.residuals += 1;
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
        self.calls.residuals += 1;
        self.calls.jacobians += 1;
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
