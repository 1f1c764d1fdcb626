//! Charts of standardized residuals: against normal quantiles, and against leverage.

use super::figure::{points_class, radius};
use super::normal::envelope;
use super::outline::{dot, line};
use super::sheet::Sheet;
use super::small::{Titles, chart, panel};
use crate::drawing::panel::Panel;
use crate::drawing::range::{around, ends, stretched};
use crate::drawing::svg::Svg;

/// Standardized residuals against normal quantiles, with the envelope in which 95 % of each would lie;
/// none without them.
pub(crate) fn quantiles(sheet: &Sheet) -> Option<String> {
    let all: Vec<(f64, f64)> =
        sheet.points.iter().filter_map(|p| Some((p.quantile?, p.standardized?))).collect();
    if all.len() < 3 {
        return None;
    }
    let x = around(all.iter().map(|p| p.0), 0.06);
    let rim = envelope(all.len());
    let y = around(all.iter().map(|p| p.1).chain([x.0, x.1]), 0.05);
    let y = stretched(y, rim.iter().flat_map(|&(_, low, high)| [low, high]), 0.2);
    let panel = panel(x, y);
    let q: Vec<f64> = rim.iter().map(|r| r.0).collect();
    let sides: Vec<(f64, f64)> = rim.iter().map(|r| (r.1, r.2)).collect();
    let titles = Titles {
        id: "qq",
        words: "Standardized residuals against normal quantiles. Arrow keys walk the points.",
        x: "normal quantile",
        y: "standardized residual",
        walked: true,
    };
    Some(chart(
        &panel,
        &titles,
        |svg| {
            svg.path("envelope", &super::outline::band(&panel, &q, &sides));
            svg.path("zero", &line(&panel, [x.0, x.1].into_iter().map(|v| (v, v))));
            points(svg, sheet, &panel, |p| Some([p.quantile?, p.standardized?]));
        },
        |_| {},
    ))
}

/// Standardized residuals against leverage, with lines of equal Cook's distance, and whether any of these
/// lies within the picture.
pub(crate) fn leverage(sheet: &Sheet) -> Option<(String, bool)> {
    let all: Vec<(f64, f64)> =
        sheet.points.iter().filter_map(|p| Some((p.leverage?, p.standardized?))).collect();
    if all.len() < 3 {
        return None;
    }
    let (_, most) = ends(all.iter().map(|p| p.0));
    let x = (0.0, (1.12 * most).clamp(1e-12, 1.02));
    let (low, high) = ends(all.iter().map(|p| p.1));
    let room = 1.12 * low.abs().max(high.abs()).max(2.2);
    let panel = panel(x, (-room, room));
    // As many as the data determine: what leverages add up to.
    let parameters = all.iter().map(|p| p.0).sum::<f64>().round().max(1.0);
    let titles = Titles {
        id: "leverage",
        words: "Standardized residuals against leverage, with lines on which Cook's distance is 0.5 and 1. Arrow keys walk the points.",
        x: "leverage",
        y: "standardized residual",
        walked: true,
    };
    let lines: Vec<(f64, Vec<(f64, f64)>)> =
        [0.5, 1.0].map(|cook| (cook, equal(cook, parameters, x.1))).into();
    let near = lines.iter().any(|(_, points)| points.last().is_some_and(|p| p.1 <= room));
    let svg = chart(
        &panel,
        &titles,
        |svg| {
            svg.path("zero", &line(&panel, [(x.0, 0.0), (x.1, 0.0)].into_iter()));
            for (_, points) in &lines {
                let below = points.iter().map(|&(h, r)| (h, -r));
                svg.path("wald", &line(&panel, points.iter().copied()));
                svg.path("wald", &line(&panel, below));
            }
            self::points(svg, sheet, &panel, |p| Some([p.leverage?, p.standardized?]));
        },
        |svg| labels(svg, &panel, &lines),
    );
    Some((svg, near))
}

/// (leverage, residual) at which Cook's distance r²h/(p(1 − h)) (Cook 1977) has this value.
fn equal(cook: f64, parameters: f64, most: f64) -> Vec<(f64, f64)> {
    const STEPS: usize = 120;
    let at = |k: usize| {
        // Even in the root: the line falls steeply where the leverage is small.
        let h = most * (k as f64 / STEPS as f64).powi(2);
        (h, (cook * parameters * (1.0 - h).max(0.0) / h).sqrt())
    };
    (1..=STEPS).map(at).collect()
}

/// The values where the lines leave the panel, outside of it: at its right side or at its top.
fn labels(svg: &mut Svg, panel: &Panel, lines: &[(f64, Vec<(f64, f64)>)]) {
    for (cook, points) in lines {
        let inside = |p: &&(f64, f64)| p.1 <= panel.y.1;
        let Some(enters) = points.iter().find(inside) else { continue };
        let Some(&end) = points.last().filter(inside) else { continue };
        let text = cook.to_string();
        // A line that is inside for a short way only has no room for its value at the side.
        let corner = panel.pixel([enters.0, panel.y.1]).filter(|p| panel.right() - p.0 < 20.0);
        match (corner, panel.pixel([end.0, end.1])) {
            (Some((x, _)), _) => svg.text((x, panel.top - 5.0), "class=\"small middle\"", &text),
            (None, Some((x, y))) => svg.text((x + 4.0, y + 4.0), "class=\"small\"", &text),
            _ => {}
        }
    }
}

fn points(
    svg: &mut Svg,
    sheet: &Sheet,
    panel: &Panel,
    place: impl Fn(&super::sheet::Point) -> Option<[f64; 2]>,
) {
    let radius = radius(sheet.drawn.len());
    svg.group(points_class(sheet.drawn.len()), |svg| {
        for p in sheet.drawn() {
            dot(svg, place(p).and_then(|at| panel.pixel(at)), radius, true);
        }
    });
}
