//! What says which curve a row belongs to, kept as it is in the file.

use std::hash::{DefaultHasher, Hash, Hasher};

/// A column of keys.
#[derive(Debug, Clone, PartialEq)]
pub enum KeyColumn {
    /// Text; of CSV and JSON lines every key is text, as it is written.
    Text(TextKeys),
    /// Whole numbers of Parquet.
    Integer(Vec<i64>),
    /// Other numbers of Parquet.
    Number(Vec<f64>),
}

/// Texts in one piece of memory.
///
/// ```
/// use thalweg_data::TextKeys;
/// let mut keys = TextKeys::default();
/// keys.push("A1");
/// keys.push("B12");
/// assert_eq!((keys.get(1), keys.len()), ("B12", 2));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextKeys {
    text: String,
    ends: Vec<usize>,
}

impl TextKeys {
    /// Adds one.
    pub fn push(&mut self, key: &str) {
        self.text.push_str(key);
        self.ends.push(self.text.len());
    }

    /// Key i; empty where there is none.
    pub fn get(&self, i: usize) -> &str {
        let begin = if i == 0 { 0 } else { self.ends.get(i - 1).copied().unwrap_or(0) };
        self.ends.get(i).and_then(|end| self.text.get(begin..*end)).unwrap_or_default()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

impl KeyColumn {
    /// How many keys there are.
    ///
    /// ```
    /// assert_eq!(thalweg_data::KeyColumn::Integer(vec![1, 2]).len(), 2);
    /// ```
    pub fn len(&self) -> usize {
        match self {
            Self::Text(keys) => keys.len(),
            Self::Integer(keys) => keys.len(),
            Self::Number(keys) => keys.len(),
        }
    }

    /// Whether there are none.
    ///
    /// ```
    /// assert!(thalweg_data::KeyColumn::Number(vec![]).is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A column of the same kind without keys.
    pub(super) fn emptied(&self) -> Self {
        match self {
            Self::Text(_) => Self::Text(TextKeys::default()),
            Self::Integer(_) => Self::Integer(Vec::new()),
            Self::Number(_) => Self::Number(Vec::new()),
        }
    }

    /// Adds key i of a column of the same kind.
    pub(super) fn push_from(&mut self, other: &Self, i: usize) {
        match (self, other) {
            (Self::Text(own), Self::Text(other)) => own.push(other.get(i)),
            (Self::Integer(own), Self::Integer(other)) => own.push(other[i]),
            (Self::Number(own), Self::Number(other)) => own.push(other[i]),
            // Columns are of one kind from beginning to end.
            _ => {}
        }
    }

    /// Whether key i is key k of `other`.
    pub(super) fn is_same(&self, i: usize, other: &Self, k: usize) -> bool {
        match (self, other) {
            (Self::Text(own), Self::Text(other)) => own.get(i) == other.get(k),
            (Self::Integer(own), Self::Integer(other)) => own[i] == other[k],
            (Self::Number(own), Self::Number(other)) => own[i].to_bits() == other[k].to_bits(),
            _ => false,
        }
    }

    /// Key i as a message shows it.
    pub(super) fn shown(&self, i: usize) -> String {
        match self {
            Self::Text(keys) => format!("\"{}\"", crate::error::shown(keys.get(i).as_bytes())),
            Self::Integer(keys) => keys[i].to_string(),
            Self::Number(keys) => keys[i].to_string(),
        }
    }

    fn hash(&self, i: usize, hasher: &mut DefaultHasher) {
        match self {
            Self::Text(keys) => keys.get(i).hash(hasher),
            Self::Integer(keys) => keys[i].hash(hasher),
            Self::Number(keys) => keys[i].to_bits().hash(hasher),
        }
    }
}

/// Whether row i of some key columns is row k of others.
pub(super) fn same(own: &[KeyColumn], i: usize, other: &[KeyColumn], k: usize) -> bool {
    own.iter().zip(other).all(|(own, other)| own.is_same(i, other, k))
}

/// A number that is the same for equal keys, and hardly for others.
pub(super) fn hash(keys: &[KeyColumn], i: usize) -> u64 {
    let mut hasher = DefaultHasher::new();
    keys.iter().for_each(|column| column.hash(i, &mut hasher));
    hasher.finish()
}

/// A row of keys in words: "A1", 3.
pub(super) fn shown(keys: &[KeyColumn], i: usize) -> String {
    keys.iter().map(|column| column.shown(i)).collect::<Vec<_>>().join(", ")
}
