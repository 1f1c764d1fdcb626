//! Options do what they say.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use common::{MISRA1A, MODEL, START, answer, close, error, estimate, fit, parameter, warning};

#[test]
fn every_scaling_and_damping_ends_at_the_same_minimum() {
    for choice in [
        ["--scaling", "geometric"],
        ["--scaling", "identity"],
        ["--scaling", "marquardt"],
        ["--scaling", "more"],
        ["--scaling", "diagonal:1,1e5"],
        ["--scaling", "matrix:1,0,0,1e10"],
        ["--damping", "nielsen"],
        ["--damping", "multiplicative"],
        ["--damping", "multiplicative:2,3"],
        ["--acceleration", "off"],
        ["--acceleration", "always"],
        ["--curvature", "secant"],
        ["--curvature", "hessian"],
        ["--projection", "first"],
        ["--projection", "off"],
        ["--seed", "7"],
        ["--threads", "2"],
        ["--starts", "3"],
    ] {
        let (a, code) = answer(MODEL, MISRA1A, &[&START[..], &choice].concat());
        assert_eq!((a["converged"].as_bool(), code), (Some(true), 0), "{choice:?}");
        assert!(close(estimate(&a, "b1"), 238.942_129_18, 1e-8), "{choice:?}: {a}");
    }
    let (a, _) = answer(MODEL, MISRA1A, &[&START[..], &["--scaling", "more"]].concat());
    assert_eq!(a["solver"]["scaling"], "more");
}

#[test]
fn a_full_hessian_is_exact_and_counted_and_needs_the_squared_loss() {
    let hessian = [&START[..], &["--curvature", "hessian"]].concat();
    let (a, _) = answer(MODEL, MISRA1A, &hessian);
    // Three second directional derivatives at every point, for two parameters.
    let count = |key: &str| a["solver"][key].as_u64().unwrap();
    assert!(count("second_directional_evaluations") >= 3 * (count("jacobian_evaluations") - 1));
    let robust = [&hessian[..], &["--loss", "huber:1"]].concat();
    let (code, message, _, exit) = error(MODEL, MISRA1A, &robust);
    assert_eq!((code.as_str(), exit), ("E-OPTION", 2), "{message}");
}

#[test]
fn a_robust_loss_ignores_an_outlier() {
    let data = "x,y\n1,2.1\n2,3.9\n3,6.1\n4,7.9\n5,60\n6,12.1\n";
    let (plain, _) = answer("y ~ a*x", data, &["-p", "a=1"]);
    assert!(estimate(&plain, "a") > 3.0);
    for loss in ["huber:0.2", "soft-l1:0.2", "cauchy:0.2", "tukey:2", "arctan:0.5"] {
        let (a, code) = answer("y ~ a*x", data, &["-p", "a=2.5", "--loss", loss]);
        assert_eq!(code, 0, "{loss}: {a}");
        assert!((estimate(&a, "a") - 2.0).abs() < 0.1, "{loss}: {a}");
        assert!(warning(&a, "W-LOSS").is_some(), "{loss}");
    }
}

#[test]
fn rows_are_selected() {
    let (all, _) = answer(MODEL, MISRA1A, &START);
    let (some, code) =
        answer(MODEL, MISRA1A, &[&START[..], &["--where", "x > 100 & x < 500"]].concat());
    assert_eq!((code, &some["observations"]), (0, &9.into()));
    assert_ne!(estimate(&all, "b1"), estimate(&some, "b1"));
    let two = &[&START[..], &["--where", "x > 100", "--where", "x < 500"]].concat();
    assert_eq!(estimate(&answer(MODEL, MISRA1A, two).0, "b1"), estimate(&some, "b1"));
    let ran = fit(MODEL, MISRA1A, two);
    assert!(ran.stderr.contains("9 of 14 rows"), "{}", ran.stderr);
}

#[test]
fn a_condition_reads_any_column_and_hides_bad_rows() {
    let data = "x,y,ok\n1,2,1\n2,oops,0\n3,6.1,1\n4,8,1\n";
    let (a, code) = answer("y ~ a*x", data, &["--where", "ok == 1"]);
    assert_eq!((code, &a["observations"], &a["dropped"]), (0, &3.into(), &0.into()), "{a}");
    // A bad cell in a row that is wanted, or in the condition itself, is an error still.
    let (code, message, _, exit) = error("y ~ a*x", data, &["--where", "x > 1"]);
    assert_eq!((code.as_str(), exit), ("E-VALUE", 3));
    assert!(message.contains("line 3"), "{message}");
    let hole = "x,y,ok\n1,2,1\n2,4,\n3,6.1,1\n4,8,1\n";
    let (code, _, _, exit) = error("y ~ a*x", hole, &["--where", "ok == 1"]);
    assert_eq!((code.as_str(), exit), ("E-VALUE", 3));
    let (a, code) = answer("y ~ a*x", hole, &["--where", "ok == 1", "--na", "drop"]);
    assert_eq!((code, &a["observations"], &a["dropped"]), (0, &3.into(), &1.into()), "{a}");
}

#[test]
fn conditions_that_cannot_be_used() {
    let (code, _, help, exit) = error("y ~ a*x", MISRA1A, &["--where", "z > 1"]);
    assert_eq!((code.as_str(), exit), ("E-COLUMN", 2));
    assert!(help.contains("`x`"), "{help}");
    let (code, _, _, exit) = error("y ~ a*x", MISRA1A, &["--where", "x >"]);
    assert_eq!((code.as_str(), exit), ("E-FORMULA", 2));
    let (code, message, _, exit) = error("y ~ a*x", MISRA1A, &["--where", "x > 1e9"]);
    assert_eq!((code.as_str(), exit), ("E-EMPTY", 3));
    assert!(message.contains("x > 1e9"), "{message}");
}

