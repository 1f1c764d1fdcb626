//! `thalweg damping`: read, compare, print.

use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};

use thalweg::Limits;
use thalweg::damping::{Advice, Compared, Comparison, Phase};
use thalweg_report::{TextOptions, Verbosity};

use crate::args::{DampingArgs, OutputFormat};
use crate::failure::Failure;
use crate::input::Input;
use crate::progress::Progress;
use crate::question::question;
use crate::{input, interrupt, output, terminal};

/// Runs the comparison and gives the exit code.
pub(crate) fn run(args: &DampingArgs) -> Result<u8, Failure> {
    interrupt::install();
    let mut question = question(&args.problem)?;
    let mut fit = question.fit.loss(args.loss).seed(args.seed).threads(args.threads.unwrap_or(0));
    if let Some(scaling) = &args.scaling {
        fit = fit.scaling(scaling.clone());
    }
    question.fit = fit;
    let progress = Progress::start(!args.quiet);
    progress.phase("reading the data");
    let input = input::read(&question)?;
    progress.phase("looking for the solution");
    let compared = interrupt::during(|| compare(args, &question.fit, &input, progress));
    if !args.quiet {
        for note in &input.notes {
            output::tell(&format!("note: {note}\n"));
        }
    }
    let (compared, names) = match compared {
        Ok(compared) => compared,
        Err(_) if interrupt::asked() => {
            output::tell("interrupted: not even your start was run by every method\n");
            return Ok(interrupt::EXIT);
        }
        Err(failure) => return Err(failure),
    };
    if interrupt::asked() {
        output::tell("interrupted: this is what was compared so far\n");
    }
    output::print(&printed(&compared, &names, args))?;
    Ok(exit_code(&compared))
}

/// The comparison and the names of the parameters; the line of progress is gone afterwards.
fn compare(
    args: &DampingArgs,
    fit: &thalweg::Fit,
    input: &Input,
    progress: Progress,
) -> Result<(Compared, Vec<String>), Failure> {
    let stop =
        || if interrupt::asked() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let mut limits = Limits::default();
    limits.evaluations = args.max_evaluations;
    let comparison = Comparison::new().starts(args.starts).seed(args.seed).limits(limits);
    let progress = Mutex::new(progress);
    let compared = fit.with_problem(&input.table, &mut |_| stop(), |fit| {
        let compared = fit.compare_damping(comparison, &|now| {
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
        Ok((compared, fit.names.clone()))
    })?;
    compared
}

fn printed(compared: &Compared, names: &[String], args: &DampingArgs) -> String {
    let formula = &args.problem.formula;
    match args.format {
        OutputFormat::Json => thalweg_report::damping_json(compared, names, formula),
        OutputFormat::Text => {
            let options = TextOptions {
                color: !args.no_color && terminal::stdout_color(),
                verbosity: Verbosity::Normal,
                width: terminal::width(),
            };
            thalweg_report::damping_text(compared, names, formula, &options)
        }
    }
}

fn exit_code(compared: &Compared) -> u8 {
    if interrupt::asked() {
        interrupt::EXIT
    } else {
        u8::from(compared.recommendation.advice == Advice::Nothing)
    }
}
