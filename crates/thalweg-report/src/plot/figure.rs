//! The fit with its bands, and the residuals below it.

use super::layout::Layout;
use super::outline::{band, line};
use super::sheet::{Point, Sheet};
use crate::drawing::panel::Panel;
use crate::drawing::range::{around, ends, stretched};
use crate::drawing::svg::{Svg, number};
use crate::drawing::ticks::linear;
use crate::wrap::cut;

/// Names longer than this are cut on an axis.
const LONGEST_NAME: usize = 44;

/// More points than this stand so close that they are drawn through one another.
const CROWD: usize = 300;

/// More points than this would hide a line that is drawn below them.
const COVER: usize = 100;

/// The strip reaches this far beyond what it shows.
const MARGIN: f64 = 1.2;

/// Bands that reach beyond this multiple of the largest residual are cut.
const WIDEST_BAND: f64 = 2.0;

/// Error bars are drawn on at most this many points.
const MOST_BARS: usize = 400;

/// Both panels, laid out.
pub(crate) struct Figure<'a> {
    pub sheet: &'a Sheet<'a>,
    pub layout: Layout,
    pub main: Panel,
    pub strip: Panel,
}

impl<'a> Figure<'a> {
    pub(crate) fn new(sheet: &'a Sheet<'a>, layout: Layout) -> Self {
        let width = layout.width - layout.left - layout.right;
        let x = horizontal(sheet);
        let panel = |top, height, y| Panel { left: layout.left, top, width, height, x, y };
        Self {
            sheet,
            layout,
            main: panel(layout.top, layout.main, vertical(sheet)),
            strip: panel(layout.top + layout.main + layout.gap, layout.strip, below(sheet)),
        }
    }

    /// What stands below the horizontal axis.
    pub(crate) fn x_name(&self) -> String {
        cut(&self.sheet.x_name, LONGEST_NAME)
    }

    /// What stands beside the vertical axis of the fit.
    pub(crate) fn y_name(&self) -> String {
        cut(&self.sheet.y_name, LONGEST_NAME)
    }

    /// Draws both panels.
    pub(crate) fn draw(&self, svg: &mut Svg) {
        svg.raw("<defs>");
        self.main.define_clip(svg, "fit-window");
        self.strip.define_clip(svg, "strip-window");
        svg.raw("</defs>\n");
        svg.group("class=\"main\" clip-path=\"url(#fit-window)\"", |svg| self.fit(svg));
        svg.group("class=\"strip\" clip-path=\"url(#strip-window)\"", |svg| self.below(svg));
        let x = self.sheet.marks(self.main.x, 7);
        let (x_name, y_name) = (self.x_name(), self.y_name());
        let distance = self.layout.left - 16.0;
        for (name, panel, title, count) in [
            ("main-axes", &self.main, y_name.as_str(), 6),
            ("strip-axes", &self.strip, self.sheet.strip_name(), 4),
        ] {
            svg.group(&format!("class=\"{name}\""), |svg| {
                svg.rect("class=\"frame\"", panel.left, panel.top, panel.width, panel.height);
                let below = name == "strip-axes";
                panel.across(svg, &x, below.then_some(x_name.as_str()));
                panel.upward(svg, &linear(panel.y.0, panel.y.1, count), title, distance);
            });
        }
    }

    fn fit(&self, svg: &mut Svg) {
        let panel = &self.main;
        match self.sheet.curve {
            Some(c) => {
                let x = self.sheet.curve_at();
                svg.path("prediction", &band(panel, &x, &c.prediction));
                svg.path("confidence", &band(panel, &x, &c.confidence));
                let fit = x.iter().copied().zip(c.fit.iter().copied());
                self.over(svg, &line(panel, fit));
            }
            None => self.over(svg, &line(panel, agreement(self.sheet).into_iter())),
        }
    }

    /// The data over the line, or below it where they would hide it.
    fn over(&self, svg: &mut Svg, line: &str) {
        let hidden = self.sheet.drawn.len() > COVER;
        if !hidden {
            svg.path("curve", line);
        }
        let bar = |p: &Point| p.sigma.map(|s| (p.at, p.y - s, p.y + s));
        self.bars(svg, &self.main, bar);
        self.points(svg, &self.main, |p| p.y);
        if hidden {
            svg.path("curve", line);
        }
    }

