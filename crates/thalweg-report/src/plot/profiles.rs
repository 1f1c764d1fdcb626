//! Charts of the profiles of parameters, and of the joint regions of pairs.

use thalweg::{Contour, Parameter, ProfileTrace, Scatter};

use super::outline::line;
use super::sheet::Sheet;
use super::small::{Titles, chart, panel};
use crate::drawing::panel::Panel;
use crate::drawing::range::{around, stretched};
use crate::drawing::svg::Svg;
use crate::wrap::cut;

/// Names longer than this are cut on an axis.
const LONGEST_NAME: usize = 28;

/// Profile t of a parameter, with the straight line that a Wald interval takes it for, and the interval
/// that is read off where it crosses the quantile.
pub(crate) fn profile(sheet: &Sheet, trace: &ProfileTrace) -> Option<String> {
    let p = sheet.answer.parameters.get(trace.parameter)?;
    let points: Vec<(f64, f64)> =
        trace.values.iter().copied().zip(trace.t.iter().copied()).collect();
    let finite = |p: &&(f64, f64)| p.0.is_finite() && p.1.is_finite();
    if points.iter().filter(finite).count() < 2 {
        return None;
    }
    let x = around(points.iter().filter(finite).map(|p| p.0), 0.03);
    let y = around(points.iter().filter(finite).map(|p| p.1), 0.05);
    let panel = panel(x, y);
    let quantile = quantile(p);
    let name = cut(&p.name, LONGEST_NAME);
    let words =
        format!("Profile t of {name}: the straighter, the better its standard error describes it.");
    let id = format!("profile-{}", trace.parameter);
    let titles = Titles { id: &id, words: &words, x: &name, y: "profile t", walked: false };
    Some(chart(
        &panel,
        &titles,
        |svg| {
            rules(svg, &panel, p, quantile);
            if let Some(error) = p.std_error.filter(|e| *e > 0.0) {
                let wald = [x.0, x.1].into_iter().map(|v| (v, (v - p.estimate) / error));
                svg.path("wald", &line(&panel, wald));
            }
            svg.path("curve", &line(&panel, points.iter().copied()));
            best(svg, &panel, [p.estimate, 0.0]);
        },
        |_| {},
    ))
}

/// How many standard errors the Wald interval of a parameter reaches.
fn quantile(p: &Parameter) -> Option<f64> {
    let (low, high) = p.interval?;
    let quantile = 0.5 * (high - low) / p.std_error?;
    (quantile.is_finite() && quantile > 0.0).then_some(quantile)
}

fn rules(svg: &mut Svg, panel: &Panel, p: &Parameter, quantile: Option<f64>) {
    let (x, y) = (panel.x, panel.y);
    svg.path("zero", &line(panel, [(x.0, 0.0), (x.1, 0.0)].into_iter()));
    for t in quantile.into_iter().flat_map(|q| [-q, q]) {
        svg.path("rule", &line(panel, [(x.0, t), (x.1, t)].into_iter()));
    }
    let ends = p.profile.iter().flat_map(|i| [i.low, i.high]).filter(|v| v.is_finite());
    for end in ends {
        svg.path("rule", &line(panel, [(end, y.0), (end, y.1)].into_iter()));
    }
}

/// The joint regions of a pair at every level there is, with the ellipse that standard errors and
/// correlation take the outermost one for, and how each follows the other along its profile.
pub(crate) fn region(sheet: &Sheet, contours: &[&Contour]) -> Option<String> {
    let outer = contours.iter().max_by(|a, b| a.level.total_cmp(&b.level))?;
    let (a, b) = outer.parameters;
    let names = [a, b].map(|k| sheet.answer.parameters.get(k));
    let [first, second] = [names[0]?, names[1]?];
    if outer.points.len() < 3 {
        return None;
    }
    let ellipse = ellipse(sheet, (a, b), outer.level);
    let along = |k: usize| {
        let pick = move |p: &(f64, f64)| if k == 0 { p.0 } else { p.1 };
        let own = around(outer.points.iter().map(pick), 0.08);
        stretched(own, ellipse.iter().map(pick), 0.6)
    };
    let panel = panel(along(0), along(1));
    let (x, y) = (cut(&first.name, LONGEST_NAME), cut(&second.name, LONGEST_NAME));
    let percent = 100.0 * outer.level;
    let words = format!("Joint {percent:.0} % confidence region of {x} and {y}.");
    let id = format!("region-{a}-{b}");
    let titles = Titles { id: &id, words: &words, x: &x, y: &y, walked: false };
    Some(chart(
        &panel,
        &titles,
        |svg| {
            for contour in contours {
                let close = if contour.closed { "Z" } else { "" };
                let d = line(&panel, contour.points.iter().copied());
                svg.path(if contour.closed { "region" } else { "curve" }, &format!("{d}{close}"));
            }
            svg.path("wald", &line(&panel, ellipse.iter().copied()));
            for trace in &sheet.portrait.profiles {
                let pair = |x: &Vec<f64>| Some((*x.get(a)?, *x.get(b)?));
                if trace.parameter == a || trace.parameter == b {
                    let d = line(&panel, trace.estimates.iter().filter_map(pair));
                    svg.path("trace", &d);
                }
            }
            best(svg, &panel, [first.estimate, second.estimate]);
        },
        |_| {},
    ))
}

/// The outline of the joint region by standard errors and correlation (Bates & Watts 1988, §1.4.1).
fn ellipse(sheet: &Sheet, (a, b): (usize, usize), level: f64) -> Vec<(f64, f64)> {
    const CORNERS: usize = 120;
    let answer = sheet.answer;
    let error = |k: usize| answer.parameters.get(k).and_then(|p| p.std_error);
    let correlation = answer.correlation.get(a).and_then(|row| row.get(b)).copied();
    let (Some(sa), Some(sb), Some(r)) = (error(a), error(b), correlation) else {
        return Vec::new();
    };
    let scatter = Scatter {
        sigma: 1.0,
        degrees_of_freedom: answer.degrees_of_freedom,
        known: !answer.weighting.scales_covariance(),
    };
    let radius = scatter.radius(level, 2);
    if !(radius.is_finite() && r.abs() <= 1.0) {
        return Vec::new();
    }
    let turn = r.clamp(-1.0, 1.0).acos();
    let at = |k: usize| {
        let angle = std::f64::consts::TAU * k as f64 / CORNERS as f64;
        let centre = |j: usize| answer.parameters[j].estimate;
        (
            centre(a) + radius * sa * (angle + 0.5 * turn).cos(),
            centre(b) + radius * sb * (angle - 0.5 * turn).cos(),
        )
    };
    (0..=CORNERS).map(at).collect()
}

fn best(svg: &mut Svg, panel: &Panel, at: [f64; 2]) {
    if let Some((x, y)) = panel.pixel(at) {
        svg.element("circle", &format!("class=\"best\" r=\"3.5\" cx=\"{x:.1}\" cy=\"{y:.1}\""));
    }
}
