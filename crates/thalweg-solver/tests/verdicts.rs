//! Every end of a run, on a problem that is made for it.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::ops::ControlFlow;
use std::time::Duration;

use thalweg_solver::{
    EvalError, InputError, LimitKind, Limits, Loss, Problem, Scaling, Solution, Solver, Status,
    Workspace,
};

/// Residuals from a closure, no derivatives.
struct Residuals<F> {
    n: usize,
    m: usize,
    f: F,
}

impl<F: Fn(&[f64], &mut [f64]) -> Result<(), EvalError>> Problem for Residuals<F> {
    fn parameter_count(&self) -> usize {
        self.n
    }
    fn residual_count(&self) -> usize {
        self.m
    }
    fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        (self.f)(x, r)
    }
}

/// r = f(x, tᵢ) − yᵢ at t = 0, 1, …, m − 1.
fn curve(n: usize, y: &[f64], f: impl Fn(&[f64], f64) -> f64) -> impl Problem {
    Residuals {
        n,
        m: y.len(),
        f: move |x: &[f64], r: &mut [f64]| {
            for (i, (r, y)) in r.iter_mut().zip(y).enumerate() {
                *r = f(x, i as f64) - y;
            }
            Ok(())
        },
    }
}

fn solve(problem: &impl Problem, x0: &[f64]) -> Solution {
    Solver::new().solve(problem, x0).unwrap()
}

const DECAY: [f64; 8] = [10.1, 6.0, 3.75, 2.2, 1.4, 0.75, 0.52, 0.29];

fn decay(x: &[f64], t: f64) -> f64 {
    x[0] * (-x[1] * t).exp()
}

#[test]
fn a_minimum() {
    let s = solve(&curve(2, &DECAY, decay), &[1.0, 1.0]);
    assert_eq!(s.status, Status::Minimum);
    assert!(s.covariance.std_error(0, 1.0).unwrap().is_finite());
    assert_eq!(s.minima.len(), 1);
}

#[test]
fn a_minimum_on_a_bound_has_no_error_there() {
    let problem = curve(2, &DECAY, decay);
    let free = solve(&problem, &[1.0, 1.0]);
    let solver = Solver::new().bounds(vec![(0.0, 9.0), (0.0, 5.0)]);
    let s = solver.solve(&problem, &[1.0, 1.0]).unwrap();
    assert_eq!(s.status, Status::MinimumOnBound { parameters: vec![0] });
    assert_eq!(s.x[0], 9.0);
    assert_eq!(s.covariance.std_error(0, 1.0), None);
    // The other one's error is conditional: smaller than with both free.
    assert!(s.covariance.std_error(1, 1.0).unwrap() < free.covariance.std_error(1, 1.0).unwrap());
}

#[test]
fn a_fixed_parameter_stays() {
    let solver = Solver::new().bounds(vec![(9.0, 9.0), (f64::NEG_INFINITY, f64::INFINITY)]);
    let s = solver.solve(&curve(2, &DECAY, decay), &[9.0, 1.0]).unwrap();
    assert_eq!((s.x[0], &s.status), (9.0, &Status::Minimum));
    assert_eq!(s.covariance.std_error(0, 1.0), None);
    assert!(s.at_bound.is_empty());
}

#[test]
fn bounds_that_do_not_matter_change_nothing() {
    let problem = curve(2, &DECAY, decay);
    let free = solve(&problem, &[1.0, 1.0]);
    let wide = Solver::new().bounds(vec![(-1e6, 1e6); 2]).solve(&problem, &[1.0, 1.0]).unwrap();
    assert_eq!(free.x, wide.x);
}

#[test]
fn a_bound_that_is_left_again() {
    // From a corner where the gradient first presses outwards in x₂ only.
    let solver = Solver::new().bounds(vec![(0.5, 50.0), (0.05, 5.0)]);
    let s = solver.solve(&curve(2, &DECAY, decay), &[50.0, 0.05]).unwrap();
    assert_eq!(s.status, Status::Minimum);
    let free = solve(&curve(2, &DECAY, decay), &[10.0, 0.5]);
    for (a, b) in s.x.iter().zip(&free.x) {
        assert!((a - b).abs() < 1e-7 * b.abs());
    }
}

#[test]
fn an_exact_fit_at_zero() {
    // Data on a line through 0: the intercept is exactly 0, and so is the residual.
    let y: Vec<f64> = (0..10).map(|i| 3.0 * f64::from(i)).collect();
    let s = solve(&curve(2, &y, |x, t| x[0] + x[1] * t), &[0.0, 1.0]);
    assert_eq!(s.status, Status::ExactFit);
    assert!(s.x[0].abs() < 1e-12 && (s.x[1] - 3.0).abs() < 1e-13);
}

