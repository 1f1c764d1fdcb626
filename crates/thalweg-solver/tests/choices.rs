//! Every choice of metric, rule, acceleration and projection, and what some of them must share.

#![expect(clippy::unwrap_used, reason = "a helper of tests")]

use thalweg_solver::{
    Acceleration, Curvature, Damping, EvalError, ExactProblem, GenericResiduals, Loss, Real,
    Scaling, Solution, Solver, VariableProjection,
};

const Y: [f64; 9] = [9.8, 7.4, 5.9, 4.7, 3.6, 3.0, 2.3, 1.8, 1.5];

/// b₁ exp(−b₂ t) + b₃, with b₁ and b₃ linear.
struct Decay;

impl GenericResiduals for Decay {
    fn parameter_count(&self) -> usize {
        3
    }
    fn residual_count(&self) -> usize {
        Y.len()
    }
    fn residuals<T: Real>(&self, x: &[T], r: &mut [T]) -> Result<(), EvalError> {
        for (t, (r, y)) in r.iter_mut().zip(Y).enumerate() {
            *r = x[0] * (x[1] * -(t as f64)).exp() + x[2] - y;
        }
        Ok(())
    }
    fn linear_parameters(&self) -> &[usize] {
        &[0, 2]
    }
}

const START: [f64; 3] = [5.0, 0.5, 1.0];

fn solve(solver: &Solver) -> Solution {
    solver.solve(&ExactProblem::new(Decay), &START).unwrap()
}

