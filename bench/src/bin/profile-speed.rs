//! Time of all profile intervals of NIST's problems, beside one fit of the same problem.
//!
//! ```sh
//! cargo run --release -p thalweg-bench --bin profile-speed [-- Misra1a Rat43]
//! ```
#![allow(clippy::print_stdout, reason = "a program whose purpose is to print")]

use std::error::Error;

use thalweg_bench::{profiles, timing::Effort};

fn main() -> Result<(), Box<dyn Error>> {
    let names: Vec<String> = std::env::args().skip(1).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    print!("{}", profiles::table(&profiles::run(&names, Effort::FULL)?));
    Ok(())
}
