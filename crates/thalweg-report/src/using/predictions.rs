//! A table of predictions.

use serde_json::Value;
use thalweg::{Predictions, Table};

use crate::columns::{Align, Columns};
use crate::layout::with_faint_head;
use crate::number::{interval, shortest, significant};
use crate::object::{Object, finite, numbers, pretty};
use crate::wrap::paragraphs;

/// The name and version of the format of [`predictions_json`].
pub const PREDICT_SCHEMA: &str = "thalweg.predict/1";

/// Digits of a fitted value and of its error.
const DIGITS: i32 = 7;
const ERROR_DIGITS: i32 = 4;

/// Predictions in the rows of `at`, of which `columns` are shown.
///
/// ```
/// use thalweg::{Fit, Table};
/// let table = Table::new().with("x", [1.0, 2.0, 3.0])?.with("y", [2.1, 3.9, 6.0])?;
/// let fit = Fit::new("y ~ a*x");
/// let curve = fit.fitted(&table, &fit.run(&table)?)?;
/// let at = Table::new().with("x", [2.5])?;
/// let there = curve.predict(&at, 0.95)?;
/// let text = thalweg_report::predictions_text("y ~ a*x", curve.columns(), &at, &there, 80, false);
/// assert!(text.contains("2.5  4.982143"), "{text}");
/// # Ok::<(), thalweg::FitError>(())
/// ```
pub fn predictions_text(
    formula: &str,
    columns: &[String],
    at: &Table,
    found: &Predictions,
    width: usize,
    color: bool,
) -> String {
    let mut heads: Vec<(String, Align)> =
        columns.iter().map(|name| (name.clone(), Align::Point)).collect();
    let bands = ["std error", "curve from", "to", "observation from", "to"];
    heads.push((found.quantity.clone(), Align::Point));
    heads.extend(bands.map(|head| (head.to_string(), Align::Point)));
    heads.push((String::new(), Align::Left));
    let mut table = Columns::new(heads);
    for i in 0..found.fit.len() {
        let cell = |name: &String| at.column(name).map_or(f64::NAN, |c| c[i]);
        let mut row: Vec<String> = columns.iter().map(|n| shortest(cell(n))).collect();
        row.push(known(found.fit[i], |v| significant(v, DIGITS)));
        row.push(known(found.std_error[i], |v| significant(v, ERROR_DIGITS)));
        row.extend(ends(found.confidence[i]));
        row.extend(ends(found.prediction[i]));
        let note = match (found.extrapolated[i], found.fit[i].is_finite()) {
            (false, true) => "",
            (true, true) => "beyond the data",
            (false, false) => "the curve has no value here",
            (true, false) => "beyond the data: the curve has no value here",
        };
        row.push(note.into());
        table.row(row);
    }
    let level = significant(100.0 * found.level, 6);
    let level = level.trim_end_matches('0').trim_end_matches('.');
    let hold = match found.simultaneous {
        true => "for all places at once",
        false => "for each row by itself",
    };
    let mut out = paragraphs(formula, width);
    if found.reason.is_none() {
        let words = format!(
            "{level} % confidence band of the curve and prediction band of a new observation, {hold}"
        );
        out += &paragraphs(&words, width);
    }
    out.push('\n');
    out += &with_faint_head(&table.render(2), color);
    for note in found.reason.iter().map(|r| format!("no errors: {r}")).chain(found.note.clone()) {
        out += &format!("\n{}", paragraphs(&note, width));
    }
    out
}

fn known(value: f64, text: impl Fn(f64) -> String) -> String {
    if value.is_nan() { String::new() } else { text(value) }
}

fn ends(band: (f64, f64)) -> [String; 2] {
    if band.0.is_nan() {
        return [String::new(), String::new()];
    }
    let (low, high) = interval(band);
    [low, high]
}

/// As [`predictions_text`], as one JSON object.
pub fn predictions_json(
    formula: &str,
    columns: &[String],
    at: &Table,
    found: &Predictions,
) -> String {
    let pair = |(low, high): (f64, f64)| match low.is_nan() {
        true => Value::Null,
        false => numbers(&[low, high]),
    };
    let row = |i: usize| {
        let mut place = Object::new();
        for name in columns {
            place = place.put(name, finite(at.column(name).map_or(f64::NAN, |c| c[i])));
        }
        Object::new()
            .put("at", place.done())
            .put("fit", finite(found.fit[i]))
            .put("std_error", finite(found.std_error[i]))
            .put("confidence", pair(found.confidence[i]))
            .put("prediction", pair(found.prediction[i]))
            .put("extrapolated", found.extrapolated[i])
            .done()
    };
    let object = Object::new()
        .put("schema", PREDICT_SCHEMA)
        .put("formula", formula)
        .put("quantity", found.quantity.as_str())
        .put("level", found.level)
        .put("simultaneous", found.simultaneous)
        .put("reason", found.reason.as_deref())
        .put("note", found.note.as_deref())
        .put("rows", (0..found.fit.len()).map(row).collect::<Value>());
    pretty(&object.done())
}

/// As [`predictions_text`], as comma-separated values with a header; a number that does not exist is an
/// empty field.
///
/// ```
/// use thalweg::{Fit, Table};
/// let table = Table::new().with("x", [1.0, 2.0])?.with("y", [2.0, 4.0])?;
/// let fit = Fit::new("y ~ a*x");
/// let curve = fit.fitted(&table, &fit.run(&table)?)?;
/// let there = curve.predict(&table, 0.95)?;
/// let csv = thalweg_report::predictions_csv(curve.columns(), &table, &there);
/// assert!(csv.ends_with("\n1,2,,,,,,false\n2,4,,,,,,false\n"));
/// # Ok::<(), thalweg::FitError>(())
/// ```
pub fn predictions_csv(columns: &[String], at: &Table, found: &Predictions) -> String {
    const OWN: [&str; 7] = [
        "fit",
        "std_error",
        "confidence_low",
        "confidence_high",
        "prediction_low",
        "prediction_high",
        "extrapolated",
    ];
    let mut heads: Vec<String> = columns.iter().map(|name| quoted(name)).collect();
    heads.extend(OWN.map(String::from));
    let mut out = heads.join(",") + "\n";
    for i in 0..found.fit.len() {
        let cell = |name: &String| at.column(name).map_or(f64::NAN, |c| c[i]);
        let mut values: Vec<f64> = columns.iter().map(cell).collect();
        values.extend([found.fit[i], found.std_error[i]]);
        values.extend([found.confidence[i].0, found.confidence[i].1]);
        values.extend([found.prediction[i].0, found.prediction[i].1]);
        for v in values {
            out += &known(v, shortest);
            out.push(',');
        }
        out += if found.extrapolated[i] { "true\n" } else { "false\n" };
    }
    out
}

/// A field of RFC 4180.
fn quoted(name: &str) -> String {
    if name.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else {
        name.to_string()
    }
}
