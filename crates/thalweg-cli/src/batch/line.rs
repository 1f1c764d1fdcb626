//! Reading, fitting and writing at the same time: a thread reads blocks ahead, two fit them on all cores, and one writes
//! what is done. Few blocks wait between them, so that memory is bounded.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::ScopedJoinHandle;
use std::time::Instant;

use thalweg::batch::{Batch, BatchSummary, Fits};
use thalweg_data::{CurveBlock, CurveBlocks, DataError, KeyColumn, ResultFile, Spare};
use thalweg_report::BatchReport;

use super::asked::{Asked, Prepared};
use super::table::table;
use crate::failure::Failure;
use crate::progress::Progress;
use crate::{interrupt, output};

/// Blocks that wait between two that work.
const WAITING: usize = 1;

/// Blocks that are fitted at a time: where the last curves of one leave cores idle, the next has work for them.
const FITTERS: usize = 2;

/// Everything the work needs.
pub(super) struct Line<'a> {
    pub asked: &'a Asked,
    pub prepared: Prepared,
    pub blocks: CurveBlocks,
    pub file: ResultFile,
}

/// Why a line stood still before the end of its data.
type Stopped = Option<Failure>;

impl Line<'_> {
    /// Fits all curves that are not done yet, and puts the file together.
    pub(super) fn run(self) -> Result<BatchReport, Failure> {
        let Self { asked, mut prepared, mut blocks, file } = self;
        let mut report = BatchReport {
            formula: asked.formula.clone(),
            output: asked.target.display().to_string(),
            ..BatchReport::default()
        };
        for note in file.notes() {
            if let Ok(done) = note.parse() {
                report.summary = report.summary.with(&done);
            }
        }
        report.resumed = report.summary.curves;
        let mut progress = Progress::start(!asked.quiet);
        progress.phase("reading the data");
        let worked = interrupt::during(|| {
            let first = match first(&mut blocks, &mut prepared, &mut report, asked, &file) {
                Ok(first) => first,
                Err(failure) => return (file, Some(failure), Vec::new()),
            };
            let read = Reading { first, blocks, done: file.notes().len() };
            work(read, &prepared, file, &mut report, &mut progress)
        });
        drop(progress);
        let (file, stopped, notes) = worked;
        if !asked.quiet {
            notes.iter().for_each(|note| output::tell(&format!("note: {note}\n")));
        }
        report.interrupted = interrupt::asked();
        match stopped {
            Some(Failure::Told(told)) if told.code == "E-OUTPUT" => Err(Failure::Told(told)),
            // Nothing that is half done is of use where the data are wrong.
            Some(failure) => {
                file.abandon().map_or_else(|error| Err(error.into()), |()| Err(failure))
            }
            None if report.interrupted => file.halt().map(|()| report).map_err(Failure::from),
            None => file.finish().map(|()| report).map_err(Failure::from),
        }
    }
}

/// The first block, on which starts are looked for; a result that cannot be a table is an error before the work.
fn first(
    blocks: &mut CurveBlocks,
    prepared: &mut Prepared,
    report: &mut BatchReport,
    asked: &Asked,
    file: &ResultFile,
) -> Result<Option<CurveBlock>, Failure> {
    let Some(first) = blocks.next().transpose()? else { return Ok(None) };
    let first = selected(first, prepared)?;
    let keys = first.keys.iter().map(|_| KeyColumn::Integer(Vec::new())).collect();
    let mut empty = Fits::default();
    empty.estimates = vec![Vec::new(); prepared.batch.names().len()];
    empty.std_errors = empty.estimates.clone();
    table(&prepared.batch, blocks.key_names(), keys, empty)?;
    if !asked.quiet && file.notes().is_empty() {
        without_numbers(prepared, &first).iter().for_each(|note| output::tell(note));
    }
    if prepared.batch.needs_starts() {
        let found = prepared.batch.find_starts(&first.curves)?;
        report.starts = Some(found);
        if !asked.quiet && file.notes().is_empty() {
            let points = if found == 1 { "point" } else { "points" };
            output::tell(&format!(
                "note: every curve starts at the best of {found} {points} found\n"
            ));
        }
    }
    Ok(Some(first))
}

/// What there is to say of columns in which nothing is a number, as of a wrong column or of a number format that is not known.
fn without_numbers(prepared: &Prepared, block: &CurveBlock) -> Vec<String> {
    let table = block.curves.table();
    let has_none = |name: &String| {
        table.rows() > 0 && table.column(name).is_some_and(|c| c.iter().all(|x| x.is_nan()))
    };
    let columns = prepared.batch.columns().into_iter().filter(has_none);
    let curves = match block.curves.curves() {
        1 => "the first curve".to_string(),
        count => format!("any of the first {count} curves"),
    };
    if table.rows() == 0 && !prepared.conditions.is_empty() {
        return vec![format!("note: --where leaves no point of {curves}\n")];
    }
    columns.map(|name| format!("note: `{name}` holds no number in {curves}\n")).collect()
}

