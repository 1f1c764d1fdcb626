//! What is printed, and the exit codes of `fit`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use common::{MISRA1A, MODEL, START, answer, fit, parameter, thalweg};
use serde_json::Value;

#[test]
fn the_report_reads_well_and_back() {
    let ran = fit(MODEL, MISRA1A, &START);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(ran.stdout.starts_with("✓ minimum: "), "{}", ran.stdout);
    assert!(ran.stdout.contains("\n  b1  238.942129  "), "{}", ran.stdout);
    assert!(ran.stdout.contains("\n  b2    5.50156432e-4  7.2669e-6"), "{}", ran.stdout);
    assert!(ran.stdout.contains("\nresidual sum of squares   0.1245513889\n"), "{}", ran.stdout);
    assert!(ran.stdout.lines().all(|line| line.chars().count() <= 80), "{}", ran.stdout);
}

#[test]
fn more_and_less() {
    let normal = fit(MODEL, MISRA1A, &START).stdout;
    let verbose = fit(MODEL, MISRA1A, &[&START[..], &["-v"]].concat()).stdout;
    let quiet = fit(MODEL, MISRA1A, &[&START[..], &["-q"]].concat()).stdout;
    assert!(!normal.contains("iterations") && verbose.contains("iterations"), "{verbose}");
    assert!(verbose.contains("correlation") && verbose.contains("decrement"), "{verbose}");
    assert!(quiet.len() < normal.len() && quiet.contains("238.942129"), "{quiet}");
}

#[test]
fn no_escapes_where_there_is_no_terminal() {
    for args in [&[][..], &["-v"], &["--no-color"], &["--trace"]] {
        let ran = fit(MODEL, MISRA1A, args);
        assert!(!ran.stdout.contains('\x1b') && !ran.stderr.contains('\x1b'), "{ran:?}");
    }
}

#[test]
fn json_has_the_keys_of_the_contract() {
    let (a, code) = answer(MODEL, MISRA1A, &START);
    assert_eq!((code, a["schema"].as_str()), (0, Some("thalweg.fit/1")));
    for (key, value) in [
        ("formula", Value::from(MODEL)),
        ("status", "minimum".into()),
        ("converged", true.into()),
        ("observations", 14.into()),
        ("parameters_estimated", 2.into()),
        ("degrees_of_freedom", 12.into()),
    ] {
        assert_eq!(a[key], value, "{key}");
    }
    let b1 = parameter(&a, "b1");
    assert_eq!((b1["start"].as_f64(), b1["level"].as_f64()), (Some(500.0), Some(0.95)));
    assert_eq!((&b1["fixed"], &b1["at_bound"]), (&false.into(), &false.into()));
    assert_eq!(b1["interval"].as_array().map(Vec::len), Some(2));
    assert_eq!(a["covariance"].as_array().map(Vec::len), Some(2));
    for key in ["iterations", "residual_evaluations", "jacobian_evaluations"] {
        assert!(a["solver"][key].as_u64().unwrap() > 0, "{key}");
    }
    assert!(a["solver"]["seconds"].as_f64().unwrap() > 0.0);
    assert!(a.get("trace").is_none());
}

#[test]
fn the_trace_is_a_table_or_data() {
    let args = [&START[..], &["--trace"]].concat();
    let (a, _) = answer(MODEL, MISRA1A, &args);
    let trace = a["trace"].as_array().unwrap();
    assert!(trace.len() >= 5);
    for key in [
        "stage",
        "iteration",
        "cost",
        "mu",
        "radius",
        "ratio",
        "step_norm",
        "kind",
        "rejected",
        "x",
        "trial",
        "scales",
        "fractions",
        "gradient_angle",
        "gauss_newton_angle",
    ] {
        assert!(trace[0].get(key).is_some(), "{key}");
    }
    let last = trace.last().unwrap();
    assert_eq!(last["fractions"], serde_json::json!([1.0, 1.0]), "the polish is Gauss-Newton");
    assert_eq!(last["gauss_newton_angle"], 0.0);
    let text = fit(MODEL, MISRA1A, &args).stdout;
    assert!(text.starts_with("step  stage  F"), "{text}");
    assert!(text.contains("gauss-newton") && text.contains("polish"), "{text}");
    assert!(text.contains("as GN") && text.contains("2.0/2"), "{text}");
    assert!(text.contains("\n✓ minimum: "), "{text}");
}

#[test]
fn strict_makes_warnings_an_exit_code() {
    // Without starts: W-START.
    assert_eq!(fit(MODEL, MISRA1A, &[]).code, 0);
    assert_eq!(fit(MODEL, MISRA1A, &["--strict"]).code, 4);
    // A straight line, of which there is nothing to say.
    let noise = [3, -1, -2, 4, 0, -3, 1, 2, -4, 0, -1, 3, -2, 1, -3, 2, 4, -1, 0, -2];
    let row =
        |(i, e): (i32, &i32)| format!("{i},{}\n", 1.0 + 2.0 * f64::from(i) + 0.1 * f64::from(*e));
    let line: String =
        ["x,y\n".to_string()].into_iter().chain((0..).zip(&noise).map(row)).collect();
    let quiet = fit("y ~ a + b*x", &line, &["--strict"]);
    assert_eq!(quiet.code, 0, "{}", quiet.stdout);
    let flat = ["-p", "b1=500; b2=100", "--starts", "0", "--strict"];
    assert_eq!(fit(MODEL, MISRA1A, &flat).code, 1);
}

#[test]
fn the_same_bits_every_time_and_on_any_number_of_threads() {
    let bits = |args: &[&str]| {
        let (mut a, _) = answer(MODEL, MISRA1A, args);
        a["solver"]["seconds"] = Value::Null;
        a.to_string()
    };
    let first = bits(&["--threads", "1"]);
    for threads in ["1", "2", "7"] {
        assert_eq!(bits(&["--threads", threads]), first, "{threads}");
    }
}

#[test]
fn data_come_from_a_file_or_from_standard_input() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/misra1a.csv");
    let from_file = thalweg(&["fit", MODEL, file, "-p", START[1]], "");
    let dash = thalweg(&["fit", MODEL, "-", "-p", START[1]], MISRA1A);
    let nothing = thalweg(&["fit", MODEL, "-p", START[1]], MISRA1A);
    assert_eq!(from_file.code, 0, "{from_file:?}");
    assert_eq!((&from_file.stdout, &dash.stdout), (&dash.stdout, &nothing.stdout));
}
