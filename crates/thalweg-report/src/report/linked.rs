//! What the scripts of the page know of the points, the curve and the panels.

use serde_json::{Value, json};

use crate::object::{finite, numbers};
use crate::plot::figure::{Figure, agreement};
use crate::plot::sheet::{Point, Sheet};

/// As one object; points in the order in which they are drawn.
pub(super) fn data(figure: &Figure) -> Value {
    let sheet = figure.sheet;
    let column = |value: &dyn Fn(&Point) -> Option<f64>| -> Value {
        sheet.drawn().map(|p| value(p).map_or(Value::Null, finite)).collect()
    };
    let short = |value: &dyn Fn(&Point) -> Option<f64>| column(&|p| value(p).map(brief));
    let mut columns = Vec::new();
    let mut show = |name: &str, digits: usize, values: Value| {
        columns.push(json!({"name": name, "digits": digits, "values": values}));
    };
    if sheet.curve.is_some() {
        show(&sheet.x_name, 8, column(&|p| Some(p.x)));
    }
    for (name, values) in sheet.inputs() {
        show(name, 8, column(&|p| values.get(p.row).copied()));
    }
    show(&sheet.y_name, 8, column(&|p| Some(p.y)));
    show("fitted", 6, column(&|p| Some(close(p.fitted))));
    show("residual", 4, short(&|p| Some(p.residual)));
    show("standardized", 3, short(&|p| p.standardized));
    show("leverage", 3, short(&|p| p.leverage));
    show("Cook's distance", 3, short(&|p| p.cook));
    json!({
        "row": sheet.drawn().map(|p| p.row + 1).collect::<Vec<_>>(),
        "counts": sheet.drawn().map(|p| p.counts).collect::<Vec<_>>(),
        "x": column(&|p| Some(p.at)),
        "y": column(&|p| Some(p.y)),
        "strip": column(&|p| Some(close(sheet.strip(p)))),
        "sigma": short(&|p| p.sigma),
        "quantile": short(&|p| p.quantile),
        "leverage": short(&|p| p.leverage),
        "columns": columns,
        "deletion": deletion(sheet),
        "deletionAbsent": "What leaving it out would do was not computed.",
        "curve": curve(sheet),
        "figure": panels(figure),
    })
}

/// The change of each parameter when a row is left out, in its standard errors.
fn deletion(sheet: &Sheet) -> Vec<Value> {
    let Some(diagnosis) = &sheet.answer.diagnosis else { return Vec::new() };
    let parameters = sheet.answer.parameters.iter().zip(&diagnosis.deletion);
    let known = parameters.filter_map(|(p, changes)| {
        let error = p.std_error.filter(|e| e.is_finite() && *e > 0.0)?;
        let change = |p: &Point| changes.get(p.observation?).map(|c| hundredth(c / error));
        let values: Vec<Value> =
            sheet.drawn().map(|p| change(p).map_or(Value::Null, finite)).collect();
        values.iter().any(|v| !v.is_null()).then(|| json!({"name": p.name, "values": values}))
    });
    known.collect()
}

fn curve(sheet: &Sheet) -> Value {
    let Some(c) = sheet.curve else {
        let (x, fit): (Vec<f64>, Vec<f64>) = agreement(sheet).into_iter().unzip();
        return json!({"x": numbers(&x), "fit": numbers(&fit), "confidenceLow": [], "confidenceHigh": [],
            "predictionLow": [], "predictionHigh": []});
    };
    let side = |ends: &[(f64, f64)], high: bool| -> Value {
        (0..c.x.len())
            .map(|k| {
                ends.get(k).map_or(Value::Null, |e| finite(close(if high { e.1 } else { e.0 })))
            })
            .collect()
    };
    json!({
        "x": numbers(&sheet.curve_at()),
        "fit": c.fit.iter().map(|&v| finite(close(v))).collect::<Value>(),
        "confidenceLow": side(&c.confidence, false),
        "confidenceHigh": side(&c.confidence, true),
        "predictionLow": side(&c.prediction, false),
        "predictionHigh": side(&c.prediction, true),
    })
}

fn panels(figure: &Figure) -> Value {
    let l = figure.layout;
    let range = |(low, high): (f64, f64)| numbers(&[low, high]);
    json!({
        "width": l.width, "left": l.left, "right": l.right, "top": l.top, "main": l.main,
        "logarithmic": figure.sheet.logarithmic, "gap": l.gap, "strip": l.strip, "bottom": l.bottom,
        "x": range(figure.main.x), "y": range(figure.main.y), "r": range(figure.strip.y),
        "names": [figure.x_name(), figure.y_name(), figure.sheet.strip_name()],
    })
}

/// Ten significant digits: more than a pixel at the deepest zoom.
fn close(value: f64) -> f64 {
    rounded(value, 9)
}

fn brief(value: f64) -> f64 {
    rounded(value, 4)
}

fn hundredth(value: f64) -> f64 {
    (100.0 * value).round() / 100.0
}

/// To one digit before the point and so many behind, of the form with an exponent.
fn rounded(value: f64, decimals: usize) -> f64 {
    format!("{value:.decimals$e}").parse().unwrap_or(value)
}
