//! `thalweg fit`: read, fit, print.

use std::ops::ControlFlow;

use thalweg::Answer;

use crate::failure::Failure;
use crate::plan::{Output, Plan};
use crate::progress::Progress;
use crate::{input, interrupt, output};

/// Runs a plan and gives the exit code.
pub(crate) fn run(plan: &Plan) -> Result<u8, Failure> {
    interrupt::install();
    let answer = fit(plan)?;
    output::print(&printed(&answer, plan))?;
    Ok(exit_code(&answer, plan.strict))
}

fn fit(plan: &Plan) -> Result<Answer, Failure> {
    let mut progress = Progress::start(!plan.quiet);
    progress.phase("reading the data");
    let input = input::read(&plan.question)?;
    progress.phase("fitting");
    let answer = interrupt::during(|| {
        plan.question.fit.run_observed(&input.table, &mut |step| {
            progress.update(|| format!("fitting: step {}, F = {:.6e}", step.iteration, step.cost));
            if interrupt::asked() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
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
        output::tell("interrupted: this is the best fit so far\n");
    }
    let mut answer = answer?;
    answer.dropped = input.dropped;
    Ok(answer)
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
