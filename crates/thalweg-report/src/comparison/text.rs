//! A comparison of formulas, as a report.

use thalweg::compare::{Compared, Entry, Nested};

use crate::columns::{Align, Columns};
use crate::layout::{count, with_faint_head};
use crate::number::significant;
use crate::text::TextOptions;
use crate::wrap::{hang, wrap};

/// The longest formula that stands in the table itself.
const LONGEST: usize = 26;
/// Tests of nested formulas that are listed.
const TESTS_SHOWN: usize = 12;

/// The comparison as a report: a row for each formula, best first, then the formulas in full with their
/// estimates, tests of nested ones, and what it comes to. Ends with a line break.
///
/// ```
/// use thalweg::{Fit, Table, compare::Comparison};
/// use thalweg_report::{TextOptions, compare_json, compare_text};
/// let table = Table::new()
///     .with("x", [0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0])?
///     .with("y", [20.1, 33.2, 49.8, 60.3, 71.2, 80.1, 85.6])?;
/// let compared = Comparison::new(Fit::new("y ~ a*x")).formula("y ~ v*x/(h + x)").run(&table)?;
/// let text = compare_text(&compared, &TextOptions::default());
/// assert!(text.contains("ΔAICc") && text.contains("y ~ v*x/(h + x)"), "{text}");
/// assert!(compare_json(&compared).contains("\"schema\": \"thalweg.compare/1\""));
/// # Ok::<(), thalweg::FitError>(())
/// ```
pub fn compare_text(compared: &Compared, options: &TextOptions) -> String {
    let width = options.width.max(60);
    let mut out = head(compared);
    out.push('\n');
    out.push_str(&with_faint_head(&table(&compared.entries), options.color));
    out.push('\n');
    for (i, entry) in compared.entries.iter().enumerate() {
        out.push_str(&full(i, entry, width));
    }
    if !compared.nested.is_empty() {
        out.push_str(
            "\nFormulas that contain others, and whether what they have more is needed:\n",
        );
        out.push_str(&with_faint_head(&tests(&compared.nested), options.color));
        if let Some(more) = compared.nested.len().checked_sub(TESTS_SHOWN).filter(|m| *m > 0) {
            out.push_str(&format!("  and {more} more (--format json)\n"));
        }
    }
    out.push('\n');
    let mut lines = wrap(&format!("→ {}", compared.sentence), width);
    lines.iter_mut().skip(1).for_each(|l| l.insert_str(0, "  "));
    out + &(lines.join("\n") + "\n")
}

fn head(compared: &Compared) -> String {
    let weighting = compared.entries.iter().find_map(|e| e.answer.as_ref());
    let words = weighting.map_or_else(String::new, |a| format!(", {}", a.weighting.words()));
    let stopped = if compared.stopped { "; stopped before all were fitted" } else { "" };
    format!("{}{words}{stopped}\n", count(compared.observations, "observation", "observations"))
}

fn table(entries: &[Entry]) -> String {
    let mut table = Columns::new([
        ("#", Align::Right),
        ("formula", Align::Left),
        ("p", Align::Right),
        ("RSS", Align::Point),
        ("AICc", Align::Point),
        ("ΔAICc", Align::Point),
        ("weight", Align::Point),
        ("BIC", Align::Point),
        ("runs p", Align::Point),
        ("status", Align::Left),
    ]);
    for (i, e) in entries.iter().enumerate() {
        let shown = |v: Option<f64>, digits: usize| match v {
            Some(v) if v.is_finite() => format!("{v:.digits$}"),
            Some(_) => "infinite".to_string(),
            None => String::new(),
        };
        let rss = e.residual_sum_of_squares.map_or_else(String::new, |r| significant(r, 5));
        let weight = match e.weight {
            Some(w) if w < 0.0005 => "<0.001".to_string(),
            other => shown(other, 3),
        };
        let minimum = e.status == "minimum";
        table.row([
            (i + 1).to_string(),
            short(e),
            e.parameters.to_string(),
            rss,
            shown(e.criteria.map(|c| c.aicc), 2),
            shown(e.difference, 2),
            weight,
            shown(e.criteria.map(|c| c.bic), 2),
            e.runs.as_ref().map_or_else(String::new, |t| small(t.p_value)),
            if minimum { String::new() } else { e.status.clone() },
        ]);
    }
    table.render(2)
}

/// The name, or a formula that is short enough.
fn short(e: &Entry) -> String {
    if !e.name.is_empty() {
        return if e.given { format!("{} (given)", e.name) } else { e.name.clone() };
    }
    if e.formula.chars().count() <= LONGEST {
        return e.formula.clone();
    }
    e.formula.chars().take(LONGEST - 1).collect::<String>() + "…"
}

/// Number, formula and estimates, or what went wrong.
fn full(i: usize, e: &Entry, width: usize) -> String {
    let head = format!("  {:>2}  ", i + 1);
    let told = match &e.answer {
        Some(answer) => {
            let one =
                |p: &thalweg::Parameter| format!("{} = {}", p.name, significant(p.estimate, 5));
            answer.parameters.iter().map(one).collect::<Vec<_>>().join(", ")
        }
        None => e.message.clone(),
    };
    hang(&head, head.len(), &e.formula, width) + &hang(&" ".repeat(8), 8, &told, width)
}

fn tests(nested: &[Nested]) -> String {
    let mut table = Columns::new([
        ("smaller", Align::Right),
        ("larger", Align::Right),
        ("test", Align::Left),
        ("p", Align::Point),
    ]);
    for n in nested.iter().take(TESTS_SHOWN) {
        let statistic = significant(n.statistic, 4);
        let test = match n.degrees_of_freedom {
            Some(left) => format!("F({}, {left}) = {statistic}", n.parameters),
            None => format!("χ²({}) = {statistic}", n.parameters),
        };
        table.row([
            format!("#{}", n.smaller + 1),
            format!("#{}", n.larger + 1),
            test,
            small(n.p_value),
        ]);
    }
    table.render(2)
}

/// A probability.
fn small(p: f64) -> String {
    if p < 1e-4 { "<0.0001".to_string() } else { significant(p, 2) }
}
