//! Data at the ends of the range of numbers, and ends of runs that are no minimum: what is said must
//! be true of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use common::{MISRA1A, MODEL, answer, close, estimate, fit, parameter, rows, steps, warning};
use serde_json::Value;

fn std_error(answer: &Value, name: &str) -> f64 {
    parameter(answer, name)["std_error"].as_f64().unwrap_or_else(|| panic!("{name}: {answer}"))
}

/// A decay with noise, x and y in other units.
fn decay(x_unit: f64, y_unit: f64) -> String {
    let mut text = String::from("x,y\n");
    for row in rows(steps(0.0, 0.25, 30), |x| 3.0 * (-0.7 * x).exp(), 0.05).lines().skip(1) {
        let (x, y) = row.split_once(',').unwrap();
        let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
        text.push_str(&format!("{:?},{:?}\n", x * x_unit, y * y_unit));
    }
    text
}

#[test]
fn units_at_the_ends_of_the_range_change_nothing() {
    let (plain, _) = answer("y ~ a*exp(-k*x)", &decay(1.0, 1.0), &[]);
    let (line, _) = answer("y ~ a + b*x", &decay(1.0, 1.0), &[]);
    for (u, v) in [(1e200, 1.0), (1e-200, 1.0), (1.0, 1e200), (1.0, 1e-200), (1e100, 1e-120)] {
        let data = decay(u, v);
        for starts in [vec![], vec!["-p".to_string(), format!("a={:e}; k={:e}", 2.0 * v, 1.0 / u)]]
        {
            let starts: Vec<&str> = starts.iter().map(String::as_str).collect();
            let (a, code) = answer("y ~ a*exp(-k*x)", &data, &starts);
            assert_eq!((a["status"].as_str(), code), (Some("minimum"), 0), "{u:e} {v:e}: {a}");
            for (name, unit) in [("a", v), ("k", 1.0 / u)] {
                assert!(close(estimate(&a, name) / unit, estimate(&plain, name), 1e-9), "{a}");
                assert!(close(std_error(&a, name) / unit, std_error(&plain, name), 1e-7), "{a}");
            }
            let correlation = |a: &Value| a["correlation"][0][1].as_f64().unwrap();
            assert!(close(correlation(&a), correlation(&plain), 1e-6), "{a}");
            let scatter = |a: &Value| a["residual_std_error"].as_f64().unwrap();
            assert!(close(scatter(&a) / v, scatter(&plain), 1e-9), "{a}");
        }
        let (a, code) = answer("y ~ a + b*x", &data, &[]);
        assert_eq!((a["status"].as_str(), code), (Some("minimum"), 0), "{u:e} {v:e}: {a}");
        assert!(close(std_error(&a, "b") * u / v, std_error(&line, "b"), 1e-9), "{a}");
    }
}

#[test]
fn a_sum_of_squares_that_is_no_number_is_null_and_its_root_is_given() {
    for unit in [1e200, 1e-200] {
        let (a, _) = answer("y ~ a*exp(-k*x)", &decay(1.0, unit), &[]);
        assert!(a["residual_sum_of_squares"].is_null(), "{a}");
        let reason = a["residual_sum_of_squares_reason"].as_str().unwrap();
        assert!(reason.contains("residual_norm"), "{reason}");
        let (plain, _) = answer("y ~ a*exp(-k*x)", &decay(1.0, 1.0), &[]);
        let norm = |a: &Value| a["residual_norm"].as_f64().unwrap();
        assert!(close(norm(&a) / unit, norm(&plain), 1e-9), "{a}");
        let sum = plain["residual_sum_of_squares"].as_f64().unwrap();
        assert!(close(norm(&plain).powi(2), sum, 1e-14), "{plain}");
        let text = fit("y ~ a*exp(-k*x)", &decay(1.0, unit), &[]).stdout;
        let infinite = text
            .split_whitespace()
            .any(|word| word.contains("inf") && !word.starts_with("influence"));
        assert!(text.contains(")²") && !infinite, "{text}");
    }
}

#[test]
fn known_deviations_and_a_robust_loss_in_extreme_units() {
    let (plain, _) = answer("y ~ a*exp(-k*x)", &decay(1.0, 1.0), &["--sigma", "0.02"]);
    let (a, _) = answer("y ~ a*exp(-k*x)", &decay(1.0, 1e200), &["--sigma", "2e198"]);
    assert!(close(std_error(&a, "k"), std_error(&plain, "k"), 1e-7), "{a}");
    let (plain, _) = answer("y ~ a*exp(-k*x)", &decay(1.0, 1.0), &["--loss", "huber:0.01"]);
    let (a, _) = answer("y ~ a*exp(-k*x)", &decay(1.0, 1e200), &["--loss", "huber:1e198"]);
    assert!(close(estimate(&a, "k"), estimate(&plain, "k"), 1e-6), "{a}\n{plain}");
    assert!(close(std_error(&a, "k"), std_error(&plain, "k"), 1e-3), "{a}\n{plain}");
}

#[test]
fn a_constant_says_nothing_about_a_rate() {
    let data = rows(steps(0.0, 1.0, 20), |_| 5.0, 0.0);
    for starts in [&[][..], &["-p", "a=1; k=1; c=1"], &["-p", "a=1; k=0.1; c=5"]] {
        let (a, code) = answer("y ~ a*exp(-k*x) + c", &data, starts);
        assert_eq!((a["status"].as_str(), code), (Some("flat-valley"), 1), "{a}");
        assert!(a["message"].as_str().unwrap().contains("`k`"), "{a}");
        let seen = warning(&a, "W-IDENT").expect("W-IDENT");
        assert!(seen["message"].as_str().unwrap().contains("`k`"), "{seen}");
        assert!(parameter(&a, "k")["std_error_reason"].as_str().unwrap().contains("determined"));
    }
    // A rate that is 0 to rounding is a value like any other.
    for starts in [&[][..], &["-p", "a=1; k=1"]] {
        let (a, code) = answer("y ~ a*exp(-k*x)", &data, starts);
        assert_eq!((a["status"].as_str(), code), (Some("exact-fit"), 0), "{a}");
    }
}

