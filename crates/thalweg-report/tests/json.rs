//! The JSON format: its shape per status, and that numbers survive.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use serde_json::Value;
use thalweg_report::{error_json, json};

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_picture_of_every_status() {
    for (name, answer) in common::all() {
        insta::assert_snapshot!(format!("json_{name}"), json(&answer));
    }
}

#[test]
fn the_keys_of_the_contract_are_there() {
    let keys = [
        "schema",
        "formula",
        "status",
        "converged",
        "message",
        "observations",
        "parameters_estimated",
        "degrees_of_freedom",
        "parameters",
        "covariance",
        "residual_sum_of_squares",
        "residual_std_error",
        "warnings",
        "solver",
    ];
    let of_parameter =
        ["name", "estimate", "std_error", "interval", "level", "start", "fixed", "at_bound"];
    let of_solver =
        ["iterations", "residual_evaluations", "jacobian_evaluations", "scaling", "seconds"];
    for (name, answer) in common::all() {
        let value = parsed(&json(&answer));
        assert_eq!(value["schema"], "thalweg.fit/1");
        assert_eq!(value["status"], name);
        assert_eq!(value["converged"], answer.converged);
        for key in keys {
            assert!(value.get(key).is_some(), "{name}: no {key}");
        }
        for parameter in value["parameters"].as_array().unwrap() {
            for key in of_parameter {
                assert!(parameter.get(key).is_some(), "{name}: no {key}");
            }
        }
        for key in of_solver {
            assert!(value["solver"].get(key).is_some(), "{name}: no {key}");
        }
    }
}

/// Every null has a reason beside it, except inside arrays and where the key is one of choice.
fn check_nulls(value: &Value, path: &str) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                if inner.is_null() && !["by", "help"].contains(&key.as_str()) {
                    let reason = map.get(&format!("{key}_reason"));
                    assert!(reason.is_some_and(Value::is_string), "{path}.{key} has no reason");
                }
                check_nulls(inner, &format!("{path}.{key}"));
            }
        }
        Value::Array(items) => items.iter().for_each(|item| check_nulls(item, path)),
        _ => {}
    }
}

#[test]
fn every_null_has_a_reason() {
    for (name, answer) in common::all() {
        check_nulls(&parsed(&json(&answer)), name);
    }
}

#[test]
fn numbers_read_back_bit_for_bit() {
    let mut answer = common::minimum();
    for value in [0.1 + 0.2, f64::MAX, f64::MIN_POSITIVE, 5e-324, -1.0 / 3.0, 1e16 + 2.0, 1e-300] {
        answer.parameters[0].estimate = value;
        let read = parsed(&json(&answer))["parameters"][0]["estimate"].as_f64().unwrap();
        assert_eq!(read.to_bits(), value.to_bits(), "{value:e}");
    }
}

#[test]
fn an_error_is_an_object_too() {
    let value = parsed(&error_json("E-EMPTY", "no \"rows\"\nat all", Some("check the file")));
    assert_eq!(value["schema"], "thalweg.fit/1");
    assert_eq!(value["error"]["code"], "E-EMPTY");
    assert_eq!(value["error"]["message"], "no \"rows\"\nat all");
    assert_eq!(value["error"]["help"], "check the file");
}

#[test]
fn a_diagnosis_has_tests_by_code_and_arrays_by_row() {
    let mut answer = common::minimum();
    let names = answer.parameters.len();
    let test = |code: &'static str, p_value: f64| thalweg::Test {
        code,
        statistic: 3.0,
        p_value,
        seen: "3 runs of signs in 14 residuals".into(),
    };
    let mut diagnosis = thalweg::Diagnosis {
        tests: vec![test("runs", 0.007), test("outlier", 1.0)],
        rows: vec![0, 2],
        standardized: vec![0.5, f64::NAN],
        studentized: vec![0.4, f64::NAN],
        leverage: vec![0.25, 1.0],
        jacobian_leverage: None,
        cook: vec![0.1, f64::NAN],
        deletion: vec![vec![0.01, f64::NAN]; names],
    };
    answer.diagnosis = Some(diagnosis.clone());
    let value = parsed(&json(&answer));
    check_nulls(&value, "diagnosis");
    let value = &value["diagnosis"];
    assert_eq!(value["tests"]["runs"]["p_value"], 0.007);
    let rows = &value["observations"];
    assert_eq!(rows["row"], serde_json::json!([1, 3]));
    assert_eq!(rows["standardized"], serde_json::json!([0.5, null]));
    assert_eq!(rows["leverage"], serde_json::json!([0.25, 1.0]));
    let name = answer.parameters[0].name.as_str();
    assert_eq!(rows["deletion"][name], serde_json::json!([0.01, null]));
    assert_eq!(rows["jacobian_leverage_reason"], "not computed");
    // Too many to list.
    diagnosis.rows = (0..10_001).collect();
    answer.diagnosis = Some(diagnosis);
    let value = parsed(&json(&answer));
    check_nulls(&value, "diagnosis");
    assert!(value["diagnosis"]["observations"].is_null());
}
