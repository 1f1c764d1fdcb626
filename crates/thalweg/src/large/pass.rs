//! One pass over all rows: read, or taken from what was kept, on all cores.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::block::Buffers;
use super::kept::Kept;
use super::reading::{Leaf, Reading};
use super::slab::{Recipe, Slab, slab};
use super::source::{SLAB_ROWS, Source};
use super::stop::Stop;
use super::tree::Merge;
use crate::table::Table;
use crate::team::Team;

/// How far a pass is.
///
/// ```
/// use std::ops::ControlFlow;
/// use std::sync::Mutex;
/// use thalweg::{Fit, Table, large::{Large, Progress}};
/// let x: Vec<f64> = (0..100).map(f64::from).collect();
/// let y: Vec<f64> = x.iter().map(|x| 2.0 * x + (x * 1e3).sin()).collect();
/// let table = Table::new().with("x", x)?.with("y", y)?;
/// let last = Mutex::new(None);
/// let watch = |progress: Progress| {
///     *last.lock().unwrap() = Some(progress);
///     ControlFlow::Continue(())
/// };
/// let large = Large::new().sample(10);
/// Fit::new("y ~ a*x").run_large(&table, &large, &watch)?;
/// let last = last.into_inner().unwrap().unwrap();
/// assert!(last.pass > 1 && last.rows == 100 && last.of == Some(100));
/// # Ok::<(), thalweg::FitError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Which pass, from 1.
    pub pass: usize,
    /// Rows it has seen.
    pub rows: u64,
    /// How many there are, where that is known.
    pub of: Option<u64>,
}

/// Who is told how far a pass is, by any thread, and may stop it.
pub(crate) type Watch<'w> = &'w (dyn Fn(Progress) -> ControlFlow<()> + Sync);

/// Everything a pass needs, and what is kept from one to the next.
pub(crate) struct Rows<'r> {
    pub source: &'r dyn Source,
    pub recipe: Recipe<'r>,
    pub team: Team,
    watch: Watch<'r>,
    kept: Kept,
    /// Parts that are not read, because no row of theirs can take part.
    outside: Vec<bool>,
    passes: AtomicUsize,
    asked: AtomicBool,
    buffers: Mutex<Vec<Buffers>>,
}

/// Copies of a slab's numbers that a thread has at once: as read, as selected, as observations, in pages that
/// are being decoded.
const COPIES: u64 = 6;

impl<'r> Rows<'r> {
    pub(crate) fn new(
        source: &'r dyn Source,
        recipe: Recipe<'r>,
        threads: usize,
        memory: u64,
        watch: Watch<'r>,
    ) -> Self {
        let parts = source.parts();
        let team = Team::new(threads);
        let slab = (SLAB_ROWS * size_of::<f64>() * recipe.wanted.len()) as u64;
        let working = COPIES * slab * team.size() as u64;
        let ranges: Vec<(String, f64, f64)> =
            recipe.conditions.iter().flat_map(|c| c.ranges()).cloned().collect();
        let outside = (0..parts).map(|part| source.is_outside(part, &ranges)).collect();
        Self {
            source,
            recipe,
            team,
            watch,
            kept: Kept::new(parts, memory.saturating_sub(working)),
            outside,
            passes: AtomicUsize::new(0),
            asked: AtomicBool::new(false),
            buffers: Mutex::default(),
        }
    }

    /// Passes begun.
    pub(crate) fn passes(&self) -> usize {
        self.passes.load(Ordering::Relaxed)
    }

