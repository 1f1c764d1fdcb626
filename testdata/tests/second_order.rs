//! Models of a step with second derivatives: Newton's twelve digits where Gauss-Newton has none to
//! give, and indefinite Hessians.

#![allow(clippy::unwrap_used, reason = "a test may fail here")]

use thalweg_solver::{
    Curvature, EvalError, ExactProblem, GenericResiduals, Problem, Real, Scaling, Solution, Solver,
    StepKind,
};
use thalweg_testdata::mgh::instances;
use thalweg_testdata::nist;

/// Minimisers to the nearest double, by Newton's method in 60-digit arithmetic (mpmath 1.3, derivatives of F
/// by central differences with h = 1e-18) from the functions as Moré, Garbow & Hillstrom (1981)
/// print them.
const MINIMISERS: [(&str, &[f64]); 6] = [
    (
        "brown-dennis",
        &[-11.594439904762165, 13.203630051207204, -0.40343948817685954, 0.2367787744557363],
    ),
    ("meyer", &[0.005609636471028053, 6181.346346286372, 345.2236346241365]),
    ("penalty-1-4", &[0.2500074995875379; 4]),
    ("penalty-1-10", &[0.15812230111311637; 10]),
    (
        "penalty-2-4",
        &[0.1999993333503804, 0.19131670099277245, 0.48010148533262315, 0.5188454043902005],
    ),
    (
        "penalty-2-10",
        &[
            0.1999836051978236,
            0.010350648471292297,
            0.0196049344804384,
            0.03208906722068564,
            0.049932677399641294,
            0.07651399515399361,
            0.11862407286950417,
            0.19214487233557667,
            0.34732058694184365,
            0.3691643741593508,
        ],
    ),
];

/// The same for the problems of NIST whose residuals are largest beside their curvature: there
/// Gauss-Newton contracts slowest.
const LARGE_RESIDUALS: [(&str, &[f64]); 5] = [
    ("BoxBOD", &[213.8094088903979, 0.5472374854191994]),
    (
        "MGH09",
        &[0.19280693457903786, 0.19128232873436696, 0.12305650692632066, 0.13606233068379484],
    ),
    (
        "Roszman1",
        &[0.20196866396090948, -6.195351625575966e-6, 1204.4556707836073, -181.34269536904927],
    ),
    (
        "Thurber",
        &[
            1288.1396799537592,
            1491.0792535421924,
            583.2383687666528,
            75.41664429100803,
            0.9662950286446008,
            0.3979728579739003,
            0.0497272973488459,
        ],
    ),
    (
        "ENSO",
        &[
            10.510749192771353,
            3.076212808538501,
            0.5328013822659606,
            44.31108870022046,
            -1.6231428586266647,
            0.5255449375581781,
            26.887614440024592,
            0.2123228848815158,
            1.4966870418316047,
        ],
    ),
];

/// Digits of the worst parameter.
fn digits(x: &[f64], minimiser: &[f64]) -> f64 {
    let error = |(x, m): (&f64, &f64)| ((x - m) / m).abs().max(f64::EPSILON);
    -x.iter().zip(minimiser).map(error).fold(0.0, f64::max).log10()
}

fn newton(curvature: Curvature) -> Solver {
    Solver::new().curvature(curvature).trace(true)
}

#[test]
fn twelve_digits_where_gauss_newton_does_not_contract() {
    for curvature in [Curvature::Hessian, Curvature::Secant, Curvature::GaussNewton] {
        for (name, minimiser) in MINIMISERS {
            let instance = instances().into_iter().find(|i| i.name() == name).unwrap();
            let s = newton(curvature).solve(&instance.problem(), &instance.starts()[0]).unwrap();
            let right = digits(&s.x, minimiser);
            println!("{curvature:?} {name}: {right:.1} digits, {:?}", s.counts);
            assert!(s.status.converged() && right >= 12.0, "{curvature:?} {name}: {right:.1}");
        }
    }
}

#[test]
fn twelve_digits_of_nists_large_residuals() {
    for curvature in [Curvature::Hessian, Curvature::Secant] {
        for (name, minimiser) in LARGE_RESIDUALS {
            let model = nist::models::model(name).unwrap();
            for start in nist::problem(name).unwrap().starts() {
                let s = newton(curvature).solve(&model, start).unwrap();
                let right = digits(&s.x, minimiser);
                println!("{curvature:?} {name}: {right:.1} digits, {:?}", s.counts);
                assert!(s.status.converged() && right >= 12.0, "{curvature:?} {name}: {right:.1}");
            }
        }
    }
}

