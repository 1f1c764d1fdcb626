//! A fit in a file: saved, predicted from, inverted, replayed and resumed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers of tests are tests

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{MISRA1A, MODEL, Ran, START, thalweg};
use serde_json::Value;

/// A directory of one test, removed when it ends.
struct Room(PathBuf);

impl Room {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_string()
    }

    /// Misra1a, fitted and saved.
    fn misra1a(&self) -> String {
        let file = self.file("fit.json");
        let args = [&["fit", MODEL], &START[..], &["--save", &file]].concat();
        assert_eq!(thalweg(&args, MISRA1A).code, 0);
        file
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn json(args: &[&str]) -> (Value, i32) {
    let ran = thalweg(&[args, &["--format", "json"]].concat(), "");
    (ran.json(), ran.code)
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[test]
fn a_saved_fit_is_the_answer_with_its_question_and_data() {
    let room = Room::new("saved");
    let (data, file) = (room.file("misra1a.csv"), room.file("fit.json"));
    fs::write(&data, MISRA1A).unwrap();
    let args = ["fit", MODEL, &data, "-p", START[1], "--where", "x > 0", "--save", &file];
    let printed = thalweg(&[&args[..], &["--format", "json"]].concat(), "").json();
    let text = fs::read_to_string(&file).unwrap();
    let saved: Value = serde_json::from_str(&text).unwrap();
    for (key, value) in printed.as_object().unwrap() {
        assert_eq!(&saved[key], value, "{key}");
    }
    assert_eq!(saved["data"]["source"], "misra1a.csv");
    assert_eq!(saved["data"]["conditions"][0], "x > 0");
    assert_eq!(saved["data"]["rows"], 14);
    assert_eq!(saved["request"]["parameters"][0]["declare"], START[1]);
    // No path of this machine, and nothing left beside it.
    assert!(!text.contains(room.0.to_str().unwrap()));
    assert_eq!(fs::read_dir(&room.0).unwrap().count(), 2);
    // A file that cannot be written is known before the fit, and what cannot be done after it is said
    // after the answer.
    let nowhere = room.file("none/fit.json");
    let ran = thalweg(&["fit", MODEL, &data, "--save", &nowhere], "");
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("there is no directory"), "{ran:?}");
}

#[test]
fn the_same_again_bit_for_bit() {
    let room = Room::new("replay");
    let file = room.misra1a();
    let ran = thalweg(&["replay", &file], "");
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.starts_with("✓ the same bit for bit: The fit converged"), "{ran:?}");
    let text = fs::read_to_string(&file).unwrap();
    // Through a pipe as well.
    assert_eq!(thalweg(&["replay", "-"], &text).code, 0);
    // One bit of one number.
    let estimate: f64 =
        number(&serde_json::from_str::<Value>(&text).unwrap()["parameters"][0]["estimate"]);
    let other = f64::from_bits(estimate.to_bits() + 1);
    fs::write(&file, text.replace(&format!("{estimate:?}"), &format!("{other:?}"))).unwrap();
    let ran = thalweg(&["replay", &file], "");
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains(&format!("parameters[0].estimate: {other:?}, now {estimate:?}")));
    let (value, code) = json(&["replay", &file]);
    assert_eq!((value["identical"].as_bool(), code), (Some(false), 1));
}

