//! The charts of the page, each with its caption, or why it is not there.

use serde_json::{Value, json};
use thalweg::{Answer, Contour, Parameter};

use super::absent::because;
use crate::drawing::svg::{Svg, escape, number};
use crate::plot::figure::Figure;
use crate::plot::picture::{bands, line_name};
use crate::plot::sheet::Sheet;
use crate::plot::{profiles, residuals};

/// More pairs than this are not shown.
const MOST_PAIRS: usize = 6;

/// Why profiles and regions are missing where they could be had.
const NOT_COMPUTED: &str = "They were not computed: with very many rows that takes long.";

/// The fit with its residuals.
pub(super) fn fit(figure: &Figure) -> Value {
    let sheet = figure.sheet;
    let (wide, tall) = (number(figure.layout.width), number(figure.layout.height()));
    let words = format!(
        "{} against {}, with the fit, and the residuals below. {} points. Arrow keys walk them; plus, minus and 0 zoom.",
        sheet.y_name,
        sheet.x_name,
        sheet.drawn.len()
    );
    let mut svg = Svg::default();
    svg.raw(&format!(
        "<svg id=\"fit\" class=\"linked\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {tall}\" role=\"application\" \
         tabindex=\"0\" aria-label=\"{}\">\n",
        escape(&words)
    ));
    figure.draw(&mut svg);
    svg.raw("</svg>\n");
    let title = if sheet.curve.is_some() { "The fit" } else { "Observed against fitted values" };
    json!({"title": title, "svg": svg.into_text(), "key": key(sheet), "note": fit_note(sheet)})
}

fn key(sheet: &Sheet) -> Vec<Value> {
    let dot = "<g class=\"points\"><circle r=\"4\" cx=\"13\" cy=\"6\"/></g>";
    let curve = "<path class=\"curve\" d=\"M0 6H26\"/>";
    let mut key = vec![
        json!({"mark": dot, "words": "data"}),
        json!({"mark": curve, "words": line_name(sheet)}),
    ];
    for (class, words, there) in bands(sheet) {
        if there {
            let mark = format!("<rect class=\"{class}\" width=\"26\" height=\"12\"/>");
            key.push(json!({"mark": mark, "words": words}));
        }
    }
    key
}

fn fit_note(sheet: &Sheet) -> String {
    let mut notes = Vec::new();
    if sheet.thinned() {
        notes.push(format!(
            "Drawn are {} of {} points: those that stick out most, and an even share of the others from left to right.",
            sheet.drawn.len(),
            sheet.points.len()
        ));
    }
    if sheet.curve.is_some() && bands(sheet).iter().all(|b| !b.2) {
        notes.push(because(sheet.answer, "bands", "They were not computed."));
    }
    if sheet.curve.is_none() && !sheet.points.is_empty() {
        notes.push("The model has no single column to draw a curve over: on the line, observed and fitted values agree.".into());
    }
    if sheet.scaled {
        notes.push("Residuals are shown in standard deviations of their observation.".into());
        if bands(sheet)[1].2 {
            notes.push(format!(
                "The prediction band has the median σ of the data, unless {} alone says what σ is.",
                sheet.x_name
            ));
        }
    }
    notes.join(" ")
}

/// QQ plot and leverage.
pub(super) fn of_residuals(sheet: &Sheet) -> Value {
    let mut charts = Vec::new();
    if let Some(svg) = residuals::quantiles(sheet) {
        charts.push(json!({"svg": svg, "caption": "Standardized residuals against normal quantiles. Normal errors follow the line; pointwise, 19 of 20 stay within the band."}));
    }
    if let Some((svg, near)) = residuals::leverage(sheet) {
        let lines = match near {
            true => {
                "Dashed: Cook's distance 0.5 and 1; a point beyond moves the parameters on its own."
            }
            false => {
                "A Cook's distance of 0.5, from which a point moves the parameters on its own, lies outside of the picture."
            }
        };
        charts.push(json!({"svg": svg, "caption": format!("Standardized residuals against leverage. {lines}")}));
    }
    let absent = because(sheet.answer, "diagnosis of the residuals", "It was not computed.");
    json!({"charts": charts, "absent": absent})
}

/// A profile for each parameter.
pub(super) fn of_profiles(sheet: &Sheet) -> Value {
    let traces = &sheet.portrait.profiles;
    let charts: Vec<String> = traces.iter().filter_map(|t| profiles::profile(sheet, t)).collect();
    let mut lead = "Profile t of each parameter: how much worse the best fit of the others becomes, in the scale of standard errors. Where it follows the dashed line, estimate ± standard error says it all; the dotted lines are the quantile and the interval read off at it.".to_string();
    let undetermined = undetermined(sheet.answer);
    if !undetermined.is_empty() {
        lead.push_str(&format!(" None without a standard error: {}.", undetermined.join(", ")));
    }
    json!({
        "charts": charts,
        "lead": lead,
        "absent": because(sheet.answer, "profiles", NOT_COMPUTED),
    })
}

/// Parameters that were to be estimated and have no standard error: on a bound, or not determined.
fn undetermined(answer: &Answer) -> Vec<&str> {
    let without = |p: &&Parameter| p.std_error.is_none() && !p.tied && !p.fixed;
    answer.parameters.iter().filter(without).map(|p| p.name.as_str()).collect()
}

/// The joint regions of the pairs that are correlated most.
pub(super) fn of_regions(sheet: &Sheet) -> Value {
    let contours = &sheet.portrait.contours;
    let mut pairs: Vec<(usize, usize)> = contours.iter().map(|c| c.parameters).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let free = |p: &&Parameter| p.std_error.is_some() && !p.tied && !p.fixed;
    let free = sheet.answer.parameters.iter().filter(free).count();
    let all = free * free.saturating_sub(1) / 2;
    pairs.sort_by(|&a, &b| strength(sheet, b).total_cmp(&strength(sheet, a)));
    pairs.truncate(MOST_PAIRS);
    let of = |pair: &(usize, usize)| {
        let own: Vec<&Contour> = contours.iter().filter(|c| c.parameters == *pair).collect();
        profiles::region(sheet, &own)
    };
    let charts: Vec<String> = pairs.iter().filter_map(of).collect();
    let level = contours.first().map_or(95.0, |c| (c.level * 1e8).round() / 1e6);
    let mut lead = format!(
        "Joint {level}% confidence regions, the other parameters fitted anew at every point. Dashed: the ellipse of standard errors and correlation; thin: how each parameter follows the other."
    );
    if all > MOST_PAIRS {
        lead.push_str(&format!(" Shown are the {MOST_PAIRS} most correlated of {all} pairs."));
    }
    let otherwise = match sheet.answer.parameters_estimated {
        0 | 1 => "It takes two estimated parameters to make a pair.".to_string(),
        _ if free < 2 => format!(
            "It takes two parameters with a standard error to make a pair; {} without.",
            match undetermined(sheet.answer).as_slice() {
                [one] => format!("{one} is"),
                many => format!("{} are", many.join(", ")),
            }
        ),
        _ => NOT_COMPUTED.to_string(),
    };
    json!({"charts": charts, "lead": lead, "absent": because(sheet.answer, "joint regions", &otherwise)})
}

/// |correlation|; what has none comes last.
fn strength(sheet: &Sheet, (a, b): (usize, usize)) -> f64 {
    let r = sheet.answer.correlation.get(a).and_then(|row| row.get(b)).copied();
    r.filter(|r| r.is_finite()).map_or(-1.0, f64::abs)
}
