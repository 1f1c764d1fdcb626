//! From what was typed to what will be done: everything that can be wrong without looking at the
//! data is found here.

use thalweg::{Fit, Limits};
use thalweg_report::{TextOptions, Verbosity};

use crate::args::{FitArgs, FitLoss, OutputFormat};
use crate::failure::Failure;
use crate::question::{Question, question};
use crate::saved::Destination;
use crate::show::Show;
use crate::terminal;

/// A fit, ready to run.
#[derive(Debug)]
pub(crate) struct Plan {
    /// What to fit, how, and to which data.
    pub(crate) question: Question,
    /// How to print the answer.
    pub(crate) output: Output,
    /// Pictures and pages of it.
    pub(crate) show: Show,
    /// Where to save the fit.
    pub(crate) save: Option<Destination>,
    /// Bytes that the rows may take.
    pub(crate) memory: u64,
    /// Whether the steps are printed too.
    pub(crate) trace: bool,
    /// Whether warnings make the exit code 4.
    pub(crate) strict: bool,
    /// Whether to keep notes and progress to oneself.
    pub(crate) quiet: bool,
}

/// How to print the answer.
#[derive(Debug)]
pub(crate) enum Output {
    /// A report for people.
    Text(TextOptions),
    /// `thalweg.fit/1`.
    Json,
}

/// Checks what was typed and makes a plan of it.
pub(crate) fn plan(args: &FitArgs) -> Result<Plan, Failure> {
    let show = Show::new(args)?;
    let mut question = question(&args.problem)?;
    question.fit = fit(question.fit, args)?;
    Ok(Plan {
        question,
        show,
        output: output_as(args.format, verbosity(args.quiet, args.verbose), args.no_color),
        save: args.save.as_deref().map(Destination::new).transpose()?,
        memory: args.memory.0,
        trace: args.trace,
        strict: args.strict,
        quiet: args.quiet,
    })
}

fn fit(mut fit: Fit, args: &FitArgs) -> Result<Fit, Failure> {
    for text in &args.derived {
        let (name, expression) = derived(text)?;
        fit = fit.derive(name, expression);
    }
    fit = match args.loss {
        FitLoss::Given(loss) => fit.loss(loss),
        FitLoss::Estimated(robust) => fit.robust(robust),
    };
    if let Some(draws) = args.bootstrap {
        fit = fit.bootstrap(draws.0.seed(args.seed));
    }
    Ok(fit
        .scaling(args.scaling.clone())
        .damping(args.damping)
        .acceleration(args.acceleration)
        .curvature(args.curvature)
        .mixing(!args.no_mixing)
        .projection(args.projection)
        .cascade(!args.no_cascade)
        .polish(!args.no_polish)
        .limits(limits(args))
        .starts(args.starts.0)
        .seed(args.seed)
        .level(args.level)
        .errors(args.errors)
        .threads(args.threads.unwrap_or(0))
        .trace(args.trace))
}

/// `half = log(2)/b2`, also with `:=`.
pub(crate) fn derived(text: &str) -> Result<(&str, &str), Failure> {
    let split = text.split_once(":=").or_else(|| text.split_once('='));
    match split.map(|(name, expression)| (name.trim(), expression.trim())) {
        Some((name, expression)) if !name.is_empty() && !expression.is_empty() => {
            Ok((name, expression))
        }
        _ => Err(Failure::usage(
            "E-USAGE",
            format!("`-d '{text}'` does not define a quantity"),
            Some(
                "write a name, =, and an expression of the parameters: -d 'half = log(2)/b2'"
                    .into(),
            ),
        )),
    }
}

fn limits(args: &FitArgs) -> Limits {
    let mut limits = Limits::default();
    limits.time = args.max_time.map(|time| time.0);
    limits.evaluations = args.max_evaluations.unwrap_or(limits.evaluations);
    limits.iterations = args.max_iterations.unwrap_or(limits.iterations);
    limits
}

/// How much to say.
pub(crate) fn verbosity(quiet: bool, verbose: bool) -> Verbosity {
    match (quiet, verbose) {
        (true, _) => Verbosity::Quiet,
        (_, true) => Verbosity::Verbose,
        _ => Verbosity::Normal,
    }
}

/// How to print an answer here.
pub(crate) fn output_as(format: OutputFormat, verbosity: Verbosity, no_color: bool) -> Output {
    match format {
        OutputFormat::Json => Output::Json,
        OutputFormat::Text => {
            let color = !no_color && terminal::stdout_color();
            Output::Text(TextOptions { color, verbosity, width: terminal::width() })
        }
    }
}
