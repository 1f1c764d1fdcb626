//! How far a file is read.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How much of a file is read, of how much: rows of Parquet, bytes of text. Can be looked at from another thread.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    done: Arc<AtomicU64>,
    total: Option<u64>,
}

impl Progress {
    /// Of so many, where that is known.
    pub(super) fn of(total: Option<u64>) -> Self {
        Self { done: Arc::default(), total }
    }

    /// So many more are read.
    pub(super) fn add(&self, more: u64) {
        self.done.fetch_add(more, Ordering::Relaxed);
    }

    /// The part that is read, from 0 to 1, where it is known.
    ///
    /// ```
    /// assert_eq!(thalweg_data::Progress::default().share(), None);
    /// ```
    pub fn share(&self) -> Option<f64> {
        let total = self.total.filter(|total| *total > 0)?;
        Some((self.done.load(Ordering::Relaxed) as f64 / total as f64).min(1.0))
    }
}

/// Counts the bytes that pass.
pub(super) struct Counted {
    pub input: Box<dyn Read + Send>,
    pub progress: Progress,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(buffer)?;
        self.progress.add(length as u64);
        Ok(length)
    }
}