#[test]
fn a_product_is_a_flat_valley_with_its_null_vector() {
    let s = solve(&curve(3, &DECAY, |x, t| x[0] * x[2] * (-x[1] * t).exp()), &[1.0, 1.0, 2.0]);
    let Status::FlatValley { null_vectors, .. } = &s.status else { panic!("{:?}", s.status) };
    assert_eq!(null_vectors.len(), 1);
    // Relative changes of x₁ and x₃ cancel; x₂ is determined.
    let relative: Vec<f64> = null_vectors[0]
        .iter()
        .zip([1.0, 1.0, 2.0])
        .zip(&s.x)
        .map(|((v, t), x)| v * t / x)
        .collect();
    assert!((relative[0] + relative[2]).abs() < 1e-5 * relative[0].abs());
    assert_eq!(relative[1], 0.0);
    assert_eq!(s.covariance.std_error(0, 1.0), Some(f64::INFINITY));
    assert!(s.covariance.std_error(1, 1.0).unwrap() < 1.0);
    assert_eq!(s.covariance.rank, 2);
}

#[test]
fn a_parameter_that_does_nothing() {
    let s = solve(&curve(3, &DECAY, |x, t| decay(x, t) + 0.0 * x[2]), &[1.0, 1.0, 7.0]);
    let Status::FlatValley { null_vectors, .. } = &s.status else { panic!("{:?}", s.status) };
    assert_eq!(null_vectors[0], [0.0, 0.0, 1.0]);
    assert_eq!(s.x[2], 7.0);
}

#[test]
fn nothing_matters_at_all() {
    for scaling in [Scaling::Geometric, Scaling::Marquardt, Scaling::More, Scaling::Identity] {
        let problem = curve(2, &DECAY, |_, _| 1.0);
        let s = Solver::new().scaling(scaling).solve(&problem, &[1.0, 2.0]).unwrap();
        assert_eq!(s.status.code(), "flat-valley");
        assert_eq!(s.x, [1.0, 2.0]);
    }
}

#[test]
fn the_edge_of_the_domain() {
    // F falls towards x = −1, beyond which the model is not defined.
    let problem = Residuals {
        n: 1,
        m: 2,
        f: |x: &[f64], r: &mut [f64]| {
            if x[0] < -1.0 {
                return Err(EvalError::out_of_domain("x must not be below -1"));
            }
            r[0] = x[0] + 5.0;
            r[1] = 1.0;
            Ok(())
        },
    };
    let s = solve(&problem, &[3.0]);
    let Status::DomainEdge { reason } = &s.status else { panic!("{:?}", s.status) };
    assert!(reason.as_ref().unwrap().contains("below -1"));
    assert!(s.x[0] >= -1.0 && s.x[0] < -0.99);
}

#[test]
fn a_wall_between_start_and_minimum_is_no_end() {
    // √(x₁ − x₂ t) with the minimum near the edge of its domain: trials beyond it are not finite.
    let y: Vec<f64> = (0..10).map(|t| (9.5 - f64::from(t)).sqrt()).collect();
    let problem = curve(2, &y, |x, t| (x[0] - x[1] * t).sqrt());
    let s = solve(&problem, &[20.0, 0.2]);
    assert!(s.status.converged(), "{:?}", s.status);
    assert!((s.x[0] - 9.5).abs() < 1e-7 && (s.x[1] - 1.0).abs() < 1e-7);
}

#[test]
fn a_step_function_stalls() {
    let problem = curve(1, &[0.3, 0.4, 0.5], |x, t| (x[0] * (t + 1.0)).floor() + 0.1 * x[0]);
    let s = solve(&problem, &[2.5]);
    assert!(!s.status.converged(), "{:?}", s.status);
}

#[test]
fn limits_return_the_best_point() {
    let problem = curve(2, &DECAY, decay);
    let mut limits = Limits::default();
    limits.evaluations = 9;
    let s = Solver::new().limits(limits).solve(&problem, &[1.0, 1.0]).unwrap();
    assert_eq!(s.status, Status::Limit { which: LimitKind::Evaluations });
    assert!(s.cost.is_finite());
    let mut limits = Limits::default();
    limits.iterations = 2;
    let s = Solver::new().limits(limits).solve(&problem, &[1.0, 1.0]).unwrap();
    assert_eq!(s.status, Status::Limit { which: LimitKind::Iterations });
    let mut limits = Limits::default();
    limits.time = Some(Duration::ZERO);
    let s = Solver::new().limits(limits).solve(&problem, &[1.0, 1.0]);
    // Not even the start could be evaluated in no time at all.
    assert!(matches!(s, Err(InputError::OutOfTime)), "{s:?}");
}

