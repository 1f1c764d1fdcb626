//! One fit on more rows than memory: `cargo run --release -p thalweg-bench --bin large [--rows 100000000]`.
//!
//! Writes Parquet of 10⁶, 10⁷, ... rows of y = a exp(−k x) + c with noise (fixed seed, single precision, row groups of
//! 10⁶), and prints for each: rows per second and pass from memory, from disk, and of reading and decoding the same
//! columns alone, taken in turns; the peak memory of the process so far; and for 10⁶ rows how far the parameters are
//! from those of the fit in memory.
#![allow(clippy::print_stdout)] // a program for people

use std::error::Error;
use std::fs::{self, File};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use clap::Parser;
use parquet::basic::Compression;
use parquet::data_type::FloatType;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Normal};
use rayon::prelude::*;
use thalweg::large::{Large, Progress, Source};
use thalweg::{Answer, Fit};
use thalweg_bench::memory::peak;
use thalweg_bench::timing::median;
use thalweg_data::{Na, ReadOptions, Reader, Stream};

/// Rows of a row group.
const GROUP: usize = 1_000_000;
/// Times that each is measured.
const TURNS: usize = 7;

#[derive(Parser)]
struct Args {
    /// The largest number of rows; smaller ones are powers of ten from a million on.
    #[arg(long, default_value_t = 10_000_000)]
    rows: usize,
    /// Where the files are written, and found again the next time.
    #[arg(long, default_value = "target/large")]
    folder: PathBuf,
    /// Memory for the rows, in bytes.
    #[arg(long, default_value_t = 1 << 30)]
    memory: u64,
    /// Leave the files in the memory of the system; else they are read from the disk every time, where `dd` can
    /// see to that.
    #[arg(long)]
    cached: bool,
    /// Threads; 0 for all there are.
    #[arg(long, default_value_t = 0)]
    threads: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let args = Args::parse();
    fs::create_dir_all(&args.folder)?;
    let fit = Fit::new("y ~ a*exp(-k*x) + c").threads(args.threads);
    println!(
        "{:>11} {:>6} {:>12} {:>12} {:>12} {:>6} {:>9} {:>9}",
        "rows", "passes", "memory /s", "disk /s", "decode /s", "ratio", "fit", "peak"
    );
    let mut rows = 1_000_000;
    let mut first = None;
    while rows <= args.rows {
        let path = args.folder.join(format!("decay-{rows}.parquet"));
        if !path.exists() {
            generate(&path, rows)?;
        }
        let stream = Stream::open(&path, &ReadOptions::default())?;
        let began = Instant::now();
        let (answer, memory) = passes(&fit, &stream, args.memory)?;
        let seconds = began.elapsed().as_secs_f64();
        let peak = peak(std::process::id());
        let (mut disk, mut alone) = (Vec::new(), Vec::new());
        for _ in 0..TURNS {
            // One pass: the others would find the file in the memory of the system.
            disk.push(first_pass(&fit, &stream, || forget(&path, args.cached))?);
            forget(&path, args.cached);
            alone.push(decode(&stream)?);
        }
        let (disk, alone) = (median(&disk), median(&alone));
        let passes = answer.streamed.map_or(0, |s| s.passes);
        println!(
            "{rows:>11} {passes:>6} {memory:>12.3e} {disk:>12.3e} {alone:>12.3e} {:>6.2} {seconds:>7.2} s {peak:>5} MiB",
            disk / alone
        );
        first.get_or_insert((path, answer));
        rows *= 10;
    }
    let Some((path, answer)) = first else { return Ok(()) };
    compare(&fit, &path, &answer)
}

/// The parameters of a streamed fit against those of the same rows in memory.
fn compare(fit: &Fit, path: &Path, streamed: &Answer) -> Result<(), Box<dyn Error>> {
    let used = ["x".to_string(), "y".to_string()];
    let data = Reader::open(path, &ReadOptions::default())?.read(Some(&used))?;
    let whole = fit.clone().scrutiny(false).run(&data.table(&used, Na::Error)?.0)?;
    for (p, q) in streamed.parameters.iter().zip(&whole.parameters) {
        let (error, own) = (q.std_error.unwrap_or(f64::NAN), p.std_error.unwrap_or(f64::NAN));
        println!(
            "{} = {:.15} against {:.15} in memory: relative {:.1e}, of its error {:.1e}; errors {:.1e}",
            p.name,
            p.estimate,
            q.estimate,
            (p.estimate / q.estimate - 1.0).abs(),
            (p.estimate - q.estimate).abs() / error,
            (own / error - 1.0).abs()
        );
    }
    Ok(())
}

