//! The data behind the picture of a valley, against what can be computed without it.

#![allow(clippy::unwrap_used)] // helpers of tests are tests

use thalweg::valley::{Others, Plane, Route, ValleyError, ValleyOptions, valley};
use thalweg_solver::{
    EvalError, ExactProblem, GenericResiduals, InputError, Limits, Options, Problem, Real, Scaling,
    Solver,
};
use thalweg_testdata::{nist, valleys};

fn names(n: usize) -> Vec<String> {
    (1..=n).map(|j| format!("b{j}")).collect()
}

fn cost(problem: &dyn Problem, x: &[f64]) -> f64 {
    let mut r = vec![0.0; problem.residual_count()];
    problem.residuals(x, &mut r).unwrap();
    0.5 * r.iter().map(|r| r * r).sum::<f64>()
}

fn coarse() -> ValleyOptions {
    let mut options = ValleyOptions::default();
    options.grid = Some((24, 18));
    options
}

/// r = Wᵀ(x − centre), W given by columns: F and its profiles are known.
struct Linear {
    columns: Vec<Vec<f64>>,
    centre: Vec<f64>,
}

impl GenericResiduals for Linear {
    fn parameter_count(&self) -> usize {
        self.centre.len()
    }
    fn residual_count(&self) -> usize {
        self.columns.len()
    }
    fn residuals<T: Real>(&self, x: &[T], r: &mut [T]) -> Result<(), EvalError> {
        for (r, w) in r.iter_mut().zip(&self.columns) {
            *r = T::from(0.0);
            for (j, w) in w.iter().enumerate() {
                *r += (x[j] - self.centre[j]) * *w;
            }
        }
        Ok(())
    }
}

/// Three residuals in three parameters; x₃ enters all of them.
fn linear() -> ExactProblem<Linear> {
    let columns =
        vec![vec![1.0, 0.0, 0.5], vec![0.0, 2.0, -1.0], vec![0.3, 0.1, 4.0], vec![0.0, 1.0, 1.0]];
    ExactProblem::new(Linear { columns, centre: vec![1.0, 2.0, 3.0] })
}

#[test]
fn a_step_of_the_path_is_that_of_the_solver() {
    let problem = nist::models::model("BoxBOD").unwrap();
    let p = nist::problem("BoxBOD").unwrap();
    let picture = valley(&problem, &p.parameters, &p.start1, &p.certified, &coarse()).unwrap();
    for (path, route) in picture.paths.iter().zip(&ValleyOptions::default().routes) {
        let solution = route.solver.clone().trace(true).solve(&problem, &p.start1).unwrap();
        assert_eq!((&path.x, path.cost, &path.name), (&solution.x, solution.cost, &route.name));
        assert_eq!(path.steps.len(), solution.trace.len());
        let c = solution.counts;
        assert_eq!(path.evaluations, c.residuals + c.second_directional + c.jacobians);
        assert_eq!((path.start, path.start_cost), ([1.0, 1.0], cost(&problem, &p.start1)));
        let (mut at, mut before, mut spent) = (path.start, path.start_cost, 0);
        for (step, iteration) in path.steps.iter().zip(&solution.trace) {
            assert_eq!(step.iteration.trial, iteration.trial);
            assert_eq!((step.from, step.trial[0]), (at, iteration.trial[0]));
            assert_eq!(step.to[1], iteration.x[1]);
            assert!((step.iteration.cost - before).abs() <= 1e-12 * before);
            assert!(step.cost <= before * (1.0 + 1e-9) && step.evaluations >= spent);
            (at, before, spent) = (step.to, step.cost, step.evaluations);
        }
    }
}

#[test]
fn the_rim_of_a_region_is_where_the_step_has_its_radius() {
    let problem = nist::models::model("Misra1a").unwrap();
    let p = nist::problem("Misra1a").unwrap();
    let mut options = coarse();
    // An SPD matrix that is not diagonal, through another formula than the one under test.
    let m = [3.0, 200.0, 200.0, 1e6];
    let solver = Solver::new().scaling(Scaling::Matrix(m.to_vec())).cascade(false);
    options.routes.push(Route { name: "matrix".into(), solver });
    let picture = valley(&problem, &p.parameters, &p.start1, &p.certified, &options).unwrap();
    for path in &picture.paths {
        for step in &path.steps {
            let region = step.region.unwrap();
            let [c, s] = region.semi_diameters;
            for k in 0..12 {
                let (sin, cos) = f64::from(k).sin_cos();
                let h = [c[0] * cos + s[0] * sin, c[1] * cos + s[1] * sin];
                let square = if path.name == "matrix" {
                    m[0] * h[0] * h[0] + 2.0 * m[1] * h[0] * h[1] + m[3] * h[1] * h[1]
                } else {
                    let d = &step.iteration.scales;
                    (d[0] * h[0]).powi(2) + (d[1] * h[1]).powi(2)
                };
                let ratio = square.sqrt() / region.radius;
                assert!((ratio - 1.0).abs() < 1e-9, "{}: {ratio}", path.name);
            }
        }
    }
}

