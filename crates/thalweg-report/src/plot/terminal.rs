//! The fit in a terminal: data as marks, the curve in braille dots between them.

use thalweg::{Answer, Portrait};

use super::figure::{Figure, agreement, residuals};
use super::layout::Layout;
use super::sheet::Sheet;
use crate::drawing::panel::Panel;
use crate::drawing::ticks::{Ticks, linear};
use crate::style::{Role, paint};
use crate::wrap::cut;

/// How a picture in the terminal looks.
///
/// ```
/// let options = thalweg_report::PlotTextOptions { width: 60, ..Default::default() };
/// assert!(!options.ascii);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlotTextOptions {
    /// Characters of a line; at least 40 are used. Default 80.
    pub width: usize,
    /// Lines of the larger panel; at least 6 are used. Default 16.
    pub height: usize,
    /// Whether to use ANSI colours. Default false.
    pub color: bool,
    /// Whether to keep to ASCII. Default false.
    pub ascii: bool,
}

impl Default for PlotTextOptions {
    fn default() -> Self {
        Self { width: 80, height: 16, color: false, ascii: false }
    }
}

/// Room for the labels at the left.
const LEFT: usize = 9;
/// Lines of the residuals.
const STRIP: usize = 5;
/// Dots of a braille character, across and down.
const DOTS: (usize, usize) = (2, 4);

/// The fitted curve through the data, and the residuals below it, as lines of text.
///
/// ```
/// use thalweg::{Answer, Portrait, Status};
/// use thalweg_report::{PlotTextOptions, plot_text};
/// let mut answer = Answer::new("y ~ a*x", Status::Minimum);
/// (answer.fitted, answer.residuals) = (vec![1.0, 2.0, 3.0], vec![0.1, -0.1, 0.0]);
/// let text = plot_text(&answer, &Portrait::default(), &PlotTextOptions::default());
/// assert_eq!(text.matches('●').count(), 6); // three in the fit, three residuals
/// ```
pub fn plot_text(answer: &Answer, portrait: &Portrait, options: &PlotTextOptions) -> String {
    let sheet = Sheet::new(answer, portrait);
    let figure = Figure::new(&sheet, Layout::PAGE);
    let columns = options.width.max(40) - LEFT - 3;
    let points = sheet.drawn.len();
    let mut main = Canvas::new(figure.main, columns, options.height.max(6), points);
    let curve = match sheet.curve {
        Some(c) => sheet.curve_at().into_iter().zip(c.fit.iter().copied()).collect(),
        None => agreement(&sheet).to_vec(),
    };
    main.curve(&curve);
    // No bands here: the residuals have all the room.
    let below_it = Panel { y: residuals(&sheet), ..figure.strip };
    let mut strip = Canvas::new(below_it, columns, STRIP, points);
    strip.curve(&[(below_it.x.0, 0.0), (below_it.x.1, 0.0)]);
    for p in sheet.drawn() {
        main.mark(p.at, p.y);
        strip.mark(p.at, sheet.strip(p));
    }
    let x = sheet.marks(figure.main.x, (columns / 12).clamp(2, 8));
    let y = linear(figure.main.y.0, figure.main.y.1, options.height.max(6) / 3);
    let rims = if options.ascii { ["+", "-", "+", "|"] } else { ["┌", "─", "┐", "│"] };
    let mut out = String::new();
    let rule = |ends: [&str; 2]| {
        format!("{:LEFT$} {}{}{}\n", "", ends[0], rims[1].repeat(columns), ends[1])
    };
    let (split, foot) =
        if options.ascii { (["+"; 2], ["+"; 2]) } else { (["├", "┤"], ["└", "┘"]) };
    out.push_str(&title(&sheet.y_name, &y));
    out.push_str(&rule([rims[0], rims[2]]));
    out.push_str(&main.lines(&y, rims[3], options));
    out.push_str(&rule(split));
    let r = linear(below_it.y.0, below_it.y.1, 3);
    out.push_str(&strip.lines(&r, rims[3], options));
    out.push_str(&rule(foot));
    out.push_str(&below(&figure.main, &x, columns));
    let note = |t: &Ticks| t.note.as_ref().map(|n| format!(" ({n})")).unwrap_or_default();
    let under = format!("{}{}", cut(&sheet.x_name, 40), note(&x));
    let at = (LEFT + 2 + columns / 2).saturating_sub(under.chars().count() / 2);
    out.push_str(&format!("{:at$}{under}; below: {}{}\n", "", sheet.strip_name(), note(&r)));
    if options.ascii { ascii(&out) } else { out }
}

fn title(name: &str, ticks: &Ticks) -> String {
    match &ticks.note {
        Some(note) => format!("  {} ({note})\n", cut(name, 44)),
        None => format!("  {}\n", cut(name, 44)),
    }
}

/// Labels of the horizontal axis, each centred below its value where there is room for it.
fn below(panel: &Panel, ticks: &Ticks, columns: usize) -> String {
    let mut line: Vec<char> = vec![' '; LEFT + 3 + columns];
    let mut free = 0;
    for (at, label) in &ticks.marks {
        let share = (at - panel.x.0) / (panel.x.1 - panel.x.0);
        let centre = LEFT + 2 + (share * columns as f64) as usize;
        let label: Vec<char> = label.chars().collect();
        let begin = centre.saturating_sub(label.len() / 2);
        if begin >= free && begin + label.len() <= line.len() {
            line[begin..begin + label.len()].copy_from_slice(&label);
            free = begin + label.len() + 1;
        }
    }
    let text: String = line.into_iter().collect();
    text.trim_end().to_string() + "\n"
}

