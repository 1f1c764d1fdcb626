//! `--covariance FILE`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers of tests are tests

mod common;

use std::path::PathBuf;

use common::{MISRA1A, MODEL, START, answer, close, error, estimate, parameter};

/// A file beside the test's own build.
fn file(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// Variance 0.01, neighbours correlated by ρ^distance.
fn chain(n: usize, rho: f64) -> String {
    let row = |i: usize| -> Vec<String> {
        (0..n).map(|j| format!("{:?}", 0.01 * rho.powi(i.abs_diff(j) as i32))).collect()
    };
    (0..n).map(|i| row(i).join(",") + "\n").collect()
}

#[test]
fn a_diagonal_one_is_sigma_and_a_correlated_one_is_not() {
    let (diagonal, correlated) =
        (file("diagonal.csv", &chain(14, 0.0)), file("correlated.csv", &chain(14, 0.8)));
    let run = |options: &[&str]| answer(MODEL, MISRA1A, &[&START[..], options].concat());
    let (sigma, _) = run(&["--sigma", "0.1"]);
    let (same, code) = run(&["--covariance", diagonal.to_str().unwrap()]);
    assert_eq!((code, same["weighting"]["kind"].as_str()), (0, Some("covariance-absolute")));
    assert_eq!(same["weighting"]["by"], "14 by 14");
    for name in ["b1", "b2"] {
        assert!(close(estimate(&same, name), estimate(&sigma, name), 1e-11), "{name}");
        let error = |a| parameter(a, name)["std_error"].as_f64().unwrap();
        assert!(close(error(&same), error(&sigma), 1e-9), "{name}");
    }
    let correlated = correlated.to_str().unwrap();
    let (other, _) = run(&["--covariance", correlated]);
    assert!(!close(estimate(&other, "b1"), estimate(&sigma, "b1"), 1e-4));
    let (relative, _) = run(&["--covariance", correlated, "--sigma-is", "relative"]);
    assert_eq!(relative["weighting"]["kind"], "covariance-relative");
    assert_eq!(relative["weighting"]["covariance_scaled"], true);
    assert!(close(estimate(&relative, "b1"), estimate(&other, "b1"), 1e-11));
}

#[test]
fn what_will_not_do_is_refused() {
    let path = |name: &str, text: &str| file(name, text).to_str().unwrap().to_string();
    let refused = |path: &str| error(MODEL, MISRA1A, &["--covariance", path]);
    for (path, code, words) in [
        (path("small.csv", "1,0\n0,1\n"), "E-COVARIANCE", "is for 2 rows, but there are 14 rows"),
        (path("flat.csv", "1,0\n0,1\n0,0\n"), "E-COVARIANCE", "has 3 rows and 2 columns"),
        (path("flat14.csv", &chain(14, 1.0)), "E-COVARIANCE", "not positive definite"),
        (path("word.csv", "1,0\n0,much\n"), "E-VALUE", "much"),
        (path("empty.csv", ""), "E-EMPTY", "no"),
        ("no-such-file.csv".into(), "E-FILE", "there is no such file"),
    ] {
        let (found, message, help, exit) = refused(&path);
        assert_eq!((found.as_str(), exit), (code, 3), "{path}: {message}");
        assert!(message.contains(words) && !help.is_empty(), "{path}: {message}");
    }
    // Rows that a condition leaves out do not count.
    let path = path("thirteen.csv", &chain(13, 0.5));
    let (_, code) = answer(MODEL, MISRA1A, &["--covariance", &path, "--where", "x > 100"]);
    assert_eq!(code, 0);
}
