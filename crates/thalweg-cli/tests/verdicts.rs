//! What others get wrong: each case with the status, warnings and exit code it must end with.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use common::{
    MISRA1A, MODEL, START, answer, close, error, estimate, parameter, rows, steps, warning,
};

#[test]
fn misra1a_from_the_given_start() {
    let (a, code) = answer(MODEL, MISRA1A, &START);
    assert_eq!((a["status"].as_str(), code), (Some("minimum"), 0));
    assert!(close(estimate(&a, "b1"), 238.942_129_18, 1e-10));
    assert!(close(estimate(&a, "b2"), 5.501_564_318_1e-4, 1e-10));
    let error = |name: &str| parameter(&a, name)["std_error"].as_f64().unwrap();
    assert!(close(error("b1"), 2.707_007_524_1, 1e-6));
    assert!(close(error("b2"), 7.266_868_843_6e-6, 1e-6));
    // What is to be said of these data is said, and of the run nothing.
    assert!(warning(&a, "W-REACH").is_some(), "{a}");
    for code in ["W-START", "W-LOCAL", "W-IDENT"] {
        assert!(warning(&a, code).is_none(), "{a}");
    }
}

#[test]
fn misra1a_without_starts() {
    let (a, code) = answer(MODEL, MISRA1A, &[]);
    assert_eq!((a["status"].as_str(), code), (Some("minimum"), 0));
    assert!(close(estimate(&a, "b1"), 238.942_129_18, 1e-10));
    assert!(warning(&a, "W-START").is_some());
    assert_eq!(parameter(&a, "b2")["start_found"], true);
}

#[test]
fn a_sine_without_starts_among_25_minima() {
    let data = rows(steps(0.0, 0.2, 60), |x| 2.0 * (5.3 * x + 0.4).sin(), 0.1);
    let (a, code) = answer("y ~ a*sin(w*x + p)", &data, &[]);
    assert_eq!((a["status"].as_str(), code), (Some("minimum"), 0));
    assert!(close(estimate(&a, "w").abs(), 5.3, 1e-3), "{a}");
    assert!(close(estimate(&a, "a").abs(), 2.0, 1e-2), "{a}");
    assert!(warning(&a, "W-START").is_some());
}

#[test]
fn a_start_so_far_off_that_the_curve_is_flat() {
    let far = ["-p", "b1=500; b2=100"];
    // By itself the start leads nowhere, and that is what is said.
    let (a, code) = answer(MODEL, MISRA1A, &[&far[..], &["--starts", "0"]].concat());
    assert_eq!((a["status"].as_str(), code), (Some("flat-valley"), 1));
    let seen = warning(&a, "W-IDENT").expect("W-IDENT");
    assert!(seen["message"].as_str().unwrap().contains("`b2`"), "{seen}");
    assert!(parameter(&a, "b2")["std_error"].is_null());
    // By default a better one is looked for, and reported as found.
    let (a, code) = answer(MODEL, MISRA1A, &far);
    assert_eq!((a["status"].as_str(), code), (Some("minimum"), 0));
    let seen = warning(&a, "W-START").expect("W-START");
    assert!(seen["message"].as_str().unwrap().contains("led nowhere"), "{seen}");
    assert!(close(estimate(&a, "b2"), 5.5015643181e-4, 1e-10), "{a}");
}

#[test]
fn a_peak_far_from_the_data_is_found_again() {
    let data = rows(steps(0.0, 0.5, 41), |x| 5.0 * (-((x - 10.0) / 2.0).powi(2)).exp(), 0.05);
    let (a, code) = answer("y ~ a*exp(-((x-m)/s)^2)", &data, &["-p", "a=1; m=1000; s=1"]);
    assert_eq!((a["status"].as_str(), code), (Some("minimum"), 0));
    assert!(close(estimate(&a, "m"), 10.0, 1e-2));
}

#[test]
fn only_a_product_is_determined() {
    let formula = "y ~ b1*b3*(1-exp(-b2*x))";
    let (a, code) = answer(formula, MISRA1A, &["-p", "b1=10; b2=1e-4; b3=10"]);
    assert_eq!((a["status"].as_str(), code), (Some("flat-valley"), 1));
    assert!(a["message"].as_str().unwrap().contains("b1*b3"), "{a}");
    let seen = warning(&a, "W-IDENT").expect("W-IDENT");
    assert!(seen["message"].as_str().unwrap().contains("b1*b3"), "{seen}");
    for name in ["b1", "b3"] {
        assert!(parameter(&a, name)["std_error"].is_null());
    }
    // What is determined has its value and its error all the same.
    assert!(close(estimate(&a, "b2"), 5.501_564_318_1e-4, 1e-8));
    assert!(parameter(&a, "b2")["std_error"].is_f64());
}

