//! Time per fit over the 54 fits of NIST, and the digits reached, side by side.
//!
//! ```sh
//! cargo run --release -p thalweg-bench --bin nist-speed [-- --verbose] [-- --quick]
//! ```
//!
//! Contenders: Thalweg on compiled formulas and on hand-written models, the crates
//! levenberg-marquardt 0.15 and rmpfit 2, and lmder of the C library cminpack where Debian's
//! `libcminpack-dev` is installed; all at tolerances of 1e-12 where they have them. What is timed
//! is one fit from its start; formulas are compiled and memory is reserved before. Contenders take
//! turns, and a ratio is a median over the turns. `--verbose` adds every fit.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program whose purpose is to print"
)]

use std::error::Error;
use std::process::ExitCode;

use thalweg_bench::{nist::Comparison, timing::Effort};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let (mut verbose, mut effort) = (false, Effort::FULL);
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "-v" | "--verbose" => verbose = true,
            "--quick" => effort = Effort::QUICK,
            other => {
                eprintln!("unknown argument `{other}`; there are --verbose and --quick");
                return Ok(ExitCode::from(2));
            }
        }
    }
    let comparison = Comparison::run(effort)?;
    if verbose {
        println!("{}", comparison.details());
    }
    print!("{}", comparison.table());
    Ok(ExitCode::SUCCESS)
}
