//! The drawing as a whole.

use thalweg::valley::Valley;

use super::caption::caption;
use super::descent::Descent;
use super::fractions::Strips;
use super::guide;
use super::label;
use super::path::{self, Stage};
use super::style;
use super::surface::{Relief, height};
use crate::drawing::panel::Panel;
use crate::drawing::svg::{Svg, escape, number};
use crate::drawing::ticks;
use crate::wrap::wrap;

const WIDTH: f64 = 1040.0;
/// The main panel.
const MAIN: (f64, f64, f64, f64) = (84.0, 58.0, 620.0, 470.0);
/// Where the legend begins.
const GUIDE: f64 = 734.0;
/// The panels below.
const BELOW: f64 = 640.0;
const BELOW_HEIGHT: f64 = 190.0;
/// Characters of a line of the caption.
const LINE: usize = 150;

/// What the drawing consists of, laid out: the page asks where its points are.
pub(super) struct Picture<'a> {
    valley: &'a Valley,
    pub stage: Stage<'a>,
    relief: Relief,
    pub descent: Descent,
    pub strips: Strips,
}

impl<'a> Picture<'a> {
    pub(super) fn new(valley: &'a Valley) -> Self {
        let relief = Relief::new(valley);
        let (left, top, width, tall) = MAIN;
        let window = |k: usize| valley.axes.get(k).map(|a| (a.low, a.high));
        let panel = Panel {
            left,
            top,
            width,
            height: tall,
            x: window(0).unwrap_or((0.0, 1.0)),
            y: window(1).unwrap_or_else(|| heights(valley, &relief)),
        };
        Self {
            valley,
            stage: Stage { valley, panel },
            relief,
            descent: Descent::new(valley, left, BELOW, 320.0, BELOW_HEIGHT),
            strips: Strips::new(valley, 440.0, BELOW, WIDTH - 440.0 - 20.0, BELOW_HEIGHT),
        }
    }

