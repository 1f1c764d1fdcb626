//! `thalweg compare`: read, fit them all, print.

use std::ops::ControlFlow;
use std::path::Path;

use thalweg::compare::{Compared, Comparison};
use thalweg_report::{TextOptions, Verbosity};

use crate::args::{CompareArgs, OutputFormat};
use crate::failure::Failure;
use crate::progress::Progress;
use crate::question::question_of;
use crate::{input, interrupt, output, terminal};

/// Runs the comparison and gives the exit code.
pub(crate) fn run(args: &CompareArgs) -> Result<u8, Failure> {
    interrupt::install();
    let (formulas, data) = sorted(&args.words)?;
    let first = formulas.first().map_or("", |f| f.as_str());
    let question = question_of(first, data.map(Path::new), &args.given)?;
    let mut comparison = Comparison::new(question.fit.clone());
    for formula in formulas.iter().skip(1) {
        comparison = comparison.formula(formula.as_str());
    }
    for family in &args.family {
        comparison = comparison.family(family.as_str());
    }
    let mut progress = Progress::start(!args.output.quiet);
    progress.phase("reading the data");
    let input = input::read_columns(&question, |names| comparison.columns_used(names))?;
    let compared = interrupt::during(|| {
        comparison.run_observed(&input.table, &mut |done, total| {
            progress.share("fitting", done, total);
            if interrupt::asked() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
    });
    // The line goes before anything else is written.
    drop(progress);
    if !args.output.quiet {
        for note in &input.notes {
            output::tell(&format!("note: {note}\n"));
        }
        if input.dropped > 0 {
            output::tell(&format!("note: {} rows were dropped for missing cells\n", input.dropped));
        }
    }
    let compared = compared?;
    output::print(&printed(&compared, args))?;
    Ok(match compared.entries.iter().any(|e| e.criteria.is_some() || e.is_exact()) {
        _ if interrupt::asked() => interrupt::EXIT,
        true => 0,
        false => 1,
    })
}

/// Formulas have a `~`; the data are the last word, if it has none.
fn sorted(words: &[String]) -> Result<(Vec<&String>, Option<&String>), Failure> {
    let (formulas, data) = match words.split_last() {
        Some((last, rest)) if !last.contains('~') || Path::new(last).is_file() => {
            (rest, Some(last))
        }
        _ => (words, None),
    };
    if let Some(other) = formulas.iter().find(|f| !f.contains('~')) {
        return Err(Failure::usage(
            "E-USAGE",
            format!("`{other}` is no formula, and stands before the data"),
            Some("formulas have a left side, `y ~ ...`; the file with the data comes last".into()),
        ));
    }
    Ok((formulas.iter().collect(), data))
}

fn printed(compared: &Compared, args: &CompareArgs) -> String {
    match args.output.format {
        OutputFormat::Json => thalweg_report::compare_json(compared),
        OutputFormat::Text => {
            let options = TextOptions {
                color: args.output.color(),
                verbosity: Verbosity::Normal,
                width: terminal::width(),
            };
            thalweg_report::compare_text(compared, &options)
        }
    }
}
