//! The table of the data.

use serde_json::{Value, json};

use crate::number::{shortest, significant};
use crate::plot::sheet::{Point, Sheet, by_notability};
use crate::rounded::printed;

/// Longer tables show this many rows.
const MOST_ROWS: usize = 200;

/// Headings, rows, and what is to be said of them.
pub(super) struct Rows {
    pub heads: Vec<String>,
    pub rows: Vec<Value>,
    pub note: String,
}

type Column<'a> = (String, Box<dyn Fn(&Point) -> Option<f64> + 'a>);

/// The whole table, or the rows that stick out most.
pub(super) fn rows(sheet: &Sheet) -> Rows {
    let columns = columns(sheet);
    let shown = shown(sheet);
    // What was measured stands as it was given.
    let measured = usize::from(sheet.curve.is_some()) + sheet.inputs().count() + 1;
    let cells = |p: &Point| -> Vec<Value> {
        let first = json!({"v": p.row + 1, "text": (p.row + 1).to_string()});
        let rest = columns.iter().enumerate().map(|(k, (_, value))| cell(value(p), k < measured));
        std::iter::once(first).chain(rest).collect()
    };
    let row = |&i: &usize| {
        let p = &sheet.points[i];
        json!({"row": p.row + 1, "out": !p.counts, "cells": cells(p)})
    };
    Rows {
        rows: shown.iter().map(row).collect(),
        heads: std::iter::once("row".into()).chain(columns.into_iter().map(|c| c.0)).collect(),
        note: note(sheet, shown.len()),
    }
}

/// What is known of every row, as far as any row has it.
fn columns<'a>(sheet: &'a Sheet) -> Vec<Column<'a>> {
    let mut columns: Vec<Column> = Vec::new();
    if sheet.curve.is_some() {
        columns.push((sheet.x_name.clone(), Box::new(|p| Some(p.x))));
    }
    for (name, values) in sheet.inputs() {
        columns.push((name.clone(), Box::new(|p| values.get(p.row).copied())));
    }
    columns.push((sheet.y_name.clone(), Box::new(|p| Some(p.y))));
    columns.push(("σ".into(), Box::new(|p| p.sigma)));
    columns.push(("fitted".into(), Box::new(|p| Some(p.fitted))));
    columns.push(("residual".into(), Box::new(|p| Some(p.residual))));
    columns.push(("standardized".into(), Box::new(|p| p.standardized)));
    columns.push(("leverage".into(), Box::new(|p| p.leverage)));
    columns.push(("Cook".into(), Box::new(|p| p.cook)));
    columns.retain(|(_, value)| sheet.points.iter().any(|p| value(p).is_some()));
    columns
}

fn cell(value: Option<f64>, measured: bool) -> Value {
    match value.filter(|v| v.is_finite()) {
        None => json!({"v": "", "text": "–"}),
        Some(v) => {
            let text = if measured { given(v) } else { significant(v, 4) };
            json!({"v": format!("{v:e}"), "text": printed(&text)})
        }
    }
}

/// As it was given, unless that is long.
fn given(value: f64) -> String {
    let text = shortest(value);
    if text.len() <= 10 { text } else { significant(value, 6) }
}

/// Rows in the order of the table.
fn shown(sheet: &Sheet) -> Vec<usize> {
    let mut all: Vec<usize> = (0..sheet.points.len()).collect();
    if all.len() > MOST_ROWS {
        all.sort_by(|&a, &b| by_notability(&sheet.points[a], &sheet.points[b]));
        all.truncate(MOST_ROWS);
        all.sort_unstable();
    }
    all
}

fn note(sheet: &Sheet, shown: usize) -> String {
    let all = sheet.points.len();
    let mut parts = Vec::new();
    if shown < all {
        parts.push(format!(
            "The {shown} rows of {all} that stick out most, by Cook's distance or by a standardized residual."
        ));
    }
    if sheet.points.iter().any(|p| !p.counts) {
        parts.push("Rows in italics have weight 0 and take no part in the fit.".to_string());
    }
    parts.join(" ")
}