#[test]
fn sigma_has_a_meaning() {
    let data = "x,y,s\n1,2.1,0.1\n2,3.9,0.1\n3,6.2,0.2\n4,7.9,0.2\n";
    let error_of = |args: &[&str]| {
        let (a, code) = answer("y ~ a*x", data, args);
        assert_eq!(code, 0);
        (parameter(&a, "a")["std_error"].as_f64().unwrap(), a)
    };
    let (absolute, a) = error_of(&["--sigma", "s"]);
    assert_eq!(a["weighting"]["kind"], "sigma-absolute");
    // 1/√Σ x²/σ², by hand.
    let by_hand = 1.0 / (100.0_f64 + 400.0 + 225.0 + 400.0).sqrt();
    assert!(close(absolute, by_hand, 1e-10), "{absolute}");
    let (relative, a) = error_of(&["--sigma", "s", "--sigma-is", "relative"]);
    let rss = a["residual_sum_of_squares"].as_f64().unwrap();
    assert!(close(relative, absolute * (rss / 3.0).sqrt(), 1e-10));
    let (weights, b) = error_of(&["--weights", "1/s^2"]);
    assert!(close(weights, relative, 1e-10));
    assert!(close(b["residual_sum_of_squares"].as_f64().unwrap(), rss, 1e-10));
}

#[test]
fn quantities_are_derived_with_their_errors() {
    for text in ["half = log(2)/b2", "half := log(2)/b2"] {
        let (a, code) = answer(MODEL, MISRA1A, &[&START[..], &["-d", text]].concat());
        assert_eq!(code, 0);
        let half = &a["derived"][0];
        assert_eq!(half["name"], "half");
        let b2 = parameter(&a, "b2");
        let (b, s) = (b2["estimate"].as_f64().unwrap(), b2["std_error"].as_f64().unwrap());
        let log2 = std::f64::consts::LN_2;
        assert!(close(half["estimate"].as_f64().unwrap(), log2 / b, 1e-12));
        assert!(close(half["std_error"].as_f64().unwrap(), log2 / (b * b) * s, 1e-9));
    }
}

#[test]
fn fixed_and_tied_parameters() {
    let data = "x,y\n0,2.1\n1,4.9\n2,8.1\n3,10.9\n";
    let (a, code) = answer("y ~ a*x + b + c*x", data, &["-p", "a=1; b=2 fixed; c := a/2"]);
    assert_eq!(code, 0, "{a}");
    assert_eq!(a["parameters_estimated"], 1);
    assert_eq!((estimate(&a, "b"), parameter(&a, "b")["fixed"].as_bool()), (2.0, Some(true)));
    assert!(close(estimate(&a, "c"), estimate(&a, "a") / 2.0, 1e-14));
    assert_eq!(parameter(&a, "c")["tied"], true);
}

#[test]
fn the_level_sets_the_interval() {
    let width = |level: &str| {
        let (a, _) = answer(MODEL, MISRA1A, &[&START[..], &["--level", level]].concat());
        let b1 = parameter(&a, "b1");
        let end = |i: usize| b1["interval"][i].as_f64().unwrap();
        (end(1) - end(0)) / 2.0 / b1["std_error"].as_f64().unwrap()
    };
    // Student's t with 12 degrees of freedom.
    assert!(close(width("0.95"), 2.178_812_83, 1e-8));
    assert!(close(width("99%"), 3.054_539_59, 1e-8));
}

#[test]
fn data_in_other_shapes() {
    let fits = |data: &str, formula: &str, args: &[&str]| {
        let (a, code) = answer(formula, data, args);
        assert_eq!(code, 0, "{data:?}: {a}");
        assert!(close(estimate(&a, "a"), 2.0, 0.02), "{data:?}: {a}");
    };
    fits("1 2.01\n2 3.99\n3 6.01\n", "$2 ~ a*$1", &[]);
    fits("1,2.01\n2,3.99\n3,6.01\n", "$2 ~ a*$1", &["--no-header"]);
    fits("x;y\n1,0;2,01\n2,0;3,99\n3,0;6,01\n", "y ~ a*x", &[]);
    fits("x|y\n1|2.01\n2|3.99\n3|6.01\n", "y ~ a*x", &["--delimiter", "pipe"]);
    fits("! c\nx,y\n1,2.01\n2,3.99\n3,6.01\n", "y ~ a*x", &["--comment", "!"]);
    fits("{\"x\":1,\"y\":2.01}\n{\"x\":2,\"y\":3.99}\n{\"x\":3,\"y\":6.01}\n", "y ~ a*x", &[]);
    fits("x\ty\r\n1\t2.01\r\n2\t3.99\r\n3\t6.01\r\n", "y ~ a*x", &["--input-format", "tsv"]);
}

#[test]
fn what_is_unusual_about_the_data_is_said() {
    let data = "x;y\n1,5;2\n2,5;3\n3,5;4,1\n";
    let ran = fit("y ~ a*x + b", data, &[]);
    assert!(ran.stderr.contains("note: ") && ran.stderr.contains("decimal comma"), "{ran:?}");
    assert_eq!(fit("y ~ a*x + b", data, &["-q"]).stderr, "");
}
