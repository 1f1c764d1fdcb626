//! Results as text with commas.

use std::fmt::Write;

use super::table::{ResultColumn, ResultTable};
use crate::curves::KeyColumn;

/// The names, as a first line.
pub(super) fn header(table: &ResultTable) -> String {
    let names: Vec<String> = table.columns.iter().map(|(name, _)| quoted(name)).collect();
    names.join(",") + "\n"
}

/// The rows.
pub(super) fn rows(table: &ResultTable) -> String {
    let mut text = String::new();
    for row in 0..table.rows() {
        for (k, (_, column)) in table.columns.iter().enumerate() {
            if k > 0 {
                text.push(',');
            }
            match column {
                ResultColumn::Keys(KeyColumn::Text(keys)) => text.push_str(&quoted(keys.get(row))),
                ResultColumn::Keys(KeyColumn::Integer(keys)) => show(&mut text, keys[row]),
                ResultColumn::Keys(KeyColumn::Unsigned(keys)) => show(&mut text, keys[row]),
                ResultColumn::Keys(KeyColumn::Number(keys)) => number(&mut text, keys[row]),
                ResultColumn::Numbers(numbers) => number(&mut text, numbers[row]),
                ResultColumn::Counts(counts) => show(&mut text, counts[row]),
                ResultColumn::Words(words) => text.push_str(&quoted(words.get(row))),
            }
        }
        text.push('\n');
    }
    text
}

fn show(text: &mut String, value: impl std::fmt::Display) {
    // Writing to a string cannot fail.
    let _ = write!(text, "{value}");
}

/// The fewest digits that are read back as the same number; nothing for NaN.
fn number(text: &mut String, value: f64) {
    let size = value.abs();
    if value.is_nan() {
    } else if value == 0.0 || (1e-5..1e16).contains(&size) {
        show(text, value);
    } else {
        let _ = write!(text, "{value:e}");
    }
}

/// A field, in quotes where it must be.
fn quoted(field: &str) -> String {
    let plain = !field.contains([',', '"', '\n', '\r']) && field.trim() == field;
    if plain { field.to_string() } else { format!("\"{}\"", field.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        for value in [0.0, -0.0, 1.0, 0.1, -1.5e-7, 1e300, 5e-324, 123_456_789.012, f64::MAX, 1e16]
        {
            let mut text = String::new();
            number(&mut text, value);
            assert_eq!(text.parse::<f64>().map(f64::to_bits), Ok(value.to_bits()), "{text}");
            assert!(text.len() < 25, "{text}");
        }
    }

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        assert_eq!(quoted("A1"), "A1");
        assert_eq!(quoted("a,b"), "\"a,b\"");
        assert_eq!(quoted("5\" disc"), "\"5\"\" disc\"");
        assert_eq!(quoted(" x"), "\" x\"");
    }
}
