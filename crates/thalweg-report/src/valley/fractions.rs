//! What each step kept of Gauss-Newton, direction by direction: one strip per path.

use thalweg::valley::{Path, Valley};

use super::style;
use crate::drawing::svg::Svg;
use crate::wrap::cut;

/// Columns of a strip; more steps than this share one.
const COLUMNS: usize = 160;
/// Room between strips.
const GAP: f64 = 10.0;
/// Width of the names before the strips.
const NAMES: f64 = 92.0;
/// Width of the counts after them.
const COUNTS: f64 = 70.0;

/// Where the strips lie.
pub(super) struct Strips {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
    count: usize,
}

impl Strips {
    pub(super) fn new(valley: &Valley, left: f64, top: f64, width: f64, height: f64) -> Self {
        Self { left, top, width, height, count: valley.paths.len().max(1) }
    }

    fn inner(&self) -> (f64, f64) {
        (self.left + NAMES, self.width - NAMES - COUNTS)
    }

    fn each(&self) -> f64 {
        (self.height - GAP * (self.count - 1) as f64) / self.count as f64
    }

    /// Left, top, width and height of step i of path k.
    pub(super) fn place(&self, k: usize, steps: usize, i: usize) -> (f64, f64, f64, f64) {
        let (left, width) = self.inner();
        let each = width / steps.max(1) as f64;
        (left + each * i as f64, self.top + (self.each() + GAP) * k as f64, each, self.each())
    }

    pub(super) fn draw(&self, svg: &mut Svg, valley: &Valley) {
        let head = "Share σ²/(σ² + μ) of Gauss-Newton's step, by direction";
        svg.text((self.left, self.top - 24.0), "class=\"head\"", head);
        let note =
            "full colour: as Gauss-Newton; blank: not moved; best determined direction on top";
        svg.text((self.left, self.top - 9.0), "class=\"small\"", note);
        for (k, path) in valley.paths.iter().enumerate() {
            svg.group(&format!("class=\"strip {}\" data-path=\"{k}\"", style::colour(k)), |svg| {
                self.strip(svg, k, path);
            });
        }
    }

    fn strip(&self, svg: &mut Svg, k: usize, path: &Path) {
        let (left, width) = self.inner();
        let (_, top, _, tall) = self.place(k, path.steps.len(), 0);
        let middle = top + 0.5 * tall + 4.0;
        svg.text((left - 8.0, middle), "class=\"end\"", &cut(&path.name, 13));
        let count = match path.steps.len() {
            1 => "1 step".into(),
            steps => format!("{steps} steps"),
        };
        svg.text((left + width + 8.0, middle), "class=\"small\"", &count);
        let share = path.steps.len().div_ceil(COLUMNS).max(1);
        let wide = width * share as f64 / path.steps.len().max(1) as f64;
        for (c, steps) in path.steps.chunks(share).enumerate() {
            let rows = steps.iter().map(|s| s.iteration.anatomy.fractions.len()).max().unwrap_or(0);
            for row in 0..rows {
                let known = steps.iter().filter_map(|s| s.iteration.anatomy.fractions.get(row));
                let (sum, all) = known.fold((0.0, 0.0), |(s, n), f| (s + f, n + 1.0));
                let mean: f64 = sum / all;
                if mean < 0.005 || mean.is_nan() {
                    continue;
                }
                // Edges on whole pixels: no seams between neighbours.
                let edge = |c: usize| (left + (wide * c as f64).min(width)).round();
                let rung = |row: usize| (top + tall * row as f64 / rows as f64).round();
                let (x, y) = (edge(c), rung(row));
                let (w, high) = (edge(c + 1) - x, rung(row + 1) - y);
                let attributes = format!("class=\"share\" fill-opacity=\"{mean:.2}\"");
                svg.rect(&attributes, x, y, w, high);
            }
        }
        svg.rect("class=\"frame\"", left, top, width, tall);
    }
}