    fn below(&self, svg: &mut Svg) {
        let panel = &self.strip;
        // Bands too narrow to be seen at the curve are seen here.
        if let Some(bands) = self.sheet.strip_bands() {
            let x = self.sheet.curve_at();
            for (class, ends) in ["prediction", "confidence"].into_iter().zip(&bands) {
                svg.path(class, &band(panel, &x, ends));
            }
        }
        let x = [panel.x.0, panel.x.1];
        svg.path("zero", &line(panel, x.iter().map(|&x| (x, 0.0))));
        if !self.sheet.scaled {
            let bar = |p: &Point| p.sigma.map(|s| (p.at, p.residual - s, p.residual + s));
            self.bars(svg, panel, bar);
        }
        self.points(svg, panel, |p| self.sheet.strip(p));
    }

    fn bars(&self, svg: &mut Svg, panel: &Panel, bar: impl Fn(&Point) -> Option<(f64, f64, f64)>) {
        if self.sheet.drawn.len() > MOST_BARS {
            return;
        }
        let d: Vec<String> = self
            .sheet
            .drawn()
            .filter_map(|p| {
                let (x, low, high) = bar(p)?;
                let (a, b) = (panel.pixel([x, low])?, panel.pixel([x, high])?);
                Some(format!("M{} {}V{}", number(a.0), number(a.1), number(b.1)))
            })
            .collect();
        svg.path("bars", &d.concat());
    }

    fn points(&self, svg: &mut Svg, panel: &Panel, height: impl Fn(&Point) -> f64) {
        let radius = radius(self.sheet.drawn.len());
        svg.group(points_class(self.sheet.drawn.len()), |svg| {
            for p in self.sheet.drawn() {
                super::outline::dot(svg, panel.pixel([p.at, height(p)]), radius, p.counts);
            }
        });
    }
}

/// What a group of so many points is.
pub(crate) fn points_class(points: usize) -> &'static str {
    if points > CROWD { "class=\"points many\"" } else { "class=\"points\"" }
}

/// The radius of one of so many points.
pub(crate) fn radius(points: usize) -> f64 {
    match points {
        0..=60 => 4.0,
        61..=300 => 3.2,
        301..=1500 => 2.4,
        _ => 1.7,
    }
}

/// Of several columns, the line on which fitted and observed values agree.
pub(crate) fn agreement(sheet: &Sheet) -> [(f64, f64); 2] {
    let (low, high) = around(sheet.drawn().map(|p| p.at), 1.0);
    [(low, low), (high, high)]
}

fn horizontal(sheet: &Sheet) -> (f64, f64) {
    let points = around(sheet.drawn().map(|p| p.at), 0.04);
    stretched(points, sheet.curve_at(), 0.1)
}

fn vertical(sheet: &Sheet) -> (f64, f64) {
    let bars = sheet.drawn().flat_map(|p| {
        let s = p.sigma.filter(|_| sheet.drawn.len() <= MOST_BARS).unwrap_or(0.0);
        [p.y - s, p.y + s]
    });
    let data = around(bars, 0.05);
    let Some(c) = sheet.curve else {
        let fitted = sheet.drawn().map(|p| p.fitted);
        return stretched(data, fitted, 0.5);
    };
    // Bands that run away are no reason to make the data small.
    let with_curve = stretched(data, c.fit.iter().copied(), 0.5);
    let confidence = c.confidence.iter().flat_map(|&(low, high)| [low, high]);
    let prediction = c.prediction.iter().flat_map(|&(low, high)| [low, high]);
    stretched(stretched(with_curve, confidence, 0.2), prediction, 0.15)
}

/// The residuals and the bands around them.
fn below(sheet: &Sheet) -> (f64, f64) {
    let (low, high) = residuals(sheet);
    // The bands of a fit without residuals are of no width.
    let most = high / MARGIN;
    let bands = sheet.strip_bands().into_iter().flatten().flatten();
    let ends = bands.flat_map(|(low, high)| [low.abs(), high.abs()]).filter(|v| v.is_finite());
    let room = MARGIN * ends.fold(most, f64::max).min(WIDEST_BAND * most);
    (low.min(-room), high.max(room))
}

/// The residuals with their bars, alike above and below 0.
pub(crate) fn residuals(sheet: &Sheet) -> (f64, f64) {
    let bars = !sheet.scaled && sheet.drawn.len() <= MOST_BARS;
    let (low, high) = ends(sheet.drawn().flat_map(|p| {
        let s = p.sigma.filter(|_| bars).unwrap_or(0.0);
        [sheet.strip(p) - s, sheet.strip(p) + s]
    }));
    let most = low.abs().max(high.abs());
    if most.is_finite() && most > 0.0 { (-MARGIN * most, MARGIN * most) } else { (-1.0, 1.0) }
}
