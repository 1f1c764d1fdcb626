//! Putting lines together: paragraphs, label and value.

use crate::style::{Role, paint};

/// A line `label  value`, the value starting at column `at`.
pub(crate) fn labelled(label: &str, value: &str, at: usize) -> String {
    let gap = " ".repeat(at.saturating_sub(label.chars().count()).max(1));
    format!("{label}{gap}{value}\n")
}

/// `table` with its first line, the headings, faint.
pub(crate) fn with_faint_head(table: &str, color: bool) -> String {
    match table.split_once('\n') {
        Some((head, rest)) => format!("{}\n{rest}", paint(head, Role::Faint, color)),
        None => table.to_string(),
    }
}

/// The width of the widest line, in characters.
pub(crate) fn width(text: &str) -> usize {
    text.lines().map(|line| line.chars().count()).max().unwrap_or(0)
}

/// `1 row`, `2 rows`.
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
