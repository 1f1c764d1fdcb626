//! What a formula determines, as a report.

use thalweg::structure::{Finding, Structure};

use crate::number::significant;
use crate::style::{Role, paint};
use crate::text::TextOptions;
use crate::wrap::{hang, paragraphs, wrap};

/// Where the values of the list start.
const VALUES_AT: usize = 14;

/// The structure as a report: whether all parameters are determined, which, what is not and what to do,
/// and what other values give the same curve. Ends with a line break.
///
/// ```
/// use thalweg_report::{TextOptions, structure_text};
/// let told = thalweg::structure::check("y ~ a*b*x", &["x"], &[])?;
/// let text = structure_text(&told, &TextOptions::default());
/// assert!(text.starts_with("✗ not identifiable: only the product `a*b` is determined.\n"));
/// # Ok::<(), thalweg::FitError>(())
/// ```
pub fn structure_text(structure: &Structure, options: &TextOptions) -> String {
    let width = options.width.max(40);
    let mut parts =
        vec![verdict(structure, width, options.color), paragraphs(&structure.formula, width)];
    parts.push(list(structure, width));
    let what = structure.findings.iter().map(|f| (sentence_of(f), f.help.as_str()));
    let also = structure.symmetries.iter().map(|s| (s.seen.clone(), s.help.as_str()));
    let open: String = what.map(|(seen, help)| item(&seen, help, width)).collect();
    let symmetric: String = also.map(|(seen, help)| item(&seen, help, width)).collect();
    let headed =
        |head: &str, body: String| format!("{}\n{body}", paint(head, Role::Faint, options.color));
    if !open.is_empty() {
        parts.push(headed("Not determined", open));
    }
    if !symmetric.is_empty() {
        parts.push(headed("Other values of the same curve", symmetric));
    }
    parts.join("\n")
}

fn verdict(structure: &Structure, width: usize, color: bool) -> String {
    let (mark, word, role) = match structure.is_identifiable() {
        true => ("✓", "identifiable", Role::Good),
        false => ("✗", "not identifiable", Role::Bad),
    };
    let seen: Vec<&str> = structure.findings.iter().map(|f| f.seen.as_str()).collect();
    let message = match seen.as_slice() {
        [] => "the formula determines all of its parameters, given enough data".to_string(),
        some => some.join("; "),
    };
    let head = format!("{mark} {word}:");
    let lines = wrap(&format!("{head} {message}."), width - 2);
    // Painted after wrapping, so that the escapes do not count as characters.
    (lines.join("\n  ") + "\n").replacen(&head, &paint(&head, role, color), 1)
}

fn list(structure: &Structure, width: usize) -> String {
    let mut out = String::new();
    let mut line = |label: &str, value: String| {
        if !value.is_empty() {
            out.push_str(&hang(label, VALUES_AT, &value, width));
        }
    };
    let guessed = if structure.guessed { " (a guess: name it with --columns)" } else { "" };
    line("columns", format!("{}{guessed}", structure.columns.join(", ")));
    line("parameters", structure.parameters.join(", "));
    line("linear in", structure.linear.join(", "));
    if !structure.is_identifiable() {
        line("determined", structure.determined.join(", "));
        line("shorter", structure.reduced.clone().unwrap_or_default());
    }
    out
}

fn sentence_of(finding: &Finding) -> String {
    let Some((at, by)) = &finding.direction else { return finding.seen.clone() };
    let pairs = |values: &[f64]| -> String {
        let one = |(name, v): (&String, &f64)| format!("{name} = {}", significant(*v, 4));
        finding.parameters.iter().zip(values).map(one).collect::<Vec<_>>().join(", ")
    };
    format!("{}: at {} the curve stays as it is along ({})", finding.seen, pairs(at), pairs(by))
}

fn item(seen: &str, help: &str, width: usize) -> String {
    hang("-", 2, seen, width) + &hang("  →", 4, help, width)
}
