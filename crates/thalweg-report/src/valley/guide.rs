//! What the marks mean: paths, symbols, bands.

use thalweg::valley::{Path, Valley};

use super::style;
use super::surface::Relief;
use crate::drawing::svg::{Svg, number};
use crate::wrap::cut;

/// Draws it in the column that begins at `left`, down to `bottom`.
pub(super) fn draw(
    svg: &mut Svg,
    valley: &Valley,
    relief: &Relief,
    (left, top): (f64, f64),
    bottom: f64,
) {
    let mut y = top;
    svg.text((left, y), "class=\"head\"", "Paths");
    for (k, path) in valley.paths.iter().enumerate() {
        y += 24.0;
        svg.group(&format!("class=\"entry {}\" data-path=\"{k}\"", style::colour(k)), |svg| {
            let (x, dash) = (left, style::dash(k));
            let d = format!("M{} {}h34", number(x), number(y - 4.0));
            svg.element(
                "path",
                &format!("class=\"way\" stroke-width=\"2\" stroke-dasharray=\"{dash}\" d=\"{d}\""),
            );
            svg.path("dot", &style::marker(k, (x + 17.0, y - 4.0), 4.2));
            svg.text((x + 42.0, y), "", &cut(&path.name, 26));
            svg.text((x + 42.0, y + 14.0), "class=\"small\"", &outcome(path));
        });
        y += 14.0;
    }
    y += 30.0;
    let mut symbol = |words: &str, draw: &dyn Fn(&mut Svg, f64, f64)| {
        svg.group("class=\"symbol p0\"", |svg| draw(svg, left + 17.0, y - 4.0));
        svg.text((left + 42.0, y), "class=\"small\"", words);
        y += 19.0;
    };
    symbol("start", &|svg, x, y| begin(svg, (x, y)));
    symbol("solution", &|svg, x, y| goal(svg, (x, y)));
    symbol("step taken", &|svg, x, y| svg.path("dot", &style::marker(0, (x, y), 4.0)));
    symbol("trial rejected", &|svg, x, y| svg.path("rejected", &style::marker(0, (x, y), 4.0)));
    let region = if valley.axes.len() > 1 {
        "trust region ‖Dh‖ = Δ"
    } else {
        "trust region |Dh| ≤ Δ"
    };
    symbol(region, &|svg, x, y| {
        svg.element(
            "ellipse",
            &format!("class=\"rim\" cx=\"{}\" cy=\"{}\" rx=\"15\" ry=\"5\"", number(x), number(y)),
        );
    });
    if relief.has_gaps() {
        symbol("not defined, or out of bounds", &|svg, x, y| {
            svg.rect("class=\"void\"", x - 15.0, y - 6.0, 30.0, 12.0);
            svg.rect("fill=\"url(#undefined)\"", x - 15.0, y - 6.0, 30.0, 12.0);
        });
    }
    if valley.axes.len() > 1 && !relief.levels.is_empty() {
        y += 14.0;
        svg.text((left, y), "class=\"head\"", "F − F*");
        relief.bar(svg, (left, y + 10.0), (bottom - y - 10.0).max(60.0));
    }
}

/// How a path ended, in few words.
fn outcome(path: &Path) -> String {
    let steps = path.steps.len();
    format!("{} · {steps} steps · {} evaluations", path.status.code(), path.evaluations)
}

/// The mark of the start.
pub(super) fn begin(svg: &mut Svg, (x, y): (f64, f64)) {
    svg.element(
        "circle",
        &format!("class=\"begin\" cx=\"{}\" cy=\"{}\" r=\"6.5\"", number(x), number(y)),
    );
}

/// The mark of the solution: a star.
pub(super) fn goal(svg: &mut Svg, (x, y): (f64, f64)) {
    let corner = |k: usize| {
        let radius = if k.is_multiple_of(2) { 8.0 } else { 3.4 };
        let angle = std::f64::consts::PI * (k as f64 / 5.0 - 0.5);
        format!("{} {}", number(x + radius * angle.cos()), number(y + radius * angle.sin()))
    };
    let corners: Vec<String> = (0..10).map(corner).collect();
    svg.path("goal", &format!("M{}Z", corners.join("L")));
}
