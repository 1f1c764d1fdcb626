//! Numbers as text: how many digits, and when an exponent.

/// Fixed notation is used from 1e-3 up to numbers of this many digits before the point.
const LONGEST_FIXED: i32 = 9;

/// Digits of an estimate that has no standard error, or one that is larger than itself: enough to
/// compare against published values.
const ESTIMATE_DIGITS: i32 = 9;

/// The decimal exponent of `value`: 238.9 is 2, 5.5e-4 is -4. Zero has none.
fn exponent(value: f64) -> Option<i32> {
    // Through the printed form: log10 is off by one just below powers of ten.
    let text = format!("{:e}", value.abs());
    text.split_once('e').and_then(|(_, e)| e.parse().ok()).filter(|_| value != 0.0)
}

/// `value` to `digits` significant digits, in fixed notation where that is short, with an exponent
/// elsewhere. Zero is `0`; non-finite numbers are `inf`, `-inf`, `NaN`.
pub(crate) fn significant(value: f64, digits: i32) -> String {
    let digits = digits.clamp(1, 17);
    let scientific = format!("{:.*e}", (digits - 1) as usize, value);
    // The exponent after rounding: 9.9999999999 to six digits is 10.0000.
    let Some(magnitude) = scientific.split_once('e').and_then(|(_, e)| e.parse::<i32>().ok())
    else {
        return value.to_string();
    };
    if value == 0.0 {
        return "0".to_string();
    }
    if (-3..LONGEST_FIXED).contains(&magnitude) && magnitude < digits {
        format!("{:.*}", (digits - 1 - magnitude) as usize, value)
    } else {
        scientific
    }
}

/// An estimate: nine digits, and more where its standard error is so small that they mean
/// something (three digits of the error are covered). Without a standard error trailing zeros say
/// nothing and go.
pub(crate) fn estimate(value: f64, std_error: Option<f64>) -> String {
    let Some(error) = std_error else {
        return trimmed(&significant(value, ESTIMATE_DIGITS));
    };
    let known = exponent(error).zip(exponent(value)).map_or(0, |(e, v)| v - e + 3);
    significant(value, known.max(ESTIMATE_DIGITS))
}

/// Without the zeros at the end of the digits behind the point.
fn trimmed(text: &str) -> String {
    let (digits, exponent) = text.find('e').map_or((text, ""), |at| text.split_at(at));
    if !digits.contains('.') {
        return text.to_string();
    }
    format!("{}{exponent}", digits.trim_end_matches('0').trim_end_matches('.'))
}

/// A number the user gave, as short as it reads back to the same number.
pub(crate) fn shortest(value: f64) -> String {
    let magnitude = exponent(value).unwrap_or(0);
    if (-4..LONGEST_FIXED).contains(&magnitude) { value.to_string() } else { format!("{value:e}") }
}

/// What stands for an end that does not exist.
pub(crate) const UNBOUNDED: &str = "unbounded";

/// The two ends of an interval, to four digits of its width and no fewer than six of their own; an end at
/// infinity is [`UNBOUNDED`].
pub(crate) fn interval((low, high): (f64, f64)) -> (String, String) {
    let width = Some(high - low).filter(|w| w.is_finite()).and_then(exponent);
    let end = |value: f64| {
        if value.is_infinite() {
            return UNBOUNDED.to_string();
        }
        let known = width.zip(exponent(value)).map_or(0, |(w, v)| v - w + 4);
        significant(value, known.max(6))
    };
    (end(low), end(high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_magnitude_is_short_and_reads_back() {
        let cases = [
            (238.942_129_18, "238.942129"),
            (5.501_564_318_1e-4, "5.50156432e-4"),
            (5.501_564_318_1e-3, "0.00550156432"),
            (5.5e-5, "5.50000000e-5"),
            (1.7e9, "1.70000000e9"),
            (-123_456_789.4, "-123456789"),
            (1e-12, "1.00000000e-12"),
            (0.0, "0"),
            (-0.0, "0"),
            (f64::INFINITY, "inf"),
            (f64::NEG_INFINITY, "-inf"),
            (f64::NAN, "NaN"),
            (f64::MAX, "1.79769313e308"),
            (5e-324, "4.94065646e-324"),
        ];
        for (value, text) in cases {
            assert_eq!(significant(value, 9), text);
        }
    }

    #[test]
    fn rounding_up_to_the_next_power_keeps_the_digits() {
        assert_eq!(significant(9.999_999_9, 6), "10.0000");
        assert_eq!(significant(999_999_999.9, 9), "1.00000000e9");
        assert_eq!(significant(9.999_999_9e-5, 3), "1.00e-4");
    }

    #[test]
    fn an_estimate_shows_the_digits_its_error_supports() {
        assert_eq!(estimate(238.942_129_18, Some(2.707)), "238.942129");
        assert_eq!(estimate(1.0 / 3.0, Some(1e-12)), "0.33333333333333");
        assert_eq!(estimate(1.0 / 3.0, Some(1e-30)), "0.33333333333333331");
        assert_eq!(estimate(0.0, Some(1e-3)), "0");
        assert_eq!(estimate(2.0, Some(f64::INFINITY)), "2.00000000");
        assert_eq!(estimate(2.0, None), "2");
        assert_eq!(estimate(200.5, None), "200.5");
        assert_eq!(estimate(1e10, None), "1e10");
        assert_eq!(estimate(123_456_780.0, None), "123456780");
    }

    #[test]
    fn an_interval_shows_its_width() {
        assert_eq!(interval((233.044, 244.84)), ("233.044".into(), "244.840".into()));
        assert_eq!(
            interval((f64::NEG_INFINITY, f64::INFINITY)),
            (UNBOUNDED.into(), UNBOUNDED.into())
        );
        assert_eq!(interval((0.5, f64::INFINITY)), ("0.500000".into(), UNBOUNDED.into()));
        assert_eq!(
            interval((1_700_000_000.0, 1_700_000_000.25)),
            ("1.7000000000000e9".into(), "1.7000000002500e9".into())
        );
    }

    #[test]
    fn a_given_number_comes_back_as_it_was() {
        for (value, text) in
            [(500.0, "500"), (1e-4, "0.0001"), (1e-5, "1e-5"), (0.0, "0"), (1e12, "1e12")]
        {
            assert_eq!(shortest(value), text);
        }
    }
}
