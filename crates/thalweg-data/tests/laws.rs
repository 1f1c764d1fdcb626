//! What is written is read back, bit for bit, in whatever layout; and no bytes make the reader panic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::collection::vec;
use proptest::prelude::*;
use std::fmt::Write;
use thalweg_data::{Na, ReadOptions, read};

/// One way to write a table.
#[derive(Debug, Clone)]
struct Writing {
    delimiter: &'static str,
    comma: bool,
    end: &'static str,
    quoted: bool,
    header: bool,
    bom: bool,
    comment: bool,
    last_end: bool,
    scientific: bool,
}

fn writing() -> impl Strategy<Value = Writing> {
    let delimiters =
        prop_oneof![Just(","), Just(";"), Just("\t"), Just("|"), Just("  "), Just(", ")];
    let ends = prop_oneof![Just("\n"), Just("\r\n"), Just("\r")];
    (delimiters, ends, any::<[bool; 7]>()).prop_map(|(delimiter, end, flags)| {
        let [comma, quoted, header, bom, comment, last_end, scientific] = flags;
        Writing { delimiter, comma, end, quoted, header, bom, comment, last_end, scientific }
    })
}

impl Writing {
    fn number(&self, value: f64) -> String {
        let text = if self.scientific { format!("{value:e}") } else { format!("{value}") };
        let text = if self.comma { text.replace('.', ",") } else { text };
        // A decimal comma between commas needs quotes.
        let needed = self.comma && self.delimiter.starts_with(',');
        if self.quoted || needed { format!("\"{text}\"") } else { text }
    }

    fn write(&self, names: &[&str], rows: &[Vec<f64>]) -> String {
        let mut lines = Vec::new();
        if self.comment {
            lines.push("# written for a test, by a test".to_string());
        }
        if self.header {
            lines.push(names.join(self.delimiter));
        }
        for row in rows {
            let cells: Vec<String> = row.iter().map(|v| self.number(*v)).collect();
            lines.push(cells.join(self.delimiter));
        }
        let mut text = if self.bom { "\u{feff}".to_string() } else { String::new() };
        let _ =
            write!(text, "{}{}", lines.join(self.end), if self.last_end { self.end } else { "" });
        text
    }
}

/// Numbers whose fraction is plain to see, so that a comma in it can only be a decimal sign.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<i32>().prop_map(|i| f64::from(i) + 0.25),
        (-1e3..1e3f64).prop_map(|v| v + f64::EPSILON),
        any::<f64>().prop_filter("finite", |v| v.is_finite()),
    ]
}

fn table() -> impl Strategy<Value = Vec<Vec<f64>>> {
    (2..5usize).prop_flat_map(|columns| vec(vec(number(), columns), 1..30))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn round_trip(rows in table(), writing in writing(), known in any::<bool>()) {
        let names = ["a", "bb", "c_1", "d"];
        let width = rows[0].len();
        let text = writing.write(&names[..width], &rows);
        let mut options = ReadOptions::default();
        // A number without a fraction shows no decimal sign: then it has to be said, not detected.
        let shows = text.matches(if writing.comma { ',' } else { '.' }).count() > rows.len();
        if known || writing.comma || !shows {
            options.decimal_comma = Some(writing.comma);
        }
        let data = read(text.clone(), &options).map_err(|e| TestCaseError::fail(format!("{e}\n{text}")))?;
        prop_assert_eq!(data.rows(), rows.len(), "{}", text);
        for k in 0..width {
            let name = if writing.header { names[k].to_string() } else { format!("${}", k + 1) };
            let column = data.column(&name).unwrap();
            for (row, value) in rows.iter().zip(column) {
                prop_assert_eq!(row[k].to_bits(), value.to_bits(), "{} in\n{}", row[k], text);
            }
        }
    }

    #[test]
    fn decimal_commas_are_detected(rows in vec(vec((0..1_000_000i64).prop_map(|i| i as f64 / 64.0 + 0.5 / 64.0), 3), 1..20), quoted: bool) {
        let writing = Writing {
            delimiter: ";", comma: true, end: "\n", quoted, header: true, bom: false, comment: false,
            last_end: true, scientific: false,
        };
        let data = read(writing.write(&["a", "b", "c"], &rows), &ReadOptions::default()).unwrap();
        for (row, value) in rows.iter().zip(data.column("b").unwrap()) {
            prop_assert_eq!(row[1], *value);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn any_bytes(bytes in vec(any::<u8>(), 0..300)) {
        use_everything(&bytes);
    }

    #[test]
    fn any_table_like_text(text in "[-0-9.,;\t |\"#%/\r\na-c$ES=\\[{}:]{0,120}") {
        use_everything(text.as_bytes());
    }
}

fn use_everything(bytes: &[u8]) {
    let Ok(data) = read(bytes, &ReadOptions::default()) else { return };
    for name in data.names() {
        let column = data.column(name);
        assert!(column.is_none_or(|values| values.len() == data.rows()));
    }
    let used: Vec<String> = data.names().iter().take(3).cloned().collect();
    for na in [Na::Error, Na::Drop] {
        if let Ok((table, dropped)) = data.clone().table(&used, na) {
            assert_eq!(table.rows() + dropped, data.rows());
        }
    }
}
