//! A part that is being read: what its rows come to, and what is to be kept of them.

use super::kept::Kept;
use super::slab::{Counts, Slab};
use super::source::Source;
use super::stop::Stop;
use super::tree::{Merge, Stack};
use crate::error::{ErrorKind, FitError};
use crate::table::Table;

/// What rows that were read come to: the value, what became of them, and what is to be kept, if it is.
pub(crate) type Leaf<T> = (T, Counts, Option<Slab<'static>>);

/// The rows of a part so far.
pub(crate) struct Reading<'p, T> {
    source: &'p dyn Source,
    kept: &'p Kept,
    part: usize,
    values: Stack<T>,
    counts: Counts,
    /// Their slabs, while there is memory for them, and the memory they took.
    slabs: Option<Vec<Slab<'static>>>,
    taken: u64,
    /// Why it ended early, if it was not the source.
    stopped: Option<Stop>,
}

impl<'p, T: Merge> Reading<'p, T> {
    pub(crate) fn new(source: &'p dyn Source, kept: &'p Kept, part: usize) -> Self {
        let (values, counts, slabs) = (Stack::new(), Counts::default(), Some(Vec::new()));
        Self { source, kept, part, values, counts, slabs, taken: 0, stopped: None }
    }

    /// Makes a leaf of the next rows: it is given them, the number of the first, and whether its slab is wanted.
    /// The error ends the reading.
    pub(crate) fn add(
        &mut self,
        table: Table,
        leaf: &mut impl FnMut(Table, usize, bool) -> Result<Leaf<T>, Stop>,
    ) -> Result<(), FitError> {
        let first = self.source.first_row(self.part) + self.counts.read as usize;
        match leaf(table, first, self.slabs.is_some()) {
            Ok((value, counts, slab)) => {
                self.values.push(value);
                self.counts = self.counts + counts;
                self.keep(slab);
                Ok(())
            }
            Err(stop) => {
                let error = match &stop {
                    Stop::Failed(error) => error.clone().in_place(&self.source.place(self.part)),
                    _ => FitError::new(ErrorKind::Data, "E-FILE", "stopped"),
                };
                self.stopped = Some(stop);
                Err(error)
            }
        }
    }

    /// Keeps a slab beside those before it, or none of them.
    fn keep(&mut self, slab: Option<Slab<'static>>) {
        let slab = slab.filter(|slab| {
            let bytes = slab.bytes() as u64;
            let took = self.kept.take(bytes);
            self.taken += if took { bytes } else { 0 };
            took
        });
        self.slabs = self.slabs.take().zip(slab).map(|(mut all, slab)| {
            all.push(slab);
            all
        });
    }

    /// Why the source ended with an error.
    pub(crate) fn failed(&mut self, error: FitError) -> Stop {
        self.kept.give_back(self.taken);
        match self.stopped.take() {
            Some(Stop::Failed(_)) | None => Stop::Failed(error),
            Some(other) => other,
        }
    }

    /// What all rows come to. Error: they are not as many as before.
    pub(crate) fn finish(self) -> Result<Option<T>, Stop> {
        let Self { source, kept, part, counts, .. } = self;
        kept.count(part, counts).map_err(|before| changed(&source.place(part), before, counts))?;
        match self.slabs {
            Some(slabs) => kept.keep(part, slabs),
            None => kept.give_back(self.taken),
        }
        Ok(self.values.finish())
    }
}

fn changed(place: &str, before: Counts, now: Counts) -> FitError {
    let message = format!(
        "{place}: {} rows were read of it where there were {} before",
        now.read, before.read
    );
    FitError::of_data("E-FILE", message, "nothing may write to the data while they are fitted")
}
