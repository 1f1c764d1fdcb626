//! F against evaluations.

use thalweg::valley::{Path, Valley};

use super::style;
use super::surface::height;
use crate::drawing::panel::Panel;
use crate::drawing::svg::{Svg, number};
use crate::drawing::ticks;

/// Above this ratio of the longest to the shortest run evaluations are counted in powers of ten.
const APART: f64 = 8.0;
/// Decades below the start beyond which it does not matter how low F is.
const DEEPEST: f64 = 32.0;

/// The panel of F − F* against evaluations.
pub(super) struct Descent {
    pub panel: Panel,
    logarithmic: bool,
}

impl Descent {
    pub(super) fn new(valley: &Valley, left: f64, top: f64, width: f64, height_px: f64) -> Self {
        let ends = valley.paths.iter().map(|p| p.evaluations.max(2) as f64);
        let (shortest, longest) =
            ends.fold((f64::INFINITY, 2.0), |(a, b): (f64, f64), e| (a.min(e), b.max(e)));
        let logarithmic = longest > APART * shortest;
        let x = if logarithmic { (0.0, longest.log10() * 1.02) } else { (0.0, longest * 1.03) };
        let costs = valley.paths.iter().flat_map(|p| {
            p.steps.iter().map(|s| s.cost).chain([p.start_cost]).filter(|f| f.is_finite())
        });
        let heights: Vec<f64> = costs.map(|f| height(valley, f)).collect();
        let high = heights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let high = if high.is_finite() { high } else { 0.0 };
        let low = heights.iter().copied().filter(|h| *h >= high - DEEPEST).fold(high, f64::min);
        let room = (0.04 * (high - low)).max(0.1);
        let y = (low - room, high + room);
        Self { panel: Panel { left, top, width, height: height_px, x, y }, logarithmic }
    }

    /// The pixel of F after this many evaluations; what lies below the panel is at its bottom.
    pub(super) fn pixel(
        &self,
        valley: &Valley,
        evaluations: usize,
        cost: f64,
    ) -> Option<(f64, f64)> {
        let count = evaluations.max(1) as f64;
        let x = if self.logarithmic { count.log10() } else { count };
        self.panel.pixel([x, height(valley, cost).clamp(self.panel.y.0, self.panel.y.1)])
    }

    pub(super) fn draw(&self, svg: &mut Svg, valley: &Valley) {
        let panel = &self.panel;
        let x = if self.logarithmic {
            ticks::decades(panel.x.0, panel.x.1, 5)
        } else {
            ticks::linear(panel.x.0, panel.x.1, 5)
        };
        let y = ticks::decades(panel.y.0, panel.y.1, 6);
        svg.text((panel.left, panel.top - 10.0), "class=\"head\"", "How fast F falls");
        panel.axes(svg, (&x, "evaluations"), (&y, "F − F*"));
        for (k, path) in valley.paths.iter().enumerate() {
            svg.group(
                &format!("class=\"descent {}\" data-path=\"{k}\"", style::colour(k)),
                |svg| {
                    let dash = style::dash(k);
                    let d = self.curve(valley, path);
                    svg.element(
                        "path",
                        &format!("class=\"way\" stroke-width=\"1.5\" stroke-dasharray=\"{dash}\" d=\"{d}\""),
                    );
                    let end =
                        path.steps.last().and_then(|s| self.pixel(valley, s.evaluations, s.cost));
                    if let Some(end) = end {
                        svg.path("dot", &style::marker(k, end, 4.0));
                    }
                },
            );
        }
    }

    fn curve(&self, valley: &Valley, path: &Path) -> String {
        let start = self.pixel(valley, 1, path.start_cost);
        let rest = path.steps.iter().map(|s| self.pixel(valley, s.evaluations, s.cost));
        let mut d = String::new();
        for (x, y) in std::iter::once(start).chain(rest).flatten() {
            // Until a step is judged, F is what it was.
            if d.is_empty() {
                d.push_str(&format!("M{} {}", number(x), number(y)));
            } else {
                d.push_str(&format!("H{}V{}", number(x), number(y)));
            }
        }
        d
    }
}
