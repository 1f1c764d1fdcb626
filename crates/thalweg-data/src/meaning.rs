//! What stored values mean as numbers, where their column says so (Parquet, Arrow).

use crate::error::{DataError, not_numbers};
use crate::names::Names;

/// How a stored value becomes a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Meaning {
    /// It is one; a boolean is 1 or 0.
    Number,
    /// An integer without a sign.
    Unsigned,
    /// An integer divided by this power of ten.
    Decimal(u32),
    /// Sixteen-bit floating point.
    Half,
    /// A count of this many parts of a second since 1970, in UTC.
    Timestamp(i64),
    /// The same since midnight.
    TimeOfDay(i64),
    /// Days since 1970.
    Date,
    /// No number: what it is instead.
    Unusable(&'static str),
}

impl Meaning {
    pub(crate) fn unusable(self) -> Option<String> {
        if let Self::Unusable(what) = self { Some(what.to_string()) } else { None }
    }

    /// Errors: values that are no numbers.
    pub(crate) fn check_numbers(self, file: &str, name: &str) -> Result<(), DataError> {
        match self {
            Self::Unusable(what) => Err(not_numbers(file, name, what)),
            _ => Ok(()),
        }
    }

    /// The unit that a time is given in.
    pub(crate) fn unit(self) -> Option<&'static str> {
        match self {
            Self::Timestamp(_) => Some("seconds since 1970-01-01 00:00 UTC"),
            Self::TimeOfDay(_) => Some("seconds since midnight"),
            Self::Date => Some("days since 1970-01-01"),
            _ => None,
        }
    }

    /// The number that a stored integer means.
    pub(crate) fn integer(self, value: i64) -> f64 {
        match self {
            Self::Unsigned => value.cast_unsigned() as f64,
            Self::Decimal(scale) => decimal(i128::from(value), scale),
            Self::Timestamp(parts) | Self::TimeOfDay(parts) => {
                if value.unsigned_abs() <= 1 << 53 {
                    return value as f64 / parts as f64;
                }
                // Nanoseconds since 1970 have more digits than a double: whole seconds first.
                let (whole, rest) = (value.div_euclid(parts), value.rem_euclid(parts));
                whole as f64 + rest as f64 / parts as f64
            }
            _ => value as f64,
        }
    }

    /// The number that stored bytes mean, if they can be one.
    pub(crate) fn bytes(self, bytes: &[u8]) -> Option<f64> {
        match self {
            Self::Half => Some(half(u16::from_le_bytes(bytes.try_into().ok()?))),
            Self::Decimal(scale) => {
                let negative = *bytes.first()? >= 0x80;
                if bytes.len() > 16 {
                    return None;
                }
                let mut wide = if negative { [0xff; 16] } else { [0; 16] };
                wide[16 - bytes.len()..].copy_from_slice(bytes);
                Some(decimal(i128::from_be_bytes(wide), scale))
            }
            _ => None,
        }
    }
}

/// What is to be said of columns of times that are read.
pub(crate) fn of_times(meanings: &[Meaning], names: &Names, wanted: &[bool]) -> Vec<String> {
    let columns = meanings.iter().zip(names.all()).zip(wanted).filter(|(_, wanted)| **wanted);
    let note = |(meaning, name): (&Meaning, &String)| {
        meaning.unit().map(|unit| format!("`{name}` is a time: taken as {unit}"))
    };
    columns.filter_map(|(column, _)| note(column)).collect()
}

/// value / 10^scale, correctly rounded.
pub(crate) fn decimal(value: i128, scale: u32) -> f64 {
    if value.unsigned_abs() <= 1 << 53 && scale <= 22 {
        // Both are exact, so the division is rounded once.
        value as f64 / 10f64.powi(scale.cast_signed())
    } else {
        format!("{value}e-{scale}").parse().unwrap_or(f64::NAN)
    }
}

/// An IEEE 754 half as a double, exactly.
fn half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let exponent = i32::from(bits >> 10 & 0x1f);
    let fraction = f64::from(bits & 0x3ff);
    sign * match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1024.0 + fraction) * 2f64.powi(exponent - 25),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves() {
        for (bits, value) in [
            (0x0000, 0.0),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x0001, 5.960_464_477_539_063e-8),
            (0x3555, 0.333_251_953_125),
            (0x7c00, f64::INFINITY),
        ] {
            assert_eq!(half(bits), value, "{bits:#x}");
        }
        assert!(half(0x7e00).is_nan());
    }

    #[test]
    fn decimals() {
        let money = Meaning::Decimal(2);
        assert_eq!(money.integer(-12_345), -123.45);
        assert_eq!(money.bytes(&[0xff, 0x85]), Some(-1.23));
        assert_eq!(money.bytes(&[0x7b]), Some(1.23));
        assert_eq!(money.bytes(&[0; 17]), None);
        assert_eq!(Meaning::Decimal(30).bytes(&[1; 16]), Some(1334440.6545919154));
    }

    #[test]
    fn times_and_unsigned() {
        assert_eq!(Meaning::Timestamp(1_000).integer(-1), -0.001);
        assert_eq!(
            Meaning::Timestamp(1_000_000_000).integer(1_700_000_000_500_000_000),
            1_700_000_000.5
        );
        assert_eq!(Meaning::Unsigned.integer(-1), 18_446_744_073_709_551_615.0);
    }
}
