//! `thalweg batch`.
#![allow(rustdoc::broken_intra_doc_links, reason = "these comments are help for a terminal")]

use clap::{Args, ValueEnum};

use super::fit::OutputFormat;
use super::problem::ProblemArgs;
use super::values::{self, FitLoss};

const EXAMPLES: &str = "\
Examples:
  thalweg batch 'y ~ a*exp(-k*t)' wells.csv --by well -o fits.csv
  thalweg batch 'y ~ a*exp(-k*t)' wells.parquet --by plate,well -o fits.parquet
  thalweg batch 'y ~ a*exp(-k*t)' curves.parquet --by id -o fits.parquet    (a row per curve, lists)
  thalweg batch 'y ~ a*exp(-k*t)' wells.csv --by well -p 'a=1; k=2 in [0,inf]' -o fits.csv
  thalweg batch 'y ~ a*exp(-k*t)' wells.csv --by well --start-column k=k0 -o fits.csv
  thalweg batch 'n ~ a*exp(-k*t) + b' counts.csv --by pixel --estimator poisson -o fits.csv
  thalweg batch 'y ~ a*exp(-k*t)' wells.csv --by well -o fits.csv --resume

The result has a row per curve, in the order of the data: its keys, the estimate NAME and standard
error NAME_se of every parameter, rss (deviance of counts), n (points that count), iterations,
status and warnings. A curve that cannot be fitted is a row with its status.

Exit codes: 0 every curve has a usable fit, 1 some have not, 2 command line or formula, 3 data,
130 interrupted: what is done is written, and --resume goes on.";

/// Fit a formula to every one of very many curves
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, next_line_help = false)]
#[command(mut_arg("covariance", |arg| arg.hide(true)))]
#[command(mut_arg("na", |arg| arg.default_value("drop").help(
    "Cells that are missing or not a number: that point does not count, or an error"
)))]
pub(crate) struct BatchArgs {
    #[command(flatten)]
    pub(crate) problem: ProblemArgs,

    /// Columns that say which curve a row belongs to: well, or plate,well. Not needed where every row is
    /// a curve with lists of points
    #[arg(long, value_name = "COLUMN,...", value_delimiter = ',', help_heading = "Data")]
    pub(crate) by: Vec<String>,

    /// The points of a curve do not stand together: gather them in memory (up to 134 million numbers).
    /// Of a file this is noticed
    #[arg(long, help_heading = "Data")]
    pub(crate) unsorted: bool,

    /// Quantity to compute from the estimates with its standard error: 'half = log(2)/b2'
    #[arg(short = 'd', long = "derive", value_name = "NAME=EXPR", help_heading = "Parameters")]
    pub(crate) derived: Vec<String>,

    /// Start of a parameter in every curve from a column, its first number there: 'k=k0'
    #[arg(long, value_name = "NAME=COLUMN", help_heading = "Parameters")]
    pub(crate) start_column: Vec<String>,

    /// Seed of the search for starts
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Parameters")]
    pub(crate) seed: u64,

    /// What is minimised: least-squares, or poisson (maximum likelihood of counts)
    #[arg(long, value_name = "NAME", default_value = "least-squares", help_heading = "Algorithm")]
    #[arg(hide_possible_values = true)]
    pub(crate) estimator: EstimatorName,

    /// Loss: squared, or huber:C, soft-l1:C, cauchy:C, arctan:C, tukey:C with a scale C in units of the
    /// residuals
    #[arg(long, value_name = "LOSS", default_value = "squared", help_heading = "Algorithm")]
    pub(crate) loss: FitLoss,

    /// What the model is evaluated in: double, or single (faster; sums, steps and tests stay double, and what does not
    /// settle so is fitted in double)
    #[arg(long, value_name = "NAME", default_value = "double", help_heading = "Algorithm")]
    #[arg(hide_possible_values = true)]
    pub(crate) precision: PrecisionName,

    /// Most evaluations of one fit
    #[arg(long, value_name = "N", default_value = "1000", value_parser = values::positive)]
    #[arg(help_heading = "Algorithm")]
    pub(crate) evaluations: usize,

    /// Most threads to use [default: as many as there are cores]; the result does not depend on it
    #[arg(long, value_name = "N", value_parser = values::threads, help_heading = "Algorithm")]
    pub(crate) threads: Option<usize>,

    /// The file of the results, which ends in .parquet, .arrow or .csv; it is there when all is done
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: std::path::PathBuf,

    /// Go on where a run that was killed or interrupted had got to
    #[arg(long, help_heading = "Output")]
    pub(crate) resume: bool,

    /// The summary: text on standard error, or JSON on standard output (schema thalweg.batch/1)
    #[arg(long, value_name = "text|json", default_value = "text", help_heading = "Output")]
    #[arg(hide_possible_values = true)]
    pub(crate) format: OutputFormat,

    /// Say less: no notes on the data, no progress, no summary
    #[arg(short, long, help_heading = "Output")]
    pub(crate) quiet: bool,
}

/// What is minimised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum EstimatorName {
    /// Sums of squares.
    LeastSquares,
    /// Poisson's deviance.
    Poisson,
}

/// What the model is evaluated in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PrecisionName {
    /// f64.
    Double,
    /// f32.
    Single,
}
