//! One cell of text to one number, correctly rounded.
//!
//! Read as numbers: everything Rust's own parser takes except infinities and NaN, with either decimal
//! sign; a Fortran exponent (`1.5D-03`); a typographic minus (`−1`); and digits grouped by threes, where
//! the groups cannot be taken for a decimal fraction (see [`Notation::group`]).

/// How numbers are written in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Notation {
    /// `.` or `,`.
    pub decimal: u8,
    /// The separator of thousands that the file is known to use, so that `1,234` is 1234. Without it
    /// only what cannot mean anything else is taken for groups: `1,234.5`, `1,234,567`, `1'234`.
    pub group: Option<u8>,
}

impl Notation {
    pub(crate) const POINT: Self = Self { decimal: b'.', group: None };
    pub(crate) const COMMA: Self = Self { decimal: b',', group: None };

    /// The sign of the two that is not the decimal one.
    pub(crate) fn other(self) -> u8 {
        if self.decimal == b',' { b'.' } else { b',' }
    }
}

/// The number that a cell (without surrounding blanks) holds; `None` if it holds none or one that is not
/// finite.
#[inline]
pub(crate) fn parse(cell: &[u8], notation: Notation) -> Option<f64> {
    match scan(cell, notation.decimal) {
        Some(Scanned::Exact(value)) => Some(value),
        Some(Scanned::Long) => long(cell, notation.decimal),
        None => unusual(cell, notation),
    }
}

/// What [`scan`] finds in a cell that is a number.
enum Scanned {
    Exact(f64),
    /// Too many digits or too large an exponent for one rounding.
    Long,
}

/// 10^0 to 10^22: the powers of ten that are exact in double precision.
const EXACT_POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// One pass over `[+-] digits [. digits] [e [+-] digits]`. Digits that fit 2^53 times a power of ten within
/// 10^±22 need one multiplication or division of exact operands, which IEEE 754 rounds correctly
/// (W. D. Clinger, How to read floating point numbers accurately, PLDI 1990).
#[inline]
fn scan(cell: &[u8], decimal: u8) -> Option<Scanned> {
    let (negative, text) = match cell {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, cell),
    };
    let mut mantissa = 0u64;
    let whole = digits(text, &mut mantissa);
    let mut at = whole;
    let mut fraction = 0;
    if text.get(at) == Some(&decimal) {
        fraction = digits(text.get(at + 1..)?, &mut mantissa);
        if fraction == 0 && (whole == 0 || decimal == b',') {
            return None;
        }
        at += 1 + fraction;
    }
    if whole + fraction == 0 {
        return None;
    }
    let mut power = -(fraction as i64);
    if let Some(b'e' | b'E') = text.get(at) {
        let (down, rest) = match text.get(at + 1..)? {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            rest => (false, rest),
        };
        let mut exponent = 0u64;
        let length = digits(rest, &mut exponent);
        if length == 0 || length != rest.len() {
            return None;
        }
        // Five digits are far beyond the range of a double, and cannot have wrapped round.
        let exponent = if length > 5 { 100_000 } else { exponent as i64 };
        power += if down { -exponent } else { exponent };
    } else if at != text.len() {
        return None;
    }
    // 19 digits cannot wrap a u64 round; leading zeros only make this stricter.
    if whole + fraction > 19 || mantissa > 1 << 53 || !(-22..=22).contains(&power) {
        return Some(Scanned::Long);
    }
    let tens = EXACT_POWERS[power.unsigned_abs() as usize];
    let value = if power < 0 { mantissa as f64 / tens } else { mantissa as f64 * tens };
    Some(Scanned::Exact(if negative { -value } else { value }))
}

/// The number of digits that `text` begins with; appends them to `value` (which may wrap round).
#[inline]
fn digits(text: &[u8], value: &mut u64) -> usize {
    let mut length = 0;
    for &byte in text {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        *value = value.wrapping_mul(10).wrapping_add(u64::from(digit));
        length += 1;
    }
    length
}

/// The standard library's correctly rounded parser, for what [`scan`] has found well formed.
fn long(cell: &[u8], decimal: u8) -> Option<f64> {
    let text = str::from_utf8(cell).ok()?;
    let value: f64 =
        if decimal == b'.' { text.parse() } else { text.replace(',', ".").parse() }.ok()?;
    value.is_finite().then_some(value)
}