#[test]
fn an_observer_may_stop() {
    let mut seen = 0;
    let s = Solver::new()
        .solve_observed(&mut Workspace::new(), &curve(2, &DECAY, decay), &[1.0, 1.0], &mut |i| {
            seen += 1;
            assert_eq!(i.iteration, seen);
            if seen == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap();
    assert_eq!((s.status, seen), (Status::Stopped, 3));
}

#[test]
fn the_trace_tells_every_step() {
    let s = Solver::new().trace(true).solve(&curve(2, &DECAY, decay), &[1.0, 1.0]).unwrap();
    assert_eq!(s.trace.len(), s.counts.iterations);
    let costs: Vec<f64> = s.trace.iter().map(|i| i.cost).collect();
    assert!(costs.windows(2).all(|c| c[1] <= c[0] * (1.0 + 1e-9)), "{costs:?}");
}

#[test]
fn robust_losses_shrug_at_an_outlier() {
    let clean: Vec<f64> =
        (0..12).map(|t| 1.0 + 2.0 * f64::from(t) + 0.1 * (f64::from(t) * 2.7).sin()).collect();
    let mut spoiled = clean.clone();
    spoiled[4] = 300.0;
    let line = |x: &[f64], t: f64| x[0] + x[1] * t;
    let want = solve(&curve(2, &clean, line), &[1.0, 1.0]).x;
    for loss in [
        Loss::Huber { scale: 0.2 },
        Loss::SoftL1 { scale: 0.2 },
        Loss::Cauchy { scale: 0.2 },
        Loss::Arctan { scale: 0.2 },
        Loss::Tukey { scale: 0.5 },
    ] {
        let s = Solver::new().loss(loss).solve(&curve(2, &spoiled, line), &[1.1, 1.9]).unwrap();
        assert!(s.status.converged(), "{loss:?}: {:?} {:?}", s.status, s.evidence);
        for (a, b) in s.x.iter().zip(&want) {
            assert!((a - b).abs() < 0.1, "{loss:?}: {:?}", s.x);
        }
    }
}

#[test]
fn bad_input_is_refused() {
    let problem = curve(2, &DECAY, decay);
    let refused = |solver: Solver, x0: &[f64]| solver.solve(&problem, x0).unwrap_err();
    assert!(matches!(refused(Solver::new(), &[1.0]), InputError::WrongLength { .. }));
    assert!(matches!(
        refused(Solver::new(), &[f64::NAN, 1.0]),
        InputError::StartNotANumber { parameter: 0 }
    ));
    let bounds = |b| Solver::new().bounds(b);
    assert!(matches!(
        refused(bounds(vec![(2.0, 3.0), (0.0, 9.0)]), &[1.0, 1.0]),
        InputError::BadBounds { parameter: 0, .. }
    ));
    assert!(matches!(
        refused(bounds(vec![(0.0, 3.0)]), &[1.0, 1.0]),
        InputError::WrongLength { .. }
    ));
    for (matrix, word) in [
        (vec![1.0, 0.0, 0.0], "2×2"),
        (vec![1.0, 2.0, 2.0, 1.0], "positive definite"),
        (vec![1.0, 0.5, 0.0, 1.0], "symmetric"),
        (vec![1.0, f64::NAN, 0.0, 1.0], "finite"),
    ] {
        let e = refused(Solver::new().scaling(Scaling::Matrix(matrix)), &[1.0, 1.0]);
        assert!(e.to_string().contains(word), "{e}");
    }
    let e = refused(Solver::new().scaling(Scaling::Diagonal(vec![1.0, 0.0])), &[1.0, 1.0]);
    assert!(e.to_string().contains("positive"), "{e}");
    let e = refused(Solver::new().loss(Loss::Huber { scale: 0.0 }), &[1.0, 1.0]);
    assert!(e.to_string().contains("positive"), "{e}");
}

#[test]
fn an_undefined_start_is_named_unless_the_scan_finds_a_defined_point() {
    let y = [0.5, 1.0, 1.2];
    // log(x) with x < 0 at every multiple of the start: nothing to find.
    let e =
        Solver::new().solve(&curve(1, &y, |x, t| (x[0] * (t + 1.0)).ln()), &[-2.0]).unwrap_err();
    assert_eq!(e, InputError::StartNotFinite { row: Some(0), reason: None });
    // exp overflows at the start only.
    let s = solve(&curve(1, &y, |x, t| (x[0] * t).exp() - 0.5), &[1e3]);
    assert!(s.status.converged(), "{:?}", s.status);
}

#[test]
fn starts_at_the_end_of_the_range_do_not_panic() {
    let y = [34780.0, 28610.0, 23650.0, 19630.0, 16370.0];
    let problem = curve(3, &y, |x, t| x[0] * (x[1] / (50.0 + 5.0 * t + x[2])).exp());
    for x0 in [
        [3.97e236, 8_078_538.995, -15_168.3],
        [1e300, 1e300, 1e300],
        [1e-300, 1e-300, 1e-300],
        [-1e308, 1e5, 1e-308],
    ] {
        // Whatever the end, it is an end.
        let _ = Solver::new().solve(&problem, &x0);
    }
}

#[test]
fn a_step_that_is_blocked_by_a_bound_goes_round_it() {
    // Convex; the Gauss-Newton step from the corner presses against x₁ ≥ 0, the way is along x₂.
    let problem = Residuals {
        n: 2,
        m: 2,
        f: |x: &[f64], r: &mut [f64]| {
            // L Lᵀ = [[1, .9], [.9, 1]], L⁻¹ g for g = (−1, −2).
            let root = 0.19_f64.sqrt();
            r[0] = x[0] + 0.9 * x[1] - 1.0;
            r[1] = root * x[1] - 1.1 / root;
            Ok(())
        },
    };
    let solver = Solver::new().bounds(vec![(0.0, 10.0), (-10.0, 5.0)]).cascade(false);
    let s = solver.solve(&problem, &[0.0, 0.0]).unwrap();
    assert_eq!(s.x[0], 0.0);
    assert!((s.x[1] - 2.0).abs() < 1e-8, "{:?} {:?}", s.x, s.status);
    assert_eq!(s.at_bound, [0]);
}

#[test]
fn derivatives_that_end_where_residuals_do_not() {
    // √x has a value at its bound 0 but no slope: the step there is taken back and shortened.
    struct Root;
    impl Problem for Root {
        fn parameter_count(&self) -> usize {
            1
        }
        fn residual_count(&self) -> usize {
            2
        }
        fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
            (r[0], r[1]) = (10.0 * (x[0] + 1.0), 1e-3 * x[0].sqrt());
            Ok(())
        }
        fn provides(&self) -> thalweg_solver::Provides {
            thalweg_solver::Provides { jacobian: true, second_directional: false }
        }
        fn jacobian(&self, x: &[f64], jac: &mut [f64]) -> Result<(), EvalError> {
            (jac[0], jac[1]) = (10.0, 0.5e-3 / x[0].sqrt());
            Ok(())
        }
    }
    let s = Solver::new().bounds(vec![(0.0, f64::INFINITY)]).solve(&Root, &[1.0]).unwrap();
    assert!(s.x[0] < 1e-3 && s.counts.residuals < 2000, "{:?} {:?} {:?}", s.x, s.status, s.counts);
}

#[test]
fn every_limit_is_kept_and_ends_in_a_point() {
    let problem = curve(3, &DECAY, |x, t| x[0] * x[1] * (-x[2] * t).exp());
    for evaluations in 1..200 {
        let mut limits = Limits::default();
        limits.evaluations = evaluations;
        let s = Solver::new().limits(limits).solve(&problem, &[1.0, 2.0, 1.0]).unwrap();
        // One Jacobian by differences may begin before the limit and end after it.
        let used = s.counts.residuals + s.counts.second_directional + s.counts.jacobians;
        assert!(used <= evaluations + 40, "{used} of {evaluations}");
        assert!(s.cost.is_finite());
    }
    let mut limits = Limits::default();
    limits.time = Some(Duration::MAX);
    assert!(Solver::new().limits(limits).solve(&problem, &[1.0, 2.0, 1.0]).is_ok());
}

#[test]
fn a_stop_in_a_later_stage_is_a_stop() {
    let problem = curve(3, &DECAY, |x, t| x[0] * x[1] * (-x[2] * t).exp());
    for stage in 1..4 {
        let mut after = 0;
        let s = Solver::new()
            .solve_observed(&mut Workspace::new(), &problem, &[1.0, 2.0, 1.0], &mut |i| {
                after += usize::from(i.stage >= stage);
                if after == 1 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })
            .unwrap();
        assert_eq!((s.status, after), (Status::Stopped, 1), "stage {stage}");
    }
}
