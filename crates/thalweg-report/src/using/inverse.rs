//! The x of a y.

use serde_json::Value;
use thalweg::{Interval, Inverse, Preimage};

use crate::columns::{Align, Columns};
use crate::layout::with_faint_head;
use crate::number::{interval, shortest, significant};
use crate::object::{Object, numbers, pretty};
use crate::wrap::paragraphs;

/// The name and version of the format of [`inverse_json`].
pub const INVERT_SCHEMA: &str = "thalweg.invert/1";

/// Digits of an x and of its error.
const DIGITS: i32 = 7;
const ERROR_DIGITS: i32 = 4;

/// What was found for each y, `quantity` being the left side of the formula.
///
/// ```
/// use thalweg::{Fit, Inversion, Table};
/// let table = Table::new().with("x", [1.0, 2.0, 3.0])?.with("y", [2.1, 3.9, 6.0])?;
/// let fit = Fit::new("y ~ a*x");
/// let curve = fit.fitted(&table, &fit.run(&table)?)?;
/// let found = curve.invert("x", 5.0, &Table::new(), Inversion::new(0.95))?;
/// let text = thalweg_report::inverse_text("y ~ a*x", "y", &[found], 80, false);
/// assert!(text.contains("  5  2.508961  "), "{text}");
/// # Ok::<(), thalweg::FitError>(())
/// ```
pub fn inverse_text(
    formula: &str,
    quantity: &str,
    found: &[Inverse],
    width: usize,
    color: bool,
) -> String {
    let Some(first) = found.first() else { return String::new() };
    let level = significant(100.0 * first.level, 6);
    let level = level.trim_end_matches('0').trim_end_matches('.').to_string();
    let what = match first.replicates {
        m if m.is_infinite() => "the value of the curve itself".to_string(),
        1.0 => "a single observation".to_string(),
        m => format!("the mean of {} observations", shortest(m)),
    };
    let mut table = Columns::new([
        (quantity.to_string(), Align::Point),
        (first.column.clone(), Align::Point),
        ("std error".into(), Align::Point),
        (format!("{level} % from"), Align::Point),
        ("to".into(), Align::Point),
        ("Wald from".into(), Align::Point),
        ("to".into(), Align::Point),
        (String::new(), Align::Left),
    ]);
    let mut notes: Vec<String> = Vec::new();
    for inverse in found {
        for solution in &inverse.solutions {
            table.row(row(inverse, solution));
        }
        notes.extend(told(inverse));
    }
    let mut out = paragraphs(formula, width);
    out += &paragraphs(&format!("{} where {quantity} is {what}", first.column), width);
    if found.iter().any(|f| !f.solutions.is_empty()) {
        out.push('\n');
        out += &with_faint_head(&table.render(2), color);
    }
    let mut said: Vec<&String> = Vec::new();
    for note in &notes {
        if !said.contains(&note) {
            out += &format!("\n{}", paragraphs(note, width));
            said.push(note);
        }
    }
    out
}

fn row(inverse: &Inverse, solution: &Preimage) -> Vec<String> {
    let mut row = vec![shortest(inverse.y), significant(solution.x, DIGITS)];
    row.push(solution.std_error.map_or(String::new(), |e| significant(e, ERROR_DIGITS)));
    let region = solution.interval.and_then(|i| inverse.intervals.get(i));
    row.extend(region.map_or([String::new(), String::new()], ends));
    row.extend(solution.wald.map_or([String::new(), String::new()], |w| interval(w).into()));
    row.push(if solution.extrapolated { "beyond the data".into() } else { String::new() });
    row
}

fn ends(region: &Interval) -> [String; 2] {
    interval((region.low, region.high)).into()
}

/// What has to be said beside the table.
fn told(inverse: &Inverse) -> Vec<String> {
    let mut notes = Vec::new();
    let (column, y) = (&inverse.column, shortest(inverse.y));
    if inverse.solutions.is_empty() {
        let between = format!(
            "with {column} between {} and {}",
            significant(inverse.searched.0, 6),
            significant(inverse.searched.1, 6)
        );
        notes.push(if inverse.curve.0.is_nan() {
            format!("the curve has no value {between}")
        } else {
            format!(
                "{y} is not reached: {between} the curve runs from {} to {} (--between A,B looks elsewhere)",
                significant(inverse.curve.0, 6),
                significant(inverse.curve.1, 6)
            )
        });
    }
    for (i, region) in inverse.intervals.iter().enumerate() {
        if !inverse.solutions.iter().any(|s| s.interval == Some(i)) {
            let [low, high] = ends(region);
            let places = match (region.low.is_finite(), region.high.is_finite()) {
                (true, true) => format!("{column} from {low} to {high}"),
                (true, false) => format!("every {column} from {low} upwards"),
                (false, true) => format!("every {column} up to {high}"),
                (false, false) => format!("every {column}"),
            };
            notes.push(format!("the curve is not {y} there, but its band holds {y} for {places}"));
        }
        let ends = [
            ("lower", region.low, &region.low_reason),
            ("upper", region.high, &region.high_reason),
        ];
        for (which, end, reason) in ends {
            let Some(reason) = reason else { continue };
            notes.push(match end.is_finite() {
                true => format!("{column} at {}: {reason}", significant(end, 6)),
                false => format!("{column} has no {which} end: {reason}"),
            });
        }
    }
    if inverse.intervals.len() > 1 {
        let n = inverse.intervals.len();
        notes.push(format!("{y} goes with {column} in {n} intervals apart from each other"));
    }
    notes.extend(inverse.reason.iter().map(|r| format!("no intervals: {r}")));
    notes.extend(inverse.note.clone());
    notes
}

/// As [`inverse_text`], as one JSON object.
pub fn inverse_json(formula: &str, quantity: &str, found: &[Inverse]) -> String {
    let pair = |(low, high): (f64, f64)| numbers(&[low, high]);
    let solution = |s: &Preimage| {
        Object::new()
            .number("x", s.x)
            .optional("std_error", s.std_error, "the curve is level, or its errors are not known")
            .put("wald", s.wald.map(pair))
            .put("interval", s.interval)
            .put("extrapolated", s.extrapolated)
            .done()
    };
    let region = |i: &Interval| {
        let end = |object: Object, key: &str, end: f64, reason: &Option<String>| {
            let object = object.put(key, crate::object::finite(end));
            object.put(&format!("{key}_reason"), reason.as_deref())
        };
        let object = end(Object::new(), "low", i.low, &i.low_reason);
        end(object, "high", i.high, &i.high_reason).done()
    };
    let one = |f: &Inverse| {
        Object::new()
            .number("y", f.y)
            .put("column", f.column.as_str())
            .number("replicates", f.replicates)
            .put("level", f.level)
            .put("searched", pair(f.searched))
            .put("curve", pair(f.curve))
            .put("solutions", f.solutions.iter().map(solution).collect::<Value>())
            .put("intervals", f.intervals.iter().map(region).collect::<Value>())
            .put("reason", f.reason.as_deref())
            .put("note", f.note.as_deref())
            .done()
    };
    let object = Object::new()
        .put("schema", INVERT_SCHEMA)
        .put("formula", formula)
        .put("quantity", quantity)
        .put("inversions", found.iter().map(one).collect::<Value>());
    pretty(&object.done())
}
