//! Data that are read in passes: the answer of memory, and errors that name files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::thalweg;
use serde_json::Value;

/// A folder of its own that is gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("thalweg-cli-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn at(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// x, y = 5 exp(−x/2) + 1 and a wave, with a cell that is no number now and then.
fn decay(path: &str) {
    let mut text = String::from("x,y,note\n");
    for i in 0..40_000u32 {
        let x = f64::from(i) / 4000.0;
        let y = 5.0 * (-x / 2.0).exp() + 1.0 + 0.1 * f64::from(i * 7919 % 1000) / 1000.0;
        let y = if i % 5000 == 17 { "n/a".into() } else { y.to_string() };
        text.push_str(&format!("{x},{y},text\n"));
    }
    fs::write(path, text).unwrap();
}

fn json(args: &[&str]) -> (Value, i32) {
    let ran = thalweg(&[args, &["--format", "json"]].concat(), "");
    (ran.json(), ran.code)
}

fn parquet(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../thalweg-data/tests/data").join(name)
}

#[test]
fn a_file_that_takes_more_than_the_memory_gives_the_answer_of_memory() {
    let folder = Folder::new("memory");
    let path = folder.at("decay.csv");
    decay(&path);
    let formula = "y ~ a*exp(-k*x) + c";
    let asked = ["fit", formula, &path, "--na", "drop", "--where", "x > 1"];
    let (whole, code) = json(&asked);
    assert_eq!((code, whole.get("streamed")), (0, None));
    for memory in ["0", "100kB", "200kB"] {
        let (passes, code) = json(&[&asked[..], &["--memory", memory]].concat());
        assert_eq!(code, 0);
        assert_eq!(passes["streamed"]["rows"], whole["observations"]);
        assert!(passes["streamed"]["passes"].as_u64().unwrap() > 3);
        for key in ["observations", "dropped", "degrees_of_freedom", "status"] {
            assert_eq!(passes[key], whole[key], "{key}");
        }
        for (p, q) in passes["parameters"]
            .as_array()
            .unwrap()
            .iter()
            .zip(whole["parameters"].as_array().unwrap())
        {
            for key in ["estimate", "std_error"] {
                let (a, b) = (p[key].as_f64().unwrap(), q[key].as_f64().unwrap());
                assert!((a / b - 1.0).abs() < 1e-9, "{p}\n{q}");
            }
        }
    }
    let (error, code) = json(&["fit", formula, &path, "--memory", "0"]);
    assert_eq!((error["error"]["code"].as_str(), code), (Some("E-VALUE"), 3));
    let message = error["error"]["message"].as_str().unwrap();
    let said = "decay.csv: a cell is not a number: line 19, column `y`: \"n/a\"";
    assert!(message.ends_with(said), "{message}");
    let none = [&asked[..5], &["--where", "x > 99"]].concat();
    let (whole, code) = json(&none);
    let (passes, again) = json(&[&none[..], &["--memory", "0"]].concat());
    assert_eq!((code, again, &passes["error"]), (3, 3, &whole["error"]));
}

#[test]
fn a_folder_of_parquet_is_one_table() {
    let folder = Folder::new("folder");
    for (from, to) in [("zstd.parquet", "a.parquet"), ("gzip.parquet", "b.parquet")] {
        fs::copy(parquet(from), folder.at(to)).unwrap();
    }
    let formula = "y ~ a*x^2 + b*x";
    for data in [folder.0.display().to_string(), folder.at("*.parquet")] {
        let (answer, code) = json(&["fit", formula, &data, "--na", "drop"]);
        assert_eq!((code, &answer["observations"]), (0, &Value::from(1980)));
        assert_eq!(answer["dropped"], 20);
        assert!((answer["parameters"][0]["estimate"].as_f64().unwrap() - 64.0).abs() < 1e-9);
    }
    // Another file in between: named, and nothing printed but the error.
    fs::copy(parquet("everything.parquet"), folder.at("aa.parquet")).unwrap();
    let ran = thalweg(&["fit", formula, &folder.0.display().to_string(), "--na", "drop"], "");
    assert_eq!((ran.code, ran.stdout.as_str()), (3, ""));
    let told = ran.stderr;
    assert!(told.starts_with("error[E-COLUMN]") && told.contains("aa.parquet"), "{told}");
}

#[test]
fn what_needs_rows_in_memory_is_refused_before_they_are_read() {
    let folder = Folder::new("refused");
    fs::copy(parquet("zstd.parquet"), folder.at("a.parquet")).unwrap();
    let data = folder.0.display().to_string();
    let asked = |more: &[&str]| {
        let args = [&["fit", "y ~ a*x^2", &data], more].concat();
        let (error, code) = json(&args);
        (error["error"]["code"].as_str().unwrap_or_default().to_string(), code)
    };
    let (save, plot) = (folder.at("fit.json"), folder.at("fit.svg"));
    assert_eq!(asked(&["--save", &save]), ("E-USAGE".into(), 2));
    assert_eq!(asked(&["--plot", &plot]), ("E-USAGE".into(), 2));
    assert_eq!(asked(&["--loss", "mm"]), ("E-OPTION".into(), 2));
    assert_eq!(asked(&["--errors", "hc3"]), ("E-OPTION".into(), 2));
    assert_eq!(asked(&["--where", "x > 1e9"]), ("E-EMPTY".into(), 3));
    assert_eq!(asked(&["--memory", "much"]).1, 2);
    assert!(!Path::new(&save).exists() && !Path::new(&plot).exists());
    let (error, code) = json(&["fit", "y ~ a*x", &folder.at("b*.parquet")]);
    assert_eq!((error["error"]["code"].as_str(), code), (Some("E-FILE"), 3));
}
