//! Traces of profiles and regions of two parameters.

use thalweg::{Fit, FitProblem};
use thalweg_solver::Solver;

use super::common::*;

#[test]
fn traces_are_even_in_t_and_fitted() {
    let fit = Fit::new("rate ~ Vm*conc/(K + conc)").declare("Vm=200; K=0.05");
    with(&fit, &puromycin(), |p| {
        let traces = p.profile_traces();
        assert_eq!(traces.len(), 2);
        let t = 2.2281388519649385;
        for trace in &traces {
            assert_eq!(trace.values.len(), 17);
            assert!(trace.values.windows(2).all(|w| w[0] < w[1]));
            for (k, found) in trace.t.iter().enumerate() {
                let want = (k as f64 - 8.0) / 8.0 * 1.25 * t;
                assert!((found - want).abs() < 1e-5, "{found} {want}");
            }
            // For each Vm the best K zeroes the derivative of the sum of squares by K.
            for (x, found) in trace.estimates.iter().zip(&trace.t) {
                let sum = |x: &[f64]| {
                    let mut r = [0.0; 12];
                    p.problem.residuals(x, &mut r).unwrap();
                    r.iter().map(|r| r * r).sum::<f64>()
                };
                let other = 1 - trace.parameter;
                let mut moved = x.clone();
                for step in [-1e-3, 1e-3] {
                    moved[other] = x[other] * (1.0 + step);
                    assert!(sum(&moved) > sum(x));
                }
                let s2 = p.answer.residual_sum_of_squares / 10.0;
                let rise = (sum(x) - p.answer.residual_sum_of_squares) / s2;
                assert!((rise - found * found).abs() < 1e-8, "{rise} {found}");
            }
        }
    });
}

/// min over the others of the sum of squares with two parameters held, by a solver of its own start.
fn held(p: &FitProblem, pair: [(usize, f64); 2], start: &[f64]) -> f64 {
    let n = start.len();
    let mut bounds = vec![(f64::NEG_INFINITY, f64::INFINITY); n];
    let mut start = start.to_vec();
    for (j, value) in pair {
        bounds[j] = (value, value);
        start[j] = value;
    }
    2.0 * Solver::new().bounds(bounds).solve(p.problem, &start).unwrap().cost
}

#[test]
fn contours_are_on_the_level() {
    for (name, fisher) in [("Misra1a", 3.885293834652392), ("Rat42", 5.143252849784718)] {
        let (formula, declarations, data) = problem(name);
        with(&Fit::new(formula).declare(declarations), &data, |p| {
            let least = p.answer.residual_sum_of_squares;
            let s2 = least / p.answer.degrees_of_freedom as f64;
            let names = &p.names;
            for a in 0..names.len() {
                for b in 0..a {
                    let contour = p.contour(&names[a], &names[b], 0.95).unwrap();
                    assert!(contour.closed && contour.points.len() >= 24, "{name} {a} {b}");
                    for &(va, vb) in &contour.points {
                        let found = held(p, [(a, va), (b, vb)], &p.solution);
                        let rise = (found - least) / s2 / 2.0 / fisher;
                        assert!((rise - 1.0).abs() < 1e-5, "{name} {a} {b}: {rise}");
                    }
                }
            }
        });
    }
}

#[test]
fn a_region_without_end_is_not_closed() {
    let fit = Fit::new("y ~ a*(1 - exp(-k*t))").declare("a=20; k=0.5");
    with(&fit, &bod(), |p| {
        let closed = p.contour("a", "k", 0.5).unwrap();
        assert!(closed.closed, "{closed:?}");
        let open = p.contour("a", "k", 0.95).unwrap();
        assert!(!open.closed && open.points.len() > 20);
        assert_eq!(p.contour("a", "a", 0.9).unwrap_err().code(), "E-PROFILE");
        assert_eq!(p.contour("a", "q", 0.9).unwrap_err().code(), "E-PROFILE");
        assert_eq!(p.contour("a", "k", 1.5).unwrap_err().code(), "E-PROFILE");
    });
}
