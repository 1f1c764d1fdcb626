//! The frame of a small chart: one panel, two axes, a name for those who do not see it.

use crate::drawing::panel::Panel;
use crate::drawing::svg::{Svg, escape, number};
use crate::drawing::ticks::linear;

/// Size of a small chart.
pub(crate) const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 300.0;

/// A panel for values in these ranges.
pub(crate) fn panel(x: (f64, f64), y: (f64, f64)) -> Panel {
    Panel { left: 66.0, top: 20.0, width: WIDTH - 94.0, height: HEIGHT - 68.0, x, y }
}

/// What a chart is called, and what stands at its axes.
pub(crate) struct Titles<'a> {
    /// Unique in the page; also names the element.
    pub id: &'a str,
    /// One sentence in place of the picture.
    pub words: &'a str,
    pub x: &'a str,
    pub y: &'a str,
    /// Whether its points can be walked with the keyboard.
    pub walked: bool,
}

/// The chart with what `content` draws within its panel.
pub(crate) fn chart(
    panel: &Panel,
    titles: &Titles,
    content: impl FnOnce(&mut Svg),
    over: impl FnOnce(&mut Svg),
) -> String {
    let mut svg = Svg::default();
    let Titles { id, words, .. } = titles;
    let class = if titles.walked { "chart linked" } else { "chart" };
    let role = if titles.walked { "role=\"application\" tabindex=\"0\"" } else { "role=\"img\"" };
    svg.raw(&format!(
        "<svg id=\"{id}\" class=\"{class}\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" {role} \
         aria-label=\"{}\">\n<defs>",
        number(WIDTH),
        number(HEIGHT),
        escape(words),
    ));
    panel.define_clip(&mut svg, &format!("{id}-window"));
    svg.raw("</defs>\n");
    svg.group(&format!("clip-path=\"url(#{id}-window)\""), content);
    svg.rect("class=\"frame\"", panel.left, panel.top, panel.width, panel.height);
    panel.across(&mut svg, &linear(panel.x.0, panel.x.1, 5), Some(titles.x));
    panel.upward(&mut svg, &linear(panel.y.0, panel.y.1, 5), titles.y, 52.0);
    over(&mut svg);
    svg.raw("</svg>\n");
    svg.into_text()
}