    /// The drawing as an element; with its style, or for a page that has it.
    pub(super) fn draw(&self, style: &str) -> String {
        let valley = self.valley;
        let words = caption(self.stage);
        let lines = wrap(&words, LINE);
        let caption_top = BELOW + BELOW_HEIGHT + 68.0;
        let tall = caption_top + 16.0 * lines.len() as f64 + 8.0;
        let mut svg = Svg::default();
        svg.raw(&format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {tall}\" width=\"{WIDTH}\" \
             height=\"{tall}\" role=\"img\" aria-labelledby=\"valley-title valley-words\">\n\
             <title id=\"valley-title\">{}</title>\n<desc id=\"valley-words\">{}</desc>\n<style>\n{style}</style>\n<defs>\n",
            escape(&self.title()),
            escape(&words),
        ));
        self.stage.panel.define_clip(&mut svg, "window");
        svg.raw(
            "<pattern id=\"undefined\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\">\
             <path class=\"hatch\" d=\"M-1 8L8 -1M-1 1L1 -1M6 8L8 6\"/></pattern>\n</defs>\n",
        );
        svg.rect("class=\"ground\"", 0.0, 0.0, WIDTH, tall);
        svg.text((MAIN.0, 32.0), "class=\"title\"", &self.title());
        self.main(&mut svg);
        guide::draw(&mut svg, valley, &self.relief, (GUIDE, MAIN.1 + 10.0), MAIN.1 + MAIN.3);
        self.descent.draw(&mut svg, valley);
        self.strips.draw(&mut svg, valley);
        for (i, line) in lines.iter().enumerate() {
            let at = (MAIN.0 - 54.0, caption_top + 16.0 * i as f64);
            svg.text(at, "class=\"small\"", line);
        }
        svg.element("circle", "id=\"here\" class=\"begin\" r=\"5\" visibility=\"hidden\"");
        svg.element("rect", "id=\"here-strip\" class=\"begin\" visibility=\"hidden\"");
        svg.raw("</svg>\n");
        svg.into_text()
    }

    pub(super) fn title(&self) -> String {
        let names: Vec<String> =
            self.valley.axes.iter().map(|a| label::axis(self.valley, a)).collect();
        match &names[..] {
            [_, _] if self.valley.axes[0].relative => {
                "The valley of F in the two least determined directions".into()
            }
            [one] => format!("F along {one}, and the paths of the dampings"),
            _ => format!("The valley of F in the plane of {}", names.join(" and ")),
        }
    }

    fn main(&self, svg: &mut Svg) {
        let (valley, stage) = (self.valley, self.stage);
        svg.group("clip-path=\"url(#window)\"", |svg| {
            if stage.flat() {
                self.relief.draw(svg, valley, &stage.panel);
            } else {
                self.curve(svg);
            }
        });
        let names: Vec<String> = valley.axes.iter().map(|a| label::axis(valley, a)).collect();
        let x = ticks::linear(stage.panel.x.0, stage.panel.x.1, 6);
        let x_name = names.first().map_or("", String::as_str);
        if stage.flat() {
            let y = ticks::linear(stage.panel.y.0, stage.panel.y.1, 6);
            stage.panel.axes(svg, (&x, x_name), (&y, names.get(1).map_or("", String::as_str)));
        } else {
            let y = ticks::decades(stage.panel.y.0, stage.panel.y.1, 7);
            stage.panel.axes(svg, (&x, x_name), (&y, "F − F*"));
        }
        for (k, path) in valley.paths.iter().enumerate() {
            path::draw(svg, stage, k, path);
        }
        let start = valley.paths.first().map(|p| (p.start, p.start_cost));
        if let Some(at) =
            start.and_then(|(p, f)| stage.pixel(p, f)).filter(|p| stage.panel.holds(*p))
        {
            guide::begin(svg, at);
        }
        let solution = [0, 1].map(|k| valley.axes.get(k).map_or(0.0, |a| a.solution));
        if let Some(at) = stage.pixel(solution, valley.solution_cost) {
            guide::goal(svg, (at.0, at.1.min(stage.panel.bottom())));
        }
    }

    /// F along the one parameter.
    fn curve(&self, svg: &mut Svg) {
        let panel = &self.stage.panel;
        let columns = self.valley.grid.columns;
        let width = (panel.x.1 - panel.x.0) / columns as f64;
        let mut d = String::new();
        let mut pen = 'M';
        for (i, h) in self.relief.heights.iter().enumerate() {
            match panel.pixel([panel.x.0 + (i as f64 + 0.5) * width, *h]) {
                Some((x, y)) => {
                    d.push_str(&format!("{pen}{} {}", number(x), number(y)));
                    pen = 'L';
                }
                None => pen = 'M',
            }
        }
        svg.path("curve", &d);
    }
}

/// The range of the curve of one parameter and of the points on it.
fn heights(valley: &Valley, relief: &Relief) -> (f64, f64) {
    /// Lower than this below its highest the floor is of no interest.
    const DEEPEST: f64 = 8.0;
    let starts = valley.paths.iter().map(|p| height(valley, p.start_cost));
    let all = relief.heights.iter().copied().chain(starts).filter(|h| h.is_finite());
    let high = all.clone().fold(f64::NEG_INFINITY, f64::max);
    let low = all.fold(high, f64::min).max(high - DEEPEST);
    if high.is_finite() { (low - 0.3, high + 0.3) } else { (0.0, 1.0) }
}

/// The picture as SVG: a file of its own, on a light ground.
///
/// Element ids: `path-K` for path K, `sK-I` for its step I, both from 0.
///
/// ```
/// # use thalweg::valley::{ValleyOptions, valley};
/// # use thalweg_solver::{EvalError, Problem};
/// # struct Rosenbrock;
/// # impl Problem for Rosenbrock {
/// #     fn parameter_count(&self) -> usize { 2 }
/// #     fn residual_count(&self) -> usize { 2 }
/// #     fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
/// #         (r[0], r[1]) = (10.0 * (x[1] - x[0] * x[0]), 1.0 - x[0]);
/// #         Ok(())
/// #     }
/// # }
/// let names = ["a".to_string(), "b".to_string()];
/// let picture = valley(&Rosenbrock, &names, &[-1.2, 1.0], &[1.0, 1.0], &ValleyOptions::default())?;
/// assert!(thalweg_report::valley::to_svg(&picture).starts_with("<svg "));
/// # Ok::<(), thalweg::valley::ValleyError>(())
/// ```
pub fn to_svg(valley: &Valley) -> String {
    Picture::new(valley).draw(&style::light())
}
