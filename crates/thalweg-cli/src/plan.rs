//! From what was typed to what will be done: everything that can be wrong without looking at the
//! data is found here.

use thalweg::{Fit, Limits, Sigma};
use thalweg_data::{Format, Na, ReadOptions, Source};
use thalweg_report::{TextOptions, Verbosity};

use crate::args::{FitArgs, InputFormat, NaRule, OutputFormat, SigmaMeaning};
use crate::failure::Failure;
use crate::{covariance, terminal};

/// A fit, ready to run.
#[derive(Debug)]
pub(crate) struct Plan {
    /// What to fit and how.
    pub(crate) fit: Fit,
    /// Where the data are.
    pub(crate) source: Source,
    /// How to read them.
    pub(crate) reading: ReadOptions,
    /// What to do about missing cells.
    pub(crate) na: Na,
    /// Conditions a row must meet.
    pub(crate) conditions: Vec<String>,
    /// How to print the answer.
    pub(crate) output: Output,
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
    Ok(Plan {
        fit: fit(args)?,
        source: match &args.data {
            Some(path) if path.as_os_str() != "-" => Source::Path(path.clone()),
            _ => Source::Stdin,
        },
        reading: reading(args),
        na: match args.na {
            NaRule::Error => Na::Error,
            NaRule::Drop => Na::Drop,
        },
        conditions: args.conditions.clone(),
        output: output(args),
        trace: args.trace,
        strict: args.strict,
        quiet: args.quiet,
    })
}

fn fit(args: &FitArgs) -> Result<Fit, Failure> {
    let mut fit = Fit::new(args.formula.as_str());
    for text in &args.parameters {
        fit = fit.declare(text.as_str());
    }
    for text in &args.derived {
        let (name, expression) = derived(text)?;
        fit = fit.derive(name, expression);
    }
    let meaning = args.sigma_is.unwrap_or(SigmaMeaning::Absolute);
    if let Some(sigma) = args.sigma.clone() {
        fit = fit.sigma(match meaning {
            SigmaMeaning::Absolute => Sigma::Absolute(sigma),
            SigmaMeaning::Relative => Sigma::Relative(sigma),
        });
    }
    if let Some(path) = &args.covariance {
        let covariance = covariance::read(path)?;
        fit = fit.sigma(match meaning {
            SigmaMeaning::Absolute => Sigma::Covariance(covariance),
            SigmaMeaning::Relative => Sigma::RelativeCovariance(covariance),
        });
    }
    if let Some(weights) = &args.weights {
        fit = fit.weights(weights.as_str());
    }
    Ok(fit
        .scaling(args.scaling.clone())
        .damping(args.damping)
        .acceleration(args.acceleration)
        .curvature(args.curvature)
        .mixing(!args.no_mixing)
        .projection(args.projection)
        .loss(args.loss)
        .cascade(!args.no_cascade)
        .polish(!args.no_polish)
        .limits(limits(args))
        .starts(args.starts.0)
        .seed(args.seed)
        .level(args.level)
        .threads(args.threads.unwrap_or(0))
        .trace(args.trace))
}

/// `half = log(2)/b2`, also with `:=`.
fn derived(text: &str) -> Result<(&str, &str), Failure> {
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

fn reading(args: &FitArgs) -> ReadOptions {
    let mut options = ReadOptions::default();
    options.format = args.input_format.map(|format| match format {
        InputFormat::Csv => Format::Csv,
        InputFormat::Tsv => Format::Tsv,
        InputFormat::Whitespace => Format::Whitespace,
        InputFormat::Jsonl => Format::JsonLines,
        InputFormat::Parquet => Format::Parquet,
    });
    options.delimiter = args.delimiter;
    options.comment = args.comment;
    options.decimal_comma = args.decimal_comma.then_some(true);
    options.header = match (args.header, args.no_header) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    };
    options
}

fn output(args: &FitArgs) -> Output {
    match args.format {
        OutputFormat::Json => Output::Json,
        OutputFormat::Text => Output::Text(TextOptions {
            color: !args.no_color && terminal::stdout_color(),
            verbosity: match (args.quiet, args.verbose) {
                (true, _) => Verbosity::Quiet,
                (_, true) => Verbosity::Verbose,
                _ => Verbosity::Normal,
            },
            width: terminal::width(),
        }),
    }
}
