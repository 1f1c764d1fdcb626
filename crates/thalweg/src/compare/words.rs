//! What a comparison comes to, in words.

use super::entry::Entry;
use crate::names;

/// Differences of AICc up to this are nothing to choose by, and beyond the second next to no support is
/// left (Burnham & Anderson 2002, §2.6).
const ALIKE: f64 = 2.0;
const FAR: f64 = 10.0;

/// One sentence or two. The entries are sorted.
pub(super) fn sentence(entries: &[Entry]) -> String {
    let exact: Vec<&Entry> = entries.iter().filter(|e| e.is_exact()).collect();
    if let Some(first) = exact.first() {
        return format!(
            "{} reproduces every observation to rounding: there is no scatter to compare by.",
            label(first)
        );
    }
    let judged: Vec<(&Entry, f64)> =
        entries.iter().filter_map(|e| Some((e, e.difference?))).collect();
    let failed = entries.len() - judged.len();
    let missing = match failed {
        0 => String::new(),
        1 => " One fit failed and does not count.".to_string(),
        n => format!(" {n} fits failed and do not count."),
    };
    let Some(((best, _), others)) = judged.split_first() else {
        return "None of the formulas could be fitted.".to_string();
    };
    let aicc = best.criteria.map_or(f64::NAN, |c| c.aicc);
    if aicc.is_infinite() {
        return format!(
            "There are too few observations for AICc to tell the formulas apart.{missing}"
        );
    }
    let Some((_, next)) = others.first() else {
        return format!("{} is the only one to judge.{missing}", label(best));
    };
    let alike: Vec<&str> =
        judged.iter().filter(|(_, d)| *d <= ALIKE).map(|(e, _)| plain(e)).collect();
    let words = match alike.len() {
        1 if *next > FAR => format!(
            "{} describes the data best: AICc {aicc:.1}, {next:.1} below the next, {}; the others have next \
             to no support.",
            label(best),
            label(others[0].0)
        ),
        1 => format!(
            "{} is preferred: AICc {aicc:.1}, {next:.1} below the next, {}.",
            label(best),
            label(others[0].0)
        ),
        _ => format!(
            "{} are alike (AICc within {ALIKE} of {aicc:.1}): these data do not choose between them.",
            names::list(&alike)
        ),
    };
    words + &missing
}

/// The name of an entry, or its formula, in backquotes.
fn label(entry: &Entry) -> String {
    format!("`{}`", plain(entry))
}

/// The formula of one that was given, else the name.
fn plain(entry: &Entry) -> &str {
    if entry.given || entry.name.is_empty() { &entry.formula } else { &entry.name }
}
