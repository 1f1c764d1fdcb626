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
