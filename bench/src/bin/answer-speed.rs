//! What the questions after a fit cost: on NIST's problems, the time of the whole answer over that of
//! the estimates alone, in the same run.
//!
//! ```sh
//! cargo run --release -p thalweg-bench --bin answer-speed [PROBLEM...]
//! ```
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program whose purpose is to print"
)]

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use thalweg::{Fit, Table};
use thalweg_testdata::nist::{self, NistProblem};

/// Runs of each; the fastest counts.
const RUNS: usize = 15;

fn main() -> Result<(), Box<dyn Error>> {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    println!("{:<10} {:>12} {:>12} {:>8}", "problem", "estimates", "answer", "ratio");
    for problem in nist::problems() {
        if !asked.is_empty() && !asked.contains(&problem.name) {
            continue;
        }
        let (fit, table) = question(problem)?;
        let alone = fastest(&fit.clone().scrutiny(false), &table)?;
        let whole = fastest(&fit, &table)?;
        let (a, w) = (alone * 1e3, whole * 1e3);
        println!("{:<10} {a:>9.3} ms {w:>9.3} ms {:>8.1}", problem.name, whole / alone);
    }
    Ok(())
}

fn question(problem: &NistProblem) -> Result<(Fit, Table), Box<dyn Error>> {
    let mut table = Table::new();
    for name in &problem.columns {
        let column = problem.column(name).ok_or("a column of the problem is missing")?;
        table = table.with(name.clone(), column)?;
    }
    let named = problem.parameters.iter().zip(problem.starts()[1]);
    let fit = named.fold(Fit::new(problem.formula.clone()), |fit, (n, v)| fit.start(n, *v));
    Ok((fit, table))
}

/// Seconds of the fastest run.
fn fastest(fit: &Fit, table: &Table) -> Result<f64, Box<dyn Error>> {
    let mut least = f64::INFINITY;
    for _ in 0..RUNS {
        let began = Instant::now();
        black_box(fit.run(black_box(table))?);
        least = least.min(began.elapsed().as_secs_f64());
    }
    Ok(least)
}
