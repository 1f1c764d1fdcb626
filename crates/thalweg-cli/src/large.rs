//! `thalweg fit` of rows that are read in passes.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Mutex;

use thalweg::large::{self, Large, Source as _};
use thalweg::{Answer, Condition};
use thalweg_data::{Na, Source, Stream, is_several};

use crate::failure::Failure;
use crate::plan::Plan;
use crate::progress::Progress;
use crate::{interrupt, output};

/// A file of so many times the memory for its rows when unpacked is unheard of: a smaller one is not looked at.
const PACKED: u64 = 64;

/// The data, if they are to be read in passes: several files, or columns that take more than the memory allowed.
pub(crate) fn stream(plan: &Plan) -> Result<Option<Stream>, Failure> {
    let Source::Path(path) = &plan.question.source else { return Ok(None) };
    let several = is_several(path);
    if !(several || may_be_large(path, plan.memory)) {
        return Ok(None);
    }
    let stream = match Stream::open(path, &plan.question.reading) {
        Ok(stream) => stream,
        Err(error) if several => return Err(error.into()),
        // Read at once, whatever is wrong with the file has its own words.
        Err(_) => return Ok(None),
    };
    let names = stream.names();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let used = plan.question.fit.columns_used(&names)?.len();
    if !several && stream.bytes(used) <= plan.memory {
        return Ok(None);
    }
    refuse_pictures(plan, if several { "several files" } else { "so many rows" })?;
    Ok(Some(stream))
}

fn may_be_large(path: &Path, memory: u64) -> bool {
    std::fs::metadata(path).is_ok_and(|data| data.is_file() && data.len() > memory / PACKED)
}

/// What has an entry for every row cannot be made of rows that are not in memory.
fn refuse_pictures(plan: &Plan, what: &str) -> Result<(), Failure> {
    let option = match (plan.show.asked(), &plan.save) {
        (true, _) => "a picture or a page",
        (_, Some(_)) => "a saved fit",
        _ => return Ok(()),
    };
    Err(Failure::usage(
        "E-USAGE",
        format!("{option} needs all rows at once, and {what} are read in passes"),
        Some("allow more for one file (--memory 8GiB), or fit a part of the data".into()),
    ))
}

/// Fits them, and shows how far each pass is.
pub(crate) fn fit(plan: &Plan, stream: &Stream) -> Result<Answer, Failure> {
    let names = stream.names();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut asked = Large::new().memory(plan.memory).drop_missing(plan.question.na == Na::Drop);
    for text in &plan.question.conditions {
        asked = asked.condition(Condition::new(text, &names)?);
    }
    if !plan.quiet {
        stream.notes().iter().for_each(|note| output::tell(&format!("note: {note}\n")));
    }
    let progress = Mutex::new(Progress::start(!plan.quiet));
    let watch = |now: large::Progress| {
        // Who finds it taken has nothing to show that somebody else does not.
        if let Ok(mut progress) = progress.try_lock() {
            show(&mut progress, now);
        }
        if interrupt::asked() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let told = interrupt::during(|| plan.question.fit.run_large(stream, &asked, &watch));
    // The line goes before anything else is written.
    drop(progress);
    match told {
        Ok(answer) => {
            if interrupt::asked() {
                output::tell("interrupted: this is the best fit so far\n");
            }
            Ok(answer)
        }
        Err(_) if interrupt::asked() => Err(Failure::new(
            "E-START",
            "interrupted before the first fit was made".into(),
            None,
            interrupt::EXIT,
        )),
        Err(error) => Err(error.into()),
    }
}

fn show(progress: &mut Progress, now: large::Progress) {
    let text = format!("pass {}, rows", now.pass);
    match now.of.and_then(|of| usize::try_from(of).ok()) {
        Some(of) => progress.share(&text, now.rows as usize, of),
        None => progress.update(|| format!("{text} {}", now.rows)),
    }
}
