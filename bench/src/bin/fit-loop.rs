//! Fits one problem of NIST with one contender again and again, for a profiler.
//!
//! ```sh
//! cargo build --release -p thalweg-bench
//! valgrind --tool=callgrind target/release/fit-loop 'thalweg, formula' Misra1a 200
//! ```
//!
//! Arguments: contender (as `nist-speed` calls it), problem, number of fits from each start. It
//! prints the time per fit, which means nothing under a profiler or on a busy machine.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program whose purpose is to print"
)]

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use thalweg_bench::contenders;
use thalweg_testdata::nist;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [contender, problem, fits] = arguments.as_slice() else {
        return Err("usage: fit-loop CONTENDER PROBLEM FITS".into());
    };
    let all = contenders::all();
    let contender = all.iter().find(|c| c.name == contender).ok_or_else(|| {
        format!("contenders: {}", all.iter().map(|c| c.name).collect::<Vec<_>>().join("; "))
    })?;
    let problem = nist::problem(problem).ok_or("NIST has no such problem")?;
    let fits: usize = fits.parse()?;
    let mut fitter = (contender.prepare)(problem)?;
    let mut x = vec![0.0; problem.parameters.len()];
    for start in problem.starts() {
        let began = Instant::now();
        for _ in 0..fits {
            fitter.fit(black_box(start), black_box(&mut x));
        }
        println!("{:.3} us per fit, x = {x:?}", began.elapsed().as_secs_f64() * 1e6 / fits as f64);
    }
    Ok(())
}
