//! The ground: bands of F, the floor quiet, what is not defined hatched.

use contour::ContourBuilder;
use thalweg::valley::Valley;

use super::style::BANDS;
use crate::drawing::panel::Panel;
use crate::drawing::svg::{Svg, number};
use crate::drawing::ticks::power;
use crate::number::significant;

/// How far F lies above the lowest, in powers of ten, and the levels between bands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Relief {
    /// log₁₀(F − F*) of each cell; NaN where the model is not defined.
    pub heights: Vec<f64>,
    /// Rising; at most one fewer than there are bands.
    pub levels: Vec<f64>,
}

/// Share of the cells that may lie below the lowest level, and above the highest.
const LOW_TAIL: f64 = 0.002;
const HIGH_TAIL: f64 = 0.01;
/// Decades above the start up to which bands differ.
const ABOVE: f64 = 1.0;
/// Decades between levels.
const STEPS: [f64; 9] = [0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 25.0];

/// What F − F* is of a point, as a power of ten; the floor is where rounding of F begins.
pub(super) fn height(valley: &Valley, cost: f64) -> f64 {
    /// Digits of F that rounding in the residuals leaves.
    const ROUNDING: f64 = 1e-12;
    (cost - valley.lowest).max(ROUNDING * valley.lowest).max(f64::MIN_POSITIVE).log10()
}

