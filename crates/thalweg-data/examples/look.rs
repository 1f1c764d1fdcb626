//! Says what the reader sees in a file, and how long reading took:
//! `cargo run --release -p thalweg-data --example look -- FILE [COLUMN]...`
#![allow(clippy::print_stdout)]

use std::path::Path;
use std::time::Instant;
use thalweg_data::{DataError, ReadOptions, Reader};

fn main() -> Result<(), DataError> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().unwrap_or_else(|| "examples/misra1a.csv".to_string());
    let columns: Vec<String> = arguments.collect();
    let start = Instant::now();
    let reader = Reader::open(Path::new(&file), &ReadOptions::default())?;
    let opened = start.elapsed();
    let data = reader.read((!columns.is_empty()).then_some(columns.as_slice()))?;
    let read = start.elapsed();
    println!("{file}: {} rows", data.rows());
    for note in data.notes() {
        println!("  note: {note}");
    }
    for name in data.names() {
        let Some(values) = data.column(name) else { continue };
        let numbers: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
        let low = numbers.iter().copied().fold(f64::INFINITY, f64::min);
        let high = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        println!("  {name}: {} numbers from {low} to {high}", numbers.len());
    }
    println!("opened in {opened:.1?}, read in {read:.1?}");
    Ok(())
}
