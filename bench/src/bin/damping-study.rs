//! Which damping? Every metric, rule and acceleration on six sets of problems.
//!
//! ```sh
//! cargo run --release -p thalweg-bench --bin damping-study -- --seeds 1,2,3,4,5
//! cargo run --release -p thalweg-bench --bin damping-study -- --page
//! ```
//!
//! The first runs the study, writes `docs/study/results.json` and the picture of a valley, and then
//! does what the second does: from the results alone it makes the page
//! `docs/explanation/which-damping.md` and its figures.
//! `--quick` runs the curved valleys only, prints the counts and writes nothing.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program whose purpose is to print"
)]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Parser;
use thalweg_bench::study::results::Results;
use thalweg_bench::study::{method::methods, page, picture, run::run, set::Set, tally};

/// Compares damping metrics, rules and accelerations on six sets of problems.
#[derive(Debug, Parser)]
struct Arguments {
    /// Seeds of the sets that are drawn at random.
    #[arg(long, value_delimiter = ',', default_value = "1,2,3,4,5")]
    seeds: Vec<u64>,
    /// Run the curved valleys only, print the counts, write nothing.
    #[arg(long, conflicts_with = "page")]
    quick: bool,
    /// Run nothing; make the page and its figures from the results that are there.
    #[arg(long)]
    page: bool,
    /// The folder of the documentation.
    #[arg(long, default_value = "docs")]
    docs: PathBuf,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    if arguments.page {
        return write_page(&arguments.docs);
    }
    let begin = Instant::now();
    let progress = |what: &str| eprintln!("{:6.0} s: {what}", begin.elapsed().as_secs_f64());
    let sets = if arguments.quick { &[Set::V][..] } else { &Set::ALL };
    let results = run(&methods(), sets, &arguments.seeds, progress);
    print!("{}", tally::plain_table(&results)?);
    if arguments.quick {
        return Ok(());
    }
    let file = page::results_file(&arguments.docs);
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(file, results.to_json()?)?;
    std::fs::write(picture::file(&arguments.docs), picture::rosenbrock()?)?;
    write_page(&arguments.docs)
}

fn write_page(docs: &Path) -> Result<(), Box<dyn Error>> {
    let results = Results::from_json(&std::fs::read_to_string(page::results_file(docs))?)?;
    for (path, text) in page::files(&results)? {
        let path = docs.join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, text)?;
    }
    Ok(())
}
