//! One file, a folder of Parquet files, or a pattern of names.

use std::path::{Component, Path, PathBuf};

use crate::error::DataError;

/// Whether `path` means several files: a folder, or a pattern with `*` or `?` that is not the name of a file.
///
/// ```
/// use std::path::Path;
/// use thalweg_data::is_several;
/// assert!(is_several(Path::new("measured/2026-*.parquet")));
/// assert!(!is_several(Path::new("measured.parquet")));
/// ```
pub fn is_several(path: &Path) -> bool {
    path.is_dir() || (has_pattern(path) && !path.exists())
}

fn has_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?'])
}

/// The files that `path` means, in the order of their names: itself; those of a folder and its folders that end in
/// `.parquet`, but for names that begin with `.` or `_`; or those that match a pattern, in which `*` stands for any
/// characters but `/`, and `?` for one.
///
/// ```
/// use thalweg_data::files;
/// let error = files(std::path::Path::new("nowhere/*.parquet")).unwrap_err();
/// assert_eq!(error.message(), "nowhere/*.parquet: no file has such a name");
/// ```
pub fn files(path: &Path) -> Result<Vec<PathBuf>, DataError> {
    if !is_several(path) {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut found = Vec::new();
    let nothing = if path.is_dir() {
        within(path, &mut found)?;
        "there is no .parquet file in this folder"
    } else {
        let mut matching = vec![PathBuf::new()];
        for component in path.components() {
            matching = next(matching, component)?;
        }
        found.extend(matching.into_iter().filter(|path| path.is_file()));
        "no file has such a name"
    };
    found.sort();
    if found.is_empty() {
        return Err(DataError::new(
            "E-FILE",
            format!("{}: {nothing}", path.display()),
            "check the path, and write a pattern in quotes so that the shell leaves it alone",
        ));
    }
    Ok(found)
}

/// All Parquet files below a folder.
fn within(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), DataError> {
    for path in entries(folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with(['.', '_']) {
            continue;
        }
        if path.is_dir() {
            within(&path, found)?;
        } else if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("parquet")) {
            found.push(path);
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, DataError> {
    let failed = |error: std::io::Error| {
        DataError::new(
            "E-FILE",
            format!("{}: the folder cannot be read: {error}", folder.display()),
            "check the path and its permissions",
        )
    };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        paths.push(entry.map_err(failed)?.path());
    }
    paths.sort();
    Ok(paths)
}

/// What follows each of `before` under the next component of a pattern.
fn next(before: Vec<PathBuf>, component: Component) -> Result<Vec<PathBuf>, DataError> {
    let text = component.as_os_str().to_string_lossy();
    if !text.contains(['*', '?']) {
        return Ok(before.into_iter().map(|path| path.join(component)).collect());
    }
    let pattern: Vec<char> = text.chars().collect();
    let mut after = Vec::new();
    for folder in before {
        if !folder.as_os_str().is_empty() && !folder.is_dir() {
            continue;
        }
        for path in entries(&folder)? {
            let name = path.file_name().unwrap_or_default().to_owned();
            let letters: Vec<char> = name.to_string_lossy().chars().collect();
            if (letters.first() != Some(&'.') || pattern.first() == Some(&'.'))
                && matches(&pattern, &letters)
            {
                after.push(folder.join(name));
            }
        }
    }
    Ok(after)
}

/// `*` is any number of characters, `?` one.
fn matches(pattern: &[char], name: &[char]) -> bool {
    // Where the last star stands, and what it was taken to cover.
    let (mut p, mut n, mut star) = (0, 0, None);
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(c) if *c == '?' || *c == name[n] => (p, n) = (p + 1, n + 1),
            _ => match star {
                Some((at, covered)) => {
                    star = Some((at, covered + 1));
                    (p, n) = (at + 1, covered + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        let is = |pattern: &str, name: &str| {
            let letters = |text: &str| text.chars().collect::<Vec<_>>();
            matches(&letters(pattern), &letters(name))
        };
        for (pattern, name, expected) in [
            ("*", "", true),
            ("*.parquet", "a.parquet", true),
            ("*.parquet", "a.parquet.gz", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("a*b*c", "a1b2b3c", true),
            ("a*b*c", "a1c2b", false),
            ("**x", "xx", true),
            ("é?", "éé", true),
            ("abc", "abd", false),
        ] {
            assert_eq!(is(pattern, name), expected, "{pattern} {name}");
        }
    }
}
