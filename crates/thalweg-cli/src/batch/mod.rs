//! `thalweg batch`: a formula fitted to every curve of a file.

mod asked;
mod line;
mod table;

use std::time::Instant;

use thalweg_data::{CurveReader, Grouping, ResultFile, Source};
use thalweg_report::{BatchReport, batch_json, batch_text};

use crate::args::{BatchArgs, OutputFormat};
use crate::failure::Failure;
use crate::{interrupt, output};
use asked::Asked;
use line::Line;

/// Runs what was asked and gives the exit code.
pub(crate) fn run(args: &BatchArgs) -> Result<u8, Failure> {
    interrupt::install();
    let asked = Asked::new(args)?;
    let began = Instant::now();
    let grouping = if args.unsorted { Grouping::Anyhow } else { Grouping::Together };
    let ended = match attempt(&asked, grouping, args.resume) {
        // A file can be read again, standard input cannot.
        Err(Failure::Told(told)) if told.code == "E-UNSORTED" && again(&asked, grouping) => {
            if !args.quiet {
                output::tell(&format!(
                    "note: {}; its points are gathered in memory\n",
                    told.message
                ));
            }
            // What had been done was grouped otherwise, and is gone.
            attempt(&asked, Grouping::Anyhow, false)
        }
        ended => ended,
    };
    let mut report = ended?;
    report.seconds = began.elapsed().as_secs_f64();
    tell(args, &report)?;
    Ok(if report.interrupted {
        interrupt::EXIT
    } else {
        u8::from(report.summary.usable < report.summary.curves)
    })
}

fn again(asked: &Asked, grouping: Grouping) -> bool {
    grouping == Grouping::Together && matches!(asked.question.source, Source::Path(_))
}

fn attempt(asked: &Asked, grouping: Grouping, resume: bool) -> Result<BatchReport, Failure> {
    let reader = CurveReader::open(asked.question.source.clone(), &asked.question.reading)?;
    if reader.available().is_empty() {
        // Nothing in it: reading it as a table has the words for that.
        let source = asked.question.source.clone();
        thalweg_data::Reader::open(source, &asked.question.reading)?.read(None)?;
    }
    let prepared = asked.prepared(&reader)?;
    if !asked.quiet {
        reader.notes().iter().for_each(|note| output::tell(&format!("note: {note}\n")));
    }
    let wanted = &prepared.wanted;
    let (file, grouping) = begun(asked, grouping, resume)?;
    if resume && file.notes().is_empty() && !asked.quiet {
        output::tell("note: nothing that was done before is there: all is fitted anew\n");
    }
    let reader = reader.conditions(prepared.conditions.clone());
    let blocks = match reader.blocks(wanted, &asked.by, grouping, asked.question.na) {
        Ok(blocks) => blocks,
        Err(error) => {
            file.abandon()?;
            return Err(error.into());
        }
    };
    Line { asked, prepared, blocks, file }.run()
}

/// The file of the results; one that is gone on with says how the points were grouped.
fn begun(
    asked: &Asked,
    grouping: Grouping,
    resume: bool,
) -> Result<(ResultFile, Grouping), Failure> {
    let begin = |grouping| {
        let manifest = asked.manifest(grouping)?;
        let file = ResultFile::begin(&asked.target, asked.format, &manifest, resume)?;
        Ok::<_, Failure>((file, grouping))
    };
    match begin(grouping) {
        // Parts of another run: it may be this one, with its points gathered.
        Err(Failure::Told(told))
            if told.code == "E-RESUME" && resume && grouping == Grouping::Together =>
        {
            begin(Grouping::Anyhow).map_err(|_| Failure::Told(told))
        }
        begun => begun,
    }
}

fn tell(args: &BatchArgs, report: &BatchReport) -> Result<(), Failure> {
    if args.format == OutputFormat::Json {
        output::print(&batch_json(report))?;
    } else if !args.quiet {
        output::tell(&batch_text(report));
    }
    if !args.quiet && (report.summary.curves > 0 || !report.interrupted) {
        output::tell(&format!("written to {}\n", report.output));
    }
    if report.interrupted {
        output::tell("interrupted: this is what was done so far; --resume goes on\n");
    }
    Ok(())
}
