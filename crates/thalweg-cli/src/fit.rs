//! `thalweg fit`: read, fit, print.

use std::ops::ControlFlow;

use thalweg::{Answer, Fit, Iteration, Portrait, Table};
use thalweg_data::Source;
use thalweg_report::saved::Origin;

use crate::failure::Failure;
use crate::plan::{Output, Plan};
use crate::progress::Progress;
use crate::show::Show;
use crate::{input, interrupt, large, output};

/// Runs a plan and gives the exit code.
pub(crate) fn run(plan: &Plan) -> Result<u8, Failure> {
    interrupt::install();
    let Fitted { answer, portrait, saved } = fit(plan)?;
    let files = match &portrait {
        Some(portrait) => plan.show.write(&answer, portrait),
        None => Ok(()),
    };
    let mut text = printed(&answer, &plan.output, plan.trace);
    if let Some(picture) = portrait.as_ref().and_then(|p| plan.show.text(&answer, p)) {
        text.push_str(&format!("\n{picture}"));
    }
    finish(&text, saved.and(files), &plan.output)?;
    Ok(exit_code(&answer, plan.strict))
}

/// Prints an answer and says what became of its files: as JSON there is one document, the error; a text is
/// not lost with its picture.
pub(crate) fn finish(text: &str, files: Result<(), Failure>, how: &Output) -> Result<(), Failure> {
    match how {
        Output::Json => {
            files?;
            output::print(text)?;
            Ok(())
        }
        Output::Text(_) => {
            output::print(text)?;
            files
        }
    }
}

/// An answer, what a picture of it needs, and what became of saving it.
struct Fitted {
    answer: Answer,
    portrait: Option<Portrait>,
    saved: Result<(), Failure>,
}

fn fit(plan: &Plan) -> Result<Fitted, Failure> {
    let Plan { question, quiet, .. } = plan;
    if let Some(stream) = large::stream(plan)? {
        let answer = large::fit(plan, &stream)?;
        return Ok(Fitted { answer, portrait: None, saved: Ok(()) });
    }
    let input = {
        let progress = Progress::start(!quiet);
        progress.phase("reading the data");
        input::read(question)?
    };
    let show = plan.show.asked().then_some(&plan.show);
    let told = watched(&question.fit, &input.table, *quiet, show);
    if !quiet {
        for note in &input.notes {
            output::tell(&format!("note: {note}\n"));
        }
    }
    let (mut answer, portrait) = told?;
    answer.dropped = input.dropped;
    let saved = plan.save.as_ref().map_or(Ok(()), |save| {
        let origin = match &question.source {
            Source::Path(path) => Origin::of_file(path, &question.conditions),
            _ => Origin { source: None, conditions: question.conditions.clone() },
        };
        save.write(&question.fit, &input.table, &answer, &origin)
    });
    Ok(Fitted { answer, portrait, saved })
}

/// Fits, shows how far it is, and stops when asked to; with what a picture needs, if one is to be drawn.
pub(crate) fn watched(
    fit: &Fit,
    table: &Table,
    quiet: bool,
    show: Option<&Show>,
) -> Result<(Answer, Option<Portrait>), Failure> {
    let mut progress = Progress::start(!quiet);
    progress.phase("fitting");
    let told = interrupt::during(|| {
        let observer = &mut |step: &Iteration| {
            progress.update(|| format!("fitting: step {}, F = {:.6e}", step.iteration, step.cost));
            if interrupt::asked() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let Some(show) = show else {
            return fit.run_observed(table, observer).map(|answer| (answer, None));
        };
        fit.with_problem(table, observer, |p| {
            (p.answer.clone(), (!interrupt::asked()).then(|| show.portrait(p)))
        })
    });
    // The line goes before anything else is written.
    drop(progress);
    if interrupt::asked() {
        output::tell("interrupted: this is the best fit so far");
        output::tell(if show.is_some() { ", without a picture\n" } else { "\n" });
    }
    Ok(told?)
}

/// The text of an answer, after its steps where these are wanted.
pub(crate) fn printed(answer: &Answer, how: &Output, trace: bool) -> String {
    match how {
        Output::Json => thalweg_report::json(answer),
        Output::Text(options) if trace => {
            let trace = thalweg_report::trace_text(answer);
            format!("{trace}\n{}", thalweg_report::text(answer, options))
        }
        Output::Text(options) => thalweg_report::text(answer, options),
    }
}

/// What the verdict comes to for a shell.
pub(crate) fn exit_code(answer: &Answer, strict: bool) -> u8 {
    if interrupt::asked() {
        interrupt::EXIT
    } else if !answer.converged {
        1
    } else if strict && !answer.warnings.is_empty() {
        4
    } else {
        0
    }
}