#[test]
fn all_roads_lead_to_the_same_minimum() {
    let want = solve(&Solver::new());
    assert_eq!(want.status.code(), "minimum");
    let metric = vec![2.0, 0.1, 0.0, 0.1, 30.0, 0.2, 0.0, 0.2, 1.0];
    let scalings = [
        Scaling::Geometric,
        Scaling::Identity,
        Scaling::Marquardt,
        Scaling::More,
        Scaling::Diagonal(vec![1.0, 10.0, 2.0]),
        Scaling::Matrix(metric),
    ];
    let dampings =
        [Damping::TrustRegion, Damping::Nielsen, Damping::Multiplicative { up: 10.0, down: 10.0 }];
    for scaling in scalings {
        for damping in dampings {
            for acceleration in [Acceleration::Off, Acceleration::InTrouble, Acceleration::Always] {
                let projections = [
                    VariableProjection::Cascade,
                    VariableProjection::First,
                    VariableProjection::Off,
                ];
                for projection in projections {
                    let solver = Solver::new()
                        .scaling(scaling.clone())
                        .damping(damping)
                        .acceleration(acceleration)
                        .projection(projection)
                        .cascade(false);
                    let s = solve(&solver);
                    assert!(s.status.converged(), "{:?} {solver:?}", s.status);
                    assert_eq!(s.counts.stages, 1);
                    for (a, b) in s.x.iter().zip(&want.x) {
                        assert!((a - b).abs() <= 1e-11 * b.abs(), "{a} {b} {solver:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn second_derivatives_lead_there_too() {
    let want = solve(&Solver::new());
    let metric = vec![2.0, 0.1, 0.0, 0.1, 30.0, 0.2, 0.0, 0.2, 1.0];
    let bounds = vec![(0.0, 20.0), (0.0, 0.6), (0.0, 5.0)];
    for curvature in [Curvature::Secant, Curvature::Hessian] {
        for scaling in [Scaling::Geometric, Scaling::More, Scaling::Matrix(metric.clone())] {
            for damping in [
                Damping::TrustRegion,
                Damping::Nielsen,
                Damping::Multiplicative { up: 10.0, down: 10.0 },
            ] {
                let solver = Solver::new()
                    .curvature(curvature)
                    .scaling(scaling.clone())
                    .damping(damping)
                    .cascade(false);
                for solver in [solver.clone(), solver.bounds(bounds.clone())] {
                    let s = solve(&solver);
                    assert!(s.status.converged(), "{:?} {solver:?}", s.status);
                    for (a, b) in s.x.iter().zip(&want.x) {
                        assert!((a - b).abs() <= 1e-11 * b.abs(), "{a} {b} {solver:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn second_derivatives_stop_at_bounds_and_leave_fixed_parameters_alone() {
    for curvature in [Curvature::Secant, Curvature::Hessian] {
        let held = Solver::new().bounds(vec![(5.0, 8.0), (0.5, 0.5), (0.0, 3.0)]);
        let want = solve(&held);
        assert_eq!(want.x[1], 0.5);
        let s = solve(&held.curvature(curvature));
        assert!(s.status.converged(), "{:?}", s.status);
        assert_eq!(s.at_bound, want.at_bound);
        assert_eq!(s.status, want.status);
        for (a, b) in s.x.iter().zip(&want.x) {
            assert!((a - b).abs() <= 1e-11 * b.abs(), "{a} {b} {curvature:?}");
        }
    }
}

#[test]
fn second_derivatives_need_the_squared_loss() {
    let solver = Solver::new().curvature(Curvature::Secant).loss(Loss::Huber { scale: 1.0 });
    let refused = solver.solve(&ExactProblem::new(Decay), &START).unwrap_err();
    assert!(refused.to_string().contains("curvature"), "{refused}");
}

#[test]
fn mixing_changes_the_road_and_not_the_end() {
    let (plain, mixed) = (solve(&Solver::new().mixing(false)), solve(&Solver::new()));
    assert_eq!(plain.status, mixed.status);
    for (a, b) in plain.x.iter().zip(&mixed.x) {
        assert!((a - b).abs() <= 1e-12 * b.abs());
    }
}

#[test]
fn identity_is_a_diagonal_of_ones_and_the_unit_matrix() {
    let counts = |scaling| solve(&Solver::new().scaling(scaling).polish(false)).trace_free();
    let identity = counts(Scaling::Identity);
    assert_eq!(identity, counts(Scaling::Diagonal(vec![1.0; 3])));
    let unit = vec![1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0];
    assert_eq!(identity, counts(Scaling::Matrix(unit)));
}

#[test]
fn a_diagonal_matrix_is_the_diagonal_of_its_roots() {
    let d = [2.0, 16.0, 4.0];
    let diagonal = solve(&Solver::new().scaling(Scaling::Diagonal(d.to_vec())));
    let mut m = vec![0.0; 9];
    for j in 0..3 {
        m[4 * j] = d[j] * d[j];
    }
    let matrix = solve(&Solver::new().scaling(Scaling::Matrix(m)));
    assert_eq!(diagonal.trace_free(), matrix.trace_free());
}

#[test]
fn without_the_polish_digits_are_lost() {
    let rough = solve(&Solver::new().polish(false));
    let fine = solve(&Solver::new());
    assert!(fine.evidence.decrement < 1e-12, "{:?}", fine.evidence);
    assert!(fine.evidence.decrement < rough.evidence.decrement);
    assert!(rough.status.converged());
}

#[test]
fn projection_needs_no_start_for_linear_parameters() {
    let solver = Solver::new().projection(VariableProjection::First).cascade(false);
    let near = solve(&solver);
    let far = solver.solve(&ExactProblem::new(Decay), &[-1e6, 0.5, 1e9]).unwrap();
    assert!(far.status.converged());
    assert!(
        far.counts.residuals <= near.counts.residuals + 6,
        "{:?} {:?}",
        far.counts,
        near.counts
    );
}

/// What two runs that take the same steps share.
trait TraceFree {
    fn trace_free(self) -> (Vec<f64>, usize, usize);
}

impl TraceFree for Solution {
    fn trace_free(self) -> (Vec<f64>, usize, usize) {
        (self.x, self.counts.residuals, self.counts.jacobians)
    }
}