impl Relief {
    pub(super) fn new(valley: &Valley) -> Self {
        let heights: Vec<f64> = valley
            .grid
            .cost
            .iter()
            .map(|&f| if f.is_nan() { f } else { height(valley, f).min(f64::MAX.log10()) })
            .collect();
        let mut sorted: Vec<f64> = heights.iter().copied().filter(|h| !h.is_nan()).collect();
        sorted.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let last = sorted.len().saturating_sub(1);
            sorted.get((share * last as f64) as usize).copied().unwrap_or(0.0)
        };
        let starts = valley.paths.iter().map(|p| height(valley, p.start_cost));
        let start = starts.filter(|h| h.is_finite()).fold(f64::NEG_INFINITY, f64::max);
        // No path goes higher than it began: what is far above that, and most of the window, is
        // one band.
        let (low, high) = (at(LOW_TAIL), at(1.0 - HIGH_TAIL));
        let high = high.min(start.max(at(0.5)) + ABOVE);
        let most = (BANDS - 1) as f64;
        let fits = |s: &&f64| (high - low) / **s <= most - 1.0;
        let step = STEPS.iter().find(fits).copied().unwrap_or((high - low) / (most - 1.0));
        let first = (low / step).floor() + 1.0;
        let count = ((high / step).ceil() - first).clamp(0.0, most) as usize;
        Self { heights, levels: (0..count).map(|k| (first + k as f64) * step).collect() }
    }

    /// The class of the band above level k − 1: spread over the whole ramp.
    fn band(&self, k: usize) -> usize {
        if self.levels.is_empty() { 0 } else { k * (BANDS - 1) / self.levels.len() }
    }

    /// Draws bands and lines, clipped to the panel.
    pub(super) fn draw(&self, svg: &mut Svg, valley: &Valley, panel: &Panel) {
        let (columns, rows) = (valley.grid.columns, valley.grid.rows);
        let (dx, dy) = (panel.width / columns as f64, panel.height / rows as f64);
        svg.rect("class=\"b0\"", panel.left, panel.top, panel.width, panel.height);
        let (lowest, highest) = match (self.levels.first(), self.levels.last()) {
            (Some(a), Some(b)) => (a - 3.0, b + 3.0),
            _ => (0.0, 0.0),
        };
        // A cell that is not defined lies under the hatching; seen as high it closes the bands.
        let values: Vec<f64> = self
            .heights
            .iter()
            .map(|h| if h.is_nan() { highest } else { h.clamp(lowest, highest) })
            .collect();
        // A frame of copies around the window: the corners that are cut there are not seen.
        let values = framed(&values, columns);
        let builder = ContourBuilder::new(columns + 2, rows + 2, true);
        for (k, contour) in
            builder.contours(&values, &self.levels).unwrap_or_default().iter().enumerate()
        {
            let mut d = String::new();
            for polygon in contour.geometry() {
                for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                    for (i, point) in ring.coords().enumerate() {
                        d.push(if i == 0 { 'M' } else { 'L' });
                        d.push_str(&number(panel.left + dx * (point.x - 1.0)));
                        d.push(' ');
                        d.push_str(&number(panel.bottom() - dy * (point.y - 1.0)));
                    }
                    d.push('Z');
                }
            }
            let class = format!("b{}", self.band(k + 1));
            if !d.is_empty() {
                svg.element("path", &format!("class=\"{class}\" fill-rule=\"evenodd\" d=\"{d}\""));
                svg.path("contour", &d);
            }
        }
        self.hatch(svg, panel, columns, dx, dy);
    }

    /// Runs of cells in which the model is not defined.
    fn hatch(&self, svg: &mut Svg, panel: &Panel, columns: usize, dx: f64, dy: f64) {
        let mut d = String::new();
        for (j, row) in self.heights.chunks_exact(columns).enumerate() {
            let mut i = 0;
            while i < columns {
                let run = row[i..].iter().take_while(|h| h.is_nan()).count();
                if run > 0 {
                    let x = number(panel.left + dx * i as f64);
                    let y = number(panel.bottom() - dy * (j + 1) as f64);
                    let (w, h) = (number(dx * run as f64), number(dy));
                    d.push_str(&format!("M{x} {y}h{w}v{h}h-{w}Z"));
                }
                i += run.max(1);
            }
        }
        if !d.is_empty() {
            svg.path("void", &d);
            svg.element("path", &format!("fill=\"url(#undefined)\" d=\"{d}\""));
        }
    }

    /// Whether there are cells in which the model is not defined.
    pub(super) fn has_gaps(&self) -> bool {
        self.heights.iter().any(|h| h.is_nan())
    }

    /// The bar that says which band is which, and how high it was drawn.
    pub(super) fn bar(&self, svg: &mut Svg, (x, y): (f64, f64), height: f64) {
        /// Room a label needs.
        const LINE: f64 = 15.0;
        let count = self.levels.len() + 1;
        let each = height / count as f64;
        for k in 0..count {
            let top = y + height - each * (k + 1) as f64;
            svg.rect(&format!("class=\"b{}\"", self.band(k)), x, top, 22.0, each + 0.3);
        }
        svg.rect("class=\"frame\"", x, y, 22.0, height);
        let whole = |l: &&f64| (**l - l.round()).abs() < 1e-9;
        let round_ones = self.levels.iter().filter(whole).count();
        let mut last = f64::INFINITY;
        for (k, level) in self.levels.iter().enumerate() {
            let at = y + height - each * (k + 1) as f64;
            if (round_ones > 1 && !whole(&level)) || last - at < LINE {
                continue;
            }
            last = at;
            svg.line("mark", (x + 22.0, at), (x + 26.0, at));
            svg.text((x + 30.0, at + 4.0), "class=\"label\"", &level_text(*level));
        }
    }
}

/// The cells with a frame around them that repeats those at the edge.
fn framed(values: &[f64], columns: usize) -> Vec<f64> {
    let row = |row: &[f64]| [&row[..1], row, &row[columns - 1..]].concat();
    let rows: Vec<Vec<f64>> = values.chunks_exact(columns).map(row).collect();
    let edges = [rows.first(), rows.last()].map(|r| r.cloned().unwrap_or_default());
    [edges[0].clone(), rows.concat(), edges[1].clone()].concat()
}

fn level_text(level: f64) -> String {
    if (level - level.round()).abs() < 1e-9 {
        return power(level.round() as i32);
    }
    let whole = level.floor();
    match whole as i32 {
        w @ -3..=1 => significant(10f64.powf(level - whole) * 10f64.powi(w), 2),
        w => format!("{:.1}·{}", 10f64.powf(level - whole), power(w)),
    }
}
