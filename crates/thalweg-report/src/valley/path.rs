//! The paths: steps taken, trials, trust regions.

use thalweg::valley::{Path, Step, Valley};

use super::region::rim;
use super::style;
use super::surface::height;
use crate::drawing::panel::Panel;
use crate::drawing::svg::{Svg, number};

/// The main panel, and where points of the valley are in it.
#[derive(Clone, Copy)]
pub(super) struct Stage<'a> {
    pub valley: &'a Valley,
    pub panel: Panel,
}

impl Stage<'_> {
    /// The pixel of a point with this F. Of one parameter F is the height, of two the ground; what
    /// lies below the panel is at its bottom.
    pub(super) fn pixel(&self, [x, y]: [f64; 2], cost: f64) -> Option<(f64, f64)> {
        let up = if self.flat() { y } else { height(self.valley, cost).max(self.panel.y.0) };
        self.panel.pixel([x, up])
    }

    /// Whether it is a map, and not a curve.
    pub(super) fn flat(&self) -> bool {
        self.valley.axes.len() > 1
    }

    /// How many trials lie outside the window.
    pub(super) fn outside(&self) -> usize {
        let steps = self.valley.paths.iter().flat_map(|p| &p.steps);
        let seen =
            |s: &&Step| self.pixel(s.trial, s.trial_cost).is_some_and(|p| self.panel.holds(p));
        steps.clone().count() - steps.filter(seen).count()
    }
}

/// Radius of a marker.
const SIZE: f64 = 3.6;
/// The same where there are so many that they would hide the path.
const SMALL: f64 = 2.2;
const MANY: usize = 120;

/// Draws path k.
pub(super) fn draw(svg: &mut Svg, stage: Stage, k: usize, path: &Path) {
    let class = style::colour(k);
    svg.group(&format!("class=\"path {class}\" id=\"path-{k}\""), |svg| {
        let d = way(stage, path);
        if !d.is_empty() {
            let dash = style::dash(k);
            let width = style::width(k);
            svg.element(
                "path",
                &format!(
                    "class=\"way\" stroke-width=\"{width}\" stroke-dasharray=\"{dash}\" d=\"{d}\""
                ),
            );
        }
        let keys = key_steps(stage, path);
        for (i, step) in path.steps.iter().enumerate() {
            svg.group(&format!("class=\"step\" id=\"s{k}-{i}\""), |svg| {
                let key = if keys.contains(&i) { " key" } else { "" };
                svg.path(&format!("rim region{key}"), &region(stage, step));
                let size = if path.steps.len() > MANY { SMALL } else { SIZE };
                trial(svg, stage, k, step, size);
            });
        }
    });
}

/// The steps taken, as commands: pieces that the panel shows.
fn way(stage: Stage, path: &Path) -> String {
    let mut d = String::new();
    let mut pen = None;
    let mut before = path.start_cost;
    for step in &path.steps {
        let (a, b) = (stage.pixel(step.from, before), stage.pixel(step.to, step.cost));
        before = step.cost;
        let Some((a, b)) = a.zip(b).filter(|(a, b)| a != b) else { continue };
        let Some((from, to)) = stage.panel.clip(a, b) else { continue };
        if pen != Some(from) {
            d.push_str(&format!("M{} {}", number(from.0), number(from.1)));
        }
        d.push_str(&format!("L{} {}", number(to.0), number(to.1)));
        pen = Some(to);
    }
    d
}

/// The trust region of a step; along a single parameter an interval.
pub(super) fn region(stage: Stage, step: &Step) -> String {
    if stage.flat() {
        return rim(&stage.panel, step);
    }
    let half = step.region.map_or(f64::NAN, |r| r.semi_diameters[0][0]);
    let end = |sign: f64| stage.pixel([step.from[0] + sign * half, 0.0], step.iteration.cost);
    let ends = end(-1.0).zip(end(1.0)).and_then(|(a, b)| stage.panel.clip(a, b));
    ends.map_or(String::new(), |(a, b)| {
        let (y, top, bottom) = (number(a.1), number(a.1 - 5.0), number(a.1 + 5.0));
        let (left, right) = (number(a.0), number(b.0));
        format!("M{left} {top}V{bottom}M{left} {y}H{right}M{right} {top}V{bottom}")
    })
}

/// The point that was tried: filled where it was taken, hollow where not, an arrow where the panel
/// ends before it.
fn trial(svg: &mut Svg, stage: Stage, k: usize, step: &Step, size: f64) {
    let rejected = step.iteration.rejected.is_some();
    let class = if rejected { "rejected" } else { "dot" };
    // A trial where the model is not defined has no height.
    let cost = if step.trial_cost.is_nan() { step.iteration.cost } else { step.trial_cost };
    let Some(at) = stage.pixel(step.trial, cost) else { return };
    let from = stage.pixel(step.from, step.iteration.cost);
    if stage.panel.holds(at) {
        if let Some((a, b)) = from.and_then(|from| stage.panel.clip(from, at)).filter(|_| rejected)
        {
            svg.line("miss", a, b);
        }
        svg.path(class, &style::marker(k, at, size));
    } else if let Some((a, b)) = from.and_then(|from| stage.panel.clip(from, at)) {
        if rejected {
            svg.line("miss far", a, b);
        }
        svg.path(class, &arrow(b, (at.0 - b.0, at.1 - b.1)));
    }
}

/// An arrow head with its tip at a pixel.
fn arrow((x, y): (f64, f64), (dx, dy): (f64, f64)) -> String {
    const LENGTH: f64 = 8.0;
    let length = dx.hypot(dy).max(f64::MIN_POSITIVE);
    let (ux, uy) = (dx / length * LENGTH, dy / length * LENGTH);
    let corner = |side: f64| {
        format!("{} {}", number(x - ux - side * 0.5 * uy), number(y - uy + side * 0.5 * ux))
    };
    format!("M{} {}L{}L{}Z", number(x), number(y), corner(1.0), corner(-1.0))
}

/// Trust regions of a path that the still picture shows.
const KEYS: usize = 2;

/// The steps whose they are: the first, and the one half way.
fn key_steps(stage: Stage, path: &Path) -> Vec<usize> {
    let length = |s: &Step| {
        let (a, b) = (stage.pixel(s.from, s.iteration.cost), stage.pixel(s.to, s.cost));
        a.zip(b).map_or(0.0, |(a, b)| (a.0 - b.0).hypot(a.1 - b.1).min(stage.panel.width))
    };
    let whole: f64 = path.steps.iter().map(length).sum();
    let mut keys: Vec<usize> = Vec::new();
    let mut walked = 0.0;
    for (i, step) in path.steps.iter().enumerate() {
        let due = keys.len() as f64 / KEYS as f64 * whole;
        if keys.len() < KEYS && walked >= due && !region(stage, step).is_empty() {
            keys.push(i);
        }
        walked += length(step);
    }
    keys
}
