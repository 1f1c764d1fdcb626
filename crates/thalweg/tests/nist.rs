//! NIST's problems as formulas: from their starts, by differences, and without any starts.
#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests are tests

use thalweg::{Answer, Fit, Table};
use thalweg_testdata::nist::{NistProblem, digits, problems};

fn table(problem: &NistProblem) -> Table {
    let mut table = Table::new();
    for name in &problem.columns {
        let column = problem.column(name).expect("a column of the problem");
        table = table.with(name.clone(), column).unwrap();
    }
    table
}

fn fit_from(problem: &NistProblem, start: &[f64]) -> Fit {
    let fit = Fit::new(problem.formula.clone());
    problem.parameters.iter().zip(start).fold(fit, |fit, (name, value)| fit.start(name, *value))
}

fn fewest_digits(problem: &NistProblem, answer: &Answer) -> f64 {
    let estimate = |name: &String| answer.parameter(name).unwrap().estimate;
    let pairs = problem.parameters.iter().map(estimate).zip(&problem.certified);
    pairs.map(|(found, certified)| digits(found, *certified)).fold(f64::INFINITY, f64::min)
}

#[test]
fn from_both_starts() {
    let (mut residuals, mut jacobians) = (0, 0);
    for problem in problems() {
        let data = table(problem);
        for start in [&problem.start1, &problem.start2] {
            let answer = fit_from(problem, start).run(&data).unwrap();
            let name = &problem.name;
            assert!(answer.converged, "{name}: {}", answer.message);
            let lanczos1 = name == "Lanczos1";
            let needed = if lanczos1 { 6.0 } else { 10.0 };
            let found = fewest_digits(problem, &answer);
            assert!(found >= needed, "{name}: {found} digits");
            for (parameter, certified) in problem.parameters.iter().zip(&problem.certified_std) {
                let error = answer.parameter(parameter).unwrap().std_error.unwrap();
                assert!(
                    lanczos1 || digits(error, *certified) >= 6.0,
                    "{name}: {parameter} ± {error}"
                );
            }
            assert_eq!(answer.degrees_of_freedom, problem.dof, "{name}");
            residuals +=
                answer.solver.residual_evaluations + answer.solver.second_directional_evaluations;
            jacobians += answer.solver.jacobian_evaluations;
        }
    }
    assert!(residuals <= 2600, "{residuals} residual evaluations for all");
    assert!(jacobians <= 1500, "{jacobians} Jacobians for all");
}

#[test]
fn by_differences() {
    for problem in problems() {
        let data = table(problem);
        for start in [&problem.start1, &problem.start2] {
            let answer = fit_from(problem, start).differences(true).run(&data).unwrap();
            let found = fewest_digits(problem, &answer);
            assert!(answer.converged, "{}: {}", problem.name, answer.message);
            assert!(found >= 6.0, "{}: {found} digits", problem.name);
        }
    }
}

/// Right means the certified sum of squares: equivalent minima (terms exchanged) have it, too.
#[test]
fn without_starts() {
    let mut wrong = Vec::new();
    for problem in problems() {
        let answer = Fit::new(problem.formula.clone()).run(&table(problem)).unwrap();
        let rss = answer.residual_sum_of_squares;
        let right = rss <= problem.certified_rss * (1.0 + 1e-6);
        assert!(answer.converged || !right, "{}: {}", problem.name, answer.message);
        assert!(answer.warned("W-START") && answer.parameters.iter().any(|p| p.start_found));
        if !right {
            wrong.push(problem.name.clone());
        }
    }
    assert!(wrong.len() <= 1, "not found: {wrong:?}");
}
