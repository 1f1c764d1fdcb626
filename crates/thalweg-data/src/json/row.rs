//! One line of JSON as a row of cells, in buffers that are reused.

use super::cell::Cell;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::collections::HashMap;
use std::fmt;

/// The cells of the last line that was read, by column.
#[derive(Debug, Default)]
pub(super) struct Row {
    keys: Vec<String>,
    places: HashMap<String, usize>,
    wanted: Vec<bool>,
    /// New keys become columns.
    collecting: bool,
    cells: Vec<Cell>,
    object: bool,
    width: usize,
    unknown: Option<String>,
    unknown_taken: bool,
    twice: Option<usize>,
}

impl Row {
    /// Rows whose keys become columns as they come.
    pub(super) fn collecting() -> Self {
        Self { collecting: true, ..Self::default() }
    }

    /// Rows of known columns.
    pub(super) fn of(keys: &[String], wanted: &[bool]) -> Self {
        Self {
            keys: keys.to_vec(),
            places: keys.iter().cloned().zip(0..).collect(),
            wanted: wanted.to_vec(),
            ..Self::default()
        }
    }

    /// Reads a line. Python writes NaN and Infinity without quotes, which is no JSON: read as null.
    pub(super) fn read(&mut self, line: &[u8]) -> Result<(), serde_json::Error> {
        match self.read_strict(line) {
            Err(error) => match without_nan(line) {
                Some(line) => self.read_strict(&line),
                None => Err(error),
            },
            done => done,
        }
    }

    fn read_strict(&mut self, line: &[u8]) -> Result<(), serde_json::Error> {
        self.cells.clear();
        self.cells.resize(self.keys.len(), Cell::Absent);
        self.twice = None;
        self.width = 0;
        let mut json = serde_json::Deserializer::from_slice(line);
        (&mut *self).deserialize(&mut json)?;
        json.end()
    }

    pub(super) fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// How many values an array has.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn is_object(&self) -> bool {
        self.object
    }

    /// Whether any value is a list or an object.
    pub(super) fn nested(&self) -> bool {
        self.cells.iter().any(|cell| matches!(cell, Cell::Nested(_)))
    }

    /// A key that the last object has twice.
    pub(super) fn twice(&self) -> Option<&str> {
        self.twice.and_then(|k| self.keys.get(k)).map(String::as_str)
    }

    /// The first key that is no column, once.
    pub(super) fn take_unknown(&mut self) -> Option<String> {
        let key = self.unknown.take()?;
        self.unknown_taken = true;
        Some(key)
    }

    pub(super) fn into_keys(self) -> Vec<String> {
        self.keys
    }

    /// The column of a key.
    fn place(&mut self, key: &str) -> Option<usize> {
        if let Some(place) = self.places.get(key) {
            return Some(*place);
        }
        if self.collecting {
            let place = self.keys.len();
            self.keys.push(key.to_string());
            self.places.insert(key.to_string(), place);
            self.cells.push(Cell::Absent);
            return Some(place);
        }
        if self.unknown.is_none() && !self.unknown_taken {
            self.unknown = Some(key.to_string());
        }
        None
    }

    fn wants(&self, place: usize) -> bool {
        self.collecting || self.wanted.get(place).copied().unwrap_or(false)
    }
}

impl<'de> DeserializeSeed<'de> for &mut Row {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Row {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.object = true;
        while let Some(place) = map.next_key_seed(Key(self))? {
            let Some(place) = place.filter(|place| self.wants(*place)) else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            let cell = map.next_value::<Cell>()?;
            let there = self.cells.get_mut(place).ok_or_else(|| A::Error::custom("lost column"))?;
            if *there != Cell::Absent {
                self.twice = Some(place);
            }
            *there = cell;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.object = false;
        loop {
            let place = self.width;
            if self.collecting || self.wants(place) {
                let Some(cell) = items.next_element::<Cell>()? else { return Ok(()) };
                match self.cells.get_mut(place) {
                    Some(there) => *there = cell,
                    None => self.cells.push(cell),
                }
            } else if items.next_element::<IgnoredAny>()?.is_none() {
                return Ok(());
            }
            self.width += 1;
        }
    }
}

/// Looks a key up without copying it.
struct Key<'a>(&'a mut Row);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<usize>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Option<usize>, E> {
        Ok(self.0.place(key))
    }
}

/// The line with NaN and Infinity, outside of strings, replaced by null; `None` if there is none.
fn without_nan(line: &[u8]) -> Option<Vec<u8>> {
    const WORDS: [&[u8]; 4] = [b"-Infinity", b"+Infinity", b"Infinity", b"NaN"];
    let mut out = Vec::with_capacity(line.len());
    let (mut in_string, mut found, mut i) = (false, false, 0);
    while let Some(&byte) = line.get(i) {
        let rest = &line[i..];
        let word = WORDS.iter().find(|word| !in_string && rest.starts_with(word));
        if let Some(word) = word {
            out.extend_from_slice(b"null");
            found = true;
            i += word.len();
            continue;
        }
        let length = if in_string && byte == b'\\' { 2 } else { 1 };
        in_string ^= byte == b'"';
        out.extend_from_slice(rest.get(..length).unwrap_or(rest));
        i += length;
    }
    found.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::without_nan;

    #[test]
    fn nan_outside_of_strings() {
        let got = without_nan(br#"{"x":NaN,"y\"":"NaN","z":-Infinity}"#);
        assert_eq!(got.as_deref(), Some(&br#"{"x":null,"y\"":"NaN","z":null}"#[..]));
        assert_eq!(without_nan(br#"{"x":"NaN"}"#), None);
    }
}