#[test]
fn a_projected_step_lies_in_the_shadow_of_its_region() {
    for name in ["MGH09", "Gauss1", "Lanczos3", "Thurber"] {
        let problem = nist::models::model(name).unwrap();
        let p = nist::problem(name).unwrap();
        let mut options = coarse();
        options.others = Others::Held;
        let picture = valley(&problem, &p.parameters, &p.start2, &p.certified, &options).unwrap();
        let mut seen = 0;
        for step in picture.paths.iter().flat_map(|p| &p.steps) {
            let Some(region) = step.region else { continue };
            // Coordinates in units of the semi-diameters: c = (c₁, c₂), s = (0, s₂).
            let [c, s] = region.semi_diameters;
            let h = [step.trial[0] - step.from[0], step.trial[1] - step.from[1]];
            let (u, v) = (h[0] / c[0], (h[1] - h[0] / c[0] * c[1]) / s[1]);
            let longest = step.iteration.step_norm / region.radius;
            if u.is_finite() && v.is_finite() {
                assert!(
                    u.hypot(v) <= longest * (1.0 + 1e-6) + 1e-6,
                    "{name}: {} {longest}",
                    u.hypot(v)
                );
                seen += 1;
            }
        }
        assert!(seen > 10, "{name}: {seen}");
    }
}

#[test]
fn a_profile_of_a_linear_problem_is_the_known_one() {
    let problem = linear();
    let mut options = coarse();
    options.plane = Plane::Parameters(1, 0);
    options.grid = Some((20, 20));
    let start = [3.0, 4.0, 2.0];
    let centre = [1.0, 2.0, 3.0];
    let draw = |others| {
        let mut options = options.clone();
        options.others = others;
        valley(&problem, &names(3), &start, &centre, &options).unwrap()
    };
    let (profiled, held) = (draw(Others::Profiled), draw(Others::Held));
    assert_eq!((profiled.axes[0].parts[0].0, profiled.axes[1].parts[0].0), (1, 0));
    let lowest_around = |picture: &thalweg::valley::Valley, i: usize, j: usize, free: bool| {
        // The least F over a fine lattice of the cell's reach, x₃ solved for where it is free.
        let mut least = f64::INFINITY;
        for a in -20..=20 {
            for b in -20..=20 {
                let at = |k: usize, cell: usize, t: i32| {
                    let axis = &picture.axes[k];
                    axis.low
                        + (cell as f64 + 0.5 + 0.8 * f64::from(t) / 20.0) * (axis.high - axis.low)
                            / 20.0
                };
                let (x2, x1) = (at(0, i, a), at(1, j, b));
                let f = |x3: f64| cost(&problem, &[x1, x2, x3]);
                let x3 = if free {
                    // F is a parabola in x₃.
                    let (f0, f1, f2) = (f(0.0), f(1.0), f(2.0));
                    (3.0 * f0 - 4.0 * f1 + f2) / (2.0 * (f0 - 2.0 * f1 + f2))
                } else {
                    3.0
                };
                least = least.min(f(x3));
            }
        }
        least
    };
    for (picture, free) in [(&profiled, true), (&held, false)] {
        for (i, j) in [(0, 0), (3, 17), (10, 5), (19, 19), (12, 12)] {
            let (seen, expected) =
                (picture.grid.cost[j * 20 + i], lowest_around(picture, i, j, free));
            assert!(seen <= expected * (1.0 + 1e-9) + 1e-12, "{i} {j}: {seen} {expected}");
            assert!(seen >= expected * 0.9 - 1e-3, "{i} {j}: {seen} {expected}");
        }
    }
    let pairs = || profiled.grid.cost.iter().zip(&held.grid.cost);
    assert!(
        pairs().all(|(p, h)| *p <= h * (1.0 + 1e-12) + 1e-20) && pairs().any(|(p, h)| *p < 0.9 * h)
    );
}

