//! `thalweg damping`: read, compare, print.

use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};

use thalweg::damping::{Advice, Compared, Comparison, Phase};
use thalweg::{Fit, FitProblem, Limits};
use thalweg_report::{Asked, TextOptions, Verbosity};

use crate::args::{DampingArgs, OutputFormat};
use crate::failure::Failure;
use crate::input::Input;
use crate::plot::{Plot, plane};
use crate::progress::Progress;
use crate::question::question;
use crate::{input, interrupt, output, terminal};

/// Runs the comparison and gives the exit code.
pub(crate) fn run(args: &DampingArgs) -> Result<u8, Failure> {
    interrupt::install();
    let plot = args.plot.as_deref().map(Plot::new).transpose()?;
    let mut question = question(&args.problem)?;
    let mut fit = question.fit.loss(args.loss).seed(args.seed).threads(args.threads.unwrap_or(0));
    if let Some(scaling) = &args.scaling {
        fit = fit.scaling(scaling.clone());
    }
    question.fit = fit;
    let progress = Progress::start(!args.output.quiet);
    progress.phase("reading the data");
    let input = input::read(&question)?;
    let plane = plane(args.plane.as_deref(), &estimated(&question.fit, &input)?)?;
    progress.phase("looking for the solution");
    let told = interrupt::during(|| {
        let fit = question.fit.clone().scrutiny(false);
        fit.with_problem(&input.table, &mut |_| stop(), |problem| {
            let compared = compare(args, problem, progress)?;
            let picture = match plot.as_ref().filter(|_| !interrupt::asked()) {
                Some(plot) => problem
                    .valley(&compared.minima[0].x, plane)
                    .map_err(|e| Failure::new("E-PLOT", e.to_string(), None, 1))
                    .and_then(|picture| plot.write(&picture)),
                None => Ok(()),
            };
            let asked = Asked {
                formula: &args.problem.formula,
                names: &problem.names,
                start_found: problem.start_found,
            };
            let text = printed(&compared, &asked, args);
            Ok(Told { text, exit: exit_code(&compared), picture })
        })
    });
    if !args.output.quiet {
        for note in &input.notes {
            output::tell(&format!("note: {note}\n"));
        }
    }
    let told = match told.map_err(Failure::from).flatten() {
        Err(_) if interrupt::asked() => {
            output::tell("interrupted: not even your start was run by every method\n");
            return Ok(interrupt::EXIT);
        }
        told => told?,
    };
    if interrupt::asked() {
        output::tell("interrupted: this is what was compared so far");
        output::tell(if plot.is_some() { ", without a picture\n" } else { "\n" });
    }
    // As JSON there is one document: the error. A table is not lost with its picture.
    if args.output.format == OutputFormat::Json {
        told.picture?;
        output::print(&told.text)?;
    } else {
        output::print(&told.text)?;
        told.picture?;
    }
    Ok(if interrupt::asked() { interrupt::EXIT } else { told.exit })
}

/// What there is to print, the exit code, and what became of the picture.
struct Told {
    text: String,
    exit: u8,
    picture: Result<(), Failure>,
}

fn estimated(fit: &Fit, input: &Input) -> Result<Vec<String>, Failure> {
    let columns: Vec<&str> = input.table.names().iter().map(String::as_str).collect();
    Ok(fit.estimated(&columns)?)
}

fn stop() -> ControlFlow<()> {
    if interrupt::asked() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}

/// The comparison; the line of progress is gone afterwards.
fn compare(
    args: &DampingArgs,
    problem: &FitProblem,
    progress: Progress,
) -> Result<Compared, Failure> {
    let mut limits = Limits::default();
    limits.evaluations = args.max_evaluations;
    let comparison = Comparison::new().starts(args.starts).seed(args.seed).limits(limits);
    let progress = Mutex::new(progress);
    let compared = problem.compare_damping(comparison, &|now| {
        let text = match now.phase {
            Phase::Runs => "comparing",
            Phase::Reasons => "looking why runs failed",
            _ => "looking for the solution",
        };
        let mut progress = progress.lock().unwrap_or_else(PoisonError::into_inner);
        if now.total > 1 {
            progress.share(text, now.done, now.total);
        } else {
            progress.phase(text);
        }
        stop()
    })?;
    Ok(compared)
}

fn printed(compared: &Compared, asked: &Asked, args: &DampingArgs) -> String {
    match args.output.format {
        OutputFormat::Json => thalweg_report::damping_json(compared, asked),
        OutputFormat::Text => {
            let options = TextOptions {
                color: args.output.color(),
                verbosity: Verbosity::Normal,
                width: terminal::width(),
            };
            thalweg_report::damping_text(compared, asked, &options)
        }
    }
}

fn exit_code(compared: &Compared) -> u8 {
    u8::from(compared.recommendation.advice == Advice::Nothing)
}