#[test]
fn seconds_since_1970_ask_for_an_origin() {
    let t0 = 1.7e9;
    let decay = rows(steps(t0, 1.0, 101), |t| 3.0 * (-0.05 * (t - t0)).exp() + 1.0, 0.01);
    let line = rows(steps(t0, 1.0, 11), |t| 2.0 + 0.3 * (t - t0), 0.01);
    for (formula, data) in [("y ~ a*exp(-k*x) + c", &decay), ("y ~ a + b*x", &line)] {
        let (a, code) = answer(formula, data, &[]);
        assert_eq!((a["converged"].as_bool(), code), (Some(false), 1), "{a}");
        let seen = warning(&a, "W-ORIGIN").expect("W-ORIGIN");
        assert!(seen["message"].as_str().unwrap().contains("`x`"), "{seen}");
        assert!(seen["help"].as_str().unwrap().contains("(x - 1.7e9)"), "{seen}");
        assert_eq!(seen["data"]["origin"].as_f64(), Some(t0));
        // Nothing is said that is not true: the curve does change, if little.
        if let Some(seen) = warning(&a, "W-IDENT") {
            let message = seen["message"].as_str().unwrap();
            assert!(!message.contains("without any change"), "{message}");
            assert!(message.contains("changes by less than 1e-"), "{message}");
        }
        // And the advice is right.
        let (a, code) =
            answer(&formula.replace('x', "(x - 1.7e9)").replace("e(x - 1.7e9)p", "exp"), data, &[]);
        assert_eq!((a["status"].as_str(), code), (Some("minimum"), 0), "{a}");
        assert!(warning(&a, "W-ORIGIN").is_none(), "{a}");
    }
    let years = rows(steps(1990.0, 1.0, 30), |t| 2.0 + 0.3 * (t - 1990.0), 0.5);
    let (a, _) = answer("y ~ a + b*x", &years, &[]);
    let seen = warning(&a, "W-CORR").expect("W-CORR");
    assert!(seen["help"].as_str().unwrap().contains("(x - 1990)"), "{seen}");
    // 1/(x - 300) is another curve than 1/x: no origin is advised where it is not free.
    let arrhenius = rows(steps(300.0, 0.5, 30), |t| (20.0 - 6000.0 / t).exp(), 1e-3);
    for formula in ["y ~ exp(a - b/x)", "y ~ a*exp(-b/x)"] {
        let (a, _) = answer(formula, &arrhenius, &[]);
        let seen = warning(&a, "W-CORR").expect("W-CORR");
        assert!(!seen["help"].as_str().unwrap().contains("(x - 300)"), "{seen}");
    }
}

#[test]
fn an_end_that_is_no_minimum_has_no_standard_errors() {
    // 0 beyond x = 6.7: the root is pressed against the edge of its domain.
    let data = rows(steps(0.0, 0.25, 41), |x| (6.0 - 0.9 * x).max(0.0).sqrt(), 0.0);
    let ends = [
        ("limit", answer(MODEL, MISRA1A, &["-p", "b1=500; b2=1e-4", "--max-evaluations", "5"]).0),
        ("domain-edge", answer("y ~ sqrt(b - k*x)", &data, &[]).0),
    ];
    for (status, a) in ends {
        assert_eq!(a["status"], status, "{a}");
        for p in a["parameters"].as_array().unwrap() {
            assert!(p["std_error"].is_null() && p["interval"].is_null(), "{a}");
            assert_eq!(p["std_error_reason"], "not a minimum", "{a}");
        }
        assert!(a["covariance"][0][0].is_null() && a["correlation"][0][1].is_null(), "{a}");
    }
    let text = fit(MODEL, MISRA1A, &["-p", "b1=500; b2=1e-4", "--max-evaluations", "5"]).stdout;
    assert!(text.contains("none") && text.contains("not a minimum"), "{text}");
}

#[test]
fn forty_parameters_without_starts_take_a_bounded_search() {
    let peaks = |x: f64| -> f64 {
        let peak = |i: i32| {
            let (a, s) = (2.0 + f64::from(i * 7 % 5) / 2.0, 1.5 + f64::from(i * 3 % 4) / 3.0);
            a * (-((x - 5.0 - 10.0 * f64::from(i)) / s).powi(2)).exp()
        };
        (0..13).map(peak).sum::<f64>() + 0.5
    };
    let data = rows(steps(0.0, 0.26, 500), peaks, 0.05);
    let term = |i: i32| format!("a{i}*exp(-((x-m{i})/s{i})^2)");
    let terms: Vec<String> = (0..13).map(term).collect();
    let (a, _) = answer(&format!("y ~ {} + c", terms.join(" + ")), &data, &[]);
    let seen = warning(&a, "W-SEARCH").expect("W-SEARCH");
    assert!(seen["help"].as_str().unwrap().contains("starting values"), "{seen}");
    assert!(a["starts_tried"].as_u64().unwrap() < 16, "{a}");
    // What is small is searched in full.
    let (a, _) = answer("y ~ a*exp(-((x-m)/s)^2) + c", &data, &[]);
    assert!(warning(&a, "W-SEARCH").is_none(), "{a}");
}
