//! The law of units: what a parameter or a residual is measured in changes nothing but the numbers.
//!
//! Powers of two change no mantissa, so the iterates must be the same bit for bit (powers of four
//! for the residuals, because the default D holds a square root of them). Other factors change
//! rounding only: same verdict, parameters to nine digits, and the same count but where rounding
//! decides a comparison.

#![expect(clippy::unwrap_used, reason = "a helper of tests")]

use proptest::prelude::*;
use thalweg_solver::{Curvature, EvalError, Limits, Problem, Provides, Solution, Solver};
use thalweg_testdata::nist::{self, NistProblem};

/// A problem with every parameter and the residuals in other units.
struct Rescaled<P> {
    inner: P,
    parameter: Vec<f64>,
    residual: f64,
    given: bool,
    /// Whether rows count differently.
    weighted: bool,
}

impl<P: Problem> Rescaled<P> {
    /// √w of row i.
    fn root_weight(&self, i: usize) -> f64 {
        if self.weighted { 0.3 + (i % 7) as f64 } else { 1.0 }
    }

    fn back(&self, x: &[f64]) -> Vec<f64> {
        x.iter().zip(&self.parameter).map(|(x, u)| x / u).collect()
    }
}

impl<P: Problem> Problem for Rescaled<P> {
    fn parameter_count(&self) -> usize {
        self.inner.parameter_count()
    }
    fn residual_count(&self) -> usize {
        self.inner.residual_count()
    }
    fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        self.inner.residuals(&self.back(x), r)?;
        for (i, r) in r.iter_mut().enumerate() {
            *r *= self.root_weight(i) * self.residual;
        }
        Ok(())
    }
    fn provides(&self) -> Provides {
        if self.given { self.inner.provides() } else { Provides::default() }
    }
    fn jacobian(&self, x: &[f64], jac: &mut [f64]) -> Result<(), EvalError> {
        self.inner.jacobian(&self.back(x), jac)?;
        for (column, unit) in jac.chunks_exact_mut(self.residual_count()).zip(&self.parameter) {
            for (i, e) in column.iter_mut().enumerate() {
                *e = *e * (self.root_weight(i) * self.residual) / unit;
            }
        }
        Ok(())
    }
    fn linear_parameters(&self) -> &[usize] {
        self.inner.linear_parameters()
    }
    fn data_norm(&self) -> Option<f64> {
        self.inner.data_norm().map(|v| v * self.residual)
    }
}