/// A block with only the rows that meet the conditions.
fn selected(block: CurveBlock, prepared: &Prepared) -> Result<CurveBlock, Failure> {
    let CurveBlock { keys, curves } = block;
    Ok(CurveBlock { keys, curves: curves.only(&prepared.conditions)? })
}

/// What is to be read.
struct Reading {
    first: Option<CurveBlock>,
    blocks: CurveBlocks,
    /// Blocks whose fits are written already.
    done: usize,
}

/// What goes to the writer: keys, and what became of their curves.
type Fitted = (Vec<KeyColumn>, Fits);

fn work(
    reading: Reading,
    prepared: &Prepared,
    mut file: ResultFile,
    report: &mut BatchReport,
    progress: &mut Progress,
) -> (ResultFile, Stopped, Vec<String>) {
    let key_names = reading.blocks.key_names().to_vec();
    let (far, spare) = (reading.blocks.progress(), reading.blocks.spare());
    let (began, before) = (Instant::now(), report.summary.curves);
    let (mut stopped, mut curves): (Stopped, u64) = (None, before);
    let (notes, (summary, written)) = std::thread::scope(|scope| {
        // Block k goes to fitter k modulo their number and comes back from it, so that blocks stay in their order.
        let (to_fit, blocks): (Vec<_>, Vec<_>) =
            (0..FITTERS).map(|_| sync_channel(WAITING)).unzip();
        let reader = scope.spawn(|| read(reading, prepared, to_fit));
        let fits = blocks.into_iter().map(|blocks| {
            let (done, fits) = sync_channel(WAITING);
            let spare = spare.clone();
            scope.spawn(move || fit(&blocks, prepared, &spare, &done));
            fits
        });
        let fits: Vec<_> = fits.collect();
        let (to_write, tables) = sync_channel(WAITING);
        let file = &mut file;
        let writer = scope.spawn(move || write(file, &tables, &prepared.batch, &key_names));
        for done in fits.iter().cycle().map_while(|fitter| fitter.recv().ok()) {
            match done {
                Ok((keys, fits)) => {
                    curves += fits.len() as u64;
                    if to_write.send((keys, fits)).is_err() {
                        break;
                    }
                }
                Err(failure) => {
                    stopped = Some(failure);
                    break;
                }
            }
            progress.part(far.share(), || {
                let rate = (curves - before) as f64 / began.elapsed().as_secs_f64();
                format!("fitting: {curves} curves, {rate:.0} per second")
            });
        }
        // Fitters end when nobody takes their fits, the reader with them, the writer when nobody sends a table.
        drop(fits);
        drop(to_write);
        (joined(reader), joined(writer))
    });
    report.summary = std::mem::take(&mut report.summary).with(&summary);
    stopped = written.err().map(Failure::from).or(stopped);
    (file, stopped, notes)
}

/// What a thread came to. Where it panicked so does this one, or a file without its curves would pass for the whole.
fn joined<T>(thread: ScopedJoinHandle<T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Reads blocks until the end, or until nobody takes them; what was unusual.
fn read(
    reading: Reading,
    prepared: &Prepared,
    to_fit: Vec<SyncSender<Result<CurveBlock, Failure>>>,
) -> Vec<String> {
    let Reading { mut first, mut blocks, done } = reading;
    let mut fitter = to_fit.iter().cycle();
    for k in 0.. {
        let next = match first.take() {
            // It has been read, and its rows selected, before.
            Some(first) => Some(Ok(first)),
            None => blocks.next().map(|block| match block {
                Ok(block) if k >= done => selected(block, prepared),
                other => other.map_err(Failure::from),
            }),
        };
        let Some(block) = next else { break };
        if k < done && block.is_ok() {
            continue;
        }
        if fitter.next().is_none_or(|fitter| fitter.send(block).is_err()) {
            return Vec::new();
        }
    }
    blocks.notes()
}

/// Fits blocks until no more come, nobody takes them, or the user has had enough.
fn fit(
    blocks: &Receiver<Result<CurveBlock, Failure>>,
    prepared: &Prepared,
    spare: &Spare,
    done: &SyncSender<Result<Fitted, Failure>>,
) {
    let fitted = |block: Result<CurveBlock, Failure>| -> Result<Fitted, Failure> {
        let CurveBlock { keys, curves } = block?;
        let fits = prepared.batch.run(&curves)?;
        spare.put(curves);
        Ok((keys, fits))
    };
    for block in blocks.iter().take_while(|_| !interrupt::asked()) {
        if done.send(fitted(block)).is_err() {
            break;
        }
    }
}

/// Writes tables until no more come, or one cannot be written; what was written.
fn write(
    file: &mut ResultFile,
    fitted: &Receiver<Fitted>,
    batch: &Batch,
    key_names: &[String],
) -> (BatchSummary, Result<(), DataError>) {
    let mut whole = BatchSummary::default();
    let written = fitted.iter().try_for_each(|(keys, fits)| {
        let summary = BatchSummary::of(&fits);
        file.put(&table(batch, key_names, keys, fits)?, &summary.to_string())?;
        whole = std::mem::take(&mut whole).with(&summary);
        Ok(())
    });
    (whole, written)
}