/// r = (x² + y − 11, x + y² − 7): Himmelblau's function. At 0 the Hessian is diag(−21, −13).
struct Himmelblau;

impl GenericResiduals for Himmelblau {
    fn parameter_count(&self) -> usize {
        2
    }
    fn residual_count(&self) -> usize {
        2
    }
    fn residuals<T: Real>(&self, x: &[T], r: &mut [T]) -> Result<(), EvalError> {
        r[0] = x[0] * x[0] + x[1] - 11.0;
        r[1] = x[0] + x[1] * x[1] - 7.0;
        Ok(())
    }
}

/// r = (x y − 2, (x − y)/10): a zero on the diagonal of the Hessian wherever x or y is small.
struct Product;

impl GenericResiduals for Product {
    fn parameter_count(&self) -> usize {
        2
    }
    fn residual_count(&self) -> usize {
        2
    }
    fn residuals<T: Real>(&self, x: &[T], r: &mut [T]) -> Result<(), EvalError> {
        r[0] = x[0] * x[1] - 2.0;
        r[1] = (x[0] - x[1]) * 0.1;
        Ok(())
    }
}

/// r = (x² − 1, y): from (0, 1) the gradient has no part along the negative curvature of x (the
/// hard case), and the column of x is zero: Gauss-Newton ends on the saddle (0, 0).
struct Saddle;

impl GenericResiduals for Saddle {
    fn parameter_count(&self) -> usize {
        2
    }
    fn residual_count(&self) -> usize {
        2
    }
    fn residuals<T: Real>(&self, x: &[T], r: &mut [T]) -> Result<(), EvalError> {
        r[0] = x[0] * x[0] - 1.0;
        r[1] = x[1];
        Ok(())
    }
}

/// Every accepted step of a model with second derivatives lowers F.
fn descends(s: &Solution) {
    let accepted = || s.trace.iter().filter(|i| i.rejected.is_none());
    let costs: Vec<f64> = accepted().map(|i| i.cost).collect();
    assert!(accepted().any(|i| i.kind == StepKind::Newton), "no step of Newton's");
    assert!(costs.windows(2).all(|c| c[1] <= c[0] * (1.0 + 1e-10)), "{costs:?}");
}

fn solve(problem: &impl Problem, start: &[f64], scaling: Scaling) -> Solution {
    let solver = newton(Curvature::Hessian).cascade(false).scaling(scaling);
    let s = solver.solve(problem, start).unwrap();
    descends(&s);
    s
}

#[test]
fn an_indefinite_hessian_at_the_start() {
    for scaling in [Scaling::Geometric, Scaling::Identity, Scaling::Marquardt, Scaling::More] {
        let s = solve(&ExactProblem::new(Himmelblau), &[0.1, 0.1], scaling.clone());
        assert!(s.status.converged() && s.cost < 1e-24, "{scaling:?}: {s:?}");
        let s = solve(&ExactProblem::new(Product), &[0.0, 0.1], scaling.clone());
        assert!(s.status.converged() && s.cost < 1e-24, "{scaling:?}: {s:?}");
        assert!((s.x[0].abs() - 2.0_f64.sqrt()).abs() < 1e-12, "{scaling:?}: {:?}", s.x);
    }
}

#[test]
fn the_hard_case_leaves_the_saddle() {
    let plain = Solver::new().cascade(false).solve(&ExactProblem::new(Saddle), &[0.0, 1.0]);
    assert_eq!(plain.unwrap().x, [0.0, 0.0], "Gauss-Newton sees nothing of x");
    let s = solve(&ExactProblem::new(Saddle), &[0.0, 1.0], Scaling::Identity);
    assert!(s.status.converged() && (s.x[0].abs() - 1.0).abs() < 1e-12, "{s:?}");
}

#[test]
fn equations_without_a_solution_end_at_true_minima() {
    // As many equations as unknowns: q₁ = ‖r‖ wherever one stands, and J is singular at a minimum.
    // The published minima (Moré, Garbow & Hillstrom 1981) and Freudenstein-Roth's local one.
    for (name, start) in
        [("chebyquad-8", 0), ("chebyquad-8", 2), ("chebyquad-10", 0), ("freudenstein-roth", 0)]
    {
        let instance = instances().into_iter().find(|i| i.name() == name).unwrap();
        let s = Solver::new().solve(&instance.problem(), &instance.starts()[start]).unwrap();
        assert_eq!(s.status.code(), "minimum", "{name}");
        assert!(s.evidence.gradient_cosine < 1e-11, "{name}: {:?}", s.evidence);
        assert!(s.evidence.rcond < 1e-9, "{name}: J is singular there, {:?}", s.evidence);
    }
}
