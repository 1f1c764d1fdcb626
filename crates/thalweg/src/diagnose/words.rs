//! What is counted and judged, in sentences.

use crate::numbers::rounded;

/// "p = 0.007", "p = 0.35", "p < 0.0001".
pub(super) fn p_words(p: f64) -> String {
    match p {
        p if p < 1e-4 => "p < 0.0001".into(),
        p if p < 9.5e-4 => format!("p = {p:.4}"),
        p if p < 9.5e-3 => format!("p = {p:.3}"),
        p if p < 0.0995 => format!("p = {p:.3}"),
        p => format!("p = {:.2}", p.min(1.0)),
    }
}

/// "1 run", "3 runs".
pub(super) fn counted(n: usize, thing: &str) -> String {
    format!("{n} {thing}{}", if n == 1 { "" } else { "s" })
}

/// Three significant digits, zeros at the end too.
pub(super) fn short(v: f64) -> String {
    rounded(v, 3)
}

/// "row 7", "rows 3 and 7", "rows 1, 2, 3 and 4 more"; rows from 0.
pub(super) fn rows(rows: &[usize]) -> String {
    let number = |i: &usize| (i + 1).to_string();
    match rows {
        [one] => format!("row {}", one + 1),
        [all @ .., last] if rows.len() <= 3 => {
            let first: Vec<String> = all.iter().map(number).collect();
            format!("rows {} and {}", first.join(", "), last + 1)
        }
        [a, b, c, rest @ ..] => {
            format!("rows {}, {}, {} and {} more", a + 1, b + 1, c + 1, rest.len())
        }
        _ => "no row".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_people_write_them() {
        assert_eq!(p_words(0.006993), "p = 0.007");
        assert_eq!(p_words(0.000119), "p = 0.0001");
        assert_eq!(p_words(1e-9), "p < 0.0001");
        assert_eq!(p_words(0.0551), "p = 0.055");
        assert_eq!(p_words(0.0996), "p = 0.10");
        assert_eq!(
            (short(0.561), short(12345.6), short(0.0)),
            ("0.561".into(), "12346".into(), "0".into())
        );
        assert_eq!(rows(&[6]), "row 7");
        assert_eq!(rows(&[2, 6]), "rows 3 and 7");
        assert_eq!(rows(&[0, 1, 2, 3]), "rows 1, 2, 3 and 1 more");
    }
}
