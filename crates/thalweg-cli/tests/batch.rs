//! `thalweg batch`: files in, a row per curve out, whatever happens in between.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use common::thalweg;
use thalweg_data::{ReadOptions, read};

const MODEL: &str = "y ~ a*exp(-k*t)";

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("batch").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A number in (0, 1) that follows from i alone.
fn noise(i: usize) -> f64 {
    let wave = ((i as f64 + 1.0) * 12.9898).sin() * 43_758.545_3;
    wave - wave.floor()
}

/// Rows of a decay: its well and one row per point.
fn decay(text: &mut String, well: &str, i: usize, points: usize) {
    let (a, k) = (2.0 + 3.0 * noise(3 * i), 0.5 + noise(3 * i + 1));
    for j in 0..points {
        let t = 0.5 * j as f64;
        let y = a * (-k * t).exp() + 0.02 * (noise(100 * i + j) - 0.5);
        writeln!(text, "{well},{t},{y:?}").unwrap();
    }
}

fn decays(count: usize, points: usize) -> String {
    let mut text = String::from("well,t,y\n");
    (0..count).for_each(|i| decay(&mut text, &format!("W{i}"), i, points));
    text
}

/// Files of a test.
struct Files {
    data: String,
    out: PathBuf,
}

impl Files {
    fn new(folder: &Path, data: &str, out: &str) -> Self {
        let path = folder.join("data.csv");
        fs::write(&path, data).unwrap();
        Self { data: path.display().to_string(), out: folder.join(out) }
    }

    fn arguments<'a>(&'a self, out: &'a str, more: &[&'a str]) -> Vec<&'a str> {
        [&["batch", MODEL, &self.data, "--by", "well", "-o", out], more].concat()
    }

    fn run(&self, more: &[&str]) -> common::Ran {
        let out = self.out.display().to_string();
        thalweg(&self.arguments(&out, more), "")
    }

    /// The rows of the result, which is CSV.
    fn rows(&self) -> Vec<Vec<String>> {
        let text = fs::read_to_string(&self.out).unwrap();
        text.lines().map(|line| line.split(',').map(String::from).collect()).collect()
    }

    fn parts(&self) -> PathBuf {
        PathBuf::from(format!("{}.parts", self.out.display()))
    }
}