#[test]
fn the_least_determined_directions_are_those_of_the_widest_spread() {
    // J = diag(1, 100, 0.01, 10) at the centre 1, 1, 1, 1: x₃ is seen least, then x₁.
    let diagonal = |d: [f64; 4]| {
        let columns = (0..4).map(|i| (0..4).map(|j| if i == j { d[i] } else { 0.0 }).collect());
        ExactProblem::new(Linear { columns: columns.collect(), centre: vec![1.0; 4] })
    };
    let lead = |problem: &ExactProblem<Linear>, options: &ValleyOptions| {
        let picture = valley(problem, &names(4), &[1.5; 4], &[1.0; 4], options).unwrap();
        assert!(picture.axes.iter().all(|a| a.relative && a.solution == 0.0));
        [0, 1].map(|k| (picture.axes[k].parts[0].0, picture.axes[k].parts[0].1.abs()))
    };
    let problem = diagonal([1.0, 100.0, 0.01, 10.0]);
    assert_eq!(lead(&problem, &coarse()), [(2, 1.0), (0, 1.0)]);
    // Sizes change what is least: x₃ in its own units is the best determined of all.
    let mut base = Options::default();
    base.typical = Some(vec![1.0, 1e-6, 1e6, 1.0]);
    let mut sized = ValleyOptions::with(&base);
    sized.grid = Some((24, 18));
    assert_eq!(lead(&problem, &sized), [(1, 1.0), (0, 1.0)]);
}

#[test]
fn the_floor_of_a_valley_narrower_than_a_cell_is_seen_all_along() {
    let v = valleys::valleys().into_iter().find(|v| v.name == "rosenbrock c=1e4").unwrap();
    let mut options = coarse();
    options.grid = Some((80, 60));
    let picture = valley(&v.problem, &names(2), &v.start, &v.minimiser, &options).unwrap();
    let axis = &picture.axes[0];
    for i in 0..80 {
        let x = axis.low + (i as f64 + 0.5) * (axis.high - axis.low) / 80.0;
        if x * x < picture.axes[1].high - 0.1 {
            let column = (0..60).map(|j| picture.grid.cost[j * 80 + i]);
            let lowest = column.fold(f64::INFINITY, f64::min);
            // On the floor F = ½(1 − x₁)²; off it 10⁴ times more.
            assert!(lowest <= 0.5 * (1.1 - x).powi(2) + 0.01, "{x}: {lowest}");
        }
    }
}

#[test]
fn where_the_model_is_not_defined_there_is_no_number() {
    struct Root;
    impl Problem for Root {
        fn parameter_count(&self) -> usize {
            2
        }
        fn residual_count(&self) -> usize {
            2
        }
        fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
            if x[0] < 0.0 {
                return Err(EvalError::out_of_domain("x₁ must not be negative"));
            }
            (r[0], r[1]) = (x[0].sqrt() - 1.0, x[1] - 1.0);
            Ok(())
        }
    }
    let picture = valley(&Root, &names(2), &[0.02, 3.0], &[1.0, 1.0], &coarse()).unwrap();
    let axis = &picture.axes[0];
    assert!(axis.low < 0.0, "the window reaches over the edge: {axis:?}");
    for (k, f) in picture.grid.cost.iter().enumerate() {
        let x = axis.low + ((k % 24) as f64 + 0.5) * (axis.high - axis.low) / 24.0;
        assert_eq!(f.is_nan(), x < 0.0, "{x}: {f}");
    }
}

#[test]
fn one_parameter_gives_a_curve() {
    struct Decay;
    impl Problem for Decay {
        fn parameter_count(&self) -> usize {
            1
        }
        fn residual_count(&self) -> usize {
            20
        }
        fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
            for (i, r) in r.iter_mut().enumerate() {
                *r = (-x[0] * i as f64).exp() - (-0.5 * i as f64).exp();
            }
            Ok(())
        }
    }
    let mut options = ValleyOptions::default();
    options.grid = Some((101, 7));
    let picture = valley(&Decay, &names(1), &[2.0], &[0.5], &options).unwrap();
    assert_eq!((picture.axes.len(), picture.grid.columns, picture.grid.rows), (1, 101, 1));
    assert_eq!(picture.others, None);
    let axis = &picture.axes[0];
    let x = axis.low + 60.5 * (axis.high - axis.low) / 101.0;
    assert_eq!(picture.grid.cost[60], cost(&Decay, &[x]));
    let step = &picture.paths[2].steps[0];
    let half = step.region.unwrap().semi_diameters[0][0];
    let expected = step.iteration.radius / step.iteration.scales[0];
    assert!((half / expected - 1.0).abs() < 1e-12);
    // A second parameter that its bounds fix is no direction.
    let problem = linear();
    let mut base = Options::default();
    base.bounds = Some(vec![(1.0, 1.0), (-9.0, 9.0), (3.0, 3.0)]);
    let fixed = ValleyOptions::with(&base);
    let picture = valley(&problem, &names(3), &[1.0, 4.0, 3.0], &[1.0, 2.0, 3.0], &fixed).unwrap();
    assert_eq!((picture.axes.len(), picture.axes[0].parts[0].0), (1, 1));
    assert_eq!(picture.others, Some(Others::Held));
}

