//! The picture by itself: the fit under a head that says what was fitted and found.

use thalweg::{Answer, Portrait};

use super::figure::Figure;
use super::layout::Layout;
use super::sheet::Sheet;
use super::style;
use crate::drawing::png::{PngError, rasterise};
use crate::drawing::svg::{Svg, escape, number};
use crate::rounded::plus_minus;
use crate::wrap::cut;

/// Characters of a line of the head.
const LINE: usize = 96;
/// Parameters named there.
const NAMED: usize = 12;

/// The fitted curve with its bands over the data, and the residuals below: an SVG of its own, on a light
/// ground. Of several columns, observed against fitted values.
///
/// ```
/// use thalweg::{Answer, Portrait, Status};
/// let answer = Answer::new("y ~ a*x", Status::Minimum);
/// assert!(thalweg_report::plot_svg(&answer, &Portrait::default()).starts_with("<svg "));
/// ```
pub fn plot_svg(answer: &Answer, portrait: &Portrait) -> String {
    let sheet = Sheet::new(answer, portrait);
    let head = head(answer);
    let top = 44.0 + 17.0 * head.len() as f64;
    let layout = Layout { width: 720.0, top: top + 32.0, main: 330.0, ..Layout::PAGE };
    let figure = Figure::new(&sheet, layout);
    let (wide, tall) = (number(layout.width), number(layout.height()));
    let title = cut(&answer.formula, 84);
    let mut svg = Svg::default();
    svg.raw(&format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {tall}\" width=\"{wide}\" height=\"{tall}\" \
         role=\"img\" aria-label=\"{}\">\n<style>\n{}</style>\n",
        escape(&format!("Fit of {title}: {}", head.join(" "))),
        style::css(&style::LIGHT),
    ));
    svg.rect("class=\"ground\"", 0.0, 0.0, layout.width, layout.height());
    svg.text((layout.left, 30.0), "class=\"title\"", &title);
    for (k, line) in head.iter().enumerate() {
        svg.text((layout.left, 52.0 + 17.0 * k as f64), "class=\"label\"", line);
    }
    key(&mut svg, &sheet, (layout.left, top + 18.0));
    figure.draw(&mut svg);
    svg.raw("</svg>\n");
    svg.into_text()
}

/// The picture of [`plot_svg`] as a PNG file, twice as many pixels as the SVG has units.
///
/// # Errors
/// None that a fit is known to cause: a drawing the rasteriser cannot read, or no memory for it.
///
/// ```
/// use thalweg::{Answer, Portrait, Status};
/// let answer = Answer::new("y ~ a*x", Status::Minimum);
/// let png = thalweg_report::plot_png(&answer, &Portrait::default())?;
/// assert!(png.starts_with(b"\x89PNG"));
/// # Ok::<(), thalweg_report::PngError>(())
/// ```
pub fn plot_png(answer: &Answer, portrait: &Portrait) -> Result<Vec<u8>, PngError> {
    rasterise(&plot_svg(answer, portrait))
}

/// Estimates, and how much they stand on.
fn head(answer: &Answer) -> Vec<String> {
    let each = |p: &thalweg::Parameter| {
        format!("{} = {}", cut(&p.name, 20), plus_minus(p.estimate, p.std_error))
    };
    let mut parts: Vec<String> = answer.parameters.iter().take(NAMED).map(each).collect();
    if answer.parameters.len() > NAMED {
        parts.push(format!("{} more", answer.parameters.len() - NAMED));
    }
    let mut lines = packed(&parts);
    let mut last = format!("n = {}", answer.observations);
    if let Some(error) = answer.residual_std_error {
        last.push_str(&format!(",  s = {}", crate::number::significant(error, 3)));
    }
    if !answer.converged {
        last.push_str(&format!(",  not converged: {}", answer.status.code()));
    }
    lines.push(last);
    lines
}

/// Parts in lines; none is broken.
fn packed(parts: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 3 + part.chars().count() <= LINE => {
                line.push_str(",  ");
                line.push_str(part);
            }
            _ => lines.push(part.clone()),
        }
    }
    lines
}

/// What is what.
fn key(svg: &mut Svg, sheet: &Sheet, (left, y): (f64, f64)) {
    let mut x = left;
    let mut entry = |words: &str, draw: &dyn Fn(&mut Svg, f64)| {
        draw(svg, x);
        svg.text((x + 32.0, y), "class=\"small\"", words);
        x += 32.0 + 6.4 * words.chars().count() as f64 + 20.0;
    };
    entry("data", &|svg, x| {
        svg.group("class=\"points\"", |svg| {
            let (x, y) = (number(x + 13.0), number(y - 4.0));
            svg.element("circle", &format!("r=\"4\" cx=\"{x}\" cy=\"{y}\""));
        });
    });
    entry(line_name(sheet), &|svg, x| {
        svg.line("curve", (x, y - 4.0), (x + 26.0, y - 4.0));
    });
    for (class, words, there) in bands(sheet) {
        if there {
            let class = format!("class=\"{class}\"");
            entry(&words, &|svg, x| svg.rect(&class, x, y - 10.0, 26.0, 12.0));
        }
    }
}

/// What the line is.
pub(crate) fn line_name(sheet: &Sheet) -> &'static str {
    if sheet.curve.is_some() { "fit" } else { "observed = fitted" }
}

/// The bands: class, name, and whether they are there.
pub(crate) fn bands(sheet: &Sheet) -> [(&'static str, String, bool); 2] {
    let there = |ends: &[(f64, f64)]| ends.iter().any(|e| e.0.is_finite() && e.1.is_finite());
    let curve = sheet.curve;
    let level = curve.map_or(95.0, |c| (c.level * 1e8).round() / 1e6);
    let confidence = curve.is_some_and(|c| there(&c.confidence));
    let prediction = curve.is_some_and(|c| there(&c.prediction));
    [
        ("confidence", format!("{level}% confidence"), confidence),
        ("prediction", format!("{level}% prediction"), prediction),
    ]
}