#[test]
fn a_row_per_curve_in_the_order_of_the_data() {
    let mut data = String::from("well,t,y\n");
    for (i, well) in ["B2", "007", "a b", "A1", "7"].iter().enumerate() {
        decay(&mut data, well, i, 6 + i);
    }
    let files = Files::new(&folder("order"), &data, "out.csv");
    let ran = files.run(&[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{ran:?}");
    assert!(ran.stderr.contains("5 curves in ") && ran.stderr.contains("  minimum  5"), "{ran:?}");
    let rows = files.rows();
    let names = "well,a,a_se,k,k_se,rss,n,iterations,status,warnings";
    assert_eq!(rows[0].join(","), names);
    let column = |k: usize| rows[1..].iter().map(|row| row[k].clone()).collect::<Vec<_>>();
    assert_eq!(column(0), ["B2", "007", "a b", "A1", "7"]);
    assert_eq!(column(6), ["6", "7", "8", "9", "10"]);
    // Each is what a single fit of its rows finds.
    for (i, row) in rows[1..].iter().enumerate() {
        let mut alone = String::from("well,t,y\n");
        decay(&mut alone, "1", i, 6 + i);
        let (answer, _) = common::answer(MODEL, &alone, &[]);
        for (name, at) in [("a", 1), ("k", 3)] {
            let parameter = common::parameter(&answer, name);
            let number = |k: usize| row[k].parse::<f64>().unwrap();
            assert!(common::close(number(at), parameter["estimate"].as_f64().unwrap(), 1e-7));
            assert!(common::close(number(at + 1), parameter["std_error"].as_f64().unwrap(), 1e-5));
        }
    }
    // Quantities that follow, and a summary as JSON.
    let ran = files.run(&["-d", "half = log(2)/k", "-p", "a2 := 2*a", "--format", "json", "-q"]);
    let summary = ran.json();
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_eq!(summary["schema"], "thalweg.batch/1");
    assert_eq!(
        (summary["curves"].as_u64(), summary["statuses"]["minimum"].as_u64()),
        (Some(5), Some(5))
    );
    let rows = files.rows();
    let number = |name: &str| -> f64 {
        rows[1][rows[0].iter().position(|n| n == name).unwrap()].parse().unwrap()
    };
    assert!(common::close(number("half"), 2f64.ln() / number("k"), 1e-14));
    assert!(common::close(
        number("half_se"),
        2f64.ln() / number("k").powi(2) * number("k_se"),
        1e-9
    ));
    assert!(common::close(number("a2_se"), 2.0 * number("a_se"), 1e-12));
}

#[test]
fn every_format_says_the_same() {
    let folder = folder("formats");
    let data = decays(20, 7);
    let csv = Files::new(&folder, &data, "out.csv");
    assert_eq!(csv.run(&[]).code, 0);
    let expected = read(csv.out.as_path(), &ReadOptions::default()).unwrap();
    let parquet = Files::new(&folder, &data, "out.parquet");
    assert_eq!(parquet.run(&[]).code, 0);
    let json: String = data
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            format!("{{\"well\":\"{}\",\"t\":{},\"y\":{}}}\n", cells[0], cells[1], cells[2])
        })
        .collect();
    let tsv = data.replace(',', "\t");
    let mut results = vec![parquet.out.clone()];
    for (text, name) in [(json, "json.csv"), (tsv, "tsv.parquet"), (data, "csv.arrow")] {
        let out = folder.join(name);
        let args = ["batch", MODEL, "-", "--by", "well", "-o", out.to_str().unwrap()];
        assert_eq!(thalweg(&args, &text).code, 0);
        results.push(out);
    }
    let fitted = |path: &Path| {
        let path = path.display().to_string();
        let ran = thalweg(&["fit", "k ~ p + q*a", &path, "--format", "json"], "");
        ran.json()["parameters"].clone()
    };
    let of_csv = fitted(&csv.out);
    assert!(of_csv[1]["estimate"].is_number(), "{of_csv}");
    for out in results {
        assert_eq!(fitted(&out), of_csv, "{}", out.display());
        let found = read(out.as_path(), &ReadOptions::default()).unwrap();
        assert_eq!((found.names(), found.rows()), (expected.names(), 20), "{}", out.display());
        for name in ["a", "a_se", "k", "k_se", "rss", "n", "iterations"] {
            assert_eq!(found.column(name), expected.column(name), "{name} of {}", out.display());
        }
    }
    // Keys of text in Parquet, as a reader of curves finds them.
    let reader = thalweg_data::CurveReader::open(parquet.out.as_path(), &ReadOptions::default());
    let (used, by) = (["a".to_string()], ["well".to_string()]);
    let together = thalweg_data::Grouping::Together;
    let mut blocks = reader.unwrap().blocks(&used, &by, together, thalweg_data::Na::Drop).unwrap();
    let thalweg_data::KeyColumn::Text(keys) = blocks.next().unwrap().unwrap().keys.remove(0) else {
        panic!("keys are text")
    };
    assert_eq!((keys.get(0), keys.get(19)), ("W0", "W19"));
}

#[test]
fn rows_of_lists_from_parquet() {
    let folder = folder("lists");
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/../thalweg-data/tests/data/curves.parquet");
    let out = folder.join("out.csv");
    let path = out.to_str().unwrap();
    let args = ["batch", MODEL, data, "--by", "plate", "-p", "a=1; k=1", "-o", path];
    // Of five curves two are empty.
    let ran = thalweg(&args, "");
    assert_eq!(ran.code, 1, "{ran:?}");
    let text = fs::read_to_string(&out).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(
        rows.iter().map(|row| row[0]).collect::<Vec<_>>(),
        ["plate", "7", "7", "-1", "9007199254740993", "0"]
    );
    let status: Vec<&str> = rows[1..].iter().map(|row| row[8]).collect();
    assert_eq!(status, ["exact-fit", "exact-fit", "too-few-points", "too-few-points", "exact-fit"]);
    for (row, a, k) in [(1, 2.0, 0.5), (2, 3.0, 1.0), (5, 6.0, 0.125)] {
        assert!(common::close(rows[row][1].parse().unwrap(), a, 1e-9), "{text}");
        assert!(common::close(rows[row][3].parse().unwrap(), k, 1e-9), "{text}");
    }
    assert_eq!((rows[1][6], rows[1][9]), ("3", "W-MISSING"));
    // Starts from a column, and rows that are numbered.
    let args = ["batch", MODEL, data, "--start-column", "k=k0", "-p", "a=1; k=2", "-o", path];
    assert_eq!(thalweg(&args, "").code, 1);
    assert!(
        fs::read_to_string(&out)
            .unwrap()
            .starts_with("row,a,a_se,k,k_se,rss,n,iterations,status,warnings\n1,")
    );
}