#[test]
fn twelve_parameters_that_leave_directions_open_are_drawn() {
    // x₁ and x₂ enter by their product alone, x₃ not at all.
    struct Open;
    impl GenericResiduals for Open {
        fn parameter_count(&self) -> usize {
            12
        }
        fn residual_count(&self) -> usize {
            15
        }
        fn residuals<T: Real>(&self, x: &[T], r: &mut [T]) -> Result<(), EvalError> {
            for (i, r) in r.iter_mut().enumerate() {
                let t = i as f64 / 5.0;
                let mut sum = x[0] * x[1];
                for (k, x) in x.iter().enumerate().skip(3) {
                    sum += *x * (k as f64 * t).cos();
                }
                *r = sum - t.sin();
            }
            Ok(())
        }
    }
    let problem = ExactProblem::new(Open);
    let start: Vec<f64> = (1..=12).map(f64::from).collect();
    let solution = Solver::new().cascade(false).solve(&problem, &start).unwrap();
    let picture = valley(&problem, &names(12), &start, &solution.x, &coarse()).unwrap();
    assert!(picture.grid.cost.iter().all(|f| f.is_finite()));
    let parts = |k: usize| picture.axes[k].parts.iter().filter(|(_, w)| w.abs() > 0.01);
    for k in 0..2 {
        assert!(parts(k).all(|(j, _)| *j < 3), "{:?}", picture.axes[k]);
    }
}

#[test]
fn it_is_the_same_on_any_number_of_threads() {
    let problem = nist::models::model("Rat43").unwrap();
    let p = nist::problem("Rat43").unwrap();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let draw = || valley(&problem, &p.parameters, &p.start1, &p.certified, &coarse()).unwrap();
        pool.install(draw).grid.cost.iter().map(|f| f.to_bits()).collect::<Vec<_>>()
    };
    assert_eq!(on(1), on(5));
}

#[test]
fn bad_input_is_refused_with_the_reason() {
    let problem = linear();
    let draw = |n: usize, x0: &[f64], solution: &[f64], options: &ValleyOptions| {
        valley(&problem, &names(n), x0, solution, options).unwrap_err()
    };
    let x = [1.0, 2.0, 3.0];
    let mut options = coarse();
    assert!(matches!(
        draw(2, &x, &x, &options),
        ValleyError::WrongLength { got: 2, expected: 3, .. }
    ));
    assert!(matches!(
        draw(3, &x[1..], &x, &options),
        ValleyError::WrongLength { what: "the start", .. }
    ));
    assert!(matches!(
        draw(3, &x, &[], &options),
        ValleyError::WrongLength { what: "the solution", .. }
    ));
    let nan = [1.0, f64::NAN, 3.0];
    assert_eq!(draw(3, &x, &nan, &options), ValleyError::SolutionNotFinite);
    assert!(matches!(
        draw(3, &nan, &x, &options),
        ValleyError::Route { source: InputError::StartNotANumber { parameter: 1 }, .. }
    ));
    for (first, second) in [(1, 1), (0, 3), (7, 1)] {
        options.plane = Plane::Parameters(first, second);
        assert_eq!(draw(3, &x, &x, &options), ValleyError::NoSuchPlane { first, second, count: 3 });
    }
    let mut options = coarse();
    options.grid = Some((1, 40));
    assert_eq!(draw(3, &x, &x, &options), ValleyError::NoGrid { columns: 1, rows: 40 });
    let mut limits = Limits::default();
    limits.evaluations = 0;
    let mut options = coarse();
    options.routes[1].solver = Solver::new().limits(limits);
    let error = draw(3, &x, &x, &options);
    assert!(error.to_string().starts_with("the path \"identity\" cannot begin: "), "{error}");
}

#[test]
fn what_bounds_forbid_is_no_part_of_the_valley() {
    // F = ½((x − 3)² + (y − 1)²) with x ≤ 2: the lowest point that may be reached is (2, 1).
    let linear = Linear { columns: vec![vec![1.0, 0.0], vec![0.0, 1.0]], centre: vec![3.0, 1.0] };
    let problem = ExactProblem::new(linear);
    let mut options = Options::default();
    options.bounds = Some(vec![(f64::NEG_INFINITY, 2.0), (f64::NEG_INFINITY, f64::INFINITY)]);
    let mut options = ValleyOptions::with(&options);
    options.grid = Some((24, 18));
    let picture = valley(&problem, &names(2), &[-1.0, 0.0], &[2.0, 1.0], &options).unwrap();
    assert!((picture.lowest - 0.5).abs() < 1e-12, "{}", picture.lowest);
    let (axis, columns) = (&picture.axes[0], picture.grid.columns);
    let x = |i: usize| axis.low + (i as f64 + 0.5) * (axis.high - axis.low) / columns as f64;
    for (k, cost) in picture.grid.cost.iter().enumerate() {
        assert_eq!(cost.is_nan(), x(k % columns) > 2.0, "{} {cost}", x(k % columns));
    }
    assert!(x(columns - 1) > 2.0, "the window ends before the bound: nothing was shown");
}
