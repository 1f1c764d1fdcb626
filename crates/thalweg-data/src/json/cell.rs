//! One JSON value as a cell.

use crate::error::shown;
use crate::number::{Notation, parse};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// What a value is to a table of numbers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// The object has no such key, or the column is not wanted.
    Absent,
    Number(f64),
    Null,
    Text(String),
    /// A list or an object.
    Nested(&'static str),
}

impl Cell {
    /// The number: also one in quotes; true is 1, false is 0.
    pub(crate) fn number(&self) -> Option<f64> {
        match self {
            Self::Number(value) => Some(*value),
            Self::Text(text) => parse(text.trim().as_bytes(), Notation::POINT),
            _ => None,
        }
    }

    /// The name of a column, if this can be one: text that is no number.
    pub(crate) fn name(&self) -> Option<String> {
        match self {
            Self::Text(text) if self.number().is_none() => Some(text.trim().to_string()),
            _ => None,
        }
    }

    /// The cell as a message shows it.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Absent => "absent".into(),
            Self::Number(value) => value.to_string(),
            Self::Null => "null".into(),
            Self::Text(text) => format!("\"{}\"", shown(text.as_bytes())),
            Self::Nested(what) => (*what).into(),
        }
    }
}

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyCell)
    }
}

struct AnyCell;

impl<'de> Visitor<'de> for AnyCell {
    type Value = Cell;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Cell, E> {
        Ok(Cell::Number(f64::from(u8::from(value))))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Cell, E> {
        Ok(whole(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Cell, E> {
        Ok(whole(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Cell, E> {
        Ok(Cell::Number(value))
    }

    fn visit_str<E>(self, text: &str) -> Result<Cell, E> {
        Ok(Cell::Text(text.to_string()))
    }

    fn visit_unit<E>(self) -> Result<Cell, E> {
        Ok(Cell::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Cell, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Cell::Nested("a list"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut items: A) -> Result<Cell, A::Error> {
        while items.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Cell::Nested("an object"))
    }
}

/// A whole number. One with more digits than a double stays as it is written: it may be a key, and two keys are two.
fn whole(value: i128) -> Cell {
    let number = value as f64;
    if number as i128 == value { Cell::Number(number) } else { Cell::Text(value.to_string()) }
}