fn solve(
    problem: &NistProblem,
    start: usize,
    bounded: bool,
    given: bool,
    weighted: bool,
    units: &[f64],
    residual: f64,
) -> Solution {
    let inner = nist::models::model(&problem.name).unwrap();
    let parameter = units[..problem.parameters.len()].to_vec();
    let x0: Vec<f64> = problem.starts()[start].iter().zip(&parameter).map(|(x, u)| x * u).collect();
    let mut solver = Solver::new();
    if bounded {
        // Wide enough for the start, narrow enough to be met on the way.
        let bounds = problem.starts()[start].iter().zip(&problem.certified).zip(&parameter).map(
            |((s, c), u)| {
                let (low, high) = (s.min(*c), s.max(*c));
                let room = 0.125 * (high - low);
                ((low - room) * u, (high - room).max(*s) * u)
            },
        );
        solver = solver.bounds(bounds.collect());
    }
    solver.solve(&Rescaled { inner, parameter, residual, given, weighted }, &x0).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn powers_of_two_change_no_bit(
        (i, start) in (0..nist::problems().len(), 0..2_usize),
        bounded: bool,
        weighted: bool,
        exponents in prop::collection::vec(-60..=60_i32, 9),
        k in -60..=60_i32,
    ) {
        let problem = &nist::problems()[i];
        let units: Vec<f64> = exponents.iter().map(|k| 2.0_f64.powi(*k)).collect();
        let residual = 4.0_f64.powi(k);
        let plain = solve(problem, start, bounded, true, weighted, &[1.0; 9], 1.0);
        let scaled = solve(problem, start, bounded, true, weighted, &units, residual);
        let back: Vec<f64> = scaled.x.iter().zip(&units).map(|(x, u)| x / u).collect();
        prop_assert_eq!(&plain.x, &back, "{} start {}", &problem.name, start + 1);
        prop_assert_eq!(plain.counts, scaled.counts);
        prop_assert_eq!(plain.status, scaled.status);
        prop_assert_eq!(plain.evidence, scaled.evidence);
        prop_assert_eq!(plain.cost * residual * residual, scaled.cost);
    }

    #[test]
    fn second_derivatives_keep_the_law_too(
        (i, start) in (0..nist::problems().len(), 0..2_usize),
        exact: bool,
        exponents in prop::collection::vec(-60..=60_i32, 9),
        k in -60..=60_i32,
    ) {
        let problem = &nist::problems()[i];
        let curvature = if exact { Curvature::Hessian } else { Curvature::Secant };
        let mut limits = Limits::default();
        limits.iterations = 100;
        let solver = Solver::new().curvature(curvature).cascade(false).limits(limits);
        let units: Vec<f64> = exponents.iter().map(|k| 2.0_f64.powi(*k)).collect();
        let run = |units: &[f64], residual: f64| {
            let parameter = units[..problem.parameters.len()].to_vec();
            let start = problem.starts()[start].iter().zip(&parameter);
            let x0: Vec<f64> = start.map(|(x, u)| x * u).collect();
            let inner = nist::models::model(&problem.name).unwrap();
            let rescaled = Rescaled { inner, parameter, residual, given: true, weighted: false };
            solver.solve(&rescaled, &x0).unwrap()
        };
        let (plain, scaled) = (run(&[1.0; 9], 1.0), run(&units, 4.0_f64.powi(k)));
        let back: Vec<f64> = scaled.x.iter().zip(&units).map(|(x, u)| x / u).collect();
        prop_assert_eq!(&plain.x, &back, "{} start {}", &problem.name, start + 1);
        prop_assert_eq!(plain.counts, scaled.counts);
    }

    #[test]
    fn differences_keep_the_law_too(
        (i, start) in (0..nist::problems().len(), 0..2_usize),
        exponents in prop::collection::vec(-60..=60_i32, 9),
        k in -60..=60_i32,
    ) {
        let problem = &nist::problems()[i];
        let units: Vec<f64> = exponents.iter().map(|k| 2.0_f64.powi(*k)).collect();
        let plain = solve(problem, start, false, false, false, &[1.0; 9], 1.0);
        let scaled = solve(problem, start, false, false, false, &units, 4.0_f64.powi(k));
        let back: Vec<f64> = scaled.x.iter().zip(&units).map(|(x, u)| x / u).collect();
        prop_assert_eq!(&plain.x, &back, "{} start {}", &problem.name, start + 1);
        prop_assert_eq!(plain.counts, scaled.counts);
    }

    #[test]
    fn other_factors_change_rounding_only(
        (i, start) in (0..nist::problems().len(), 0..2_usize),
        powers in prop::collection::vec(-6.0..6.0_f64, 9),
        power in -6.0..6.0_f64,
    ) {
        let problem = &nist::problems()[i];
        let units: Vec<f64> = powers.iter().map(|p| 10.0_f64.powf(*p)).collect();
        let plain = solve(problem, start, false, true, false, &[1.0; 9], 1.0);
        let scaled = solve(problem, start, false, true, false, &units, 10.0_f64.powf(power));
        prop_assert_eq!(plain.status.code(), scaled.status.code(), "{}", &problem.name);
        for ((a, b), unit) in plain.x.iter().zip(&scaled.x).zip(&units) {
            prop_assert!((b / unit - a).abs() <= 1e-9 * a.abs(), "{}: {a} {b}", &problem.name);
        }
    }
}

/// Rounding decides a comparison now and then, most often on MGH10, whose first start takes 200
/// evaluations through a curved valley: of 162 runs in random units, 18 took another number of
/// evaluations when this was written, most of them one more or one less.
#[test]
fn other_factors_rarely_change_the_count() {
    let mut same = 0;
    let mut runs = 0;
    for (i, problem) in nist::problems().iter().enumerate() {
        for start in 0..2 {
            let plain = solve(problem, start, false, true, false, &[1.0; 9], 1.0);
            for seed in 0..3 {
                // Kronecker's sequence: spread over the decades without a random generator.
                let power = |k: usize| {
                    12.0 * (0.618_033_988_75 * (1 + 9 * (3 * i + seed) + k) as f64).fract() - 6.0
                };
                let units: Vec<f64> = (0..9).map(|k| 10.0_f64.powf(power(k))).collect();
                let scaled =
                    solve(problem, start, false, true, false, &units, 10.0_f64.powf(power(9)));
                runs += 1;
                same += usize::from(scaled.counts == plain.counts);
            }
        }
    }
    println!("same count in {same} of {runs} runs");
    assert!(100 * same >= 85 * runs, "same count in {same} of {runs} runs");
}
