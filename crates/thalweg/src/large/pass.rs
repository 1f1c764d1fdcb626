//! One pass over all rows: read, or taken from what was kept, on all cores.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use thalweg_solver::EvalError;

use super::block::Buffers;
use super::slab::{Counts, Recipe, Slab, slab};
use super::source::{SLAB_ROWS, Source};
use super::tree::{Merge, Stack};
use crate::error::{ErrorKind, FitError};
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

/// Why a pass ended early.
#[derive(Debug, Clone)]
pub(crate) enum Stop {
    /// The data are wrong.
    Failed(FitError),
    /// Whoever watches said so.
    Asked,
    /// The model has no value somewhere.
    Outside(EvalError),
    /// Another part has failed already.
    Elsewhere,
}

impl Stop {
    /// The error for a run that this ended before there was anything to answer.
    pub(crate) fn error(self) -> FitError {
        let before = |message: String| FitError::new(ErrorKind::Start, "E-START", message);
        match self {
            Self::Failed(error) => error,
            Self::Outside(error) => before(error.to_string()),
            Self::Asked | Self::Elsewhere => {
                before("it was stopped before the first fit was made".into())
            }
        }
    }
}

impl From<FitError> for Stop {
    fn from(error: FitError) -> Self {
        Self::Failed(error)
    }
}

/// Everything a pass needs, and what is kept from one to the next.
pub(crate) struct Rows<'r> {
    pub source: &'r dyn Source,
    pub recipe: Recipe<'r>,
    pub team: Team,
    watch: Watch<'r>,
    /// The slabs of each part, where there was room.
    kept: Vec<OnceLock<Vec<Slab<'static>>>>,
    /// Memory left for more.
    room: AtomicU64,
    /// Rows and observations of each part, once they are known.
    counts: Vec<OnceLock<Counts>>,
    /// Parts that are not read, because no row of theirs can take part.
    outside: Vec<bool>,
    passes: AtomicUsize,
    asked: AtomicBool,
    buffers: Mutex<Vec<Buffers>>,
}

/// What rows that were read come to: the value, what became of them, and what is to be kept, if it is.
pub(crate) type Leaf<T> = (T, Counts, Option<Slab<'static>>);

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
            kept: (0..parts).map(|_| OnceLock::new()).collect(),
            room: AtomicU64::new(memory.saturating_sub(working)),
            counts: (0..parts).map(|_| OnceLock::new()).collect(),
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
        let parts = self.kept.iter().zip(&self.counts);
        parts
            .filter(|(kept, _)| kept.get().is_some())
            .filter_map(|(_, c)| c.get())
            .map(|c| c.rows)
            .sum()
    }

    /// Makes a leaf of every slab, which it is given with its part, and merges them.
    pub(crate) fn pass<T: Merge + Send>(
        &self,
        leaf: impl Fn(usize, &Slab) -> Result<T, Stop> + Sync,
    ) -> Result<Option<T>, Stop> {
        let step = self.begin();
        self.team
            .tree(self.kept.len(), |part| {
                step.of_part(part, || match self.kept[part].get() {
                    Some(slabs) => {
                        let slabs = slabs.as_slice();
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
            .tree(self.kept.len(), |part| {
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
        let counted: Option<u64> = self.counts.iter().map(|c| c.get().map(|c| c.read)).sum();
        counted.or_else(|| self.source.rows().filter(|_| !self.outside.contains(&true)))
    }

    /// Reads a part, keeps its slabs if there is room, and compares its rows with those of the pass before.
    fn read<T: Merge>(
        &self,
        part: usize,
        mut leaf: impl FnMut(Table, usize, bool) -> Result<Leaf<T>, Stop>,
    ) -> Result<Option<T>, Stop> {
        let mut stack = Stack::new();
        let origin = self.source.first_row(part);
        let mut counts = Counts::default();
        let mut slabs = Some(Vec::new());
        let mut taken = 0;
        let mut stopped = None;
        let done = if self.outside[part] {
            Ok(())
        } else {
            if let Some(next) = self.to_read_after(part) {
                self.source.announce(next, &self.recipe.wanted);
            }
            self.source.read(part, &self.recipe.wanted, &mut |table| {
                let made = leaf(table, origin + counts.read as usize, slabs.is_some());
                let (value, these, slab) = match made {
                    Ok(made) => made,
                    Err(stop) => {
                        let error = self.placed(&stop, part);
                        stopped = Some(stop);
                        return Err(error);
                    }
                };
                counts = counts + these;
                stack.push(value);
                let slab = slab.filter(|slab| self.take(slab.bytes() as u64, &mut taken));
                slabs = slabs.take().zip(slab).map(|(mut all, slab)| {
                    all.push(slab);
                    all
                });
                Ok(())
            })
        };
        if let Err(error) = done {
            self.room.fetch_add(taken, Ordering::Relaxed);
            return Err(match stopped {
                Some(Stop::Failed(_)) | None => Stop::Failed(error),
                Some(other) => other,
            });
        }
        let before = *self.counts[part].get_or_init(|| counts);
        if before != counts {
            return Err(Stop::Failed(changed(&self.source.place(part), before, counts)));
        }
        match slabs {
            Some(slabs) => drop(self.kept[part].set(slabs)),
            None => drop(self.room.fetch_add(taken, Ordering::Relaxed)),
        }
        Ok(stack.finish())
    }

    /// The next part that is neither kept nor left out: it mostly falls to the same thread.
    fn to_read_after(&self, part: usize) -> Option<usize> {
        (part + 1..self.kept.len()).find(|&p| !self.outside[p] && self.kept[p].get().is_none())
    }

    /// Takes memory for a slab, if there is any.
    fn take(&self, bytes: u64, taken: &mut u64) -> bool {
        let less = |room: u64| room.checked_sub(bytes);
        let took = self.room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok();
        *taken += if took { bytes } else { 0 };
        took
    }

    fn placed(&self, stop: &Stop, part: usize) -> FitError {
        match stop {
            Stop::Failed(error) => error.clone().in_place(&self.source.place(part)),
            _ => FitError::new(ErrorKind::Data, "E-FILE", "stopped"),
        }
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

fn changed(place: &str, before: Counts, now: Counts) -> FitError {
    let message = format!(
        "{place}: {} rows were read of it where there were {} before",
        now.read, before.read
    );
    FitError::of_data("E-FILE", message, "nothing may write to the data while they are fitted")
}
