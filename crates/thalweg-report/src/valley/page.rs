//! The page: the drawing, and its steps to be walked.

use serde_json::{Value, json};
use thalweg::valley::{Path, Step, Valley};

use super::picture::Picture;
use super::{style, words};
use crate::drawing::svg::escape;

const TEMPLATE: &str = include_str!("page.html");
const CSS: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The picture as a page: one file that asks no network for anything and works from a disk.
///
/// Arrow keys, Home and End walk a path step by step and change between paths, numbers switch paths
/// on and off, Escape goes back to the whole; there is a button for each. It follows the reader's
/// choice of a light or dark ground.
///
/// ```
/// # use thalweg::valley::{ValleyOptions, valley};
/// # use thalweg_solver::{EvalError, Problem};
/// # struct Rosenbrock;
/// # impl Problem for Rosenbrock {
/// #     fn parameter_count(&self) -> usize { 2 }
/// #     fn residual_count(&self) -> usize { 2 }
/// #     fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
/// #         (r[0], r[1]) = (10.0 * (x[1] - x[0] * x[0]), 1.0 - x[0]);
/// #         Ok(())
/// #     }
/// # }
/// let names = ["a".to_string(), "b".to_string()];
/// let picture = valley(&Rosenbrock, &names, &[-1.2, 1.0], &[1.0, 1.0], &ValleyOptions::default())?;
/// assert!(thalweg_report::valley::to_html(&picture).starts_with("<!doctype html>"));
/// # Ok::<(), thalweg::valley::ValleyError>(())
/// ```
pub fn to_html(valley: &Valley) -> String {
    let picture = Picture::new(valley);
    let data = json!({
        "rows": words::ROWS,
        "paths": valley.paths.iter().enumerate().map(|(k, p)| path(&picture, valley, k, p)).collect::<Vec<_>>(),
    });
    // Within a script element "</script>" would end it.
    let data = data.to_string().replace('<', "\\u003c");
    let put = [
        ("{{title}}", escape(&picture.title())),
        ("{{css}}", CSS.replace("{{light}}", &style::light()).replace("{{dark}}", &style::dark())),
        ("{{drawing}}", picture.draw("")),
        ("{{data}}", data),
        ("{{script}}", SCRIPT.to_string()),
    ];
    // Piece by piece, so that what is put in is never searched.
    let mut page = String::new();
    let mut rest = TEMPLATE;
    for (mark, content) in put {
        if let Some((before, after)) = rest.split_once(mark) {
            page.push_str(before);
            page.push_str(&content);
            rest = after;
        }
    }
    page.push_str(rest);
    page
}

fn path(picture: &Picture, valley: &Valley, k: usize, path: &Path) -> Value {
    let steps: Vec<Value> = path
        .steps
        .iter()
        .enumerate()
        .map(|(i, s)| step(picture, valley, (k, path), i, s))
        .collect();
    json!({
        "name": path.name,
        "colour": style::colour(k),
        "start": words::point(valley, &valley.start),
        "end": format!("{} after {} steps and {} evaluations", path.status.code(), path.steps.len(), path.evaluations),
        "steps": steps,
    })
}

fn step(
    picture: &Picture,
    valley: &Valley,
    (k, path): (usize, &Path),
    i: usize,
    step: &Step,
) -> Value {
    let round = |v: f64| (10.0 * v).round() / 10.0;
    let (x, y, w, h) = picture.strips.place(k, path.steps.len(), i);
    let strip = [x, y, w, h].map(round);
    let descent = picture.descent.pixel(valley, step.evaluations, step.cost);
    json!({
        "head": words::headline(path, i, step),
        "values": words::values(step),
        "point": words::point(valley, &step.iteration.trial),
        "region": words::region(super::path::region(picture.stage, step).is_empty(), step),
        "descent": descent.map(|(x, y)| [round(x), round(y)]),
        "strip": strip,
    })
}
