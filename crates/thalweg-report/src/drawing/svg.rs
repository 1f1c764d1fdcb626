//! SVG as text: elements, attributes, and nothing else.

use std::fmt::Write as _;

/// A drawing that grows.
#[derive(Debug, Default)]
pub(crate) struct Svg {
    text: String,
}

impl Svg {
    /// What was drawn.
    pub(crate) fn into_text(self) -> String {
        self.text
    }

    /// Text that is markup already.
    pub(crate) fn raw(&mut self, markup: &str) {
        self.text.push_str(markup);
    }

    /// An element without content; `attributes` is markup.
    pub(crate) fn element(&mut self, name: &str, attributes: &str) {
        let _ = writeln!(self.text, "<{name} {attributes}/>");
    }

    /// A group with what `content` draws.
    pub(crate) fn group(&mut self, attributes: &str, content: impl FnOnce(&mut Self)) {
        let _ = writeln!(self.text, "<g {attributes}>");
        content(self);
        self.text.push_str("</g>\n");
    }

    /// A line of text.
    pub(crate) fn text(&mut self, (x, y): (f64, f64), attributes: &str, words: &str) {
        let (x, y, words) = (number(x), number(y), escape(words));
        let _ = writeln!(self.text, "<text x=\"{x}\" y=\"{y}\" {attributes}>{words}</text>");
    }

    /// A line.
    pub(crate) fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        let d = format!("M{} {}L{} {}", number(x1), number(y1), number(x2), number(y2));
        self.path(class, &d);
    }

    /// A path with these commands.
    pub(crate) fn path(&mut self, class: &str, d: &str) {
        if !d.is_empty() {
            let _ = writeln!(self.text, "<path class=\"{class}\" d=\"{d}\"/>");
        }
    }

    /// A rectangle.
    pub(crate) fn rect(&mut self, attributes: &str, x: f64, y: f64, width: f64, height: f64) {
        let (x, y, width, height) = (number(x), number(y), number(width), number(height));
        let _ = writeln!(
            self.text,
            "<rect {attributes} x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"
        );
    }
}

/// A coordinate, to a hundredth of a pixel.
pub(crate) fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.into() }
}

/// Text as content of an element or an attribute. Characters that XML has no place for are dropped.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_short() {
        for (value, text) in
            [(1.0, "1"), (0.126, "0.13"), (-0.001, "0"), (10.5, "10.5"), (100.0, "100")]
        {
            assert_eq!(number(value), text, "{value}");
        }
    }

    #[test]
    fn markup_in_a_name_is_text() {
        assert_eq!(escape("a<b & \"c\"\u{1}"), "a&lt;b &amp; &quot;c&quot;");
    }
}
