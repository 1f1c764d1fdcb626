//! "Did you mean": names that differ from a known one as slips of the hand do.

use crate::operation::FUNCTIONS;

/// Whether `name` is so close to `known` that a slip is likelier than a name of its own.
///
/// Letters of the wrong case always count. One edit (a letter too many, too few, wrong, or two
/// swapped) counts where both names have three characters or more, two where both have eight:
/// `tme` for `time`, but not `b1` for `x1` or `a` for `x`.
pub(crate) fn is_slip(name: &str, known: &str) -> bool {
    if name == known {
        return false;
    }
    if name.to_lowercase() == known.to_lowercase() {
        return true;
    }
    let (name, known): (Vec<char>, Vec<char>) = (name.chars().collect(), known.chars().collect());
    let allowed = match name.len().min(known.len()) {
        0..3 => return false,
        3..8 => 1,
        _ => 2,
    };
    distance(&name, &known, allowed) <= allowed
}

/// The candidate that a misspelt `name` most likely means.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let lower: Vec<char> = name.to_lowercase().chars().collect();
    let allowed = if lower.len() <= 2 { 1 } else { 2 };
    candidates
        .into_iter()
        .map(|candidate| {
            let other: Vec<char> = candidate.to_lowercase().chars().collect();
            (distance(&lower, &other, allowed), candidate)
        })
        .filter(|&(edits, _)| edits <= allowed && edits < lower.len())
        .min_by_key(|&(edits, _)| edits)
        .map(|(_, candidate)| candidate)
}

/// The function that a misspelt `name` most likely means; other libraries' names are known too.
pub(crate) fn nearest_function(name: &str) -> Option<&'static str> {
    const ELSEWHERE: &[(&str, &str)] = &[
        ("arcsin", "asin"),
        ("arccos", "acos"),
        ("arctan", "atan"),
        ("arctan2", "atan2"),
        ("fabs", "abs"),
        ("power", "^"),
        ("pow", "^"),
        ("heaviside", "step"),
        ("ifelse", "if"),
        ("where", "if"),
        ("tgamma", "gamma"),
        ("gammaln", "lgamma"),
        ("loggamma", "lgamma"),
        ("j0", "besselj0"),
        ("j1", "besselj1"),
    ];
    let lower = name.to_lowercase();
    let elsewhere = ELSEWHERE.iter().find(|(other, _)| *other == lower).map(|&(_, ours)| ours);
    elsewhere.or_else(|| nearest(name, FUNCTIONS.iter().map(|&(known, _)| known)))
}

/// Optimal string alignment distance (insert, delete, replace, swap neighbours), or `limit + 1`
/// as soon as it is known to exceed `limit`.
fn distance(a: &[char], b: &[char], limit: usize) -> usize {
    if a.len().abs_diff(b.len()) > limit {
        return limit + 1;
    }
    let mut older = vec![0; b.len() + 1];
    let mut old: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut new = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = old[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            new[j] = replaced.min(old[j] + 1).min(new[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                new[j] = new[j].min(older[j - 2] + 1);
            }
        }
        if new.iter().all(|&edits| edits > limit) {
            return limit + 1;
        }
        older = old;
        old = new;
    }
    old[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_caught_and_short_names_are_left_alone() {
        for (name, known) in [
            ("tme", "time"),
            ("Conc", "conc"),
            ("cocn", "conc"),
            ("X", "x"),
            ("temprature", "temperature"),
            ("conectration", "concentration"),
        ] {
            assert!(is_slip(name, known), "{name} for {known}");
        }
        for (name, known) in
            [("a", "x"), ("b1", "x1"), ("tau", "time"), ("y0", "y"), ("x", "x"), ("conc2x", "conc")]
        {
            assert!(!is_slip(name, known), "{name} for {known}");
        }
    }

    #[test]
    fn the_nearest_function_is_offered() {
        assert_eq!(nearest_function("epx"), Some("exp"));
        assert_eq!(nearest_function("Log"), Some("log"));
        assert_eq!(nearest_function("arctan"), Some("atan"));
        assert_eq!(nearest_function("wavelet"), None);
        assert_eq!(nearest_function("b1"), None);
    }

    #[test]
    fn distances_count_single_edits() {
        let count = |a: &str, b: &str| {
            distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>(), 9)
        };
        assert_eq!(count("kitten", "sitting"), 3);
        assert_eq!(count("ab", "ba"), 1);
        assert_eq!(count("", "abc"), 3);
        assert_eq!(count("same", "same"), 0);
    }
}