/// Numbers written in a way that needs rewriting first.
#[cold]
fn unusual(cell: &[u8], notation: Notation) -> Option<f64> {
    if cell.len() > 60 || !cell.iter().any(u8::is_ascii_digit) {
        return None;
    }
    let mut text = str::from_utf8(cell).ok()?.replace('\u{2212}', "-");
    // Digits grouped by an apostrophe or by a space that does not break: never a decimal sign.
    let typographic = ['\'', '\u{2019}', '\u{a0}', '\u{202f}', '\u{2009}'];
    if let Some(separator) = text.chars().find(|c| typographic.contains(c)) {
        text = ungroup(&text, separator, notation.decimal)?.0;
    }
    let other = notation.other();
    if text.as_bytes().contains(&other) {
        let (plain, certain) = ungroup(&text, char::from(other), notation.decimal)?;
        if !certain && notation.group != Some(other) {
            return None;
        }
        text = plain;
    }
    if let Some(at) = text.find(['d', 'D'])
        && at > 0
    {
        text.replace_range(at..=at, "e");
    }
    match scan(text.as_bytes(), notation.decimal)? {
        Scanned::Exact(value) => Some(value),
        Scanned::Long => long(text.as_bytes(), notation.decimal),
    }
}

/// Removes a separator of thousands: groups of exactly three digits after a first one of one to three.
/// Second: whether this can be nothing but groups.
fn ungroup(text: &str, separator: char, decimal: u8) -> Option<(String, bool)> {
    let end = text.find([char::from(decimal), 'e', 'E', 'd', 'D']).unwrap_or(text.len());
    let (whole, rest) = text.split_at(end);
    let (sign, whole) = whole.split_at(usize::from(whole.starts_with(['-', '+'])));
    let groups: Vec<&str> = whole.split(separator).collect();
    let digits = |g: &&str| g.bytes().all(|b| b.is_ascii_digit());
    let (first, others) = groups.split_first()?;
    let sizes = (1..=3).contains(&first.len()) && others.iter().all(|g| g.len() == 3);
    if !sizes || !groups.iter().all(digits) || rest.contains(separator) {
        return None;
    }
    let fraction = rest.bytes().next() == Some(decimal);
    let certain = fraction || others.len() > 1 || !matches!(separator, ',' | '.');
    Some((format!("{sign}{}{rest}", groups.concat()), certain))
}

/// Whether `cell` shows that `notation.other()` separates thousands: it can be read in no other way.
pub(crate) fn shows_groups(cell: &[u8], notation: Notation) -> bool {
    cell.contains(&notation.other()) && parse(cell, notation).is_some()
}

/// Whether `cell`, a number in this notation, could be a number grouped by the decimal sign just as well: `1,234`.
pub(crate) fn could_be_groups(cell: &[u8], notation: Notation) -> bool {
    let text = String::from_utf8_lossy(cell);
    !text.trim_start_matches(['-', '+']).starts_with('0')
        && ungroup(&text, char::from(notation.decimal), notation.other())
            .is_some_and(|(plain, certain)| !certain && plain.len() > 3)
}