/// What cannot be said in ASCII in other words.
fn ascii(text: &str) -> String {
    let each = |c: char| match c {
        '−' => "-".into(),
        '×' => "x".into(),
        '⁻' => "-".into(),
        '¹' => "1".into(),
        '²' => "2".into(),
        '³' => "3".into(),
        '⁰' | '⁴'..='⁹' => (c as u32 - '⁰' as u32).to_string(),
        '…' => "~".into(),
        'σ' => "sigma".into(),
        c if c.is_ascii() => c.to_string(),
        _ => "?".into(),
    };
    text.replace("10⁻", "1e-").replace("×10", "x1e").chars().map(each).collect()
}

/// Cells of a panel: braille dots of the curve, and marks of data over them.
struct Canvas {
    panel: Panel,
    columns: usize,
    rows: usize,
    dots: Vec<u8>,
    marks: Vec<usize>,
    /// Whether there is so much data that the curve is drawn over it, and not the other way round.
    crowded: bool,
}

impl Canvas {
    fn new(panel: Panel, columns: usize, rows: usize, points: usize) -> Self {
        let cells = columns * rows;
        let crowded = points > 2 * columns;
        Self { panel, columns, rows, dots: vec![0; cells], marks: vec![0; cells], crowded }
    }

    /// Where a value is, in cells and parts of them; none outside the panel.
    fn place(&self, x: f64, y: f64) -> Option<(f64, f64)> {
        let p = &self.panel;
        let (u, v) = ((x - p.x.0) / (p.x.1 - p.x.0), (p.y.1 - y) / (p.y.1 - p.y.0));
        let inside = (0.0..1.0).contains(&u) && (0.0..1.0).contains(&v);
        inside.then_some((u * self.columns as f64, v * self.rows as f64))
    }

    fn mark(&mut self, x: f64, y: f64) {
        if let Some((u, v)) = self.place(x, y) {
            self.marks[v as usize * self.columns + u as usize] += 1;
        }
    }

    /// A line through points, dot by dot.
    fn curve(&mut self, points: &[(f64, f64)]) {
        for pair in points.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let share = (b.0 - a.0) / (self.panel.x.1 - self.panel.x.0);
            let steep = (b.1 - a.1) / (self.panel.y.1 - self.panel.y.0);
            let across = share.abs() * (DOTS.0 * self.columns) as f64;
            let down = steep.abs() * (DOTS.1 * self.rows) as f64;
            let steps = across.max(down).clamp(1.0, 2000.0).ceil() as usize;
            for k in 0..=steps {
                let t = k as f64 / steps as f64;
                self.dot(a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1));
            }
        }
    }

    /// One dot: bits as the Unicode block of braille patterns numbers them.
    fn dot(&mut self, x: f64, y: f64) {
        const BITS: [[u8; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];
        if let Some((u, v)) = self.place(x, y) {
            let part = |w: f64, n: usize| ((w.fract() * n as f64) as usize).min(n - 1);
            let bit = BITS[part(u, DOTS.0)][part(v, DOTS.1)];
            self.dots[v as usize * self.columns + u as usize] |= bit;
        }
    }

    /// The lines of the panel between its rims, labels at the left.
    fn lines(&self, ticks: &Ticks, rim: &str, options: &PlotTextOptions) -> String {
        let mut labels = vec![""; self.rows];
        for (at, label) in &ticks.marks {
            if let Some((_, v)) = self.place(self.panel.x.0, *at) {
                labels[v as usize] = label;
            }
        }
        let mut out = String::new();
        for (row, label) in labels.iter().enumerate() {
            out.push_str(&format!("{label:>LEFT$} {rim}"));
            let cells = row * self.columns..(row + 1) * self.columns;
            for cell in cells {
                out.push_str(&self.cell(cell, options));
            }
            out.push_str(&format!("{rim}\n"));
        }
        out
    }

    fn cell(&self, cell: usize, options: &PlotTextOptions) -> String {
        let (marks, dots) = (self.marks[cell], self.dots[cell]);
        let data = match (marks, self.crowded, options.ascii) {
            (0, _, _) => None,
            (_, false, false) => Some('●'),
            (_, false, true) => Some('o'),
            (1..=2, true, false) => Some('·'),
            (_, true, false) => Some('░'),
            (_, true, true) => Some(':'),
        };
        let curve = (dots > 0).then(|| match options.ascii {
            true if self.crowded => '*',
            true => '.',
            false => char::from_u32(0x2800 + u32::from(dots)).unwrap_or('.'),
        });
        let painted = |c: char| paint(&c.to_string(), Role::Warn, options.color);
        let plain = |c: char| c.to_string();
        let shown = match self.crowded {
            true => curve.map(painted).or(data.map(plain)),
            false => data.map(plain).or(curve.map(painted)),
        };
        shown.unwrap_or_else(|| " ".into())
    }
}
