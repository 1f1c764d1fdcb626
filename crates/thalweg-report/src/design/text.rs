//! Where to measure next, as a report.

use thalweg::design::{Design, Point};

use crate::columns::{Align, Columns};
use crate::layout::with_faint_head;
use crate::number::significant;
use crate::text::TextOptions;
use crate::wrap::wrap;

/// Places of the curve of the gain that are shown.
const SHOWN: usize = 11;
/// The longest bar of it.
const BAR: usize = 40;

/// The design as a report: the error as it is, the places in the order they were chosen, and what one
/// observation at other places would leave. Ends with a line break.
///
/// ```
/// use std::ops::ControlFlow;
/// use thalweg::{Fit, Table, design::Wanted};
/// use thalweg_report::{TextOptions, design_json, design_text};
/// let table = Table::new()
///     .with("x", [0.0, 1.0, 2.0, 3.0])?
///     .with("y", [1.1, 2.9, 5.2, 6.9])?;
/// let fit = Fit::new("y ~ a + b*x").scrutiny(false);
/// let design = fit.with_problem(&table, &mut |_| ControlFlow::Continue(()), |p| {
///     p.design(&Wanted::new().target("b"))
/// })??;
/// let text = design_text("y ~ a + b*x", &design, &TextOptions::default());
/// assert!(text.contains("standard error of b"), "{text}");
/// assert!(design_json("y ~ a + b*x", &design).contains("\"schema\": \"thalweg.design/1\""));
/// # Ok::<(), thalweg::FitError>(())
/// ```
pub fn design_text(formula: &str, design: &Design, options: &TextOptions) -> String {
    let width = options.width.max(60);
    let mut out = format!("{formula}\n\n");
    match (&design.target, design.std_error) {
        (Some(target), Some(error)) => {
            out.push_str(&format!("standard error of {target}: {}\n\n", significant(error, 4)));
        }
        _ => out.push_str("all parameters together: the volume of their confidence region\n\n"),
    }
    out.push_str(&with_faint_head(&points(design), options.color));
    if !design.curve.is_empty() {
        let of = if design.target.is_some() { "standard error" } else { "volume" };
        let name = &design.candidates[0].0;
        out.push_str(&format!("\nWhat one observation at {name} leaves of the {of}:\n"));
        out.push_str(&curve(design));
    }
    let mut said = vec![sentence(design)];
    said.extend(design.note.as_ref().map(|n| format!("Here {n}.")));
    out.push('\n');
    let mut lines = wrap(&format!("→ {}", said.join(" ")), width);
    lines.iter_mut().skip(1).for_each(|l| l.insert_str(0, "  "));
    out + &(lines.join("\n") + "\n")
}

/// What is left of the error: √ of what is left of a determinant is what is left of a volume.
fn left(design: &Design, left: f64) -> f64 {
    if design.target.is_some() { left } else { left.sqrt() }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn points(design: &Design) -> String {
    let names = design.candidates.iter().map(|c| (c.0.clone(), Align::Point));
    let head = [("observation".to_string(), Align::Right)].into_iter().chain(names).chain([
        ("std. error".to_string(), Align::Point),
        ("left".to_string(), Align::Point),
        ("".to_string(), Align::Left),
    ]);
    let mut table = Columns::new(head);
    for (i, point) in design.points.iter().enumerate() {
        let mut row = vec![format!("{}", i + 1)];
        row.extend(point.place.iter().map(|(_, v)| significant(*v, 5)));
        row.push(point.std_error.map_or_else(String::new, |e| significant(e, 4)));
        row.push(percent(left(design, point.left)));
        row.push(edge(point));
        table.row(row);
    }
    table.render(2)
}

fn edge(point: &Point) -> String {
    if point.at_edge.is_empty() { String::new() } else { "at the edge of the candidates".into() }
}

fn curve(design: &Design) -> String {
    let mut table = Columns::new([
        (design.candidates[0].0.as_str(), Align::Point),
        ("left", Align::Right),
        ("", Align::Left),
    ]);
    let last = design.curve.len() - 1;
    for k in 0..SHOWN.min(design.curve.len()) {
        let (x, share) = design.curve[k * last / (SHOWN - 1).max(1)];
        let share = left(design, share);
        let length =
            if share.is_finite() { (share.clamp(0.0, 1.0) * BAR as f64).round() } else { 0.0 };
        let shown = if share.is_finite() { percent(share) } else { "-".to_string() };
        table.row([significant(x, 4), shown, "█".repeat(length as usize)]);
    }
    table.render(2)
}

fn sentence(design: &Design) -> String {
    let Some(first) = design.points.first() else { return String::new() };
    let place: Vec<String> =
        first.place.iter().map(|(n, v)| format!("{n} = {}", significant(*v, 5))).collect();
    let what = match (&design.target, first.std_error) {
        (Some(target), Some(error)) => format!(
            "leaves a standard error of {} of {target}, {} of what it is",
            significant(error, 4),
            percent(first.left)
        ),
        _ => format!(
            "leaves {} of the volume of the confidence region of the parameters",
            percent(first.left.sqrt())
        ),
    };
    let edge = if first.at_edge.is_empty() {
        String::new()
    } else {
        format!(
            " That is the edge of the candidates for {}: farther out may be better still (--candidates).",
            first.at_edge.join(", ")
        )
    };
    format!(
        "One more observation at {} {what}, if the formula holds there and it is as uncertain as the others.{edge}",
        place.join(", ")
    )
}
