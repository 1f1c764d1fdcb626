//! Whether a key came before, of very many.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

use super::keys::{KeyColumn, compare, hash};

/// Keys that came. As long as they rise their hashes are only noted, 8 bytes a key; from the first that does not, they are
/// looked up, about 20 bytes a key.
#[derive(Default)]
pub(super) struct Seen {
    last: Vec<KeyColumn>,
    rising: Vec<u64>,
    /// All of them, once keys do not rise.
    all: Option<HashSet<u64, BuildHasherDefault<Itself>>>,
}

impl Seen {
    /// Notes the keys of a row; false if they came before.
    pub(super) fn put(&mut self, keys: &[KeyColumn], row: usize) -> bool {
        let hash = hash(keys, row);
        if let Some(all) = &mut self.all {
            return all.insert(hash);
        }
        let rises =
            self.rising.is_empty() || compare(keys, row, &self.last, 0) == Ordering::Greater;
        if !rises {
            let mut all: HashSet<_, _> = std::mem::take(&mut self.rising).into_iter().collect();
            let is_new = all.insert(hash);
            self.all = Some(all);
            return is_new;
        }
        self.rising.push(hash);
        if self.last.is_empty() {
            self.last = keys.iter().map(KeyColumn::emptied).collect();
        }
        for (own, keys) in self.last.iter_mut().zip(keys) {
            own.clear();
            own.push_from(keys, row);
        }
        true
    }
}

/// A hash is its own.
#[derive(Default)]
struct Itself(u64);

impl Hasher for Itself {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        // Only numbers of 64 bits are ever asked for.
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}