/// A fit, and the rows per second of the median of its passes after the first: from its first sign of life to
/// its last.
fn passes(fit: &Fit, stream: &Stream, memory: u64) -> Result<(Answer, f64), Box<dyn Error>> {
    let times: Mutex<Vec<(usize, Instant, Instant)>> = Mutex::default();
    let watch = |now: Progress| {
        let at = Instant::now();
        if let Ok(mut times) = times.lock() {
            match times.iter_mut().find(|t| t.0 == now.pass) {
                Some(time) => time.2 = at,
                None => times.push((now.pass, at, at)),
            }
        }
        ControlFlow::Continue(())
    };
    // What is made of the sample is not what is measured.
    let fit = fit.clone().scrutiny(false);
    let answer = fit.run_large(stream, &Large::new().memory(memory), &watch)?;
    let rows = stream.rows().unwrap_or(0) as f64;
    let times = times.into_inner()?;
    let rates = times.iter().skip(1).map(|t| rows / (t.2 - t.1).as_secs_f64());
    let rate = median(&rates.collect::<Vec<_>>());
    Ok((answer, rate))
}

/// Rows per second of a pass that reads the file: the second one, before which `prepare` is called.
fn first_pass(
    fit: &Fit,
    stream: &Stream,
    prepare: impl Fn() + Sync,
) -> Result<f64, Box<dyn Error>> {
    let (begun, ended) = (Mutex::new(None), Mutex::new(None));
    let rows = stream.rows().unwrap_or(0);
    let watch = |now: Progress| {
        // The sample is fitted between the first pass and the second, in less than the first takes to tell.
        if let (2, Ok(mut ended)) = (now.pass, ended.lock()) {
            *ended = Some(Instant::now());
        }
        if now.pass == 1 && now.rows == rows {
            prepare();
        }
        if let (2, Ok(mut begun)) = (now.pass, begun.lock()) {
            begun.get_or_insert_with(Instant::now);
        }
        match now.pass > 2 {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    };
    let fit = fit.clone().scrutiny(false);
    fit.run_large(stream, &Large::new().memory(0), &watch)?;
    let (Some(begun), Some(ended)) = (begun.into_inner()?, ended.into_inner()?) else {
        return Err("there was no second pass".into());
    };
    Ok(rows as f64 / ended.duration_since(begun).as_secs_f64())
}

/// Has the system forget what it has read of a file.
fn forget(path: &Path, cached: bool) {
    if !cached {
        let input = format!("if={}", path.display());
        let _ =
            std::process::Command::new("dd").args([&input, "iflag=nocache", "count=0"]).output();
    }
}

/// Rows per second of reading and decoding the same columns by all threads, and of nothing else: without
/// reading ahead, which would make it slower, as all of them wait for the disk anyway.
fn decode(stream: &Stream) -> Result<f64, Box<dyn Error>> {
    let columns = ["x".to_string(), "y".to_string()];
    let began = Instant::now();
    let read = |part: usize| {
        let mut sum = 0.0;
        stream
            .read(part, &columns, &mut |table| {
                sum += table.column("x").and_then(|x| x.last()).unwrap_or(&0.0);
                Ok(())
            })
            .map(|()| sum)
    };
    let sums: Result<Vec<f64>, _> = (0..stream.parts()).into_par_iter().map(read).collect();
    std::hint::black_box(sums?);
    Ok(stream.rows().unwrap_or(0) as f64 / began.elapsed().as_secs_f64())
}

/// x even in 0..10, y = 5 exp(−0.5 x) + 1 with errors of 0.2.
fn generate(path: &Path, rows: usize) -> Result<(), Box<dyn Error>> {
    let schema = Arc::new(parse_message_type("message m { required float x; required float y; }")?);
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_dictionary_enabled(false)
        .build();
    let part = path.with_extension("part");
    let mut writer = SerializedFileWriter::new(File::create(&part)?, schema, Arc::new(properties))?;
    let mut random = Xoshiro256PlusPlus::seed_from_u64(20_260_101);
    let noise = Normal::new(0.0, 0.2).map_err(|error| error.to_string())?;
    let mut written = 0;
    while written < rows {
        let count = GROUP.min(rows - written);
        let x: Vec<f32> = (0..count).map(|_| 10.0 * random.random::<f32>()).collect();
        let mut curve =
            |x: &f32| (5.0 * (-0.5 * f64::from(*x)).exp() + 1.0 + noise.sample(&mut random)) as f32;
        let y: Vec<f32> = x.iter().map(&mut curve).collect();
        let mut group = writer.next_row_group()?;
        for values in [&x, &y] {
            let mut column = group.next_column()?.ok_or("a column is missing")?;
            column.typed::<FloatType>().write_batch(values, None, None)?;
            column.close()?;
        }
        group.close()?;
        written += count;
    }
    writer.close()?;
    fs::rename(part, path)?;
    Ok(())
}
