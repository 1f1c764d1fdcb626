//! The report for people.

use thalweg::large::Streamed;
use thalweg::{Answer, Errors};

use crate::bootstrap;
use crate::columns::{Align, Columns};
use crate::estimates;
use crate::layout::{count, labelled, with_faint_head};
use crate::nonlinearity;
use crate::number::significant;
use crate::object::out_of_range;
use crate::robust;
use crate::style::{Role, paint};
use crate::trust;
use crate::wrap::{hang, paragraphs, wrap};

/// How much to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[non_exhaustive]
pub enum Verbosity {
    /// The verdict, the estimates and the warnings.
    Quiet,
    /// Default. Also the quality of the fit.
    #[default]
    Normal,
    /// Also what it cost, the evidence behind the verdict, and correlations.
    Verbose,
}

/// How a report looks.
///
/// ```
/// use thalweg_report::{TextOptions, Verbosity};
/// let options = TextOptions { verbosity: Verbosity::Verbose, ..TextOptions::default() };
/// assert_eq!((options.width, options.color), (80, false));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextOptions {
    /// Whether to use ANSI colours. Default false.
    pub color: bool,
    /// How much to say. Default [`Verbosity::Normal`].
    pub verbosity: Verbosity,
    /// Width to break paragraphs and tables at, in characters. Default 80.
    pub width: usize,
}

impl Default for TextOptions {
    fn default() -> Self {
        Self { color: false, verbosity: Verbosity::Normal, width: 80 }
    }
}

/// Where the values of the lines below the table start.
const VALUES_AT: usize = 26;

/// The largest correlation table that is readable.
const MOST_CORRELATIONS: usize = 8;

/// The report: the verdict, the estimates, the quality of the fit, warnings; with
/// [`Verbosity::Verbose`] the cost and the evidence too. Ends with a line break.
///
/// ```
/// use thalweg::{Answer, Parameter, Status};
/// use thalweg_report::{TextOptions, text};
/// let mut answer = Answer::new("y ~ a*x", Status::Minimum);
/// let mut a = Parameter::new("a", 238.94212918);
/// a.std_error = Some(2.7070075);
/// answer.parameters.push(a);
/// assert!(text(&answer, &TextOptions::default()).contains("a  238.942129  2.7070"));
/// ```
pub fn text(answer: &Answer, options: &TextOptions) -> String {
    let width = options.width.max(40);
    let color = options.color;
    let mut parts = vec![verdict(answer, width, color)];
    if options.verbosity > Verbosity::Quiet {
        parts.push(paragraphs(&answer.formula, width));
    }
    if !answer.parameters.is_empty() || !answer.derived.is_empty() {
        parts.push(estimates::table(answer, width, color));
    }
    parts.extend(answer.bootstrap.iter().map(|b| bootstrap::table(b, width, color)));
    if options.verbosity > Verbosity::Quiet {
        parts.push(quality(answer, width));
        if answer.minima.len() > 1 {
            parts.push(minima(answer, color));
        }
    }
    if options.verbosity == Verbosity::Verbose {
        parts.extend(correlations(answer, color));
        let n = answer.nonlinearity.as_ref();
        parts.extend(n.map(|n| nonlinearity::block(answer, n, VALUES_AT, color)));
        parts.push(cost(answer, width));
    }
    parts.extend(trust::card(answer, width, color));
    parts.extend(trust::remarks(answer, width, color));
    parts.join("\n")
}

/// The first line: a mark, the status word, and the verdict in words.
fn verdict(answer: &Answer, width: usize, color: bool) -> String {
    let (mark, role) = if answer.converged { ("✓", Role::Good) } else { ("✗", Role::Bad) };
    let head = format!("{mark} {}:", answer.status.code());
    let lines = wrap(&format!("{head} {}", answer.message), width - 2);
    // Painted after wrapping, so that the escapes do not count as characters.
    (lines.join("\n  ") + "\n").replacen(&head, &paint(&head, role, color), 1)
}

fn quality(answer: &Answer, width: usize) -> String {
    let mut out = String::new();
    let mut line = |label: &str, value: String| {
        out.push_str(&if label.is_empty() || VALUES_AT + value.len() <= width {
            labelled(label, &value, VALUES_AT)
        } else {
            hang(label, VALUES_AT, &value, width)
        });
    };
    let mut rows = answer.observations.to_string();
    if answer.dropped > 0 {
        rows.push_str(&format!(
            " ({} dropped: cells missing)",
            count(answer.dropped, "row", "rows")
        ));
    }
    line("observations", rows);
    if let Some(streamed) = &answer.streamed {
        line("passes", passes(streamed));
    }
    line("degrees of freedom", answer.degrees_of_freedom.to_string());
    line(
        "residual sum of squares",
        sum_of_squares(answer.residual_sum_of_squares, answer.residual_norm, 10),
    );
    if let Some(error) = answer.residual_std_error {
        line("residual std error", significant(error, 9));
    }
    if let Some(robust) = &answer.robust {
        line("loss", robust::words(robust));
    }
    if answer.errors != Errors::Expected {
        line("standard errors", answer.errors.words().into());
    }
    line("weighting", answer.weighting.words());
    if let Some(kind) = estimates::kind_of_intervals(answer) {
        line("intervals", kind.to_string());
    }
    out
}

