//! A bootstrap as a table and as JSON.

use serde_json::Value;
use thalweg::{Bootstrap, Interval, Resampled};

use crate::columns::{Align, Columns};
use crate::layout::{count, width, with_faint_head};
use crate::number::{interval, significant};
use crate::object::{Object, numbers};
use crate::wrap::hang;

/// Digits of a standard error and of a bias: a thousandth is what thousands of replicates give.
const ERROR_DIGITS: i32 = 3;

/// What was drawn, then a line for each quantity: the scatter of its replicates, their bias, and the BCa
/// interval, or the percentile interval where there is none.
pub(crate) fn table(bootstrap: &Bootstrap, terminal: usize, color: bool) -> String {
    let failed = match bootstrap.failed {
        0 => "none failed".to_string(),
        some => format!("{some} failed"),
    };
    let head = format!(
        "{}: {}, {failed}, seed {}",
        bootstrap.kind.words(),
        count(bootstrap.replicates, "replicate", "replicates"),
        bootstrap.seed
    );
    let lines = || bootstrap.parameters.iter().chain(&bootstrap.derived);
    let percent = (bootstrap.level * 1e8).round() / 1e6;
    let from = format!("{percent}% from");
    let mut all = Columns::new([
        ("bootstrap", Align::Left),
        ("std error", Align::Point),
        ("bias", Align::Point),
        (from.as_str(), Align::Point),
        ("to", Align::Point),
        ("", Align::Left),
    ]);
    for line in lines() {
        let number = |v: Option<f64>| v.map_or("none".into(), |v| significant(v, ERROR_DIGITS));
        let (low, high, kind) = best(line);
        all.row([line.name.clone(), number(line.std_error), number(line.bias), low, high, kind]);
    }
    let mut out = with_faint_head(&all.render(2), color);
    if width(&out) > terminal {
        // A narrow terminal keeps what a bootstrap is made for.
        let mut narrow = Columns::new([
            ("bootstrap", Align::Left),
            (from.as_str(), Align::Point),
            ("to", Align::Point),
        ]);
        for line in lines() {
            let (low, high, _) = best(line);
            narrow.row([line.name.clone(), low, high]);
        }
        out = with_faint_head(&narrow.render(2), color);
    }
    out + &hang("  ", 2, &head, terminal)
}

/// The ends of the best interval there is, and its name.
fn best(line: &Resampled) -> (String, String, String) {
    let ends = |i: &Interval| interval((i.low, i.high));
    match (&line.bca, &line.percentile) {
        (Some(bca), _) => {
            let (low, high) = ends(bca);
            (low, high, "BCa".into())
        }
        (None, Some(percentile)) => {
            let (low, high) = ends(percentile);
            (low, high, "percentile".into())
        }
        _ => (String::new(), String::new(), line.bca_reason.clone().unwrap_or_default()),
    }
}

/// The object under the key `bootstrap`.
pub(crate) fn json(bootstrap: &Bootstrap) -> Value {
    let each = |lines: &[Resampled]| -> Value { lines.iter().map(quantity).collect() };
    Object::new()
        .put("kind", bootstrap.kind.code())
        .put("words", bootstrap.kind.words())
        .put("replicates", bootstrap.replicates)
        .put("failed", bootstrap.failed)
        .put("seed", bootstrap.seed)
        .put("level", bootstrap.level)
        .put("parameters", each(&bootstrap.parameters))
        .put("derived", each(&bootstrap.derived))
        .number("seconds", bootstrap.seconds)
        .done()
}

fn quantity(line: &Resampled) -> Value {
    const FEW: &str = "too few replicates have a value";
    let reason = line.bca_reason.as_deref().unwrap_or(FEW);
    let object = Object::new()
        .put("name", line.name.as_str())
        .number("estimate", line.estimate)
        .put("defined", line.defined)
        .optional("std_error", line.std_error, FEW)
        .optional("bias", line.bias, FEW);
    let object = ends(object, "percentile", line.percentile.as_ref(), FEW);
    ends(object, "bca", line.bca.as_ref(), reason)
        .number("bias_correction", line.bias_correction)
        .number("acceleration", line.acceleration)
        .done()
}

fn ends(object: Object, key: &str, interval: Option<&Interval>, reason: &str) -> Object {
    match interval {
        Some(i) => object.put(key, numbers(&[i.low, i.high])),
        None => object.absent(key, reason),
    }
}
