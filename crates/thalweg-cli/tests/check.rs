//! `thalweg check`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers of tests are tests

mod common;

use common::{MISRA1A, thalweg};

const REDUNDANT: &str = "y ~ b1*b3*(1-exp(-b2*x))";

#[test]
fn the_product_is_named_and_the_exit_code_says_so() {
    let ran = thalweg(&["check", REDUNDANT, "--columns", "x,y"], "");
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""));
    let head = "✗ not identifiable: only the product `b1*b3` is determined.\n";
    assert!(ran.stdout.starts_with(head), "{}", ran.stdout);
    assert!(ran.stdout.contains("shorter       y ~ b1*(1 - exp(-b2*x))\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains("-p 'b3=1 fixed'"), "{}", ran.stdout);
    let fixed = thalweg(&["check", REDUNDANT, "--columns", "x,y", "-p", "b3=1 fixed"], "");
    assert_eq!(fixed.code, 0, "{fixed:?}");
    assert!(fixed.stdout.starts_with("✓ identifiable: "), "{}", fixed.stdout);
}

#[test]
fn columns_come_from_the_header_of_data_or_are_guessed() {
    let json = |args: &[&str], stdin: &str| {
        let ran = thalweg(&[&["check", REDUNDANT, "--format", "json"], args].concat(), stdin);
        (ran.json(), ran.code)
    };
    let (piped, code) = json(&["-"], MISRA1A);
    assert_eq!((piped["schema"].as_str(), code), (Some("thalweg.check/1"), 1));
    assert_eq!(piped["columns_guessed"], false);
    let (guessed, _) = json(&[], "");
    assert_eq!(guessed["columns_guessed"], true);
    for told in [piped, guessed] {
        assert_eq!(told["determined"], serde_json::json!(["b1*b3", "b2"]));
        assert_eq!(told["findings"][0]["hold"][0], serde_json::json!({"name": "b3", "value": 1.0}));
        assert_eq!(told["reduced"], "y ~ b1*(1 - exp(-b2*x))");
        assert_eq!(told["columns"], serde_json::json!(["x"]));
    }
}

#[test]
fn what_is_wrong_is_said_with_its_exit_code() {
    for (args, code, words) in [
        (&["y ~ a*u", ""][..1], 2, "--columns x,y"),
        (&["y ~ a*x)"], 2, "E-FORMULA"),
        (&["y ~ a*x", "none.csv"], 3, "none.csv"),
        (&["y ~ a*x", "-p", "b=1 fixed"], 2, "`b`"),
    ] {
        let ran = thalweg(&[&["check"], args].concat(), "");
        assert_eq!(ran.code, code, "{ran:?}");
        assert!(ran.stderr.contains(words), "{ran:?}");
    }
}
