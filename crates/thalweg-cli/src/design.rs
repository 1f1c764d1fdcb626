//! `thalweg design`: read, fit, and say where to measure next.

use std::ops::ControlFlow;

use thalweg::design::{Design, Wanted};
use thalweg_report::{TextOptions, Verbosity};

use crate::args::{DesignArgs, OutputFormat};
use crate::failure::Failure;
use crate::progress::Progress;
use crate::question::question;
use crate::{input, interrupt, output, terminal};

/// Runs the fit and gives the exit code.
pub(crate) fn run(args: &DesignArgs) -> Result<u8, Failure> {
    interrupt::install();
    let wanted = wanted(args)?;
    let mut question = question(&args.problem)?;
    question.fit = question.fit.scrutiny(false);
    let progress = Progress::start(!args.output.quiet);
    progress.phase("reading the data");
    let input = input::read(&question)?;
    progress.phase("fitting");
    let stop =
        || if interrupt::asked() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let design = interrupt::during(|| {
        question.fit.with_problem(&input.table, &mut |_| stop(), |problem| problem.design(&wanted))
    });
    drop(progress);
    if !args.output.quiet {
        for note in &input.notes {
            output::tell(&format!("note: {note}\n"));
        }
    }
    if interrupt::asked() {
        output::tell("interrupted: there is no fit to plan from\n");
        return Ok(interrupt::EXIT);
    }
    let design = design.flatten()?;
    output::print(&printed(&design, args))?;
    Ok(0)
}

fn wanted(args: &DesignArgs) -> Result<Wanted, Failure> {
    let mut wanted = Wanted::new().points(args.points);
    if let Some(target) = &args.target {
        wanted = wanted.target(target.as_str());
    }
    for text in &args.candidates {
        let (name, low, high) = range(text).ok_or_else(|| {
            Failure::usage(
                "E-DESIGN",
                format!("`--candidates '{text}'` is no range"),
                Some("write a column and two numbers: 'x in [0, 10]'".into()),
            )
        })?;
        wanted = wanted.candidates(name, low, high);
    }
    Ok(wanted)
}

/// `x in [0, 10]`.
fn range(text: &str) -> Option<(&str, f64, f64)> {
    let (name, range) = text.split_once(" in ")?;
    let (low, high) = range.trim().strip_prefix('[')?.strip_suffix(']')?.split_once(',')?;
    let name = name.trim().trim_matches('`');
    Some((name, low.trim().parse().ok()?, high.trim().parse().ok()?))
}

fn printed(design: &Design, args: &DesignArgs) -> String {
    let formula = &args.problem.formula;
    match args.output.format {
        OutputFormat::Json => thalweg_report::design_json(formula, design),
        OutputFormat::Text => {
            let options = TextOptions {
                color: args.output.color(),
                verbosity: Verbosity::Normal,
                width: terminal::width(),
            };
            thalweg_report::design_text(formula, design, &options)
        }
    }
}
