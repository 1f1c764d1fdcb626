//! The names of columns, and the other names under which a formula may use them.

use crate::error::{DataError, listed};
use std::borrow::Cow;
use std::collections::HashMap;

/// The names of the columns of a file, in its order; an unnamed column is `$k`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Names {
    names: Vec<String>,
    named: HashMap<String, usize>,
    /// Names made from headers that no formula can spell, in order: (name, column).
    plain: Vec<(String, usize)>,
    /// `$k` of the columns that have a name, too.
    numbers: Vec<String>,
}

impl Names {
    /// Columns without names.
    pub(crate) fn numbered(columns: usize) -> Self {
        Self { names: (1..=columns).map(|k| format!("${k}")).collect(), ..Self::default() }
    }

    /// Columns named by a header; an empty name stands for none. Two equal names are an error.
    pub(crate) fn from_header(file: &str, header: Vec<String>) -> Result<Self, DataError> {
        let mut this = Self::numbered(header.len());
        for (k, name) in header.into_iter().enumerate() {
            if name.is_empty() {
                continue;
            }
            if let Some(first) = this.named.insert(name.clone(), k) {
                return Err(DataError::new(
                    "E-HEADER",
                    format!("{file}: columns {} and {} are both named `{name}`", first + 1, k + 1),
                    "rename one of them: a formula could not say which is meant",
                ));
            }
            this.numbers.push(std::mem::replace(&mut this.names[k], name));
        }
        let mut seen: HashMap<String, usize> = HashMap::new();
        let plain: Vec<Option<String>> = this.names.iter().map(|name| spelled(name)).collect();
        for name in plain.iter().flatten() {
            *seen.entry(name.clone()).or_default() += 1;
        }
        for (k, name) in plain.into_iter().enumerate() {
            if let Some(name) = name
                && seen.get(&name) == Some(&1)
                && !this.named.contains_key(&name)
            {
                this.plain.push((name, k));
            }
        }
        Ok(this)
    }

    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    pub(crate) fn all(&self) -> &[String] {
        &self.names
    }

    /// Every name a formula may use: headers, made names, `$1`, `$2`, ….
    pub(crate) fn available(&self) -> Vec<&str> {
        let mut out: Vec<&str> = self.names.iter().map(String::as_str).collect();
        out.extend(self.plain.iter().map(|(name, _)| name.as_str()));
        out.extend(self.numbers.iter().map(String::as_str));
        out
    }

    /// The column that `name` means.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        if let Some(k) = self.named.get(name) {
            return Some(*k);
        }
        if let Some((_, k)) = self.plain.iter().find(|(plain, _)| plain == name) {
            return Some(*k);
        }
        let k: usize = name.strip_prefix('$')?.parse().ok()?;
        (1..=self.len()).contains(&k).then(|| k - 1)
    }

    /// As [`Names::find`], or an error that lists what there is.
    pub(crate) fn demand(&self, file: &str, name: &str) -> Result<usize, DataError> {
        self.find(name).ok_or_else(|| {
            DataError::new(
                "E-COLUMN",
                format!("{file}: there is no column `{name}`"),
                format!("the columns are {}", listed(&self.names)),
            )
        })
    }

    /// A note on columns that a formula calls by another name than the header.
    pub(crate) fn note(&self) -> Option<String> {
        let shown: Vec<String> = self
            .plain
            .iter()
            .take(5)
            .map(|(plain, k)| format!("`{plain}` for \"{}\"", self.names[*k]))
            .collect();
        let more = if self.plain.len() > 5 { ", …" } else { "" };
        (!shown.is_empty()).then(|| format!("names for formulas: {}{more}", shown.join(", ")))
    }
}

/// The name under which a formula can use a column whose header it cannot spell: without a unit in brackets
/// at the end, everything but letters and digits an underscore. `None` if the header is a name
/// already, or none can be made.
fn spelled(header: &str) -> Option<String> {
    let mut text = header.trim();
    // `log(y)` is not a logarithm in units of y: a round bracket needs a blank before it.
    for (open, close) in [(" (", ')'), ("[", ']')] {
        if let Some(inside) = text.strip_suffix(close)
            && let Some((before, _)) = inside.split_once(open)
            && !before.trim().is_empty()
        {
            text = before.trim();
        }
    }
    let mut name = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() || c == '_' {
            name.push(c);
        } else if !name.ends_with('_') && !name.is_empty() {
            name.push('_');
        }
    }
    let name = name.trim_end_matches('_');
    let begins_well = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    (begins_well && name != header).then(|| name.to_string())
}

/// The name of a column or of a curve as text; bytes that are not UTF-8 are taken for Latin-1, of which each is a letter.
pub(crate) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    match str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => bytes.iter().map(|&byte| char::from(byte)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(header: &[&str]) -> Result<Names, DataError> {
        Names::from_header("f", header.iter().map(|s| s.to_string()).collect())
    }

    #[test]
    fn found_by_name_number_and_spelling() {
        let names = names(&[
            "x",
            "time (s)",
            "",
            "peak area",
            "[a]",
            "2nd",
            "T [K] (mean)",
            "log(y)",
            "p[Pa]",
        ])
        .unwrap();
        for (name, column) in [
            ("x", Some(0)),
            ("$1", Some(0)),
            ("time (s)", Some(1)),
            ("time", Some(1)),
            ("$3", Some(2)),
            ("peak_area", Some(3)),
            ("a", Some(4)),
            ("2nd", Some(5)),
            ("T", Some(6)),
            ("$0", None),
            ("log_y", Some(7)),
            ("log", None),
            ("p", Some(8)),
            ("$9", Some(8)),
            ("$10", None),
            ("$", None),
            ("y", None),
            ("", None),
        ] {
            assert_eq!(names.find(name), column, "{name}");
        }
        assert_eq!(names.all()[2], "$3");
        let available = names.available();
        assert_eq!(available.len(), 9 + 6 + 8);
        assert!(available.iter().all(|name| names.find(name).is_some()));
    }

    #[test]
    fn a_made_name_is_never_ambiguous() {
        let names = names(&["t (s)", "t (ms)", "y (V)", "y"]).unwrap();
        assert_eq!(names.find("t"), None);
        assert_eq!(names.find("y"), Some(3));
        assert_eq!(names.note(), None);
    }

    #[test]
    fn equal_names_are_an_error() {
        let error = names(&["y", "x", "", "", "x"]).unwrap_err();
        assert_eq!(error.message(), "f: columns 2 and 5 are both named `x`");
        assert_eq!(error.code(), "E-HEADER");
    }
}
