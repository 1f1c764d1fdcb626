//! What a formula determines, for programs: `thalweg.check/1`.

use serde_json::Value;
use thalweg::structure::{Finding, Structure, Symmetry};

use crate::object::{Object, numbers, pretty};

/// The name and version of the format. Keys are only ever added under the same version.
pub const CHECK_SCHEMA: &str = "thalweg.check/1";

/// The structure as one JSON object, ending with a line break.
///
/// ```
/// let told = thalweg::structure::check("y ~ a*b*x", &["x"], &[])?;
/// assert!(thalweg_report::structure_json(&told).contains("\"identifiable\": false"));
/// # Ok::<(), thalweg::FitError>(())
/// ```
pub fn structure_json(structure: &Structure) -> String {
    let object = Object::new()
        .put("schema", CHECK_SCHEMA)
        .put("formula", structure.formula.as_str())
        .put("identifiable", structure.is_identifiable())
        .put("columns", structure.columns.clone())
        .put("columns_guessed", structure.guessed)
        .put("parameters", structure.parameters.clone())
        .put("linear", structure.linear.clone())
        .put("determined", structure.determined.clone())
        .put("findings", structure.findings.iter().map(finding).collect::<Value>());
    let object = match &structure.reduced {
        Some(reduced) => object.put("reduced", reduced.as_str()),
        None => object.put("reduced", Value::Null),
    };
    let symmetries = structure.symmetries.iter().map(symmetry).collect::<Value>();
    pretty(&object.put("symmetries", symmetries).done())
}

fn finding(finding: &Finding) -> Value {
    let hold: Value = finding
        .hold
        .iter()
        .map(|(name, value)| {
            Object::new().put("name", name.as_str()).number("value", *value).done()
        })
        .collect();
    let object = Object::new()
        .put("kind", finding.kind)
        .put("parameters", finding.parameters.clone())
        .put("message", finding.seen.as_str())
        .put("help", finding.help.as_str())
        .put("determined", finding.determined.clone())
        .put("hold", hold);
    match &finding.direction {
        Some((at, by)) => object.put("at", numbers(at)).put("direction", numbers(by)),
        None => object,
    }
    .done()
}

fn symmetry(symmetry: &Symmetry) -> Value {
    Object::new()
        .put("kind", symmetry.kind)
        .put("parameters", symmetry.parameters.clone())
        .put("message", symmetry.seen.as_str())
        .put("help", symmetry.help.as_str())
        .done()
}