#[test]
fn predictions_as_text_json_and_csv() {
    let room = Room::new("predict");
    let file = room.misra1a();
    let at = ["predict", &file, "--at", "x=100:900:400", "--at", "x=5"];
    assert_eq!(thalweg(&at, "").code, 2);
    let at = ["predict", &file, "--at", "x=77.6,760,2000"];
    let (value, code) = json(&at);
    assert_eq!((code, &value["schema"]), (0, &Value::from("thalweg.predict/1")));
    let rows = value["rows"].as_array().unwrap();
    // NIST's estimates at the first and the last observation: b1(1 − exp(−b2 x)).
    let (b1, b2) = (238.94212918, 5.5015643181e-4);
    for (row, x) in rows.iter().zip([77.6, 760.0, 2000.0]) {
        assert_eq!(number(&row["at"]["x"]), x);
        assert!((number(&row["fit"]) / (b1 * (1.0 - f64::exp(-b2 * x))) - 1.0).abs() < 1e-9);
        let low = |key: &str| number(&row[key][0]);
        assert!(low("prediction") < low("confidence") && low("confidence") < number(&row["fit"]));
    }
    let beyond: Vec<bool> = rows.iter().map(|r| r["extrapolated"].as_bool().unwrap()).collect();
    assert_eq!(beyond, [false, false, true]);
    let csv = thalweg(&[&at[..], &["--format", "csv"]].concat(), "").stdout;
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 4);
    assert!(lines[0].starts_with("x,fit,std_error,confidence_low") && lines[3].ends_with(",true"));
    assert_eq!(lines[1].split(',').nth(1).unwrap(), rows[0]["fit"].to_string());
    let text = thalweg(&at, "").stdout;
    assert!(text.contains("95 % confidence band") && text.contains("beyond the data"), "{text}");
    // Another level, and bands for everything at once, are wider.
    let wide = |more: &[&str]| {
        let (value, _) = json(&[&at[..], more].concat());
        number(&value["rows"][1]["confidence"][1])
    };
    assert!(wide(&["--level", "99%"]) > wide(&[]) && wide(&["--simultaneous"]) > wide(&[]));
    // Without places: the observations.
    assert_eq!(json(&["predict", &file]).0["rows"].as_array().unwrap().len(), 14);
    // Places of a file, of which only the columns of the formula count.
    let new = room.file("new.csv");
    fs::write(&new, "name,x\na,77.6\nb,760\n").unwrap();
    let (value, _) = json(&["predict", &file, &new]);
    assert_eq!(value["rows"][1], rows[1]);
}

#[test]
fn what_cannot_be_predicted() {
    let room = Room::new("refused");
    let file = room.misra1a();
    let says = |ran: Ran, code: i32, words: &str| {
        assert_eq!((ran.code, ran.stdout.as_str()), (code, ""), "{ran:?}");
        assert!(ran.stderr.contains(words), "{ran:?}");
    };
    says(thalweg(&["predict", &file, "--at", "X=1"], ""), 2, "did you mean `x`?");
    says(thalweg(&["predict", &file, "--at", "y=1"], ""), 2, "`--at` gives no value of `x`");
    says(thalweg(&["predict", &file, "--at", "x=1:2"], ""), 2, "no from:to:step");
    let other = room.file("other.csv");
    fs::write(&other, "t\n1\n").unwrap();
    says(thalweg(&["predict", &file, &other], ""), 3, "the column `x`, which the formula needs");
    says(thalweg(&["predict", &other], ""), 3, "error[E-SAVED]");
    says(thalweg(&["predict", &room.file("none")], ""), 3, "error[E-FILE]");
    let answer = thalweg(&["fit", MODEL, START[0], START[1], "--format", "json"], MISRA1A).stdout;
    says(thalweg(&["predict", "-"], &answer), 3, "--save FILE");
    let damaged = fs::read_to_string(&file).unwrap().replace("77.6", "77.7");
    says(thalweg(&["invert", "-", "--y", "1"], &damaged), 3, "the checksum of its data is");
    let (value, code) = json(&["replay", &other]);
    assert_eq!((value["error"]["code"].as_str(), code), (Some("E-SAVED"), 3));
}

#[test]
fn rows_to_predict_are_read_as_those_of_a_fit_are() {
    let room = Room::new("reading");
    let (fit, data) = (room.misra1a(), room.file("new.txt"));
    fs::write(&data, "! a note\nx|z\n100,5|1\n|2\n").unwrap();
    let how = ["--delimiter", "pipe", "--comment", "!", "--decimal-comma", "--na", "drop"];
    let ran = thalweg(&[&["predict", &fit, &data, "--format", "json"], &how[..]].concat(), "");
    assert_eq!(ran.code, 0, "{ran:?}");
    let rows = ran.json()["rows"].as_array().unwrap().clone();
    assert_eq!(rows.len(), 1);
    assert_eq!(number(&rows[0]["at"]["x"]), 100.5);
    // Options that would say nothing are refused.
    let ran = thalweg(&["predict", &fit, "--at", "x=1", "--na", "drop"], "");
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("no file of data is given"), "{ran:?}");
}

