//! What came of a batch, counted: for people and for programs.

use std::fmt::Write;

use serde_json::Value;
use thalweg::batch::BatchSummary;

use crate::object::Object;

/// The schema of the JSON.
pub const BATCH_SCHEMA: &str = "thalweg.batch/1";

/// A batch that has ended.
///
/// ```
/// use thalweg_report::{BatchReport, batch_json, batch_text};
/// let mut report = BatchReport::default();
/// report.summary = "3 2 30 minimum=2 limit=1 handed-on=1".parse()?;
/// report.seconds = 0.5;
/// report.output = "out.csv".into();
/// assert!(batch_text(&report).starts_with("3 curves in 0.50 s, 2 of them usable\n"));
/// assert!(batch_text(&report).contains("1 curve was handed on to the full solver\n"));
/// assert!(batch_json(&report).contains("\"limit\": 1"));
/// # Ok::<(), std::num::ParseIntError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BatchReport {
    /// The formula.
    pub formula: String,
    /// The file of the results.
    pub output: String,
    /// How the curves ended.
    pub summary: BatchSummary,
    /// Curves of them that an earlier run had done.
    pub resumed: u64,
    /// Seconds this run took.
    pub seconds: f64,
    /// Starting points that were found, where they were looked for.
    pub starts: Option<usize>,
    /// Whether it was stopped before the end.
    pub interrupted: bool,
}

/// A few lines for people.
pub fn batch_text(report: &BatchReport) -> String {
    let BatchReport { summary, seconds, .. } = report;
    let curves = if summary.curves == 1 { "curve" } else { "curves" };
    let mut text = format!(
        "{} {curves} in {seconds:.2} s, {} of them usable\n",
        summary.curves, summary.usable
    );
    let width = summary.statuses.iter().map(|(word, _)| word.len()).max().unwrap_or(0);
    let digits = summary.statuses.iter().map(|(_, n)| n.to_string().len()).max().unwrap_or(0);
    // Writing to a string cannot fail.
    for (word, count) in &summary.statuses {
        let _ = writeln!(text, "  {word:width$}  {count:>digits$}");
    }
    for (code, count) in &summary.warnings {
        let verb = if *count == 1 { "curve has" } else { "curves have" };
        let _ = writeln!(text, "{count} {verb} {code}");
    }
    if summary.handed_on > 0 {
        let verb = if summary.handed_on == 1 { "curve was" } else { "curves were" };
        let _ = writeln!(text, "{} {verb} handed on to the full solver", summary.handed_on);
    }
    if summary.widened > 0 {
        let verb = if summary.widened == 1 { "curve was" } else { "curves were" };
        let _ = writeln!(text, "{} {verb} fitted in double precision after all", summary.widened);
    }
    if report.resumed > 0 {
        let _ = writeln!(text, "{} of them had been done before", report.resumed);
    }
    text
}

/// The schema `thalweg.batch/1`.
pub fn batch_json(report: &BatchReport) -> String {
    let BatchReport { summary, .. } = report;
    let counts = |counts: &[(String, u64)]| -> Value {
        counts.iter().fold(Object::new(), |object, (word, count)| object.put(word, *count)).done()
    };
    let starts = report.starts.map_or(Value::Null, Value::from);
    let object = Object::new()
        .put("schema", BATCH_SCHEMA)
        .put("formula", report.formula.as_str())
        .put("output", report.output.as_str())
        .put("curves", summary.curves)
        .put("usable", summary.usable)
        .put("points", summary.points)
        .put("statuses", counts(&summary.statuses))
        .put("warnings", counts(&summary.warnings))
        .put("handed_on", summary.handed_on)
        .put("widened", summary.widened)
        .put("starts", starts)
        .put("resumed", report.resumed)
        .put("interrupted", report.interrupted)
        .number("seconds", report.seconds)
        .done();
    format!("{object:#}\n")
}