/// How rows that were read in passes came to the answer.
fn passes(streamed: &Streamed) -> String {
    let Streamed { passes, rows, kept, sample, .. } = *streamed;
    let over = count(passes, "pass over all rows", "passes over all rows");
    let kept = match kept {
        0 => "none of them kept in memory".to_string(),
        kept if kept >= rows => "kept in memory".to_string(),
        kept => format!("{kept} of them kept in memory"),
    };
    if sample as u64 == rows {
        return format!("{over}: few enough to be fitted as they are");
    }
    format!("{over} ({kept}), from a start found in a sample of {sample}")
}

/// A sum of squares, or its root where it leaves the range of numbers.
fn sum_of_squares(sum: f64, norm: f64, digits: i32) -> String {
    match out_of_range(sum, norm) {
        Some(_) => format!("({})²", significant(norm, digits)),
        None => significant(sum, digits),
    }
}

fn minima(answer: &Answer, color: bool) -> String {
    let mut heads = vec![("minima seen".to_string(), Align::Right)];
    heads.push(("sum of squares".into(), Align::Point));
    heads.push(("runs".into(), Align::Right));
    heads.extend(answer.parameters.iter().take(4).map(|p| (p.name.clone(), Align::Point)));
    let mut table = Columns::new(heads);
    for (i, found) in answer.minima.iter().take(5).enumerate() {
        let mut row = vec![
            (i + 1).to_string(),
            sum_of_squares(found.rss, found.residual_norm, 6),
            found.runs.to_string(),
        ];
        row.extend(found.estimates.iter().take(4).map(|&x| significant(x, 5)));
        table.row(row);
    }
    let mut out = with_faint_head(&table.render(2), color);
    if answer.minima.len() > 5 {
        out.push_str(&format!("  and {} more (all with --format json)\n", answer.minima.len() - 5));
    }
    out
}

/// The lower triangle of the correlations, where there is something to see.
fn correlations(answer: &Answer, color: bool) -> Option<String> {
    let defined = |i: &usize| {
        answer.correlation.get(*i).and_then(|row| row.get(*i)).is_some_and(|c| c.is_finite())
    };
    let kept: Vec<usize> = (0..answer.parameters.len()).filter(defined).collect();
    if kept.len() < 2 || kept.len() > MOST_CORRELATIONS {
        return None;
    }
    let mut heads = vec![("correlation".to_string(), Align::Left)];
    heads.extend(
        kept.iter()
            .take(kept.len() - 1)
            .map(|&j| (answer.parameters[j].name.clone(), Align::Point)),
    );
    let mut table = Columns::new(heads);
    for (at, &i) in kept.iter().enumerate().skip(1) {
        let mut row = vec![answer.parameters[i].name.clone()];
        row.extend(kept.iter().take(at).map(|&j| format!("{:.4}", answer.correlation[i][j])));
        table.row(row);
    }
    Some(with_faint_head(&table.render(2), color))
}

fn cost(answer: &Answer, width: usize) -> String {
    let s = &answer.solver;
    let mut cost = format!(
        "{}, {}, {}",
        count(s.iterations, "iteration", "iterations"),
        count(s.residual_evaluations, "residual evaluation", "residual evaluations"),
        count(s.jacobian_evaluations, "Jacobian", "Jacobians"),
    );
    if s.second_directional_evaluations > 0 {
        let n = s.second_directional_evaluations;
        cost.push_str(&format!(", {}", count(n, "second derivative", "second derivatives")));
    }
    if s.stages > 1 {
        cost.push_str(&format!(", {} stages", s.stages));
    }
    if answer.starts_tried > 1 {
        cost.push_str(&format!(", {} starts", answer.starts_tried));
    }
    cost.push_str(&format!(", {}", duration(s.seconds)));
    let e = &answer.evidence;
    let evidence = format!(
        "decrement {}, gradient cosine {}, reciprocal condition {}",
        significant(e.decrement, 2),
        significant(e.gradient_cosine, 2),
        significant(e.rcond, 2)
    );
    hang("cost", VALUES_AT, &cost, width)
        + &hang("evidence", VALUES_AT, &evidence, width)
        + &labelled("damping matrix", s.scaling, VALUES_AT)
}

fn duration(seconds: f64) -> String {
    if seconds >= 1.0 {
        format!("{} s", significant(seconds, 3))
    } else if seconds >= 1e-3 {
        format!("{} ms", significant(seconds * 1e3, 3))
    } else {
        format!("{:.0} µs", seconds * 1e6)
    }
}