#[test]
fn from_y_back_to_x() {
    let room = Room::new("invert");
    let file = room.misra1a();
    let (value, code) = json(&["invert", &file, "--y", "40,81.78"]);
    assert_eq!((code, &value["schema"]), (0, &Value::from("thalweg.invert/1")));
    for (inversion, y) in value["inversions"].as_array().unwrap().iter().zip([40.0, 81.78_f64]) {
        let solution = &inversion["solutions"][0];
        let x = number(&solution["x"]);
        let want = -(1.0 - y / 238.94212918).ln() / 5.5015643181e-4;
        assert!((x / want - 1.0).abs() < 1e-9, "{x} {want}");
        let interval = &inversion["intervals"][0];
        assert!(number(&interval["low"]) < x && x < number(&interval["high"]));
        let wald = &solution["wald"];
        assert!((number(&interval["low"]) - number(&wald[0])).abs() < 0.3, "{inversion}");
    }
    let text = thalweg(&["invert", &file, "--y", "40", "--replicates", "3"], "").stdout;
    assert!(text.contains("x where y is the mean of 3 observations"), "{text}");
    let ran = thalweg(&["invert", &file, "--y", "200"], "");
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("200 is not reached"), "{ran:?}");
    let ran = thalweg(&["invert", &file, "--y", "200", "--between", "0,5000"], "");
    assert_eq!(ran.code, 0);
    assert!(ran.stdout.contains("beyond the data"), "{ran:?}");
    for (bad, words) in [
        (&["--y", "40", "--between", "3"][..], "takes two numbers"),
        (&["--y", "40", "--replicates", "0.5"], "the mean of 0.5 observations"),
        (&["--y", "40", "--at", "x=3"], "gives every column"),
        (&["--y", "40", "--column", "z"], "no function of `z`"),
        (&["--y", "forty"], "invalid value"),
    ] {
        let ran = thalweg(&[&["invert", &file][..], bad].concat(), "");
        assert_eq!(ran.code, 2, "{bad:?}");
        assert!(ran.stderr.contains(words), "{ran:?}");
    }
}

#[test]
fn several_columns_are_held_by_at() {
    let room = Room::new("several");
    let file = room.file("fit.json");
    let data = "x,z,y\n1,0,3.1\n2,0,5.0\n3,0,6.9\n1,1,8.2\n2,1,9.9\n3,1,12.0\n";
    let ran = thalweg(&["fit", "y ~ a + b*x + c*z", "--save", &file], data);
    assert_eq!(ran.code, 0, "{ran:?}");
    let ran = thalweg(&["invert", &file, "--y", "10"], "");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("a function of x, z: one of them can be found"), "{ran:?}");
    let (value, code) = json(&["invert", &file, "--y", "10", "--at", "z=1"]);
    assert_eq!((code, &value["inversions"][0]["column"]), (0, &Value::from("x")));
    assert!((number(&value["inversions"][0]["solutions"][0]["x"]) - 2.0).abs() < 0.1);
    let (value, _) = json(&["predict", &file, "--at", "x=1,2;z=0,1"]);
    let rows = value["rows"].as_array().unwrap();
    assert_eq!(
        (rows.len(), number(&rows[1]["at"]["x"]), number(&rows[1]["at"]["z"])),
        (4, 1.0, 1.0)
    );
}

#[test]
fn a_fit_that_was_cut_short_goes_on() {
    let room = Room::new("resume");
    let file = room.file("fit.json");
    let cut = [&["fit", MODEL], &START[..], &["--max-evaluations", "3", "--save", &file]].concat();
    let ran = thalweg(&cut, MISRA1A);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(thalweg(&["replay", &file], "").code, 0);
    // Nothing is known of its errors, so nothing is said unless asked for.
    let ran = thalweg(&["predict", &file], "");
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("did not converge") && ran.stderr.contains("resume"), "{ran:?}");
    let (value, code) = json(&["predict", &file, "--force"]);
    assert_eq!((code, value["reason"].as_str()), (0, Some("not a minimum")));
    assert!(value["rows"][0]["confidence"].is_null());
    let (answer, code) = json(&["resume", &file, "--max-evaluations", "1000", "--save", &file]);
    assert_eq!(code, 0);
    assert!((number(&answer["parameters"][0]["estimate"]) / 238.94212918 - 1.0).abs() < 1e-9);
    assert_eq!(thalweg(&["replay", &file], "").code, 0);
    assert_eq!(thalweg(&["predict", &file], "").code, 0);
}
