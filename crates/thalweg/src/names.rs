//! Names: what one looks like, and which one was meant.

/// Whether `name` can be written in a formula as it is, without backticks.
pub(crate) fn is_identifier(name: &str) -> bool {
    name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && name.chars().all(continues_name)
}

/// Whether a name may go on with `c`: letters, digits, underscore, full stop, subscript digits.
pub(crate) fn continues_name(c: char) -> bool {
    c.is_alphabetic() || c.is_ascii_digit() || c == '_' || c == '.' || ('₀'..='₉').contains(&c)
}

/// The candidate closest to `name`, if it is close: at most a third of its letters differ, and at
/// least one is allowed to.
pub(crate) fn closest<'a, S: AsRef<str>>(name: &str, candidates: &'a [S]) -> Option<&'a str> {
    let allowed = (name.chars().count() / 3).max(1);
    candidates
        .iter()
        .map(|c| (distance(name, c.as_ref()), c.as_ref()))
        .filter(|(d, c)| *d <= allowed && *d < c.chars().count())
        .min_by_key(|(d, _)| *d)
        .map(|(_, c)| c)
}

/// Edits (insert, delete, replace, swap neighbours) from one text to the other, letter case free:
/// the restricted Damerau-Levenshtein distance.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().flat_map(char::to_lowercase).collect();
    let b: Vec<char> = b.chars().flat_map(char::to_lowercase).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut row = vec![i + 1];
        for j in 0..b.len() {
            let replaced = last[j] + usize::from(a[i] != b[j]);
            let mut best = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

/// Where `name` stands in `text` as a whole word.
pub(crate) fn find(text: &str, name: &str) -> Option<usize> {
    text.match_indices(name).map(|(at, _)| at).find(|&at| {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        !before.is_some_and(continues_name) && !after.is_some_and(continues_name)
    })
}

/// The names in backquotes, with commas and a last "and"; more than six are counted.
pub(crate) fn list<S: AsRef<str>>(names: &[S]) -> String {
    let quoted: Vec<String> = names.iter().map(|n| format!("`{}`", n.as_ref())).collect();
    match quoted.as_slice() {
        all if all.len() > 6 => format!("{} and {} more", all[..5].join(", "), all.len() - 5),
        few => prose(few),
    }
}

/// Phrases with commas and a last "and".
pub(crate) fn prose<S: AsRef<str>>(phrases: &[S]) -> String {
    let phrases: Vec<&str> = phrases.iter().map(AsRef::as_ref).collect();
    match phrases.as_slice() {
        [] => String::new(),
        [one] => one.to_string(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(distance("rate", "rate"), 0);
        assert_eq!(distance("rte", "rate"), 1);
        assert_eq!(distance("raet", "rate"), 1);
        assert_eq!(distance("RATE", "rate"), 0);
        assert_eq!(distance("", "abc"), 3);
    }

    #[test]
    fn only_close_names_are_suggested() {
        assert_eq!(closest("conc", &["x", "cnc"]), Some("cnc"));
        assert_eq!(closest("z", &["x", "y"]), None);
        assert_eq!(closest("b3", &["b1", "b2"]), Some("b1"));
    }

    #[test]
    fn lists_read_as_prose() {
        assert_eq!(list(&["a"]), "`a`");
        assert_eq!(list(&["a", "b", "c"]), "`a`, `b` and `c`");
        assert_eq!(list(&["a"; 8]), "`a`, `a`, `a`, `a`, `a` and 3 more");
    }
}
