//! Formulas, declarations and options that cannot be used: one clear error each, exit code 2.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use common::{MISRA1A, MODEL, error, fit, thalweg};

const TIMED: &str = "time,y\n1,2\n2,3\n3,1\n4,2\n";

#[test]
fn a_misspelt_column_is_never_a_parameter() {
    let (code, message, help, exit) = error("y ~ a*exp(-k*tme)", TIMED, &[]);
    assert_eq!((code.as_str(), exit), ("E-COLUMN", 2));
    assert!(message.contains("`tme`"), "{message}");
    assert!(help.contains("`time`"), "{help}");
    let (code, _, _, exit) = error("yy ~ a*time", TIMED, &[]);
    assert_eq!((code.as_str(), exit), ("E-COLUMN", 2));
    let (code, _, help, exit) = error("y ~ a*time", TIMED, &["--weights", "tiem"]);
    assert_eq!((code.as_str(), exit), ("E-COLUMN", 2));
    assert!(help.contains("`time`"), "{help}");
}

#[test]
fn unbalanced_parentheses_are_pointed_at() {
    let text = fit("y ~ b1*(1-exp(-b2*x)", MISRA1A, &[]);
    assert_eq!((text.code, text.stdout.as_str()), (2, ""));
    assert!(text.stderr.contains("\n  y ~ b1*(1-exp(-b2*x)\n         ^\n"), "{}", text.stderr);
    for formula in ["y ~ b1*(1-exp(-b2*x)", "y ~ b1*1-exp(-b2*x))", "y ~ ((a*x", "y ~ )"] {
        let (code, _, _, exit) = error(formula, MISRA1A, &[]);
        assert_eq!((code.as_str(), exit), ("E-FORMULA", 2), "{formula}");
    }
}

#[test]
fn an_unknown_function_has_a_suggestion() {
    let (code, message, help, exit) = error("y ~ b1*(1-expp(-b2*x))", MISRA1A, &[]);
    assert_eq!((code.as_str(), exit), ("E-FORMULA", 2));
    assert!(message.contains("`expp`") && message.contains("^^^^"), "{message}");
    assert!(help.contains("`exp`"), "{help}");
}

#[test]
fn formulas_that_are_none() {
    for formula in
        ["", "y", "y ~", "y ~ a*", "~ a", "y ~ a ~ b", "y ~ 1e999*a", "y ~ a*x $", "é ~ ü"]
    {
        let ran = fit(formula, MISRA1A, &[]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{formula}: {ran:?}");
        assert!(ran.stderr.starts_with("error"), "{formula}: {ran:?}");
    }
}

#[test]
fn declarations_that_make_no_sense() {
    for (text, expected) in [
        ("b1=", "E-DECLARATION"),
        ("b1=500 inn [0,1]", "E-DECLARATION"),
        ("b9=1", "E-NAME"),
        ("b1=1; b1=2", "E-NAME"),
        ("b1=5 in [10, 0]", "E-BOUNDS"),
        ("b1=50 in [0, 10]", "E-BOUNDS"),
    ] {
        let (code, _, _, exit) = error(MODEL, MISRA1A, &["-p", text]);
        assert_eq!((code.as_str(), exit), (expected, 2), "{text}");
    }
}

#[test]
fn missing_starts_where_searching_is_off() {
    let (code, message, help, exit) = error(MODEL, MISRA1A, &["-p", "b1=500", "--starts", "0"]);
    assert_eq!((code.as_str(), exit), ("E-NOSTART", 2));
    assert!(message.contains("`b2`") && !help.is_empty(), "{message}");
}

#[test]
fn options_that_make_no_sense() {
    let cases: [&[&str]; 13] = [
        &["--loss", "hubert:1"],
        &["--scaling", "levenberg"],
        &["--scaling", "diagonal:1"],
        &["--scaling", "diagonal:1,-1"],
        &["--damping", "multiplicative:1,0"],
        &["--level", "95"],
        &["--starts", "-3"],
        &["--max-time", "soon"],
        &["--max-evaluations", "0"],
        &["--sigma", "1", "--weights", "1"],
        &["--sigma-is", "absolute"],
        &["--nonsense"],
        &["-d", "half"],
    ];
    for args in cases {
        let ran = fit(MODEL, MISRA1A, args);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{args:?}: {ran:?}");
        assert!(ran.stderr.starts_with("error"), "{args:?}: {ran:?}");
        let json = fit(MODEL, MISRA1A, &[args, &["--format=json"]].concat());
        let error = &json.json()["error"];
        assert_eq!(json.code, 2, "{args:?}");
        assert!(error["code"].as_str().unwrap().starts_with("E-"), "{args:?}: {error}");
        assert!(!error["message"].as_str().unwrap().is_empty(), "{args:?}");
    }
}

#[test]
fn a_derived_quantity_of_unknown_names() {
    let (code, _, help, exit) = error(MODEL, MISRA1A, &["-d", "half = log(2)/b22"]);
    assert_eq!(exit, 2, "{code}");
    assert!(help.contains("b2"), "{help}");
}

#[test]
fn without_a_formula_there_is_help() {
    let ran = thalweg(&["fit"], "");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("<FORMULA>"), "{}", ran.stderr);
    assert_eq!(thalweg(&[], "").code, 2);
}

#[test]
fn a_formula_without_a_column_is_told_all_of_them() {
    let (code, _, help, exit) =
        error("y ~ a*exp(-k*zeit)", "x,y,group\n1,2,1\n2,1,1\n3,0.5,2\n", &[]);
    assert_eq!((code.as_str(), exit), ("E-COLUMN", 2));
    assert!(help.contains("`x`, `y` and `group`;"), "{help}");
}
