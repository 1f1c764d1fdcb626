//! From what was typed to a batch that is compiled against the columns of the data.

use std::path::{Path, PathBuf};

use thalweg::Condition;
use thalweg::batch::{Batch, Estimator, Precision};
use thalweg_data::{CurveReader, Grouping, Manifest, ResultFormat, Source, identity};

use crate::args::{BatchArgs, EstimatorName, FitLoss, PrecisionName};
use crate::failure::Failure;
use crate::plan::derived;
use crate::question::{Question, question};

/// What was typed, checked as far as it can be without the data.
pub(super) struct Asked {
    pub question: Question,
    pub formula: String,
    pub by: Vec<String>,
    pub target: PathBuf,
    pub format: ResultFormat,
    pub quiet: bool,
    estimator: Estimator,
    precision: Precision,
    evaluations: usize,
    /// Parameters and the columns of their starts.
    starts: Vec<(String, String)>,
    /// What decides about the result, in words.
    said: Vec<(&'static str, String)>,
}

/// A batch and the columns it is of.
pub(super) struct Prepared {
    pub batch: Batch,
    pub conditions: Vec<Condition>,
    /// Columns to read.
    pub wanted: Vec<String>,
}

impl Asked {
    pub(super) fn new(args: &BatchArgs) -> Result<Self, Failure> {
        let mut question = question(&args.problem)?;
        let mut fit = question.fit.seed(args.seed).threads(args.threads.unwrap_or(0));
        for text in &args.derived {
            let (name, expression) = derived(text)?;
            fit = fit.derive(name, expression);
        }
        question.fit = match args.loss {
            FitLoss::Given(loss) => fit.loss(loss),
            FitLoss::Estimated(robust) => fit.robust(robust),
        };
        let starts = start_columns(&args.start_column)?;
        if args.resume && question.source == Source::Stdin {
            return Err(Failure::usage(
                "E-USAGE",
                "--resume cannot go on with standard input: it cannot be read again".into(),
                Some("name a file".into()),
            ));
        }
        Ok(Self {
            formula: args.problem.formula.clone(),
            by: args.by.iter().map(|name| name.trim().to_string()).collect(),
            format: ResultFormat::of(&args.output)?,
            target: target(args, &question.source)?,
            quiet: args.quiet,
            estimator: match args.estimator {
                EstimatorName::LeastSquares => Estimator::LeastSquares,
                EstimatorName::Poisson => Estimator::Poisson,
            },
            precision: match args.precision {
                PrecisionName::Double => Precision::Double,
                PrecisionName::Single => Precision::Single,
            },
            evaluations: args.evaluations,
            starts,
            said: said(args),
            question,
        })
    }

    /// Compiles the batch against the columns there are.
    pub(super) fn prepared(&self, reader: &CurveReader) -> Result<Prepared, Failure> {
        let available = reader.available();
        let batch = self.question.fit.batch(&available)?;
        let batch = batch.estimator(self.estimator)?.precision(self.precision);
        let mut batch = batch.evaluations(self.evaluations);
        for (parameter, column) in &self.starts {
            batch = batch.start_column(parameter, column, &available)?;
        }
        let conditions = self.question.conditions.iter();
        let conditions = conditions.map(|text| Condition::new(text, &available));
        let conditions: Vec<Condition> = conditions.collect::<Result<_, _>>()?;
        let mut wanted = batch.columns();
        for name in conditions.iter().flat_map(Condition::columns) {
            if !wanted.contains(name) {
                wanted.push(name.clone());
            }
        }
        Ok(Prepared { batch, conditions, wanted })
    }

    /// What a run is of, so that only the same one goes on with it.
    pub(super) fn manifest(&self, grouping: Grouping) -> Result<Manifest, Failure> {
        let input = match &self.question.source {
            Source::Path(path) => identity(path).map_err(|error| {
                let message = format!("{}: reading failed: {error}", path.display());
                Failure::new("E-FILE", message, None, crate::failure::DATA)
            })?,
            _ => "standard input".into(),
        };
        let grouping = format!("{grouping:?}").to_lowercase();
        let mut said: Vec<(&str, &str)> =
            self.said.iter().map(|(name, text)| (*name, text.as_str())).collect();
        said.extend([("the data", input.as_str()), ("the grouping of points", &grouping)]);
        Ok(Manifest::new(&said))
    }
}

/// Everything that decides about the result.
fn said(args: &BatchArgs) -> Vec<(&'static str, String)> {
    let given = &args.problem.given;
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        ("the program", env!("CARGO_PKG_VERSION").into()),
        ("the formula", args.problem.formula.clone()),
        ("-p", given.parameters.join("; ")),
        ("--derive", args.derived.join("; ")),
        ("--start-column", args.start_column.join("; ")),
        ("--sigma", optional(&given.sigma)),
        ("--sigma-is", given.sigma_is.map_or(String::new(), |meaning| format!("{meaning:?}"))),
        ("--weights", optional(&given.weights)),
        ("--where", given.conditions.join("; ")),
        ("how data are read", format!("{:?}", given.reading)),
        ("--by", args.by.join(",")),
        ("--seed", args.seed.to_string()),
        ("--estimator", format!("{:?}", args.estimator)),
        ("--loss", format!("{:?}", args.loss)),
        ("--precision", format!("{:?}", args.precision)),
        ("--evaluations", args.evaluations.to_string()),
    ]
}

/// Each of `k=k0`. Errors: two columns for one parameter.
fn start_columns(texts: &[String]) -> Result<Vec<(String, String)>, Failure> {
    let mut all: Vec<(String, String)> = Vec::new();
    for text in texts {
        let (name, column) = start_column(text)?;
        if let Some((_, other)) = all.iter().find(|(known, _)| *known == name) {
            return Err(Failure::usage(
                "E-USAGE",
                format!("`{name}` has two columns of starts, `{other}` and `{column}`"),
                Some("leave one of them out".into()),
            ));
        }
        all.push((name, column));
    }
    Ok(all)
}

/// `k=k0`.
fn start_column(text: &str) -> Result<(String, String), Failure> {
    match text.split_once('=').map(|(name, column)| (name.trim(), column.trim())) {
        Some((name, column)) if !name.is_empty() && !column.is_empty() => {
            Ok((name.into(), column.into()))
        }
        _ => Err(Failure::usage(
            "E-USAGE",
            format!("`--start-column '{text}'` does not name a parameter and a column"),
            Some(
                "write the parameter, =, and the column of its starts: --start-column k=k0".into(),
            ),
        )),
    }
}

/// Where the results go. Errors: no such folder, a folder, the data.
fn target(args: &BatchArgs, source: &Source) -> Result<PathBuf, Failure> {
    let target = &args.output;
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        return Err(Failure::usage(
            "E-USAGE",
            format!("there is no directory `{}` for the results", folder.display()),
            Some(format!("make it first: mkdir -p '{}'", folder.display())),
        ));
    }
    if target.is_dir() {
        let message = format!("`{}` is a directory", target.display());
        return Err(Failure::usage("E-USAGE", message, Some("name a file".into())));
    }
    let place = |path: &Path| path.canonicalize().ok();
    if let Source::Path(data) = source
        && place(data).is_some_and(|data| place(target) == Some(data))
    {
        let message = format!("the results would take the place of the data, `{}`", data.display());
        return Err(Failure::usage("E-USAGE", message, Some("name another file".into())));
    }
    Ok(target.clone())
}
