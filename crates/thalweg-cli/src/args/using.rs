//! `thalweg predict`, `invert`, `replay` and `resume`: what is done with a saved fit.
#![allow(rustdoc::broken_intra_doc_links, reason = "these comments are help for a terminal")]

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::fit::OutputFormat;
use super::problem::ReadingArgs;
use super::values::{self, Seconds};

/// What the fitted curve says elsewhere, with confidence and prediction bands
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  thalweg predict fit.json                              at the data themselves
  thalweg predict fit.json --at 'x=100,250,500'
  thalweg predict fit.json --at 'x=0:1000:50' --format csv > curve.csv
  thalweg predict fit.json --at 'x=1:10:1; z=2,4'       every x with every z
  thalweg predict fit.json new.csv --level 99%
  thalweg predict fit.json new.txt --delimiter ';' --na drop

`thalweg fit ... --save fit.json` writes such a file. Nothing is fitted again. Rows beyond the range of the data, or where the curve is less
certain than at any observation, are marked.")]
pub(crate) struct PredictArgs {
    /// A file that `thalweg fit --save` wrote; - is standard input
    #[arg(value_name = "FIT.json")]
    pub(crate) fit: PathBuf,

    /// Rows to predict: a data file with the columns of the formula
    #[arg(value_name = "DATA", conflicts_with = "at")]
    pub(crate) data: Option<PathBuf>,

    /// Places to predict: 'x=1,2,5', 'x=0:10:0.5' (from:to:step), several columns separated by ; or in
    /// options of their own
    #[arg(long, value_name = "COLUMN=VALUES")]
    pub(crate) at: Vec<String>,

    /// Level of the bands [default: that of the fit]
    #[arg(long, value_name = "LEVEL", value_parser = values::level)]
    pub(crate) level: Option<f64>,

    /// Bands that hold for the whole curve, and for all rows, at once
    #[arg(long)]
    pub(crate) simultaneous: bool,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,

    /// Predict although the fit did not converge: without errors
    #[arg(long)]
    pub(crate) force: bool,

    /// What to print: text, json (schema thalweg.predict/1) or csv
    #[arg(long, value_name = "text|json|csv", default_value = "text", hide_possible_values = true)]
    pub(crate) format: TableFormat,

    /// No colours (as with the environment variable NO_COLOR)
    #[arg(long)]
    pub(crate) no_color: bool,
}

/// What a table is printed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// For other programs.
    Csv,
}

/// From a measured y back to x, with intervals: calibration
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  thalweg invert fit.json --y 42
  thalweg invert fit.json --y 42,57.5 --replicates 3    each y is the mean of three
  thalweg invert fit.json --y 42 --replicates inf       a value of the curve itself
  thalweg invert fit.json --y 42 --between 0,2000
  thalweg invert fit.json --y 42 --column x --at 'z=2'

The interval holds every x whose prediction band holds y: it need not be symmetric, may
have no end, and may come in pieces. Wald's symmetric one stands beside it.

Exit codes: 0, or 1 if a y is not reached; 2 and 3 as for fit.")]
pub(crate) struct InvertArgs {
    /// A file that `thalweg fit --save` wrote; - is standard input
    #[arg(value_name = "FIT.json")]
    pub(crate) fit: PathBuf,

    /// The measured values of the left side
    #[arg(long, value_name = "Y", required = true, value_delimiter = ',')]
    #[arg(allow_negative_numbers = true)]
    pub(crate) y: Vec<f64>,

    /// The column to find, where the formula has several [default: the one that --at leaves]
    #[arg(long, value_name = "COLUMN")]
    pub(crate) column: Option<String>,

    /// The values of the other columns: 'z=2'
    #[arg(long, value_name = "COLUMN=VALUE")]
    pub(crate) at: Vec<String>,

    /// How many observations each y is the mean of; inf for a value of the curve itself
    #[arg(long, value_name = "M", default_value_t = 1.0)]
    pub(crate) replicates: f64,

    /// Where to look [default: the range of the data and a little more]
    #[arg(long, value_name = "A,B", value_delimiter = ',', num_args = 1)]
    #[arg(allow_hyphen_values = true)]
    pub(crate) between: Vec<f64>,

    /// Level of the intervals [default: that of the fit]
    #[arg(long, value_name = "LEVEL", value_parser = values::level)]
    pub(crate) level: Option<f64>,

    /// Invert although the fit did not converge: without intervals
    #[arg(long)]
    pub(crate) force: bool,

    /// What to print: text or json (schema thalweg.invert/1)
    #[arg(long, value_name = "text|json", default_value = "text", hide_possible_values = true)]
    pub(crate) format: OutputFormat,

    /// No colours (as with the environment variable NO_COLOR)
    #[arg(long)]
    pub(crate) no_color: bool,
}

/// Run a saved fit again and say whether every number is the same bit for bit
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  thalweg replay fit.json
  thalweg fit 'y ~ a*exp(-k*x)' data.csv --save fit.json && thalweg replay fit.json

Exit codes: 0 the same, 1 not the same; 2 and 3 as for fit.")]
pub(crate) struct ReplayArgs {
    /// A file that `thalweg fit --save` wrote; - is standard input
    #[arg(value_name = "FIT.json")]
    pub(crate) fit: PathBuf,

    /// What to print: text or json (schema thalweg.replay/1)
    #[arg(long, value_name = "text|json", default_value = "text", hide_possible_values = true)]
    pub(crate) format: OutputFormat,
}

/// Go on with a saved fit from where it ended
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  thalweg resume fit.json
  thalweg resume fit.json --max-evaluations 5000 --save fit.json

The estimates of the saved fit are the starts of this one; everything else is as it was, and
limits count anew.

Exit codes: as for fit.")]
pub(crate) struct ResumeArgs {
    /// A file that `thalweg fit --save` wrote; - is standard input
    #[arg(value_name = "FIT.json")]
    pub(crate) fit: PathBuf,

    /// Longest time to take: 10s, 500ms, 2min [default: as before]
    #[arg(long, value_name = "TIME")]
    pub(crate) max_time: Option<Seconds>,

    /// Most evaluations [default: as before]
    #[arg(long, value_name = "N", value_parser = values::positive)]
    pub(crate) max_evaluations: Option<usize>,

    /// Most iterations [default: as before]
    #[arg(long, value_name = "N", value_parser = values::positive)]
    pub(crate) max_iterations: Option<usize>,

    /// Save the fit, its data and its answer to this file; it may be the same one
    #[arg(long, value_name = "FILE.json")]
    pub(crate) save: Option<PathBuf>,

    /// What to print: a report as text, or JSON (schema thalweg.fit/1)
    #[arg(long, value_name = "text|json", default_value = "text", hide_possible_values = true)]
    pub(crate) format: OutputFormat,

    /// Say less: no progress, a shorter report
    #[arg(short, long, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Say more: correlations, cost and the evidence behind the verdict
    #[arg(short, long)]
    pub(crate) verbose: bool,

    /// Exit with code 4 if the fit converged but there are warnings
    #[arg(long)]
    pub(crate) strict: bool,

    /// No colours (as with the environment variable NO_COLOR)
    #[arg(long)]
    pub(crate) no_color: bool,
}