    /// Whether whoever watches wants an end.
    pub(crate) fn is_asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }

    /// Rows that are kept in memory.
    pub(crate) fn rows_kept(&self) -> u64 {
        self.kept.rows()
    }

    /// Makes a leaf of every slab, which it is given with its part, and merges them.
    pub(crate) fn pass<T: Merge + Send>(
        &self,
        leaf: impl Fn(usize, &Slab) -> Result<T, Stop> + Sync,
    ) -> Result<Option<T>, Stop> {
        let step = self.begin();
        self.team
            .tree(self.outside.len(), |part| {
                step.of_part(part, || match self.kept.slabs(part) {
                    Some(slabs) => {
                        let whole = self.team.tree(slabs.len(), |k| {
                            step.seen(slabs[k].read)?;
                            leaf(part, &slabs[k]).map(Some)
                        })?;
                        Ok(whole.flatten())
                    }
                    None => self.read(part, |table, first, keep| {
                        let (selected, mut counts) = self.recipe.selected(table, first)?;
                        let observations = self.recipe.observations(&selected, first)?;
                        let slab = slab(observations, first, counts.read);
                        counts.observations = slab.rows as u64;
                        step.seen(counts.read)?;
                        Ok((leaf(part, &slab)?, counts, keep.then(|| slab.packed())))
                    }),
                })
            })
            .map(Option::flatten)
    }

    /// As [`pass`](Self::pass), with what `leaf` makes of the rows as they are read: the result, what became
    /// of the rows, and, if it is asked for, the slab to be kept.
    pub(crate) fn first_pass<T: Merge + Send>(
        &self,
        leaf: impl Fn(usize, Table, usize, bool) -> Result<Leaf<T>, Stop> + Sync,
    ) -> Result<Option<T>, Stop> {
        let step = self.begin();
        self.team
            .tree(self.outside.len(), |part| {
                step.of_part(part, || {
                    self.read(part, |table, first, keep| {
                        let made = leaf(part, table, first, keep)?;
                        step.seen(made.1.read)?;
                        Ok(made)
                    })
                })
            })
            .map(Option::flatten)
    }

    fn begin(&self) -> Step<'_, 'r> {
        Step {
            rows: self,
            pass: self.passes.fetch_add(1, Ordering::Relaxed) + 1,
            of: self.total(),
            seen: AtomicU64::new(0),
            failed: AtomicUsize::new(usize::MAX),
        }
    }

    /// Rows that a pass sees: as they were counted, or as the source says if no part is left out.
    fn total(&self) -> Option<u64> {
        let said = || self.source.rows().filter(|_| !self.outside.contains(&true));
        self.kept.read().or_else(said)
    }

    /// Reads a part, keeps its slabs if there is room, and compares its rows with those of the pass before.
    fn read<T: Merge>(
        &self,
        part: usize,
        mut leaf: impl FnMut(Table, usize, bool) -> Result<Leaf<T>, Stop>,
    ) -> Result<Option<T>, Stop> {
        let mut reading = Reading::new(self.source, &self.kept, part);
        if !self.outside[part] {
            if let Some(next) = self.to_read_after(part) {
                self.source.announce(next, &self.recipe.wanted);
            }
            let add = &mut |table: Table| reading.add(table, &mut leaf);
            let done = self.source.read(part, &self.recipe.wanted, add);
            done.map_err(|error| reading.failed(error))?;
        }
        reading.finish()
    }

    /// The next part that is neither kept nor left out: it mostly falls to the same thread.
    fn to_read_after(&self, part: usize) -> Option<usize> {
        let later = part + 1..self.outside.len();
        later.into_iter().find(|&p| !self.outside[p] && self.kept.slabs(p).is_none())
    }

    /// Lends buffers from the pool.
    pub(crate) fn borrow<T>(&self, work: impl FnOnce(&mut Buffers) -> T) -> T {
        let taken = self.buffers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut buffers = taken.unwrap_or_default();
        let result = work(&mut buffers);
        self.buffers.lock().unwrap_or_else(PoisonError::into_inner).push(buffers);
        result
    }
}

/// A pass that is under way.
struct Step<'s, 'r> {
    rows: &'s Rows<'r>,
    pass: usize,
    of: Option<u64>,
    seen: AtomicU64,
    /// The first part that failed: those after it need not be looked at.
    failed: AtomicUsize,
}

impl Step<'_, '_> {
    fn of_part<T>(
        &self,
        part: usize,
        work: impl FnOnce() -> Result<Option<T>, Stop>,
    ) -> Result<Option<T>, Stop> {
        if part > self.failed.load(Ordering::Relaxed) {
            return Err(Stop::Elsewhere);
        }
        let done = work();
        if done.is_err() {
            self.failed.fetch_min(part, Ordering::Relaxed);
        }
        done
    }

    /// Tells whoever watches.
    fn seen(&self, rows: u64) -> Result<(), Stop> {
        let rows = self.seen.fetch_add(rows, Ordering::Relaxed) + rows;
        let progress = Progress { pass: self.pass, rows, of: self.of };
        if self.rows.is_asked() || (self.rows.watch)(progress).is_break() {
            self.rows.asked.store(true, Ordering::Relaxed);
            return Err(Stop::Asked);
        }
        Ok(())
    }
}

impl<T: Merge> Merge for Option<T> {
    fn merge(self, next: Self) -> Self {
        match (self, next) {
            (Some(left), Some(right)) => Some(left.merge(right)),
            (left, right) => left.or(right),
        }
    }
}
