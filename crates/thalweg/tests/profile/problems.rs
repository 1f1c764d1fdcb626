//! Profiles of problems without a formula.

use thalweg::Local;
use thalweg::profile::{Along, Profiler, Why};
use thalweg_solver::{EvalError, Options, Problem, Solver};

use super::common::*;

/// y = a sin(w t) at t = 0, 0.5, ...
struct Sine {
    y: Vec<f64>,
}

impl Problem for Sine {
    fn parameter_count(&self) -> usize {
        2
    }
    fn residual_count(&self) -> usize {
        self.y.len()
    }
    fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        for (i, (r, y)) in r.iter_mut().zip(&self.y).enumerate() {
            *r = x[0] * (0.5 * x[1] * i as f64).sin() - y;
        }
        Ok(())
    }
}

#[test]
fn a_better_minimum_on_the_way_is_told() {
    // A sine fitted from far off: the frequency's profile passes lower minima.
    let y = (0..24).map(|i| (0.65 * f64::from(i)).sin() + 0.3 * wobble(i as usize)).collect();
    let sine = Sine { y };
    let solution = Solver::new().solve(&sine, &[0.3, 2.5]).unwrap();
    assert!((solution.x[1] - 1.3).abs() > 0.5, "{:?}", solution.x);
    let options = Options::default();
    let local = Local::new(&sine, &solution, &options).unwrap();
    let mut profiler = Profiler::new(&local).unwrap();
    profiler.interval(Along::Parameter(1), 0.95).unwrap();
    let lower = profiler.lower().unwrap();
    assert!(lower.cost < solution.cost);
    // It was followed to its bottom.
    let bottom = Solver::new().solve(&sine, &lower.x).unwrap();
    assert!((bottom.cost / lower.cost - 1.0).abs() < 1e-9);
}

/// y = a (1 − exp(−k t)) without derivatives.
struct Demand;

impl Problem for Demand {
    fn parameter_count(&self) -> usize {
        2
    }
    fn residual_count(&self) -> usize {
        6
    }
    fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
        for ((r, t), y) in r.iter_mut().zip(TIME).zip(DEMAND) {
            *r = x[0] * (1.0 - (-x[1] * t).exp()) - y;
        }
        Ok(())
    }
}

#[test]
fn a_problem_without_formula_or_derivatives_has_profiles() {
    let solution = Solver::new().solve(&Demand, &[20.0, 0.24]).unwrap();
    let options = Options::default();
    let local = Local::new(&Demand, &solution, &options).unwrap();
    let mut profiler = Profiler::new(&local).unwrap();
    let k = profiler.interval(Along::Parameter(1), 0.8).unwrap();
    assert!((k.low.value - 0.279248473813).abs() < 1e-6, "{k:?}");
    assert!((k.high.value - 0.9677577591).abs() < 1e-6, "{k:?}");
    // The half-life, 1/k but for a factor: its interval is that of k.
    let half = |x: &[f64], gradient: &mut [f64]| {
        gradient[1] = -2f64.ln() / (x[1] * x[1]);
        2f64.ln() / x[1]
    };
    let half = profiler.interval(Along::Quantity(&half), 0.8).unwrap();
    assert!((half.low.value * 0.9677577591 / 2f64.ln() - 1.0).abs() < 1e-5, "{half:?}");
    assert!((half.high.value * 0.279248473813 / 2f64.ln() - 1.0).abs() < 1e-5, "{half:?}");
    // No work allowed, no ends.
    let mut idle = Profiler::with_work(&local, 0).unwrap();
    let nothing = idle.interval(Along::Parameter(1), 0.8).unwrap();
    assert_eq!(nothing.low.why, Why::Unfinished);
    assert!(nothing.interval().is_none());
}
