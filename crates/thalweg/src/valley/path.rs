//! Runs a route and writes its steps down.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

use thalweg_solver::{EvalError, InputError, Iteration, Problem, Provides, Scaling, Workspace};

use super::cell::cost;
use super::frame::Frame;
use super::options::Route;
use super::picture::{Path, Region, Step};

/// The problem, with its evaluations counted as they happen.
struct Counted<'a> {
    problem: &'a dyn Problem,
    calls: AtomicUsize,
}

impl Counted<'_> {
    fn count(&self) {
        self.calls.fetch_add(1, Ordering::Relaxed);
    }
}

impl Problem for Counted<'_> {
    fn parameter_count(&self) -> usize {
        self.problem.parameter_count()
    }
    fn residual_count(&self) -> usize {
        self.problem.residual_count()
    }
    fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        self.count();
        self.problem.residuals(x, r)
    }
    fn provides(&self) -> Provides {
        self.problem.provides()
    }
    fn jacobian(&self, x: &[f64], jac: &mut [f64]) -> Result<(), EvalError> {
        self.count();
        self.problem.jacobian(x, jac)
    }
    fn second_directional(&self, x: &[f64], v: &[f64], rvv: &mut [f64]) -> Result<(), EvalError> {
        self.count();
        self.problem.second_directional(x, v, rvv)
    }
    fn linear_parameters(&self) -> &[usize] {
        self.problem.linear_parameters()
    }
    fn data_norm(&self) -> Option<f64> {
        self.problem.data_norm()
    }
}

/// The path of a route from x0, as the frame shows it.
pub(super) fn walk(
    problem: &dyn Problem,
    x0: &[f64],
    route: &Route,
    frame: &Frame,
) -> Result<Path, InputError> {
    let counted = Counted { problem, calls: AtomicUsize::new(0) };
    let mut seen: Vec<(Iteration, usize)> = Vec::new();
    let mut observer = |iteration: &Iteration| {
        seen.push((iteration.clone(), counted.calls.load(Ordering::Relaxed)));
        ControlFlow::Continue(())
    };
    let solver = &route.solver;
    let solution = solver.solve_observed(&mut Workspace::new(), &counted, x0, &mut observer)?;

    let loss = solver.options().loss;
    let mut r = vec![0.0; problem.residual_count()];
    let start_cost = cost(problem, x0, loss, &mut r);
    let mut from = x0.to_vec();
    let mut at = start_cost;
    let mut steps = Vec::with_capacity(seen.len());
    for (iteration, evaluations) in seen {
        let trial_cost = cost(problem, &iteration.trial, loss, &mut r);
        if iteration.x != from {
            at = cost(problem, &iteration.x, loss, &mut r);
        }
        steps.push(Step {
            from: frame.project(&from),
            trial: frame.project(&iteration.trial),
            trial_cost,
            to: frame.project(&iteration.x),
            cost: at,
            evaluations,
            region: region(frame, &solver.options().scaling, &iteration),
            iteration: iteration.clone(),
        });
        from = iteration.x;
    }
    Ok(Path {
        name: route.name.clone(),
        status: solution.status,
        cost: solution.cost,
        x: solution.x,
        start_cost,
        start: frame.project(x0),
        evaluations: counted.calls.load(Ordering::Relaxed),
        steps,
    })
}

/// The trust region of a step, seen in the frame.
fn region(frame: &Frame, scaling: &Scaling, iteration: &Iteration) -> Option<Region> {
    let radius = if iteration.radius.is_nan() { iteration.step_norm } else { iteration.radius };
    let unit = match scaling {
        Scaling::Matrix(matrix) => frame.shadow(|p| solve(matrix, p))?,
        _ => frame.shadow(|p| {
            // D as two divisions: its square may be no number. A parameter that no axis shows may
            // have none.
            p.iter()
                .zip(&iteration.scales)
                .map(|(p, d)| if *p == 0.0 { 0.0 } else { p / d / d })
                .collect()
        })?,
    };
    let semi_diameters = unit.map(|v| v.map(|e| radius * e));
    let finite = semi_diameters.as_flattened().iter().all(|v| v.is_finite());
    finite.then_some(Region { radius, semi_diameters })
}

/// M⁻¹p for a symmetric positive definite M: elimination, which needs no pivoting there.
fn solve(matrix: &[f64], p: &[f64]) -> Vec<f64> {
    let n = p.len();
    let (mut a, mut x) = (matrix.to_vec(), p.to_vec());
    for k in 0..n {
        for i in k + 1..n {
            let factor = a[i * n + k] / a[k * n + k];
            for j in k..n {
                a[i * n + j] -= factor * a[k * n + j];
            }
            x[i] -= factor * x[k];
        }
    }
    for k in (0..n).rev() {
        let known: f64 = (k + 1..n).map(|j| a[k * n + j] * x[j]).sum();
        x[k] = (x[k] - known) / a[k * n + k];
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_is_inverted() {
        let x = solve(&[4.0, 1.0, 0.5, 1.0, 3.0, 0.2, 0.5, 0.2, 2.0], &[5.5, 4.2, 2.7]);
        assert!(x.iter().all(|x| (x - 1.0).abs() < 1e-14), "{x:?}");
    }
}
