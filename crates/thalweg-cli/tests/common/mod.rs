//! Running the command and reading what it says.
#![allow(dead_code, reason = "every test file uses a part of it")]

use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;

/// NIST's Misra1a: certified b1 = 238.94212918, b2 = 5.5015643181e-4.
pub const MISRA1A: &str = include_str!("../../../../testdata/nist/misra1a.csv");
pub const MODEL: &str = "y ~ b1*(1-exp(-b2*x))";
pub const START: [&str; 2] = ["-p", "b1=500; b2=1e-4"];

/// What a run of the command left behind.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// Runs `thalweg` with these arguments and this standard input.
pub fn thalweg(args: &[&str], stdin: &str) -> Ran {
    let output = cargo_bin_cmd!("thalweg").args(args).write_stdin(stdin).output().unwrap();
    let ran = Ran {
        code: output.status.code().expect("not killed"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    assert!(!ran.stderr.contains("panicked"), "{ran:?}");
    ran
}

/// `thalweg fit` on data from standard input.
pub fn fit(formula: &str, data: &str, args: &[&str]) -> Ran {
    thalweg(&[&["fit", formula], args].concat(), data)
}

/// The answer of a fit as JSON, with the exit code.
pub fn answer(formula: &str, data: &str, args: &[&str]) -> (Value, i32) {
    let ran = fit(formula, data, &[args, &["--format", "json"]].concat());
    (ran.json(), ran.code)
}

impl Ran {
    /// Standard output as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("{e} in {self:?}"))
    }
}

/// The error of a fit: its code, message, help and the exit code. Both faces of it are checked: the
/// JSON object on standard output, and the text on standard error with nothing on standard output.
pub fn error(formula: &str, data: &str, args: &[&str]) -> (String, String, String, i32) {
    let (value, exit) = answer(formula, data, args);
    assert_eq!(value["schema"], "thalweg.fit/1");
    let part = |key: &str| value["error"][key].as_str().unwrap_or_default().to_string();
    let (code, message, help) = (part("code"), part("message"), part("help"));
    let text = fit(formula, data, args);
    assert_eq!((text.code, text.stdout.as_str()), (exit, ""), "{text:?}");
    assert!(text.stderr.contains(&format!("error[{code}]: ")), "{text:?}");
    assert!(text.stderr.contains(&help), "{text:?}");
    (code, message, help, exit)
}

/// A parameter of an answer.
pub fn parameter<'a>(answer: &'a Value, name: &str) -> &'a Value {
    let parameters = answer["parameters"].as_array().unwrap_or_else(|| panic!("{answer}"));
    parameters.iter().find(|p| p["name"] == name).unwrap_or_else(|| panic!("{name}: {answer}"))
}

/// Its estimate.
pub fn estimate(answer: &Value, name: &str) -> f64 {
    parameter(answer, name)["estimate"].as_f64().unwrap()
}

/// The warning of this code, if there is one.
pub fn warning<'a>(answer: &'a Value, code: &str) -> Option<&'a Value> {
    answer["warnings"].as_array().unwrap().iter().find(|w| w["code"] == code)
}

/// Rows of `x,y` from a function of x, with a little noise that is the same every time.
pub fn rows(xs: impl Iterator<Item = f64>, y: impl Fn(f64) -> f64, noise: f64) -> String {
    let mut text = String::from("x,y\n");
    for (i, x) in xs.enumerate() {
        let wave = ((i as f64 + 1.0) * 12.9898).sin() * 43_758.545_3;
        text.push_str(&format!("{x:?},{:?}\n", y(x) + noise * (wave - wave.floor() - 0.5)));
    }
    text
}

/// Numbers at equal distances.
pub fn steps(from: f64, step: f64, n: u32) -> impl Iterator<Item = f64> {
    (0..n).map(move |i| from + step * f64::from(i))
}

/// Whether `a` is `b` to a relative error.
pub fn close(a: f64, b: f64, relative: f64) -> bool {
    (a - b).abs() <= relative * b.abs()
}
