//! Short versions of `formula-speed` and `nist-speed`.
//!
//! ```sh
//! cargo bench -p thalweg-bench
//! ```
#![allow(clippy::print_stdout, reason = "a program whose purpose is to print")]

use std::error::Error;

use thalweg_bench::{formulas, nist, timing::Effort};

fn main() -> Result<(), Box<dyn Error>> {
    // `cargo test --benches` runs it too, without `--bench`: then it only has to run.
    let timed = std::env::args().any(|argument| argument == "--bench");
    let effort = if timed { Effort::QUICK } else { Effort::SMOKE };
    println!("{}", formulas::Comparison::run(effort)?.table());
    print!("{}", nist::Comparison::run(effort)?.table());
    Ok(())
}