#[test]
fn only_a_product_is_determined_and_no_start_is_given() {
    let (a, code) = answer("y ~ b1*b3*(1-exp(-b2*x))", MISRA1A, &[]);
    assert_eq!((a["status"].as_str(), code), (Some("flat-valley"), 1));
    let seen = warning(&a, "W-IDENT").expect("W-IDENT");
    assert!(seen["message"].as_str().unwrap().contains("b1*b3"), "{seen}");
}

#[test]
fn two_exponentials_on_data_of_one() {
    let (a, code) = two_exponentials(&["-p", "a=1; k=1; b=1; l=2"]);
    assert_eq!((a["status"].as_str(), code), (Some("flat-valley"), 1), "{a}");
    assert!(warning(&a, "W-IDENT").is_some(), "{a}");
}

#[test]
fn two_exponentials_on_data_of_one_without_starts() {
    let (a, code) = two_exponentials(&[]);
    assert_eq!((a["status"].as_str(), code), (Some("flat-valley"), 1), "{a}");
    assert!(warning(&a, "W-IDENT").is_some(), "{a}");
}

fn two_exponentials(starts: &[&str]) -> (serde_json::Value, i32) {
    let data = rows(steps(0.0, 0.25, 30), |x| 3.0 * (-0.7 * x).exp(), 0.02);
    answer("y ~ a*exp(-k*x) + b*exp(-l*x)", &data, starts)
}

#[test]
fn a_parameter_on_its_bound() {
    let (a, code) = answer(MODEL, MISRA1A, &["-p", "b1=100 in [0, 200]; b2=1e-4"]);
    assert_eq!((a["status"].as_str(), code), (Some("minimum-on-bound"), 0));
    let b1 = parameter(&a, "b1");
    assert_eq!((b1["estimate"].as_f64(), &b1["at_bound"]), (Some(200.0), &true.into()));
    assert!(
        b1["std_error"].is_null() && b1["interval"].is_null() && b1["std_error_reason"].is_string()
    );
    assert!(warning(&a, "W-BOUND").unwrap()["message"].as_str().unwrap().contains("`b1`"));
    // The other's error is that of the fit with b1 held at 200.
    let (held, _) = answer(MODEL, MISRA1A, &["-p", "b1=200 fixed; b2=1e-4"]);
    for key in ["estimate", "std_error"] {
        let of = |a| parameter(a, "b2")[key].as_f64().unwrap();
        let scale = if key == "std_error" { (12.0_f64 / 13.0).sqrt() } else { 1.0 };
        // A held parameter counts as estimated, a fixed one does not: 12 and 13 degrees of freedom.
        assert!(close(of(&held), scale * of(&a), 1e-6), "{key}");
    }
}

#[test]
fn overflow_at_the_start() {
    let (code, message, help, exit) =
        error("y ~ b1*(1-exp(b2*x^2))", MISRA1A, &["-p", "b1=500; b2=1"]);
    assert_eq!((code.as_str(), exit), ("E-START", 1));
    assert!(message.contains("row 1"), "{message}");
    assert!(message.contains("exp(b2*x^2)") && message.contains("inf"), "{message}");
    assert!(message.contains("b2 = 1"), "{message}");
    assert!(!help.is_empty());
}

#[test]
fn a_domain_that_ends_among_the_trial_points() {
    let data = rows(steps(0.0, 0.5, 21), |x| (10.0 - 0.98 * x).sqrt(), 0.002);
    for starts in [&[][..], &["-p", "b=20; k=0.5"], &["-p", "b=10.5; k=1"]] {
        let (a, code) = answer("y ~ sqrt(b - k*x)", &data, starts);
        assert_eq!((a["status"].as_str(), code), (Some("minimum"), 0), "{a}");
        assert!(close(estimate(&a, "k"), 0.98, 1e-3), "{a}");
    }
}

