//! `thalweg batch` from Parquet to Parquet: its rate, against that of the engine on the same curves in memory, and its peak memory.
//!
//! ```sh
//! cargo build --release
//! cargo run --release -p thalweg-bench --bin batch-file -- [CURVES [lists|long]]
//! ```
//!
//! Curves are decays of 8 to 30 points with noise, the same for the same number. The file is made in the system's folder for temporary
//! files and removed afterwards. Both sides start at the same point and use all cores. Each is timed three times, and the one in the
//! middle counts: under a hypervisor the first file that is written also pays for memory that the machine has not had before
//! (a seventh of the time, seen in the kernel's copy into the page cache), the next ones are written where it was.
#![allow(clippy::print_stdout, reason = "a program whose purpose is to print")]

use std::error::Error;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use parquet::column::writer::ColumnWriter;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use thalweg_batch::{BatchFit, Column, Curves};
use thalweg_bench::memory::peak;
use thalweg_bench::timing::median;
use thalweg_formula::{Expr, Model};

const FORMULA: &str = "a*exp(-k*t) + c";
const STARTS: [f64; 3] = [3.0, 1.0, 0.5];
/// Curves that are made at once, and a row group.
const CHUNK: usize = 100_000;
/// Times that each side is timed.
const TURNS: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let count: usize = std::env::args().nth(1).map_or(Ok(1_000_000), |word| word.parse())?;
    let is_long = std::env::args().nth(2).is_some_and(|word| word == "long");
    let folder = std::env::temp_dir().join(format!("thalweg-batch-file-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let measured = measure(count, is_long, &folder);
    fs::remove_dir_all(&folder)?;
    println!("{}", measured?);
    Ok(())
}

fn measure(count: usize, is_long: bool, folder: &Path) -> Result<String, Box<dyn Error>> {
    let (data, out) = (folder.join("curves.parquet"), folder.join("fits.parquet"));
    let points = write(count, is_long, &data)?;
    let (mut commands, mut engines) = (Vec::new(), Vec::new());
    let mut most = 0;
    for _ in 0..TURNS {
        let (seconds, mark) = command(&data, &out)?;
        commands.push(seconds);
        most = mark.max(most);
        engines.push(engine(count)?);
    }
    let (seconds, in_memory) = (median(&commands), median(&engines));
    Ok(format!(
        "{count} curves, {points} points, {}: {:.0} MB in, {:.0} MB out\n\
         command    {seconds:.2} s of {commands:.2?}, {:.0} curves per second, peak memory {most} MiB\n\
         in memory  {in_memory:.2} s of {engines:.2?}, {:.0} curves per second\n\
         ratio      {:.2}",
        if is_long { "a row per point" } else { "a row per curve" },
        fs::metadata(&data)?.len() as f64 / 1e6,
        fs::metadata(&out)?.len() as f64 / 1e6,
        count as f64 / seconds,
        count as f64 / in_memory,
        in_memory / seconds,
    ))
}

/// A number in [0, 1) that follows from i alone: Steele, Lea and Flood's SplitMix64 (2014).
fn uniform(i: u64) -> f64 {
    let mut z = i.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

/// Curves in memory.
#[derive(Default)]
struct Made {
    t: Vec<f64>,
    y: Vec<f64>,
    offsets: Vec<usize>,
}

fn made(from: usize, to: usize) -> Made {
    let mut made = Made { offsets: vec![0], ..Made::default() };
    for i in from as u64..to as u64 {
        let draw = |j: u64| uniform(i * 64 + j);
        let (a, k, c) = (2.0 + 2.0 * draw(0), 0.5 + draw(1), draw(2));
        let points = 8 + (draw(3) * 23.0) as u64;
        for j in 0..points {
            let t = 5.0 * j as f64 / (points - 1) as f64;
            // Two uniforms have a triangle for their density: noise enough like a bell.
            let noise =
                uniform((i * 64 + 4 + j) ^ (1 << 62)) + uniform((i * 64 + 4 + j) ^ (1 << 61)) - 1.0;
            made.t.push(t);
            made.y.push(a * (-k * t).exp() + c + 0.05 * noise);
        }
        made.offsets.push(made.t.len());
    }
    made
}

/// Writes the file; how many points it has.
fn write(count: usize, is_long: bool, path: &Path) -> Result<usize, Box<dyn Error>> {
    let schema = match is_long {
        true => "message curves { required int64 id; required double t; required double y; }",
        false => {
            "message curves { required int64 id; \
             optional group t (LIST) { repeated group list { required double element; } } \
             optional group y (LIST) { repeated group list { required double element; } } }"
        }
    };
    let properties = WriterProperties::builder().set_dictionary_enabled(false).build();
    let out = BufWriter::new(File::create(path)?);
    let schema = Arc::new(parse_message_type(schema)?);
    let mut writer = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
    let mut points = 0;
    for from in (0..count).step_by(CHUNK) {
        let to = (from + CHUNK).min(count);
        let made = made(from, to);
        points += made.t.len();
        let lengths = made.offsets.windows(2).map(|pair| pair[1] - pair[0]);
        let ids: Vec<i64> = match is_long {
            true => (from..to).zip(lengths).flat_map(|(i, n)| vec![i as i64; n]).collect(),
            false => (from..to).map(|i| i as i64).collect(),
        };
        let (there, mut begins) = (vec![2i16; made.t.len()], vec![1i16; made.t.len()]);
        made.offsets[..to - from].iter().for_each(|at| begins[*at] = 0);
        let levels = (!is_long).then_some((&there[..], &begins[..]));
        let mut group = writer.next_row_group()?;
        let mut numbers = [&made.t, &made.y].into_iter();
        while let Some(mut column) = group.next_column()? {
            match column.untyped() {
                ColumnWriter::Int64ColumnWriter(w) => w.write_batch(&ids, None, None)?,
                ColumnWriter::DoubleColumnWriter(w) => {
                    let values = numbers.next().ok_or("a column too many")?;
                    w.write_batch(values, levels.map(|l| l.0), levels.map(|l| l.1))?
                }
                _ => return Err("a column of another type".into()),
            };
            column.close()?;
        }
        group.close()?;
    }
    writer.close()?;
    // Or the system writes it to the disk while the command is timed.
    File::open(path)?.sync_all()?;
    Ok(points)
}

/// Seconds and peak memory in MiB of the command.
fn command(data: &Path, out: &Path) -> Result<(f64, u64), Box<dyn Error>> {
    // To replace a file is to wait until the new one is on the disk.
    if out.exists() {
        fs::remove_file(out)?;
    }
    let binary = std::env::current_exe()?.with_file_name("thalweg");
    let starts = format!("a={}; k={}; c={}", STARTS[0], STARTS[1], STARTS[2]);
    let began = Instant::now();
    let mut child = Command::new(&binary)
        .args(["batch", &format!("y ~ {FORMULA}"), "--by", "id", "-q", "-p", &starts])
        .arg(data)
        .arg("-o")
        .arg(out)
        .stdout(Stdio::null())
        .spawn()
        .map_err(|error| format!("{}: {error}; build it first", binary.display()))?;
    let mut mark = 0;
    let ended = loop {
        // The kernel's own high-water mark, so that nothing is missed between two looks.
        mark = peak(child.id()).max(mark);
        if let Some(ended) = child.try_wait()? {
            break ended;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let seconds = began.elapsed().as_secs_f64();
    // 1: some curve has no usable fit, which is no failure here.
    if !matches!(ended.code(), Some(0 | 1)) {
        return Err(format!("the command ended with {ended}").into());
    }
    Ok((seconds, mark))
}

/// Seconds that the engine takes for the same curves, which are made outside of the time.
fn engine(count: usize) -> Result<f64, Box<dyn Error>> {
    let fit = BatchFit::new(Model::new(&Expr::parse(FORMULA)?, &["t"], &["a", "k", "c"])?);
    let order: Vec<f64> = fit
        .model()
        .parameters()
        .iter()
        .map(|name| STARTS[["a", "k", "c"].iter().position(|known| known == name).unwrap_or(0)])
        .collect();
    let fit = fit.starts(&order);
    let mut seconds = 0.0;
    for from in (0..count).step_by(10 * CHUNK) {
        let made = made(from, (from + 10 * CHUNK).min(count));
        let curves = Curves::ragged(&made.y, &made.offsets).columns(&[Column::Rows(&made.t)]);
        let began = Instant::now();
        fit.run(&curves)?;
        seconds += began.elapsed().as_secs_f64();
    }
    Ok(seconds)
}
