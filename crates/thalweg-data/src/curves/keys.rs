//! What says which curve a row belongs to, kept as it is in the file.

use std::cmp::Ordering;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A column of keys.
#[derive(Debug, Clone, PartialEq)]
pub enum KeyColumn {
    /// Text; of CSV and JSON lines every key is text, as it is written.
    Text(TextKeys),
    /// Whole numbers of Parquet and Arrow.
    Integer(Vec<i64>),
    /// Whole numbers of 64 bits without a sign, as hashes are: half of them are beyond the others.
    Unsigned(Vec<u64>),
    /// Other numbers of Parquet and Arrow.
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
            Self::Unsigned(keys) => keys.len(),
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
            Self::Unsigned(_) => Self::Unsigned(Vec::new()),
            Self::Number(_) => Self::Number(Vec::new()),
        }
    }

    /// Takes all keys out.
    pub(super) fn clear(&mut self) {
        match self {
            Self::Text(keys) => {
                keys.text.clear();
                keys.ends.clear();
            }
            Self::Integer(keys) => keys.clear(),
            Self::Unsigned(keys) => keys.clear(),
            Self::Number(keys) => keys.clear(),
        }
    }

    /// Adds key i of a column of the same kind.
    pub(super) fn push_from(&mut self, other: &Self, i: usize) {
        match (self, other) {
            (Self::Text(own), Self::Text(other)) => own.push(other.get(i)),
            (Self::Integer(own), Self::Integer(other)) => own.push(other[i]),
            (Self::Unsigned(own), Self::Unsigned(other)) => own.push(other[i]),
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
            (Self::Unsigned(own), Self::Unsigned(other)) => own[i] == other[k],
            (Self::Number(own), Self::Number(other)) => own[i].to_bits() == other[k].to_bits(),
            _ => false,
        }
    }

    /// Key i as a message shows it.
    pub(super) fn shown(&self, i: usize) -> String {
        match self {
            Self::Text(keys) => format!("\"{}\"", crate::error::shown(keys.get(i).as_bytes())),
            Self::Integer(keys) => keys[i].to_string(),
            Self::Unsigned(keys) => keys[i].to_string(),
            Self::Number(keys) => keys[i].to_string(),
        }
    }

    /// The first row after `row` whose key is another.
    fn run_end(&self, row: usize) -> usize {
        fn end<K: PartialEq>(keys: &[K], row: usize) -> usize {
            let after = keys[row + 1..].iter();
            row + 1 + after.take_while(|key| **key == keys[row]).count()
        }
        match self {
            Self::Text(keys) => {
                (row + 1..keys.len()).find(|i| keys.get(*i) != keys.get(row)).unwrap_or(keys.len())
            }
            Self::Integer(keys) => end(keys, row),
            Self::Unsigned(keys) => end(keys, row),
            Self::Number(keys) => {
                let bits = keys[row].to_bits();
                row + keys[row..].iter().take_while(|key| key.to_bits() == bits).count()
            }
        }
    }

    /// How key i compares with key k of `other`: numbers by size, texts by their bytes.
    fn compare(&self, i: usize, other: &Self, k: usize) -> Ordering {
        match (self, other) {
            (Self::Text(own), Self::Text(other)) => own.get(i).cmp(other.get(k)),
            (Self::Integer(own), Self::Integer(other)) => own[i].cmp(&other[k]),
            (Self::Unsigned(own), Self::Unsigned(other)) => own[i].cmp(&other[k]),
            (Self::Number(own), Self::Number(other)) => own[i].total_cmp(&other[k]),
            _ => Ordering::Equal,
        }
    }

    /// 64 bits that are the same for equal keys; of numbers, for no others.
    fn bits(&self, i: usize) -> u64 {
        match self {
            Self::Text(keys) => {
                let mut hasher = DefaultHasher::new();
                keys.get(i).hash(&mut hasher);
                hasher.finish()
            }
            Self::Integer(keys) => keys[i].cast_unsigned(),
            Self::Unsigned(keys) => keys[i],
            Self::Number(keys) => keys[i].to_bits(),
        }
    }
}

/// Whether row i of some key columns is row k of others.
pub(super) fn same(own: &[KeyColumn], i: usize, other: &[KeyColumn], k: usize) -> bool {
    own.iter().zip(other).all(|(own, other)| own.is_same(i, other, k))
}

/// The first row after `row` whose keys are others.
pub(super) fn run_end(keys: &[KeyColumn], row: usize) -> usize {
    keys.iter().map(|column| column.run_end(row)).min().unwrap_or(row + 1)
}

/// How row i of some key columns compares with row k of others; equal only where they are the same.
pub(super) fn compare(own: &[KeyColumn], i: usize, other: &[KeyColumn], k: usize) -> Ordering {
    let each = own.iter().zip(other).map(|(own, other)| own.compare(i, other, k));
    each.fold(Ordering::Equal, Ordering::then)
}

/// A number that is the same for equal keys, and hardly for others.
pub(super) fn hash(keys: &[KeyColumn], i: usize) -> u64 {
    keys.iter().fold(0, |hash, column| mixed(hash ^ column.bits(i)))
}

/// Steele, Lea and Flood's SplitMix64 (2014): one to one, and every bit depends on all.
fn mixed(bits: u64) -> u64 {
    let mut z = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A row of keys in words: "A1", 3.
pub(super) fn shown(keys: &[KeyColumn], i: usize) -> String {
    keys.iter().map(|column| column.shown(i)).collect::<Vec<_>>().join(", ")
}
