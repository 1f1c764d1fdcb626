//! A value as far as its error lets it be known.

use crate::drawing::ticks::power;
use crate::number;

/// Where digits end, and which power of ten is taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rounding {
    decimals: usize,
    power: i32,
}

/// More digits than this are not in a number.
const MOST_DIGITS: i32 = 15;

impl Rounding {
    /// To two digits of the error (GUM, JCGM 100:2008, §7.2.6); none where there is no error to go by,
    /// or where it is beyond the last digit of the value.
    pub(crate) fn of(value: f64, error: f64) -> Option<Self> {
        if !(value.is_finite() && error.is_finite() && error > 0.0) {
            return None;
        }
        // Through the printed form: 0.0996 to two digits is 0.10.
        let exponent = |v: f64, digits: usize| -> Option<i32> {
            format!("{v:.digits$e}").split_once('e').and_then(|(_, e)| e.parse().ok())
        };
        let last = exponent(error, 1)? - 1;
        let first = exponent(value.abs().max(error), 3)?;
        if first - last > MOST_DIGITS {
            return None;
        }
        let plain = (-3..=5).contains(&first) && last <= 0;
        let power = if plain { 0 } else { first };
        Some(Self { decimals: usize::try_from(power - last).ok()?, power })
    }

    /// A number with these digits, without the power of ten.
    pub(crate) fn digits(self, value: f64) -> String {
        let scale = 10f64.powi(self.power);
        // Beyond 1e±308 a power of ten is no number: in two steps.
        let scaled = if scale.is_normal() {
            value / scale
        } else {
            value * 10f64.powi(-self.power / 2) * 10f64.powi(-self.power + self.power / 2)
        };
        let text = format!("{scaled:.*}", self.decimals);
        match text.strip_prefix('-') {
            Some(rest) if rest.chars().all(|c| matches!(c, '0' | '.')) => rest.into(),
            Some(rest) => format!("−{rest}"),
            None => text,
        }
    }

    /// `text` with the power of ten, in brackets where it has several parts.
    pub(crate) fn times(self, text: &str, brackets: bool) -> String {
        match (self.power, brackets) {
            (0, _) => text.into(),
            (p, true) => format!("({text}) × {}", power(p)),
            (p, false) => format!("{text} × {}", power(p)),
        }
    }
}

/// "238.9 ± 2.7", "(5.502 ± 0.073) × 10⁻⁴"; without an error the value alone.
pub(crate) fn plus_minus(value: f64, error: Option<f64>) -> String {
    match error.and_then(|e| Some((e, Rounding::of(value, e)?))) {
        Some((e, r)) => r.times(&format!("{} ± {}", r.digits(value), r.digits(e)), true),
        None => printed(&number::estimate(value, error)),
    }
}

/// "6e-4" as it is set: "6 × 10⁻⁴".
pub(crate) fn printed(text: &str) -> String {
    let (digits, exponent) = text.split_once('e').unwrap_or((text, ""));
    let digits = digits.replace('-', "−");
    match exponent.parse() {
        Ok(e) => format!("{digits} × {}", power(e)),
        Err(_) => digits,
    }
}

/// "233.0 to 244.8", rounded as the value is; ends that do not exist are "−∞" and "∞".
pub(crate) fn between((low, high): (f64, f64), value: f64, error: Option<f64>) -> String {
    let width = error.unwrap_or(0.25 * (high - low));
    let Some(r) = Rounding::of(value, width) else {
        let end = |v: f64| if v.is_finite() { number::significant(v, 6) } else { infinite(v) };
        return format!("{} to {}", end(low), end(high));
    };
    let end = |v: f64| if v.is_finite() { r.digits(v) } else { infinite(v) };
    r.times(&format!("{} to {}", end(low), end(high)), true)
}

fn infinite(value: f64) -> String {
    let text = if value.is_nan() {
        "not defined"
    } else if value > 0.0 {
        "∞"
    } else {
        "−∞"
    };
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_digits_of_the_error() {
        for (value, error, text) in [
            (238.942_129_18, 2.707_007, "238.9 ± 2.7"),
            (5.501_564e-4, 7.266_87e-6, "(5.502 ± 0.073) × 10⁻⁴"),
            (-0.5, 0.099_6, "−0.50 ± 0.10"),
            (12_346.0, 240.0, "(1.235 ± 0.024) × 10⁴"),
            (1e-12, 3e-14, "(1.000 ± 0.030) × 10⁻¹²"),
            (0.02, 3.0, "0.0 ± 3.0"),
            (-0.02, 3.0, "0.0 ± 3.0"),
            (1.7e9, 0.012, "(1.700000000000 ± 0.000000000012) × 10⁹"),
            (9.999_6, 0.01, "10.000 ± 0.010"),
        ] {
            assert_eq!(plus_minus(value, Some(error)), text);
        }
        assert_eq!(plus_minus(2.0, None), "2");
        assert_eq!(plus_minus(6e-4, None), "6 × 10⁻⁴");
        assert_eq!(plus_minus(-3.393_024_41e16, None), "−3.39302441 × 10¹⁶");
        assert_eq!(plus_minus(2.0, Some(0.0)), number::estimate(2.0, Some(0.0)));
        assert_eq!(plus_minus(1.0 / 3.0, Some(1e-30)), "0.33333333333333331");
        assert!(plus_minus(1e-310, Some(1e-311)).contains("± 0.10) × 10⁻³¹⁰"));
    }

    #[test]
    fn intervals_end_where_the_value_does() {
        let error = Some(2.707);
        assert_eq!(between((233.04, 244.84), 238.94, error), "233.0 to 244.8");
        assert_eq!(between((233.04, f64::INFINITY), 238.94, error), "233.0 to ∞");
        let rate = between((5.343e-4, 5.66e-4), 5.5016e-4, Some(7.27e-6));
        assert_eq!(rate, "(5.343 to 5.660) × 10⁻⁴");
        assert_eq!(between((f64::NEG_INFINITY, 1.0), 0.5, None), "−∞ to 1.00000");
    }
}
