//! Tests of the residuals, and what each observation does to the fit.

use serde_json::{Map, Value};
use thalweg::{Answer, Diagnosis};

use crate::object::{Object, numbers};

/// Observations beyond which single ones are not listed.
const LISTED: usize = 10_000;

/// `tests`, an object by code, and `observations`: arrays with an entry per row that counts.
pub(super) fn diagnosis(answer: &Answer, d: &Diagnosis) -> Value {
    let mut tests = Object::new();
    for test in &d.tests {
        let value = Object::new()
            .number("statistic", test.statistic)
            .number("p_value", test.p_value)
            .put("seen", test.seen.as_str())
            .done();
        tests = tests.put(test.code, value);
    }
    let object = Object::new().put("tests", tests.done());
    if d.rows.len() > LISTED {
        return object.absent("observations", "more than 10000 of them").done();
    }
    let rows: Vec<Value> = d.rows.iter().map(|row| Value::from(row + 1)).collect();
    let mut single = Object::new()
        .put("row", rows)
        .put("standardized", numbers(&d.standardized))
        .put("studentized", numbers(&d.studentized))
        .put("leverage", numbers(&d.leverage))
        .put("cook", numbers(&d.cook));
    single = match &d.jacobian_leverage {
        Some(leverage) => single.put("jacobian_leverage", numbers(leverage)),
        None => single.absent("jacobian_leverage", "not computed"),
    };
    let named = answer.parameters.iter().zip(&d.deletion);
    let changes: Map<String, Value> =
        named.map(|(p, changes)| (p.name.clone(), numbers(changes))).collect();
    single = match d.deletion.is_empty() {
        false => single.put("deletion", changes),
        true => single.absent("deletion", "not computed"),
    };
    object.put("observations", single.done()).done()
}
