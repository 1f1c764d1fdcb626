//! `thalweg selftest`: NIST's problems against their certified values.

use std::time::Instant;

use thalweg::{Answer, Fit, FitError, Table};
use thalweg_report::{Align, Columns};
use thalweg_testdata::nist::{self, NistProblem, digits};

use crate::args::SelftestArgs;
use crate::failure::Failure;
use crate::{codes, output};

/// Digits every estimate must have.
const ESTIMATE_DIGITS: f64 = 10.0;

/// Those of Lanczos1: its RSS, 1.4e-25, is below what parameters of 11 digits reproduce.
const LANCZOS1_DIGITS: f64 = 6.0;

/// Digits every standard error must have (not asked of Lanczos1, for the same reason).
const ERROR_DIGITS: f64 = 6.0;

/// One fit and how it compares.
struct Run {
    problem: &'static NistProblem,
    start: usize,
    status: String,
    estimates: f64,
    errors: f64,
    passed: bool,
    residuals: usize,
    jacobians: usize,
}

pub(crate) fn run(args: &SelftestArgs) -> Result<u8, Failure> {
    let problems = chosen(&args.problems)?;
    let clock = Instant::now();
    let mut runs = Vec::new();
    for problem in problems {
        for (at, start) in [&problem.start1, &problem.start2].into_iter().enumerate() {
            runs.push(compare(problem, at + 1, fit(problem, start)));
        }
    }
    let seconds = clock.elapsed().as_secs_f64();
    output::print(&report(&runs, seconds))?;
    Ok(u8::from(!runs.iter().all(|run| run.passed)))
}

fn chosen(names: &[String]) -> Result<Vec<&'static NistProblem>, Failure> {
    if names.is_empty() {
        return Ok(nist::problems().iter().collect());
    }
    names.iter().map(|name| nist::problem(name).ok_or_else(|| unknown(name))).collect()
}

fn unknown(name: &str) -> Failure {
    let close = codes::closest_of(name, nist::problems().iter(), |p| &p.name);
    let help = match close {
        Some(problem) => format!("did you mean {}?", problem.name),
        None => "`thalweg selftest` runs and names them all".into(),
    };
    Failure::usage("E-USAGE", format!("NIST has no problem `{name}`"), Some(help))
}

fn fit(problem: &NistProblem, start: &[f64]) -> Result<Answer, FitError> {
    let mut table = Table::new();
    for (name, values) in problem.columns.iter().zip(&problem.values) {
        table = table.with(name.as_str(), values.clone())?;
    }
    let mut fit = Fit::new(problem.formula.as_str()).scrutiny(false);
    for (name, &value) in problem.parameters.iter().zip(start) {
        fit = fit.start(name.as_str(), value);
    }
    fit.run(&table)
}

fn compare(problem: &'static NistProblem, start: usize, answer: Result<Answer, FitError>) -> Run {
    let mut run = Run {
        problem,
        start,
        status: String::new(),
        estimates: 0.0,
        errors: 0.0,
        passed: false,
        residuals: 0,
        jacobians: 0,
    };
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => {
            run.status = error.code().to_string();
            return run;
        }
    };
    let worst = |value: &dyn Fn(&thalweg::Parameter) -> f64, certified: &[f64]| {
        let names = problem.parameters.iter().zip(certified);
        names
            .map(|(name, &c)| answer.parameter(name).map_or(0.0, |p| digits(value(p), c)))
            .fold(f64::INFINITY, f64::min)
    };
    run.status = answer.status.code().to_string();
    run.estimates = worst(&|p| p.estimate, &problem.certified);
    run.errors = worst(&|p| p.std_error.unwrap_or(f64::NAN), &problem.certified_std);
    run.residuals =
        answer.solver.residual_evaluations + answer.solver.second_directional_evaluations;
    run.jacobians = answer.solver.jacobian_evaluations;
    let lanczos1 = problem.name == "Lanczos1";
    let needed = if lanczos1 { LANCZOS1_DIGITS } else { ESTIMATE_DIGITS };
    run.passed =
        answer.converged && run.estimates >= needed && (lanczos1 || run.errors >= ERROR_DIGITS);
    run
}

fn report(runs: &[Run], seconds: f64) -> String {
    let mut table = Columns::new([
        ("", Align::Left),
        ("problem", Align::Left),
        ("start", Align::Right),
        ("status", Align::Left),
        ("digits", Align::Point),
        ("of std errors", Align::Point),
        ("evaluations", Align::Right),
        ("Jacobians", Align::Right),
    ]);
    for run in runs {
        table.row([
            if run.passed { "✓" } else { "✗" }.to_string(),
            run.problem.name.clone(),
            run.start.to_string(),
            run.status.clone(),
            format!("{:.1}", run.estimates),
            format!("{:.1}", run.errors),
            run.residuals.to_string(),
            run.jacobians.to_string(),
        ]);
    }
    let passed = runs.iter().filter(|run| run.passed).count();
    let fewest = |of: &dyn Fn(&Run) -> f64| {
        let digits = runs.iter().filter(|run| run.problem.name != "Lanczos1").map(of);
        digits.fold(nist::MOST_DIGITS, f64::min)
    };
    format!(
        "{}\n{passed} of {} agree with the certified values: at least {:.1} digits of every \
         estimate\nand {:.1} of every standard error (Lanczos1 apart); {} residual and {} Jacobian \
         evaluations, {:.1} ms\n",
        table.render(0),
        runs.len(),
        fewest(&|run| run.estimates),
        fewest(&|run| run.errors),
        runs.iter().map(|run| run.residuals).sum::<usize>(),
        runs.iter().map(|run| run.jacobians).sum::<usize>(),
        seconds * 1e3,
    )
}
