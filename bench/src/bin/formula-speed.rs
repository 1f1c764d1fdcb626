//! Nanoseconds per row for value and all partial derivatives of five formulas, compiled by
//! Thalweg against hand-written scalar Rust, on blocks of 1000 rows and on 14 rows.
//!
//! ```sh
//! cargo run --release -p thalweg-bench --bin formula-speed
//! ```
#![allow(clippy::print_stdout, reason = "a program whose purpose is to print")]

use std::error::Error;

use thalweg_bench::{formulas::Comparison, timing::Effort};

fn main() -> Result<(), Box<dyn Error>> {
    print!("{}", Comparison::run(Effort::FULL)?.table());
    Ok(())
}
