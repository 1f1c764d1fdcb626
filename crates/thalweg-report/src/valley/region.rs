//! The rim of a trust region, as far as the panel shows it.

use std::f64::consts::TAU;

use crate::drawing::panel::Panel;
use crate::drawing::svg::number;
use thalweg::valley::Step;

/// Points of a whole rim.
const POINTS: usize = 72;

/// Commands of the rim around the step's beginning; empty if none of it is in the panel.
pub(super) fn rim(panel: &Panel, step: &Step) -> String {
    let (Some(region), Some(centre)) = (step.region, panel.pixel(step.from)) else {
        return String::new();
    };
    let [sx, sy] = panel.scale();
    let diameter = |[x, y]: [f64; 2]| (x * sx, y * sy);
    let (c, s) = (diameter(region.semi_diameters[0]), diameter(region.semi_diameters[1]));
    let size = c.0.hypot(c.1).max(s.0.hypot(s.1));
    if !size.is_finite() || size < 0.3 {
        return String::new();
    }
    let at = |t: f64| {
        let (cos, sin) = (t.cos(), t.sin());
        (centre.0 + c.0 * cos + s.0 * sin, centre.1 + c.1 * cos + s.1 * sin)
    };
    let cuts = crossings(panel, centre, c, s);
    let arcs: Vec<(f64, f64)> = if cuts.is_empty() {
        vec![(0.0, TAU)]
    } else {
        let next = cuts.iter().skip(1).copied().chain([cuts[0] + TAU]);
        cuts.iter().copied().zip(next).collect()
    };
    let mut d = String::new();
    for (from, to) in arcs.into_iter().filter(|(a, b)| panel.holds(at(0.5 * (a + b)))) {
        for k in 0..=POINTS {
            let (x, y) = at(from + (to - from) * k as f64 / POINTS as f64);
            d.push(if k == 0 { 'M' } else { 'L' });
            d.push_str(&format!("{} {}", number(x), number(y)));
        }
    }
    d
}

/// Angles at which the rim crosses the lines of the panel's edges, rising.
fn crossings(panel: &Panel, centre: (f64, f64), c: (f64, f64), s: (f64, f64)) -> Vec<f64> {
    let mut all = Vec::new();
    let mut cross = |a: f64, b: f64, distance: f64| {
        // a cos t + b sin t = distance
        let length = a.hypot(b);
        if distance.abs() < length {
            let (middle, half) = (b.atan2(a), (distance / length).acos());
            all.extend([middle - half, middle + half].map(|t| t.rem_euclid(TAU)));
        }
    };
    cross(c.0, s.0, panel.left - centre.0);
    cross(c.0, s.0, panel.right() - centre.0);
    cross(c.1, s.1, panel.top - centre.1);
    cross(c.1, s.1, panel.bottom() - centre.1);
    all.sort_by(f64::total_cmp);
    all
}
