//! The functions of Moré, Garbow and Hillstrom against values computed apart from them, with 70
//! digits (`testdata/reference/mgh_minima.py`).

#![allow(clippy::unwrap_used, reason = "a test may fail here")]

use thalweg_solver::Problem;
use thalweg_testdata::mgh::instances;
use thalweg_testdata::valleys::valleys;
use thalweg_testdata::verify::{gradient_cosine, is_proper_minimum};

fn sum_of_squares(problem: &dyn Problem, x: &[f64]) -> f64 {
    let mut r = vec![0.0; problem.residual_count()];
    problem.residuals(x, &mut r).unwrap();
    r.iter().map(|r| r * r).sum()
}

#[test]
fn values_at_the_starts() {
    for instance in instances() {
        let sums = instance.starts().into_iter().zip(instance.sums_at_starts());
        for (start, expected) in sums {
            let sum = sum_of_squares(&instance.problem(), &start);
            // 10 x₀ of Gulf is its minimiser, where rounding leaves 1e-30.
            assert!(
                (sum - expected).abs() < 1e-11 * expected + 1e-26,
                "{} at {start:?}: {sum:e}, not {expected:e}",
                instance.name()
            );
        }
    }
}

/// max ‖Jⱼ‖ |xⱼ|: a relative error in x of ε moves r by ε times that.
fn sensitivity(problem: &dyn Problem, x: &[f64]) -> f64 {
    let m = problem.residual_count();
    let mut jac = vec![0.0; m * x.len()];
    problem.jacobian(x, &mut jac).unwrap();
    let norms = jac.chunks(m).map(|c| c.iter().map(|c| c * c).sum::<f64>().sqrt());
    norms.zip(x).map(|(c, x)| c * x.abs()).fold(1.0, f64::max)
}

/// Σ r² at the minimisers to 12 digits, as far as rounding of x and r allows.
#[test]
fn values_at_the_minima() {
    for instance in instances() {
        for minimum in instance.minima() {
            let Some(x) = &minimum.x else { continue };
            let (sum, expected) = (sum_of_squares(&instance.problem(), x), minimum.sum_of_squares);
            let noise = 4.0 * f64::EPSILON * sensitivity(&instance.problem(), x);
            let rounding = 2.0 * noise * expected.sqrt() + noise * noise;
            assert!(
                (sum - expected).abs() <= 1e-12 * expected + rounding,
                "{}: {sum:e}, not {expected:e}",
                instance.name()
            );
        }
    }
}

/// J'r = 0 where a minimiser is known, up to rounding of r.
#[test]
fn gradients_at_the_minima() {
    for instance in instances() {
        for minimum in instance.minima().iter().filter(|m| m.sum_of_squares > 0.0) {
            let Some(x) = &minimum.x else { continue };
            let cosine = gradient_cosine(&instance.problem(), x);
            let rounding = 1e-14 / minimum.sum_of_squares.sqrt();
            assert!(cosine < 1e-9 + rounding, "{}: {cosine:e}", instance.name());
        }
    }
}

/// Every known minimum is a proper one, but for those where the Hessian is singular.
#[test]
fn minima_are_proper() {
    // Name and Σ r² of the improper ones, all known to be so: Jacobians of deficient rank.
    let improper = |name: &str, sum: f64| match name {
        "powell-singular" | "extended-powell" | "linear-rank-1" | "linear-rank-1-zero" => true,
        // x₃ + x₆ alone is determined; (0, …, 0, 11) has nine columns alike.
        "biggs-exp6" | "brown-almost-linear" => sum > 0.0,
        _ => false,
    };
    for instance in instances() {
        for minimum in instance.minima() {
            let Some(x) = &minimum.x else { continue };
            assert_eq!(
                is_proper_minimum(&instance.problem(), x),
                !improper(instance.name(), minimum.sum_of_squares),
                "{} {:e}",
                instance.name(),
                minimum.sum_of_squares
            );
        }
    }
}

#[test]
fn valleys_end_in_zero() {
    for valley in valleys() {
        let rise = sum_of_squares(&valley.problem, &valley.start);
        assert!(rise >= 0.04, "{}: {rise:e}", valley.name);
        let end = sum_of_squares(&valley.problem, &valley.minimiser);
        assert!(end < 1e-20, "{}: {end:e}", valley.name);
        assert!(is_proper_minimum(&valley.problem, &valley.minimiser), "{}", valley.name);
    }
}
