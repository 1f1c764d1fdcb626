//! A rectangle of the drawing with its two scales.

use super::svg::{Svg, number};
use super::ticks::Ticks;

/// Where a panel lies, in pixels, and what it shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Panel {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
    pub x: (f64, f64),
    pub y: (f64, f64),
}

/// Length of a mark.
const MARK: f64 = 5.0;

/// Coordinates further out than this many pixels are as good as infinite, and drawn as this.
const FAR: f64 = 1e7;

impl Panel {
    pub(crate) fn right(&self) -> f64 {
        self.left + self.width
    }

    pub(crate) fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// Pixels of a point, up to [`FAR`] from the panel; none for what is not a number.
    pub(crate) fn pixel(&self, [x, y]: [f64; 2]) -> Option<(f64, f64)> {
        let share = |v: f64, (low, high): (f64, f64)| (v - low) / (high - low);
        let px = self.left + (self.width * share(x, self.x)).clamp(-FAR, FAR);
        let py = self.bottom() - (self.height * share(y, self.y)).clamp(-FAR, FAR);
        (px.is_finite() && py.is_finite()).then_some((px, py))
    }

    /// Pixels per unit, across and downwards.
    pub(crate) fn scale(&self) -> [f64; 2] {
        [self.width / (self.x.1 - self.x.0), -self.height / (self.y.1 - self.y.0)]
    }

    /// Whether a pixel is in the panel.
    pub(crate) fn holds(&self, (x, y): (f64, f64)) -> bool {
        (self.left..=self.right()).contains(&x) && (self.top..=self.bottom()).contains(&y)
    }

    /// What of a line between two pixels lies in the panel (Liang & Barsky 1984).
    pub(crate) fn clip(&self, a: (f64, f64), b: (f64, f64)) -> Option<((f64, f64), (f64, f64))> {
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let sides = [
            (-dx, a.0 - self.left),
            (dx, self.right() - a.0),
            (-dy, a.1 - self.top),
            (dy, self.bottom() - a.1),
        ];
        let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
        for (slope, room) in sides {
            if slope == 0.0 {
                if room < 0.0 {
                    return None;
                }
            } else if slope < 0.0 {
                enter = enter.max(room / slope);
            } else {
                leave = leave.min(room / slope);
            }
        }
        let at = |t: f64| (a.0 + t * dx, a.1 + t * dy);
        (enter <= leave).then(|| (at(enter), at(leave)))
    }

    /// The clip path of this panel, by name.
    pub(crate) fn define_clip(&self, svg: &mut Svg, id: &str) {
        let [x, y, w, h] = [self.left, self.top, self.width, self.height].map(number);
        svg.raw(&format!(
            "<clipPath id=\"{id}\"><rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"/></clipPath>\n"
        ));
    }

    /// Frame, marks, labels and titles.
    pub(crate) fn axes(&self, svg: &mut Svg, x: (&Ticks, &str), y: (&Ticks, &str)) {
        svg.rect("class=\"frame\"", self.left, self.top, self.width, self.height);
        self.across(svg, x.0, Some(x.1));
        self.upward(svg, y.0, y.1, 60.0);
    }

    /// Marks below the panel; with a title their labels too.
    pub(crate) fn across(&self, svg: &mut Svg, ticks: &Ticks, title: Option<&str>) {
        let bottom = self.bottom();
        for (at, label) in &ticks.marks {
            if let Some((px, _)) = self.pixel([*at, self.y.0]) {
                svg.line("mark", (px, bottom), (px, bottom + MARK));
                if title.is_some() {
                    svg.text((px, bottom + 18.0), "class=\"label middle\"", label);
                }
            }
        }
        if let Some(title) = title {
            let middle = self.left + 0.5 * self.width;
            svg.text((middle, bottom + 36.0), "class=\"axis middle\"", &with_note(title, ticks));
        }
    }

    /// Marks left of the panel, and a title this far from it.
    pub(crate) fn upward(&self, svg: &mut Svg, ticks: &Ticks, title: &str, distance: f64) {
        for (at, label) in &ticks.marks {
            if let Some((_, py)) = self.pixel([self.x.0, *at]) {
                svg.line("mark", (self.left - MARK, py), (self.left, py));
                svg.text((self.left - 8.0, py + 4.0), "class=\"label end\"", label);
            }
        }
        let (tx, ty) = (self.left - distance, self.top + 0.5 * self.height);
        let turn = format!(
            "class=\"axis middle\" transform=\"rotate(-90 {} {})\"",
            number(tx),
            number(ty)
        );
        svg.text((tx, ty), &turn, &with_note(title, ticks));
    }
}

fn with_note(title: &str, ticks: &Ticks) -> String {
    match &ticks.note {
        Some(note) => format!("{title}  ({note})"),
        None => title.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: Panel =
        Panel { left: 0.0, top: 0.0, width: 100.0, height: 100.0, x: (0.0, 1.0), y: (0.0, 1.0) };

    #[test]
    fn lines_end_at_the_edge() {
        assert_eq!(UNIT.clip((50.0, 50.0), (150.0, 50.0)), Some(((50.0, 50.0), (100.0, 50.0))));
        assert_eq!(UNIT.clip((-10.0, -10.0), (-5.0, 200.0)), None);
        assert_eq!(UNIT.clip((50.0, -50.0), (50.0, 150.0)), Some(((50.0, 0.0), (50.0, 100.0))));
    }

    #[test]
    fn a_point_at_infinity_has_a_place_and_nan_has_none() {
        assert_eq!(UNIT.pixel([1e300, 0.5]), Some((FAR, 50.0)));
        assert_eq!(UNIT.pixel([f64::NAN, 0.5]), None);
        assert_eq!(UNIT.pixel([0.25, 0.25]), Some((25.0, 75.0)));
    }
}
