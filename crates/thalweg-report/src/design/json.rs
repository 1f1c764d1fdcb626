//! Where to measure next, for programs: `thalweg.design/1`.

use serde_json::Value;
use thalweg::design::{Design, Point};

use crate::object::{Object, numbers, pretty};

/// The name and version of the format. Keys are only ever added under the same version.
pub const DESIGN_SCHEMA: &str = "thalweg.design/1";

/// The design as one JSON object, ending with a line break.
pub fn design_json(formula: &str, design: &Design) -> String {
    let candidate = |(name, low, high): &(String, f64, f64)| {
        Object::new().put("column", name.as_str()).number("low", *low).number("high", *high).done()
    };
    let curve: Value = design.curve.iter().map(|(x, left)| numbers(&[*x, *left])).collect();
    let object = Object::new()
        .put("schema", DESIGN_SCHEMA)
        .put("formula", formula)
        .put("target", design.target.as_deref())
        .optional("std_error", design.std_error, NO_TARGET)
        .put("points", design.points.iter().map(point).collect::<Value>())
        .put("candidates", design.candidates.iter().map(candidate).collect::<Value>())
        .put("curve", curve)
        .put("note", design.note.as_deref());
    pretty(&object.done())
}

const NO_TARGET: &str = "no target: the determinant of the covariance was made smallest";

fn point(p: &Point) -> Value {
    let coordinate = |(name, value): &(String, f64)| {
        Object::new().put("column", name.as_str()).number("value", *value).done()
    };
    Object::new()
        .put("place", p.place.iter().map(coordinate).collect::<Value>())
        .optional("std_error", p.std_error, NO_TARGET)
        .number("left", p.left)
        .put("at_edge", p.at_edge.clone())
        .done()
}