/// Whether `cell` stands for a value that is not there, or not finite.
pub(crate) fn is_missing(cell: &[u8]) -> bool {
    const MARKS: [&str; 17] = [
        "",
        "na",
        "n/a",
        "nan",
        "null",
        "none",
        "nil",
        "-",
        "--",
        ".",
        "?",
        "*",
        "inf",
        "+inf",
        "-inf",
        "infinity",
        "-infinity",
    ];
    MARKS.iter().any(|mark| mark.as_bytes().eq_ignore_ascii_case(cell))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn point(text: &str) -> Option<f64> {
        parse(text.as_bytes(), Notation::POINT)
    }

    fn comma(text: &str) -> Option<f64> {
        parse(text.as_bytes(), Notation::COMMA)
    }

    #[test]
    fn usual_numbers() {
        for (text, value) in [
            ("0", 0.0),
            ("1", 1.0),
            ("+1.5", 1.5),
            ("-1.5e-3", -0.0015),
            (".5", 0.5),
            ("5.", 5.0),
            ("1E5", 1e5),
            ("00012.50", 12.5),
            ("123456789012345678901234567890", 123456789012345678901234567890.0),
            ("0.1000000000000000055511151231257827", 0.1),
            ("5e-324", 5e-324),
            ("1e-400", 0.0),
            ("1.7976931348623157e308", f64::MAX),
        ] {
            assert_eq!(point(text), Some(value), "{text}");
        }
        assert_eq!(point("-0").map(f64::is_sign_negative), Some(true));
    }

    #[test]
    fn not_numbers() {
        for text in [
            "",
            "-",
            ".",
            "+.",
            "e5",
            "1e",
            "1e+",
            "1.2.3",
            "abc",
            "nan",
            "NaN",
            "inf",
            "-Infinity",
            "1e309",
            "1e99999999999999999999",
            "0x10",
            "1_000",
            "1 2",
            "1,5",
            "1,234",
            "12,34",
            "1,23,456.0",
            "1e5,000",
            "d5",
            "1d",
            "١",
        ] {
            assert_eq!(point(text), None, "{text}");
        }
        for text in ["1,", ",", "1.5", "1.234", "1,2,3", "1e-3.5"] {
            assert_eq!(comma(text), None, "{text}");
        }
    }

    #[test]
    fn unusual_numbers() {
        assert_eq!(point("1.5D-03"), Some(0.0015));
        assert_eq!(point("\u{2212}2.5"), Some(-2.5));
        assert_eq!(point("1,234.5"), Some(1234.5));
        assert_eq!(point("-1,234,567"), Some(-1234567.0));
        assert_eq!(point("1'234.5"), Some(1234.5));
        assert_eq!(comma("1\u{202f}234,5"), Some(1234.5));
        assert_eq!(comma("1.234,5"), Some(1234.5));
        assert_eq!(comma("1,5e3"), Some(1500.0));
        assert_eq!(comma("0,12345678901234567890"), Some(0.123_456_789_012_345_68));
        let known = Notation { decimal: b'.', group: Some(b',') };
        assert_eq!(parse(b"1,234", known), Some(1234.0));
    }

    #[test]
    fn what_a_comma_can_mean() {
        let comma = |cell: &[u8]| could_be_groups(cell, Notation::COMMA);
        assert!(comma(b"1,234") && comma(b"-12,500"));
        assert!(!comma(b"0,234") && !comma(b"1,5") && !comma(b"1234,567") && !comma(b"1234"));
        assert!(could_be_groups(b"1.000", Notation::POINT));
        assert!(
            shows_groups(b"1,234,567", Notation::POINT) && !shows_groups(b"1,234", Notation::POINT)
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn same_bits_as_the_standard_library(bits: u64, style in 0..4) {
            let value = f64::from_bits(bits);
            let text = match style {
                0 => format!("{value}"),
                1 => format!("{value:e}"),
                2 => format!("{value:.6e}"),
                _ => format!("{:.3}", value % 1e9),
            };
            let expected = text.parse::<f64>().ok().filter(|v| v.is_finite());
            prop_assert_eq!(point(&text).map(f64::to_bits), expected.map(f64::to_bits));
            let with_comma = text.replace('.', ",");
            prop_assert_eq!(comma(&with_comma).map(f64::to_bits), expected.map(f64::to_bits));
        }

        #[test]
        fn short_decimals_too(mantissa in 0u64..1 << 60, power in -40i32..40) {
            let text = format!("{mantissa}e{power}");
            prop_assert_eq!(point(&text), text.parse().ok());
        }

        #[test]
        fn any_bytes(cell in proptest::collection::vec(any::<u8>(), 0..30)) {
            let _ = parse(&cell, Notation::POINT);
            let _ = parse(&cell, Notation::COMMA);
        }

        #[test]
        fn any_digits_and_signs(cell in "[-+0-9.,'eEdD]{0,14}") {
            if let Ok(value) = cell.parse::<f64>() {
                prop_assert_eq!(point(&cell), Some(value).filter(|v| v.is_finite()));
            }
        }
    }
}