#[test]
fn data_exactly_on_a_line_through_0() {
    let data = rows(steps(0.0, 1.0, 6), |x| 2.0 * x, 0.0);
    for starts in [&[][..], &["-p", "a=1; b=1"], &["-p", "a=1; b=0"]] {
        let (a, code) = answer("y ~ a*x + b", &data, starts);
        assert_eq!((a["status"].as_str(), code), (Some("exact-fit"), 0), "{a}");
        assert!(warning(&a, "W-EXACT").is_some());
        assert!(close(estimate(&a, "a"), 2.0, 1e-15), "{a}");
        // Zero to rounding of data of size 10.
        assert!(estimate(&a, "b").abs() <= 10.0 * f64::EPSILON, "{a}");
        assert!(a["residual_sum_of_squares"].as_f64().unwrap() <= 1e-29, "{a}");
        assert!(parameter(&a, "b")["std_error"].is_null());
    }
}

#[test]
fn a_line_of_zeros_has_the_estimate_0() {
    let data = rows(steps(0.0, 1.0, 6), |_| 0.0, 0.0);
    let (a, code) = answer("y ~ a*x", &data, &["-p", "a=1"]);
    assert_eq!((a["status"].as_str(), code), (Some("exact-fit"), 0), "{a}");
    assert_eq!(estimate(&a, "a"), 0.0);
    assert_eq!(a["residual_sum_of_squares"].as_f64(), Some(0.0));
}

#[test]
fn fewer_observations_than_parameters() {
    let (code, message, help, exit) = error("y ~ a*x + b*x^2 + c", "x,y\n1,2\n2,4.1\n", &[]);
    assert_eq!((code.as_str(), exit), ("E-FEW", 1));
    assert!(message.contains('2') && message.contains('3') && !help.is_empty(), "{message}");
}

#[test]
fn as_many_observations_as_parameters() {
    let (a, code) = answer("y ~ a*x + b", "x,y\n1,2\n2,4.1\n", &[]);
    assert_eq!((a["status"].as_str(), code), (Some("exact-fit"), 0), "{a}");
    assert!(warning(&a, "W-DF").is_some(), "{a}");
    assert_eq!(a["degrees_of_freedom"], 0);
    assert!(a["residual_std_error"].is_null() && a["residual_std_error_reason"].is_string());
    assert!(parameter(&a, "a")["std_error"].is_null());
}

#[test]
fn a_column_of_zeros() {
    let data = "z,y\n0,1.02\n0,0.98\n0,1.01\n0,0.99\n";
    let (a, code) = answer("y ~ a*z + b", data, &[]);
    assert_eq!((a["status"].as_str(), code), (Some("flat-valley"), 1), "{a}");
    assert!(warning(&a, "W-IDENT").unwrap()["message"].as_str().unwrap().contains("`a`"), "{a}");
    assert!(parameter(&a, "a")["std_error"].is_null());
    assert!(close(estimate(&a, "b"), 1.0, 1e-12));
}

#[test]
fn tiny_y_and_huge_x() {
    let y = |x: f64| 3e-12 * (-0.01 * (x - 1.7e9)).exp();
    let data = rows(steps(1.7e9, 10.0, 40), y, 3e-14);
    for starts in [&[][..], &["-p", "a=1e-12; k=0.02"]] {
        let (a, code) = answer("y ~ a*exp(-k*(x - 1.7e9))", &data, starts);
        assert_eq!((a["status"].as_str(), code), (Some("minimum"), 0), "{a}");
        assert!(close(estimate(&a, "a"), 3e-12, 1e-2), "{a}");
        assert!(close(estimate(&a, "k"), 0.01, 1e-2), "{a}");
    }
    let (a, code) = answer("y ~ a + b*x", &data, &[]);
    assert_eq!((a["status"].as_str(), code), (Some("minimum"), 0), "{a}");
    assert!(warning(&a, "W-CORR").is_some(), "{a}");
}

#[test]
fn a_limit_is_no_fit_but_shows_the_best() {
    let (a, code) = answer(MODEL, MISRA1A, &["-p", "b1=500; b2=1e-4", "--max-evaluations", "5"]);
    assert_eq!((a["status"].as_str(), code), (Some("limit"), 1), "{a}");
    assert_eq!(a["converged"], false);
    assert!(estimate(&a, "b1").is_finite());
}
