//! "Can this be trusted?" on data that invite it to say too much, twice, or nothing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use common::{MISRA1A, answer, fit, rows, steps, thalweg};
use serde_json::Value;

const BOXBOD: &str = include_str!("../../../examples/boxbod.csv");
/// From here Marquardt's metric loses b2: the lower minimum is met by the profile of b1.
const LOST: [&str; 6] = ["-p", "b1=1; b2=1", "--starts", "0", "--scaling", "marquardt"];

fn checks<'a>(answer: &'a Value, topic: &str) -> Vec<&'a Value> {
    answer["checks"].as_array().unwrap().iter().filter(|c| c["topic"] == topic).collect()
}

#[test]
fn an_end_that_does_not_exist_is_a_word() {
    let ran = fit("y ~ b1*b3*(1-exp(-b2*x))", MISRA1A, &["-p", "b1=500; b2=1e-4; b3=1"]);
    assert_eq!(ran.stdout.matches("unbounded").count(), 4, "{ran:?}");
    assert!(!ran.stdout.split_whitespace().any(|word| word.ends_with("inf")), "{ran:?}");
}

#[test]
fn a_lower_minimum_is_said_once_and_is_in_the_json() {
    let (a, _) =
        answer("bod ~ b1*(1-exp(-b2*time))", BOXBOD, &[&LOST[..], &["--no-cascade"]].concat());
    let lower = &a["lower_minimum"];
    assert!(
        lower["residual_sum_of_squares"].as_f64() < a["residual_sum_of_squares"].as_f64(),
        "{a}"
    );
    assert_eq!(lower["estimates"].as_array().unwrap().len(), 2);
    let local = |w: &&Value| w["code"] == "W-LOCAL";
    assert_eq!(a["warnings"].as_array().unwrap().iter().filter(local).count(), 1, "{a}");
    assert_eq!(checks(&a, "minimum").len(), 1, "{a}");
}

#[test]
fn every_rival_has_its_runs_test() {
    let data = rows(steps(0.0, 0.25, 30), |x| 3.0 * (-0.7 * x).exp(), 0.05);
    let (a, _) = answer("y ~ a*exp(-k*x)", &data, &[]);
    let rivals = a["rivals"].as_array().unwrap();
    assert!(rivals.len() > 1, "{a}");
    for rival in rivals {
        let p = rival["runs_p_value"].as_f64().unwrap_or_else(|| panic!("{rival}"));
        assert!(p > 0.0 && p <= 1.0, "{rival}");
    }
    // That of the formula itself is the one its own check speaks of.
    let own = rivals.iter().find(|r| r["name"] == "exponential").unwrap();
    let runs = &a["diagnosis"]["tests"]["runs"]["p_value"];
    assert_eq!(&own["runs_p_value"], runs);
}

#[test]
fn as_many_parameters_as_rows_are_not_called_determined() {
    let (a, code) = answer("y ~ a*exp(-b*x)", "x,y\n1,2\n2,1\n", &[]);
    assert_eq!(code, 0);
    let determined = checks(&a, "determined");
    assert!(determined.len() == 1 && determined[0]["ok"] == false, "{a}");
}

#[test]
fn refits_that_all_end_elsewhere_are_not_counted_as_agreement() {
    let peak = |x: f64, m: f64| 6.0 * (-((x - m) / 0.7).powi(2)).exp();
    let data = rows(steps(0.0, 0.02, 600), |x| 1.0 + peak(x, 3.0) + peak(x, 9.0), 0.05);
    let starts = ["-p", "c=1; a=6; m=3.1; s=0.6; b=6; k=9.1; t=0.6"];
    let formula = "y ~ c + a*exp(-((x-m)/s)^2) + b*exp(-((x-k)/t)^2)";
    let (a, _) = answer(formula, &data, &starts);
    let seen = checks(&a, "minimum")[0]["seen"].as_str().unwrap().to_string();
    assert!(!seen.starts_with("0 of"), "{seen}");
    assert_eq!(a["restarts"]["agree"] == 0, seen.starts_with("none of "), "{seen}");
}

#[test]
fn a_constant_is_not_short_of_residuals() {
    let data = rows(steps(0.0, 0.25, 30), |_| 2.0, 0.05);
    let (a, _) = answer("y ~ a", &data, &[]);
    let seen = checks(&a, "shape")[0]["seen"].as_str().unwrap();
    assert!(seen.contains("the same value for every observation"), "{seen}");
}

#[test]
fn a_saved_fit_whose_estimates_were_changed_is_refused() {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("changed-estimate.json");
    let path = file.to_str().unwrap();
    let data = rows(steps(0.0, 0.25, 30), |x| 3.0 * (-0.7 * x).exp(), 0.05);
    assert_eq!(fit("y ~ a*exp(-k*x)", &data, &["--save", path]).code, 0);
    let mut saved: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    std::fs::remove_file(&file).unwrap();
    assert_eq!(thalweg(&["predict", "-"], &saved.to_string()).code, 0);
    let a = saved["parameters"][0]["estimate"].as_f64().unwrap();
    saved["parameters"][0]["estimate"] = Value::from(1.05 * a);
    for verb in [&["predict", "-"][..], &["invert", "-", "--y", "1"]] {
        let ran = thalweg(verb, &saved.to_string());
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{ran:?}");
        assert!(ran.stderr.contains("sum of squares at its estimates"), "{ran:?}");
    }
}

#[test]
fn a_place_where_the_curve_has_no_value_is_said() {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("no-value.json");
    let path = file.to_str().unwrap();
    let data = rows(steps(0.0, 0.25, 30), |x| 3.0 * (-0.7 * x).exp(), 0.05);
    assert_eq!(fit("y ~ a*exp(-k*x)", &data, &["--save", path]).code, 0);
    let ran = thalweg(&["predict", path, "--at", "x=-1e5"], "");
    std::fs::remove_file(&file).unwrap();
    assert!(ran.stdout.contains("the curve has no value here"), "{ran:?}");
}

/// With n − k − 1 = 0 the correction of AICc has no end.
#[test]
fn a_criterion_without_end_is_a_word() {
    let ran = thalweg(&["compare", "y ~ a*exp(-b*x)", "y ~ c"], "x,y\n1,2\n2,1\n");
    assert!(ran.stdout.contains("infinite"), "{ran:?}");
    assert!(!ran.stdout.split_whitespace().any(|word| word == "inf"), "{ran:?}");
}
