//! Steps from the full Hessian beside bounds, under every rule, and where the gradient vanishes.

use std::sync::atomic::{AtomicBool, Ordering};

use thalweg_solver::{
    Curvature, Damping, EvalError, ExactProblem, GenericResiduals, Problem, Real, Solver, Status,
};

/// F = (x² + (10 − x²)²)/2: a maximum at 0, minima at ±√9.5, F = 4.875.
struct Ridge;

impl GenericResiduals for Ridge {
    fn parameter_count(&self) -> usize {
        1
    }
    fn residual_count(&self) -> usize {
        2
    }
    fn residuals<T: Real>(&self, x: &[T], r: &mut [T]) -> Result<(), EvalError> {
        r[0] = x[0];
        r[1] = T::from(10.0) - x[0] * x[0];
        Ok(())
    }
}

/// r = (x − 0.9 y + 4.4, √0.19 (y − 0.21…), 0.1): linear, its minimum at x ≈ −4.2 and, for x ≥ 0, at
/// (0, 4). At (0, 5) the gradient points inwards and the Newton step outwards.
struct Slanted;

const CENTRE: [f64; 2] = [-4.210_526_315_789_474, 0.210_526_315_789_473_5];

impl GenericResiduals for Slanted {
    fn parameter_count(&self) -> usize {
        2
    }
    fn residual_count(&self) -> usize {
        3
    }
    fn residuals<T: Real>(&self, x: &[T], r: &mut [T]) -> Result<(), EvalError> {
        r[0] = (x[0] - CENTRE[0]) - (x[1] - CENTRE[1]) * 0.9;
        r[1] = (x[1] - CENTRE[1]) * 0.19_f64.sqrt();
        r[2] = T::from(0.1);
        Ok(())
    }
}

/// Large residuals, without derivatives, that notice an evaluation outside x ≤ 1 or beside y = 2.
#[derive(Default)]
struct Fenced {
    crossed: AtomicBool,
}

impl Problem for Fenced {
    fn parameter_count(&self) -> usize {
        2
    }
    fn residual_count(&self) -> usize {
        3
    }
    fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        if x[0] > 1.0 || x[1] != 2.0 {
            self.crossed.store(true, Ordering::Relaxed);
        }
        r[0] = 10.0 - x[0] * x[0] * x[1];
        r[1] = x[0] - 0.999;
        r[2] = 40.0 * (x[0] - 0.995) * (x[0] - 0.995);
        Ok(())
    }
}

fn newton() -> Solver {
    Solver::new().curvature(Curvature::Hessian).cascade(false)
}

#[test]
fn every_rule_leaves_an_indefinite_start() {
    let rules =
        [Damping::TrustRegion, Damping::Nielsen, Damping::Multiplicative { up: 10.0, down: 10.0 }];
    for rule in rules {
        for start in [0.001, 0.1, -1.0] {
            let s = newton().damping(rule).solve(&ExactProblem::new(Ridge), &[start]).unwrap();
            assert_eq!(s.status, Status::Minimum, "{rule:?} from {start}: {s:?}");
            assert!((s.cost - 4.875).abs() < 1e-12 && s.counts.residuals < 60, "{rule:?}: {s:?}");
        }
    }
}

#[test]
fn a_maximum_is_no_end() {
    let s = newton().solve(&ExactProblem::new(Ridge), &[0.0]).unwrap();
    assert!(s.status == Status::Minimum && (s.cost - 4.875).abs() < 1e-12, "{s:?}");
}

#[test]
fn a_step_out_of_the_bounds_is_no_end() {
    let bounds = vec![(0.0, f64::INFINITY), (f64::NEG_INFINITY, f64::INFINITY)];
    for start in [[0.0, 5.0], [1e-9, 5.0], [3.0, -8.0]] {
        let solver = newton().bounds(bounds.clone());
        let s = solver.solve(&ExactProblem::new(Slanted), &start).unwrap();
        assert_eq!(s.status, Status::MinimumOnBound { parameters: vec![0] }, "{start:?}: {s:?}");
        assert!(s.x[0] == 0.0 && (s.x[1] - 4.0).abs() < 1e-12, "{start:?}: {s:?}");
    }
}

#[test]
fn second_derivatives_are_measured_inside_the_bounds() {
    for solver in [newton(), Solver::new()] {
        let problem = Fenced::default();
        let solver = solver.bounds(vec![(0.0, 1.0), (2.0, 2.0)]);
        let s = solver.solve(&problem, &[0.99, 2.0]).unwrap();
        assert!(s.status.converged(), "{s:?}");
        assert!(!problem.crossed.load(Ordering::Relaxed), "{solver:?}");
    }
}
