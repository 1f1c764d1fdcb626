//! Thalweg on formulas: compiled once, workspace reused.

use std::cell::RefCell;
use std::error::Error;

use thalweg_formula::{Formula, Model, Scratch};
use thalweg_solver::{EvalError, Problem, Provides, Solver, Workspace};
use thalweg_testdata::nist::NistProblem;

use super::{Calls, Fitter};

/// More parameters than any problem of NIST has (ENSO: 9).
const MOST_PARAMETERS: usize = 16;

pub(super) fn prepare(problem: &'static NistProblem) -> Result<Box<dyn Fitter>, Box<dyn Error>> {
    let formula = Formula::parse(&problem.formula)?;
    let columns: Vec<&str> = problem.columns.iter().map(String::as_str).collect();
    let model = Model::new(formula.right(), &columns, &[])?;
    let place = |name: &String| problem.parameters.iter().position(|p| p == name);
    let order: Vec<usize> = model.parameters().iter().filter_map(place).collect();
    let columns: Vec<&[f64]> = model.columns().iter().filter_map(|c| problem.column(c)).collect();
    let y = problem.response();
    if order.len() != problem.parameters.len() || columns.len() != model.columns().len() {
        return Err(format!("formula and data of {} disagree", problem.name).into());
    }
    let norm = y.iter().map(|y| y * y).sum::<f64>().sqrt();
    let buffers = RefCell::new((Scratch::new(), vec![0.0; y.len()]));
    Ok(Box::new(ByFormula {
        start: vec![0.0; order.len()],
        order,
        curve: Curve { model, columns, y, norm, buffers },
        solver: Solver::new(),
        workspace: Workspace::new(),
    }))
}

struct ByFormula {
    curve: Curve,
    /// NIST's number of each parameter of the formula.
    order: Vec<usize>,
    start: Vec<f64>,
    solver: Solver,
    workspace: Workspace,
}

impl Fitter for ByFormula {
    fn fit(&mut self, start: &[f64], x: &mut [f64]) -> Calls {
        for (own, &nist) in self.start.iter_mut().zip(&self.order) {
            *own = start[nist];
        }
        match self.solver.solve_with(&mut self.workspace, &self.curve, &self.start) {
            Ok(solution) => {
                self.order.iter().zip(&solution.x).for_each(|(&nist, own)| x[nist] = *own);
                solution.counts.into()
            }
            Err(_) => {
                x.fill(f64::NAN);
                Calls::default()
            }
        }
    }
}

/// A compiled formula and its data: r = model − y.
struct Curve {
    model: Model,
    columns: Vec<&'static [f64]>,
    y: Vec<f64>,
    norm: f64,
    buffers: RefCell<(Scratch, Vec<f64>)>,
}

impl Problem for Curve {
    fn parameter_count(&self) -> usize {
        self.model.parameters().len()
    }

    fn residual_count(&self) -> usize {
        self.y.len()
    }

    fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        self.model.values(x, &self.columns, r, &mut self.buffers.borrow_mut().0);
        r.iter_mut().zip(&self.y).for_each(|(r, y)| *r -= y);
        Ok(())
    }

    fn provides(&self) -> Provides {
        Provides { jacobian: true, second_directional: true }
    }

    fn jacobian(&self, x: &[f64], jac: &mut [f64]) -> Result<(), EvalError> {
        let (scratch, value) = &mut *self.buffers.borrow_mut();
        let mut columns = jac.chunks_exact_mut(self.y.len());
        let mut partials: [&mut [f64]; MOST_PARAMETERS] =
            std::array::from_fn(|_| columns.next().unwrap_or_default());
        let partials = &mut partials[..x.len()];
        self.model.partials(x, &self.columns, value, partials, None, scratch);
        Ok(())
    }

    fn second_directional(&self, x: &[f64], v: &[f64], rvv: &mut [f64]) -> Result<(), EvalError> {
        let scratch = &mut self.buffers.borrow_mut().0;
        self.model.second_directional(x, v, &self.columns, rvv, scratch);
        Ok(())
    }

    fn linear_parameters(&self) -> &[usize] {
        self.model.linear_parameters()
    }

    fn data_norm(&self) -> Option<f64> {
        Some(self.norm)
    }
}
