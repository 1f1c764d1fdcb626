//! Warnings: what was seen, what it means, what to do.

use thalweg::Warning;

use crate::style::{Role, paint};
use crate::wrap::hang;

/// The warnings as paragraphs: the code, what was seen and what it means, then what to do.
pub(crate) fn warnings(warnings: &[Warning], width: usize, color: bool) -> String {
    let indent = warnings.iter().map(|w| w.code.len() + 2).max().unwrap_or(0);
    let mut out = String::new();
    for warning in warnings {
        let text = hang(warning.code, indent, &sentence(&warning.message), width);
        // Painted after wrapping, so that the escapes do not count as characters.
        out.push_str(&text.replacen(warning.code, &paint(warning.code, Role::Warn, color), 1));
        if !warning.help.is_empty() {
            out.push_str(&hang(
                &format!("{}→", " ".repeat(indent)),
                indent + 2,
                &sentence(&warning.help),
                width,
            ));
        }
    }
    out
}

/// `text` with a capital and a full stop. Names of parameters, in backticks or with a digit or
/// underscore, keep their case.
pub(crate) fn sentence(text: &str) -> String {
    let text = text.trim();
    let first = text.split_whitespace().next().unwrap_or("").trim_end_matches([',', ':', ';']);
    let plain = first.chars().all(|c| c.is_ascii_lowercase());
    let mut out = String::with_capacity(text.len() + 1);
    for (i, c) in text.char_indices() {
        out.push(if i == 0 && plain { c.to_ascii_uppercase() } else { c });
    }
    if !out.ends_with(['.', '?', '!']) {
        out.push('.');
    }
    out
}
