//! `thalweg fit`: read, fit, print.

use std::ops::ControlFlow;

use thalweg::{Answer, Iteration, Portrait};

use crate::failure::Failure;
use crate::plan::{Output, Plan};
use crate::progress::Progress;
use crate::{input, interrupt, output};

/// Runs a plan and gives the exit code.
pub(crate) fn run(plan: &Plan) -> Result<u8, Failure> {
    interrupt::install();
    let (answer, portrait) = fit(plan)?;
    let files = match &portrait {
        Some(portrait) => plan.show.write(&answer, portrait),
        None => Ok(()),
    };
    let mut text = printed(&answer, plan);
    if let Some(picture) = portrait.as_ref().and_then(|p| plan.show.text(&answer, p)) {
        text.push_str(&format!("\n{picture}"));
    }
    // As JSON there is one document: the error. A text is not lost with its picture.
    if let Output::Json = plan.output {
        files?;
        output::print(&text)?;
    } else {
        output::print(&text)?;
        files?;
    }
    Ok(exit_code(&answer, plan.strict))
}

fn fit(plan: &Plan) -> Result<(Answer, Option<Portrait>), Failure> {
    let mut progress = Progress::start(!plan.quiet);
    progress.phase("reading the data");
    let input = input::read(&plan.question)?;
    progress.phase("fitting");
    let (fit, table) = (&plan.question.fit, &input.table);
    let told = interrupt::during(|| {
        let observer = &mut |step: &Iteration| {
            progress.update(|| format!("fitting: step {}, F = {:.6e}", step.iteration, step.cost));
            if interrupt::asked() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        if !plan.show.asked() {
            return fit.run_observed(table, observer).map(|answer| (answer, None));
        }
        fit.with_problem(table, observer, |p| {
            (p.answer.clone(), (!interrupt::asked()).then(|| plan.show.portrait(p)))
        })
    });
    // The line goes before anything else is written.
    drop(progress);
    if !plan.quiet {
        for note in &input.notes {
            output::tell(&format!("note: {note}\n"));
        }
    }
    if interrupt::asked() {
        output::tell("interrupted: this is the best fit so far");
        output::tell(if plan.show.asked() { ", without a picture\n" } else { "\n" });
    }
    let (mut answer, portrait) = told?;
    answer.dropped = input.dropped;
    Ok((answer, portrait))
}

fn printed(answer: &Answer, plan: &Plan) -> String {
    match &plan.output {
        Output::Json => thalweg_report::json(answer),
        Output::Text(options) if plan.trace => {
            let trace = thalweg_report::trace_text(answer);
            format!("{trace}\n{}", thalweg_report::text(answer, options))
        }
        Output::Text(options) => thalweg_report::text(answer, options),
    }
}

fn exit_code(answer: &Answer, strict: bool) -> u8 {
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