#[test]
fn a_curve_that_fails_is_a_row_with_its_status() {
    let mut data = String::from("well,t,y\n");
    decay(&mut data, "good", 1, 8);
    data.push_str("nan,0,NaN\nnan,1,\nnan,2,x\nshort,0,2\n");
    (0..8).for_each(|j| data.push_str(&format!("flat,{},3\n", 0.5 * f64::from(j))));
    (0..8).for_each(|j| {
        data.push_str(&format!(
            "fast,{0},{1:?}\n",
            0.5 * f64::from(j),
            5.0 * (-4.0 * f64::from(j)).exp() + 0.01 * noise(j as usize)
        ))
    });
    decay(&mut data, "outlier", 2, 8);
    data.push_str("outlier,4,1e6\n");
    let files = Files::new(&folder("failing"), &data, "out.csv");
    let ran = files.run(&["-p", "k in [0, 3]"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let rows = files.rows();
    let row = |well: &str| rows.iter().find(|row| row[0] == well).unwrap();
    assert_eq!(rows.len(), 7, "never a lost row");
    assert_eq!(row("good")[8..], ["minimum", ""]);
    assert_eq!(row("nan")[1..], ["", "", "", "", "", "0", "0", "too-few-points", "W-MISSING"]);
    assert_eq!((row("short")[6].as_str(), row("short")[8].as_str()), ("1", "too-few-points"));
    assert_eq!(row("fast")[8..], ["minimum-on-bound", "W-BOUND"]);
    assert_eq!(row("fast")[3..5], ["3", ""], "no error of what a bound holds");
    assert!(["minimum-on-bound", "exact-fit"].contains(&row("flat")[8].as_str()), "{rows:?}");
    assert!(row("flat")[1].parse::<f64>().is_ok_and(|a| common::close(a, 3.0, 1e-6)));
    assert!(row("outlier")[8].starts_with("minimum"), "{rows:?}");
    assert!(ran.stderr.contains("too-few-points    2"), "{ran:?}");
}

#[test]
fn what_is_wrong_is_one_error_and_leaves_nothing() {
    let folder = folder("wrong");
    let data = decays(3, 5);
    let files = Files::new(&folder, &data, "out.csv");
    let data = files.data.as_str();
    let out = files.out.display().to_string();
    let round = folder.join("../wrong/data.csv").display().to_string();
    let gone = folder.join("none/out.csv").display().to_string();
    for (args, code, exit) in [
        (vec![MODEL, data, "--by", "wel", "-o", &out], "E-COLUMN", 3),
        (vec!["y ~ a*exp(-k*x)", data, "--by", "well", "-o", &out], "E-COLUMN", 2),
        (vec![MODEL, data, "-o", &out], "E-COLUMN", 3),
        (vec![MODEL, data, "--by", "well", "-o", "out.xlsx"], "E-USAGE", 2),
        (vec![MODEL, data, "--by", "well", "-o", &gone], "E-USAGE", 2),
        (vec![MODEL, data, "--by", "well", "-o", &out, "-p", "b=1"], "E-NAME", 2),
        (vec![MODEL, data, "--by", "well", "-o", &out, "--loss", "huber"], "E-OPTION", 2),
        (vec![MODEL, data, "--by", "well", "-o", &out, "--start-column", "k"], "E-USAGE", 2),
        (vec![MODEL, data, "--by", "well", "-o", &out, "--start-column", "k=k0"], "E-COLUMN", 3),
        (
            vec![
                MODEL,
                data,
                "--by",
                "well",
                "-o",
                &out,
                "--start-column=k=t",
                "--start-column=k=y",
            ],
            "E-USAGE",
            2,
        ),
        (vec![MODEL, "none.csv", "--by", "well", "-o", &out], "E-FILE", 3),
        (vec![MODEL, "-", "--by", "well", "-o", &out], "E-EMPTY", 3),
        (vec![MODEL, "-", "--by", "well", "-o", &out, "--resume"], "E-USAGE", 2),
        (vec![MODEL, data, "--by", "well", "-o", data], "E-USAGE", 2),
        (vec![MODEL, data, "--by", "well", "-o", &round], "E-USAGE", 2),
        (vec![MODEL, data, "--by", "well,$1", "-o", &out], "E-COLUMN", 3),
        (vec!["y ~ n*exp(-rss*t)", data, "--by", "well", "-o", &out], "E-HEADER", 3),
        (
            vec![MODEL, data, "--by", "well", "-o", &out, "--sigma", "1", "--estimator", "poisson"],
            "E-OPTION",
            2,
        ),
    ] {
        let ran = thalweg(&[vec!["batch"], args.clone()].concat(), "");
        assert_eq!(ran.code, exit, "{args:?} {ran:?}");
        assert!(ran.stderr.contains(&format!("error[{code}]")), "{args:?} {ran:?}");
        let left: Vec<_> = fs::read_dir(&folder).unwrap().collect();
        assert_eq!(left.len(), 1, "{args:?} left {left:?}");
    }
    let blank = thalweg(&["batch", MODEL, data, "--by", "well, t", "-o", &out], "");
    assert_eq!(blank.code, 1, "two key columns with a blank between them: {blank:?}");
    let none = files.run(&["--evaluations", "0"]);
    assert!(none.code == 2 && none.stderr.contains("a whole number above 0"), "{none:?}");
    let missing = files.run(&["--na", "error", "--where", "t > 0"]);
    assert_eq!(missing.code, 0, "{missing:?}");
    fs::write(data, "well,t,y\na,0,1\na,1,\n").unwrap();
    let missing = files.run(&["--na", "error", "--format", "json"]);
    assert_eq!(missing.json()["error"]["code"], "E-VALUE");
    // The row in which it is missing does not count.
    fs::write(data, "well,t,y\na,0,8\na,1,\na,2,2\na,3,1\na,4,0.5\n").unwrap();
    let elsewhere = files.run(&["--na", "error", "--where", "t != 1"]);
    assert_eq!(elsewhere.code, 0, "{elsewhere:?}");
}

#[test]
fn unsorted_points_are_gathered() {
    let folder = folder("unsorted");
    let sorted = decays(40, 6);
    let files = Files::new(&folder, &sorted, "sorted.csv");
    assert_eq!(files.run(&[]).code, 0);
    let mut lines: Vec<&str> = sorted.lines().skip(1).collect();
    lines.sort_by_key(|line| line.split(',').nth(1).unwrap().parse::<f64>().unwrap().to_bits());
    let mixed = format!("well,t,y\n{}\n", lines.join("\n"));
    let again = Files::new(&folder, &mixed, "mixed.csv");
    let ran = again.run(&[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.contains("comes again in line 42"), "{ran:?}");
    assert_eq!(fs::read(&files.out).unwrap(), fs::read(&again.out).unwrap());
    // Standard input cannot be read again.
    let out = again.out.display().to_string();
    let args = ["batch", MODEL, "--by", "well", "-o", &out];
    assert_eq!(thalweg(&args, &mixed).code, 3);
    assert_eq!(thalweg(&[&args[..], &["--unsorted"]].concat(), &mixed).code, 0);
    assert_eq!(fs::read(&files.out).unwrap(), fs::read(&again.out).unwrap());
}

#[test]
fn single_precision_is_near_double() {
    let files = Files::new(&folder("precision"), &decays(200, 12), "out.csv");
    assert_eq!(files.run(&["--precision", "double"]).code, 0);
    let double = files.rows();
    let ran = files.run(&["--precision", "single"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let single = files.rows();
    assert_eq!((double.len(), single.len()), (201, 201));
    let number = |text: &String| text.parse::<f64>().unwrap();
    for (double, single) in double.iter().zip(&single).skip(1) {
        assert_eq!((&double[0], &double[8..]), (&single[0], &single[8..]));
        for at in [1, 3] {
            let (a, b, error) = (number(&single[at]), number(&double[at]), number(&double[at + 1]));
            assert!((a - b).abs() < 1e-3 * error, "{double:?} {single:?}");
        }
    }
    let estimates =
        |rows: &[Vec<String>]| rows.iter().map(|row| row[1].clone()).collect::<Vec<_>>();
    assert_ne!(estimates(&double), estimates(&single), "single precision did nothing");
}

/// Enough curves for five blocks.
const MANY: usize = 150_000;

/// Starts a run and waits until its first part is done; then it is sent `signal`. Its exit code.
fn signalled(files: &Files, signal: &str) -> Option<i32> {
    let out = files.out.display().to_string();
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("thalweg"))
        .args(files.arguments(&out, &["--threads", "1"]))
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let first = files.parts().join("000000.note");
    let began = Instant::now();
    while !first.exists() {
        assert!(began.elapsed() < Duration::from_secs(120), "no part was ever done");
        std::thread::sleep(Duration::from_millis(1));
    }
    Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    child.wait().unwrap().code()
}

#[test]
fn threads_kills_and_interrupts_change_no_byte() {
    let folder = folder("many");
    let data = decays(MANY, 4);
    for end in ["parquet", "arrow"] {
        change_no_byte(&folder, &data, end);
    }
}

fn change_no_byte(folder: &Path, data: &str, end: &str) {
    let out = |name: &str| folder.join(format!("{name}.{end}"));
    let files = Files::new(folder, data, &format!("one.{end}"));
    assert_eq!(files.run(&["--threads", "1"]).code, 0);
    let expected = fs::read(&files.out).unwrap();
    let two = Files { out: out("two"), ..files };
    assert_eq!(two.run(&["--threads", "2"]).code, 0);
    assert!(fs::read(&two.out).unwrap() == expected, "threads change the result");

    let killed = Files { out: out("killed"), ..two };
    assert_eq!(signalled(&killed, "-KILL"), None);
    assert!(!killed.out.exists() && killed.parts().is_dir(), "killed too late to tell");
    for asked in [["--evaluations", "7"], ["--precision", "single"]] {
        let other = killed.run(&["--resume", asked[0], asked[1]]);
        assert_eq!(other.code, 2, "{other:?}");
        assert!(other.stderr.contains("error[E-RESUME]"), "{other:?}");
    }
    let ran = killed.run(&["--resume"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.contains("of them had been done before"), "{ran:?}");
    assert!(!ran.stderr.contains("anew"), "{ran:?}");
    assert!(fs::read(&killed.out).unwrap() == expected, "a kill changes the result");
    assert!(!killed.parts().exists());

    let stopped = Files { out: out("stopped"), ..killed };
    assert_eq!(signalled(&stopped, "-INT"), Some(130));
    let rows = read(stopped.out.as_path(), &ReadOptions::default()).unwrap().rows();
    assert!(rows > 0 && rows < MANY, "{rows} rows after Ctrl-C");
    assert_eq!(stopped.run(&["--resume"]).code, 0);
    assert!(fs::read(&stopped.out).unwrap() == expected, "an interrupt changes the result");
}

#[test]
fn nothing_to_go_on_with_and_nothing_left_are_said() {
    let files = Files::new(&folder("nothing"), &decays(3, 5), "out.csv");
    let ran = files.run(&["--resume", "--where", "t > 100"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let told = &ran.stderr;
    assert_eq!(told.matches("note: nothing that was done before is there").count(), 1, "{told}");
    assert!(told.contains("note: --where leaves no point of any of the first 3 curves"), "{told}");
    assert!(!files.run(&["--where", "t > 1"]).stderr.contains("note: --where"));
}

#[test]
fn a_column_without_numbers_is_named() {
    let folder = folder("words");
    let data = folder.join("words.csv");
    fs::write(&data, "well,t,y\nA,0,5 V\nA,1,3 V\nB,0,4 V\nB,1,2 V\n").unwrap();
    let out = folder.join("fits.csv");
    let (data, out) = (data.to_str().unwrap(), out.to_str().unwrap());
    let run = thalweg(&["batch", MODEL, data, "--by", "well", "-o", out], "");
    let told = &run.stderr;
    assert!(told.contains("note: `y` holds no number in any of the first 2 curves"), "{told}");
    assert!(!told.contains("`t` holds"), "{told}");
    assert!(told.contains("too-few-points  2"), "{told}");
}
