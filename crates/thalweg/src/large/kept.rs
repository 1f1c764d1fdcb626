//! What is known of the parts after they were read, and what is kept of them.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use super::slab::{Counts, Slab};

/// The parts of a source.
pub(crate) struct Kept {
    parts: Vec<Part>,
    /// Memory left for more slabs.
    room: AtomicU64,
}

/// A part, once it was read.
#[derive(Default)]
struct Part {
    counts: OnceLock<Counts>,
    /// All its slabs, if there was room.
    slabs: OnceLock<Vec<Slab<'static>>>,
}

impl Kept {
    /// Nothing yet of so many parts, with this memory for their slabs.
    pub(crate) fn new(parts: usize, memory: u64) -> Self {
        let parts = (0..parts).map(|_| Part::default()).collect();
        Self { parts, room: AtomicU64::new(memory) }
    }

    /// The slabs of a part, if they are kept.
    pub(crate) fn slabs(&self, part: usize) -> Option<&[Slab<'static>]> {
        self.parts[part].slabs.get().map(Vec::as_slice)
    }

    /// Rows that are kept.
    pub(crate) fn rows(&self) -> u64 {
        let kept = self.parts.iter().filter(|part| part.slabs.get().is_some());
        kept.filter_map(|part| part.counts.get()).map(|counts| counts.rows).sum()
    }

    /// Rows that were read of all parts, once all were.
    pub(crate) fn read(&self) -> Option<u64> {
        self.parts.iter().map(|part| part.counts.get().map(|counts| counts.read)).sum()
    }

    /// Takes memory, if there is so much.
    pub(crate) fn take(&self, bytes: u64) -> bool {
        let less = |room: u64| room.checked_sub(bytes);
        self.room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
    }

    /// Gives back what was taken.
    pub(crate) fn give_back(&self, bytes: u64) {
        self.room.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Notes what became of the rows of a part. Error: how they were counted before, which is otherwise.
    pub(crate) fn count(&self, part: usize, counts: Counts) -> Result<(), Counts> {
        let before = *self.parts[part].counts.get_or_init(|| counts);
        if before == counts { Ok(()) } else { Err(before) }
    }

    /// Keeps the slabs of a part, whose memory was taken.
    pub(crate) fn keep(&self, part: usize, slabs: Vec<Slab<'static>>) {
        let _ = self.parts[part].slabs.set(slabs);
    }
}
