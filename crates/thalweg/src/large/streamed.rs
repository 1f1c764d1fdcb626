//! What an answer says of how it was read.

/// How an answer came from more rows than memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Streamed {
    /// Passes over all rows.
    pub passes: usize,
    /// Rows that were fitted.
    pub rows: u64,
    /// Rows that were kept in memory between passes.
    pub kept: u64,
    /// Rows of the sample; as many as `rows` where they were fitted as they are.
    pub sample: usize,
}

impl Streamed {
    /// Of these counts.
    ///
    /// ```
    /// assert_eq!(thalweg::large::Streamed::new(6, 1_000_000, 1_000_000, 20_000).passes, 6);
    /// ```
    pub fn new(passes: usize, rows: u64, kept: u64, sample: usize) -> Self {
        Self { passes, rows, kept, sample }
    }
}
