//! `thalweg compare` and `thalweg design`: what they say about NIST's Misra1a, and about bad input.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use common::{MISRA1A, MODEL, thalweg};

#[test]
fn the_family_of_misra1a() {
    let args = ["compare", MODEL, "--family", "saturating", "--format", "json"];
    let ran = thalweg(&args, MISRA1A);
    assert_eq!(ran.code, 0, "{ran:?}");
    let json = ran.json();
    assert_eq!(json["schema"], "thalweg.compare/1");
    let formulas = json["formulas"].as_array().unwrap();
    let aicc = |name: &str| {
        let found = formulas.iter().find(|f| f["name"] == name).unwrap();
        found["criteria"]["aicc"].as_f64().unwrap()
    };
    assert!((aicc("exponential-rise") + 57.709).abs() < 1e-3);
    assert!((aicc("misra1c") + 73.277).abs() < 1e-3);
    let nested = json["nested"].as_array().unwrap();
    let pair = |n: &&serde_json::Value| {
        n["smaller"] == MODEL && n["larger"] == "y ~ plateau - span*exp(-rate*x)"
    };
    let test = nested.iter().find(pair).unwrap();
    // 11 (RSS₁/RSS₂ − 1) with one more parameter.
    let rss = |name: &str| {
        let found = formulas.iter().find(|f| f["name"] == name).unwrap();
        found["residual_sum_of_squares"].as_f64().unwrap()
    };
    let f = 11.0 * (rss("exponential-rise") / rss("exponential-rise-offset") - 1.0);
    assert!((test["statistic"].as_f64().unwrap() / f - 1.0).abs() < 1e-9);
    let text = thalweg(&["compare", MODEL, "y ~ a*x^b"], MISRA1A);
    assert!(text.stdout.contains("ΔAICc") && text.stdout.contains("→"), "{}", text.stdout);
}

#[test]
fn words_are_formulas_and_then_the_data() {
    let bad = thalweg(&["compare", "a*x", "y ~ a*x", "data.csv"], "");
    assert!(bad.code == 2 && bad.stderr.contains("is no formula"), "{bad:?}");
    let sides = thalweg(&["compare", "y ~ a*x", "log(y) ~ a*x"], MISRA1A);
    assert!(sides.code == 2 && sides.stderr.contains("the left sides differ"), "{sides:?}");
    let none = thalweg(&["compare", "--family", "peek"], MISRA1A);
    assert!(none.code == 2 && none.stderr.contains("did you mean `peak`?"), "{none:?}");
    let lost = thalweg(&["compare", "y ~ log(-a^2*x)"], MISRA1A);
    assert!(lost.code == 1 && lost.stdout.contains("None of the formulas"), "{lost:?}");
    let missing = thalweg(&["compare", "y ~ a*x", "nowhere.csv"], "");
    assert_eq!(missing.code, 3, "{missing:?}");
}

#[test]
fn one_more_observation_of_misra1a() {
    let design = |args: &[&str]| thalweg(&[&["design", MODEL], args].concat(), MISRA1A);
    let ran = design(&["--target", "b1", "--format", "json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let json = ran.json();
    assert_eq!(json["schema"], "thalweg.design/1");
    assert!((json["std_error"].as_f64().unwrap() - 2.7070075241).abs() < 1e-6);
    assert!((json["points"][0]["place"][0]["value"].as_f64().unwrap() - 1101.2).abs() < 1e-9);
    assert_eq!(json["points"][0]["at_edge"][0], "x");
    let text = design(&["--candidates", "x in [80, 700]", "--points", "2"]);
    assert!(text.code == 0 && text.stdout.contains("volume"), "{text:?}");
    assert_eq!(design(&["--candidates", "x > 3"]).code, 2);
    assert_eq!(design(&["--target", "b3"]).code, 2);
}
