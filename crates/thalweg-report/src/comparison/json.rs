//! A comparison of formulas for programs: `thalweg.compare/1`.

use serde_json::Value;
use thalweg::compare::{Compared, Entry, Nested};

use crate::json::criteria;
use crate::object::{Object, pretty};

/// The name and version of the format. Keys are only ever added under the same version.
pub const COMPARE_SCHEMA: &str = "thalweg.compare/1";

/// The comparison as one JSON object, ending with a line break.
pub fn compare_json(compared: &Compared) -> String {
    let entries: Value = compared.entries.iter().map(entry).collect();
    let tests: Value = compared.nested.iter().map(|n| nested(n, &compared.entries)).collect();
    let object = Object::new()
        .put("schema", COMPARE_SCHEMA)
        .put("observations", compared.observations)
        .put("stopped", compared.stopped)
        .put("sentence", compared.sentence.as_str())
        .put("formulas", entries)
        .put("nested", tests);
    pretty(&object.done())
}

fn entry(e: &Entry) -> Value {
    const NONE: &str = "its fit did not end at the least sum of squares, or left nothing";
    let parameter = |p: &thalweg::Parameter| {
        let reason = p.std_error_reason.as_deref().unwrap_or("not defined");
        Object::new()
            .put("name", p.name.as_str())
            .number("estimate", p.estimate)
            .optional("std_error", p.std_error, reason)
            .done()
    };
    let parameters: Value = e.answer.iter().flat_map(|a| &a.parameters).map(parameter).collect();
    let object = Object::new()
        .put("name", e.name.as_str())
        .put("formula", e.formula.as_str())
        .put("given", e.given)
        .put("status", e.status.as_str())
        .put("message", e.message.as_str())
        .put("parameters_estimated", e.parameters)
        .put("parameters", parameters)
        .optional("residual_sum_of_squares", e.residual_sum_of_squares, "the fit could not begin");
    let object = match &e.criteria {
        Some(c) => object.put("criteria", criteria(c)),
        None => object.absent("criteria", NONE),
    };
    object
        .optional("difference", e.difference, NONE)
        .optional("weight", e.weight, NONE)
        .optional("runs_p_value", e.runs.as_ref().map(|t| t.p_value), "not tested")
        .done()
}

fn nested(n: &Nested, entries: &[Entry]) -> Value {
    let known = "the standard deviations are known: the statistic is a difference of χ²";
    let freedom = match n.degrees_of_freedom {
        Some(left) => Object::new().put("degrees_of_freedom", left),
        None => Object::new().absent("degrees_of_freedom", known),
    };
    freedom
        .put("smaller", entries[n.smaller].formula.as_str())
        .put("larger", entries[n.larger].formula.as_str())
        .number("statistic", n.statistic)
        .put("more_parameters", n.parameters)
        .number("p_value", n.p_value)
        .done()
}
