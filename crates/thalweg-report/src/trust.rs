//! "Can this be trusted?": what was looked at, what was seen, what to do.

use thalweg::{Answer, Check, Warning};

use crate::notes::{self, sentence};
use crate::style::{Role, paint};
use crate::wrap::{hang, wrap};

/// Where topics and evidence start.
const TOPIC_AT: usize = 8;
const SEEN_AT: usize = 20;

/// The card: a line for each check, what to do where there is something, and what it comes to. None
/// where nothing was checked.
pub(crate) fn card(answer: &Answer, width: usize, color: bool) -> Option<String> {
    if answer.checks.is_empty() {
        return None;
    }
    let mut out = format!("{}\n", paint("Can this be trusted?", Role::Faint, color));
    for check in &answer.checks {
        out.push_str(&line(check, width, color));
    }
    if !answer.conclusion.is_empty() {
        out.push('\n');
        out.push_str(&(wrap(&answer.conclusion, width).join("\n") + "\n"));
    }
    Some(out)
}

fn line(check: &Check, width: usize, color: bool) -> String {
    let (word, role) = if check.is_ok() { ("ok", Role::Good) } else { ("LOOK", Role::Warn) };
    let head = format!("  {word:<gap$}{}", check.topic.code(), gap = TOPIC_AT - 2);
    let text = hang(&head, SEEN_AT, &check.seen, width);
    // Painted after wrapping, so that the escapes do not count as characters.
    let mut out = text.replacen(word, &paint(word, role, color), 1);
    if let Some(look) = &check.look {
        let arrow = format!("{}→ ", " ".repeat(SEEN_AT));
        let what = format!("{} ({})", sentence(&look.help).trim_end_matches('.'), look.code);
        out.push_str(&hang(&arrow, SEEN_AT + 2, &what, width));
    }
    out
}

/// The warnings that no check stands for, as paragraphs.
pub(crate) fn remarks(answer: &Answer, width: usize, color: bool) -> Option<String> {
    let told = |w: &&Warning| answer.checks.iter().any(|c| c.look.as_ref() == Some(w));
    let others: Vec<Warning> = answer.warnings.iter().filter(|w| !told(w)).cloned().collect();
    (!others.is_empty()).then(|| notes::warnings(&others, width, color))
}
