//! JSON values: numbers that may not be finite, and arrays of numbers on one line.

use serde_json::{Map, Value};

/// An object being built, its keys in the order they are added.
#[derive(Debug, Default)]
pub(crate) struct Object(Map<String, Value>);

impl Object {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Any value that is certain to be finite: text, counts, flags, arrays.
    pub(crate) fn put(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.insert(key.into(), value.into());
        self
    }

    /// A number; where it is not finite, null and `<key>_reason`.
    pub(crate) fn number(self, key: &str, value: f64) -> Self {
        match finite(value) {
            Value::Null => self.absent(key, not_finite(value)),
            number => self.put(key, number),
        }
    }

    /// A number that may be absent; then null and `<key>_reason`.
    pub(crate) fn optional(self, key: &str, value: Option<f64>, reason: &str) -> Self {
        match value {
            Some(value) => self.number(key, value),
            None => self.absent(key, reason),
        }
    }

    /// `residual_sum_of_squares`; null where it is not the square of `norm` to all its digits.
    pub(crate) fn sum_of_squares(self, value: f64, norm: f64) -> Self {
        const KEY: &str = "residual_sum_of_squares";
        match out_of_range(value, norm) {
            Some(reason) => self.absent(KEY, reason),
            None => self.number(KEY, value),
        }
    }

    /// Null, and the reason beside it.
    pub(crate) fn absent(self, key: &str, reason: &str) -> Self {
        self.put(key, Value::Null).put(&format!("{key}_reason"), reason)
    }

    pub(crate) fn into_map(self) -> Map<String, Value> {
        self.0
    }

    pub(crate) fn done(self) -> Value {
        Value::Object(self.0)
    }
}

/// Why a sum of squares is not the square of its root, if it is not.
pub(crate) fn out_of_range(sum: f64, norm: f64) -> Option<&'static str> {
    if sum == f64::INFINITY && norm.is_finite() {
        Some("beyond the range of numbers: it is the square of residual_norm")
    } else if norm > 0.0 && sum < f64::MIN_POSITIVE {
        Some("below the range of numbers: it is the square of residual_norm")
    } else {
        None
    }
}

/// A number as JSON; null where it is not finite.
pub(crate) fn finite(value: f64) -> Value {
    serde_json::Number::from_f64(value).map_or(Value::Null, Value::Number)
}

/// Numbers as an array; null where one is not finite.
pub(crate) fn numbers(values: &[f64]) -> Value {
    values.iter().map(|&v| finite(v)).collect()
}

/// Why a number is null.
pub(crate) fn not_finite(value: f64) -> &'static str {
    if value.is_nan() {
        "not defined"
    } else if value > 0.0 {
        "infinite"
    } else {
        "minus infinite"
    }
}

/// The text of a value: objects over several lines, arrays without objects on one.
pub(crate) fn pretty(value: &Value) -> String {
    let mut out = String::new();
    write(value, 0, &mut out);
    out.push('\n');
    out
}

fn write(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            block(out, depth, ('{', '}'), map.len(), map.iter(), |(key, value), out| {
                out.push_str(&Value::String(key.clone()).to_string());
                out.push_str(": ");
                write(value, depth + 1, out);
            });
        }
        Value::Array(items) if items.iter().any(|v| v.is_object() || v.is_array()) => {
            block(out, depth, ('[', ']'), items.len(), items.iter(), |item, out| {
                write(item, depth + 1, out);
            });
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(Value::to_string).collect();
            out.push_str(&format!("[{}]", items.join(", ")));
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

fn block<T>(
    out: &mut String,
    depth: usize,
    (open, close): (char, char),
    n: usize,
    items: impl Iterator<Item = T>,
    mut each: impl FnMut(T, &mut String),
) {
    out.push(open);
    for (i, item) in items.enumerate() {
        out.push('\n');
        out.push_str(&"  ".repeat(depth + 1));
        each(item, out);
        if i + 1 < n {
            out.push(',');
        }
    }
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
    out.push(close);
}
