//! The solver on NIST's 27 problems from both starts, nothing chosen: DESIGN section 2's figures.

#![allow(clippy::unwrap_used, reason = "a test may fail here")]

use thalweg_solver::{EvalError, Problem, Solution, Solver, StepKind};
use thalweg_testdata::nist::models::model;
use thalweg_testdata::nist::{NistProblem, digits, problem, problems};

/// A problem that keeps its derivatives to itself.
struct WithoutDerivatives<P>(P);

impl<P: Problem> Problem for WithoutDerivatives<P> {
    fn parameter_count(&self) -> usize {
        self.0.parameter_count()
    }
    fn residual_count(&self) -> usize {
        self.0.residual_count()
    }
    fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        self.0.residuals(x, r)
    }
}

/// The digits that certified parameters can be asked for. Those of Lanczos1 rest on residuals of
/// 1e-13 in data of 13 digits.
fn digits_asked(name: &str) -> f64 {
    if name == "Lanczos1" { 6.0 } else { 10.0 }
}

/// The least of the right digits of the parameters.
fn parameter_digits(p: &NistProblem, s: &Solution) -> f64 {
    s.x.iter().zip(&p.certified).map(|(x, c)| digits(*x, *c)).fold(f64::INFINITY, f64::min)
}

/// The least of the right digits of the standard errors σ √(JᵀJ)⁻¹ⱼⱼ.
fn error_digits(p: &NistProblem, s: &Solution) -> f64 {
    let sigma = (2.0 * s.cost / p.dof as f64).sqrt();
    let error = |j| s.covariance.std_error(j, sigma).unwrap_or(f64::NAN);
    let all = p.certified_std.iter().enumerate().map(|(j, c)| digits(error(j), *c));
    all.fold(f64::INFINITY, f64::min)
}

/// Name, number of the start and end of all 54 runs.
fn runs(
    solve: impl Fn(&NistProblem, &[f64]) -> Solution,
) -> Vec<(&'static NistProblem, usize, Solution)> {
    let starts =
        problems().iter().flat_map(|p| p.starts().into_iter().zip(1..).map(move |s| (p, s)));
    let runs: Vec<_> = starts.map(|(p, (x0, k))| (p, k, solve(p, x0))).collect();
    assert_eq!(runs.len(), 54);
    runs
}

#[test]
fn all_54_with_given_jacobians() {
    let runs = runs(|p, x0| Solver::new().solve(&model(&p.name).unwrap(), x0).unwrap());
    let mut wrong = Vec::new();
    let (mut residuals, mut jacobians) = (0, 0);
    for (p, start, s) in &runs {
        let (x, error) = (parameter_digits(p, s), error_digits(p, s));
        residuals += s.counts.residuals + s.counts.second_directional;
        jacobians += s.counts.jacobians;
        let errors_right = error >= 6.0 || p.name == "Lanczos1";
        if !(s.status.converged() && x >= digits_asked(&p.name) && errors_right) {
            wrong.push(format!("{} {start}: {} {x:.1} {error:.1}", p.name, s.status.code()));
        }
    }
    println!("{residuals} residual and f_vv calls, {jacobians} Jacobians");
    assert!(wrong.is_empty(), "status, digits of parameters, of standard errors: {wrong:#?}");
    assert!(residuals <= 2600, "{residuals} residual calls");
    assert!(jacobians <= 1500, "{jacobians} Jacobians");
}

/// What mixing is for: Gauss-Newton contracts by 0.64 a step at ENSO's minimum, and Thurber's and
/// MGH09's are of that kind.
#[test]
fn mixing_spares_two_thirds_of_the_jacobians_of_slow_contraction() {
    for name in ["ENSO", "Thurber", "MGH09"] {
        let problem = problem(name).unwrap();
        let run = |mixing: bool| {
            let solver = Solver::new().mixing(mixing).trace(true);
            solver.solve(&model(name).unwrap(), problem.starts()[1]).unwrap()
        };
        let (plain, mixed) = (run(false), run(true));
        let is_mixed = |s: &Solution| s.trace.iter().any(|i| i.kind == StepKind::Mixed);
        assert!(is_mixed(&mixed) && !is_mixed(&plain), "{name}");
        let (many, few) = (plain.counts.jacobians, mixed.counts.jacobians);
        assert!(3 * few <= many, "{name}: {few} and {many} Jacobians");
        assert!(parameter_digits(problem, &mixed) >= digits_asked(name), "{name}");
    }
}

/// Two independent certified figures: the residual sum of squares and its degrees of freedom.
#[test]
fn sums_of_squares_are_certified_ones() {
    for (p, start, s) in runs(|p, x0| Solver::new().solve(&model(&p.name).unwrap(), x0).unwrap()) {
        // Data of 13 digits cannot give 1.4e-25 to more than its size.
        if p.name == "Lanczos1" {
            assert!(2.0 * s.cost < 2e-25, "Lanczos1 {start}: {:e}", 2.0 * s.cost);
            continue;
        }
        let right = digits(2.0 * s.cost, p.certified_rss);
        assert!(right >= 9.0, "{} {start}: RSS has {right:.1} digits", p.name);
        assert_eq!(s.covariance.free, p.parameters.len(), "{} {start}", p.name);
    }
}

#[test]
fn all_54_by_differences() {
    let runs = runs(|p, x0| {
        Solver::new().solve(&WithoutDerivatives(model(&p.name).unwrap()), x0).unwrap()
    });
    let mut wrong = Vec::new();
    for (p, start, s) in &runs {
        let x = parameter_digits(p, s);
        // A claim of convergence away from the answer is wrong whatever the digits asked for.
        if x < 6.0 || !s.status.converged() {
            wrong.push(format!("{} {start}: {} {x:.1}", p.name, s.status.code()));
        }
    }
    let calls: usize = runs.iter().map(|(_, _, s)| s.counts.residuals).sum();
    println!("{calls} residual calls");
    assert!(wrong.is_empty(), "status, digits of parameters: {wrong:#?}");
}
