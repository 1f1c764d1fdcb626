//! Numbers in sentences.

/// So many significant digits; with an exponent below a thousandth and from a million on.
pub(crate) fn rounded(v: f64, digits: usize) -> String {
    if v == 0.0 || !v.is_finite() {
        return (v + 0.0).to_string();
    }
    let last = digits.saturating_sub(1);
    let text = format!("{v:.last$e}");
    // That of the number as rounded: 9.996 has two digits before the point.
    let exponent: i32 = text.split_once('e').and_then(|(_, e)| e.parse().ok()).unwrap_or(0);
    if !(-3..6).contains(&exponent) {
        return text;
    }
    let places = (last as i32 - exponent).max(0) as usize;
    format!("{v:.places$}")
}

/// As [`rounded`], without zeros at the end that say nothing.
pub(crate) fn significant(v: f64, digits: usize) -> String {
    let text = rounded(v, digits);
    let (number, exponent) = match text.find('e') {
        Some(at) => text.split_at(at),
        None => (text.as_str(), ""),
    };
    match number.contains('.') {
        true => format!("{}{exponent}", number.trim_end_matches('0').trim_end_matches('.')),
        false => text,
    }
}

/// Six significant digits at most: a value to go on with.
pub(crate) fn short(v: f64) -> String {
    significant(v, 6)
}

/// Three significant digits at most: a value to know the size of.
pub(crate) fn brief(v: f64) -> String {
    significant(v, 3)
}

/// "12 %" of a share.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_sentences_are_short() {
        assert_eq!(short(0.0), "0");
        assert_eq!(short(2.0), "2");
        assert_eq!(short(-0.12455138894), "-0.124551");
        assert_eq!(short(123456.7), "123457");
        assert_eq!(short(1.5e-10), "1.5e-10");
        assert_eq!(short(100.0), "100");
        assert_eq!(brief(9.996), "10");
        assert_eq!(rounded(9.996, 3), "10.0");
        assert_eq!(rounded(-0.05, 2), "-0.050");
        assert_eq!((brief(f64::NEG_INFINITY), brief(f64::NAN)), ("-inf".into(), "NaN".into()));
    }
}
