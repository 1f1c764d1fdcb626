//! `thalweg fit`.
#![allow(rustdoc::broken_intra_doc_links, reason = "these comments are help for a terminal")]

use clap::{ArgAction, Args, ValueEnum};
use thalweg::{Acceleration, Curvature, Damping, Errors, Scaling, VariableProjection};

use super::problem::ProblemArgs;
use super::values::{self, Bytes, Draws, FitLoss, Seconds, StartCount};

const EXAMPLES: &str = "\
Examples:
  thalweg fit 'y ~ b1*(1-exp(-b2*x))' data.csv -p 'b1=500; b2=1e-4'
  thalweg fit 'y ~ a*exp(-k*x) + c' data.csv             (starts are found)
  thalweg fit 'y ~ a*exp(-k*x)' data.csv -p 'k in [0,inf]' -d 'half = log(2)/k'
  thalweg fit 'n ~ a*exp(-((E-m)/s)^2/2)' peak.tsv --sigma 'sqrt(n)' --where 'n > 0'
  thalweg fit 'log($2) ~ a + b*$1' < table.txt           (columns without names)
  thalweg fit 'y ~ a*x + b' data.csv --format json | jq .parameters
  thalweg fit 'y ~ a*exp(-k*x)' data.csv --plot          (a picture, here)
  thalweg fit 'y ~ a*exp(-k*x)' data.csv --report fit.html
  thalweg fit 'y ~ a*exp(-k*x)' 'run/*.parquet'          (more than memory)

Formula: names that are columns are data, all others are parameters. There are
+ - * / ^ (or **), exp, log (natural), log10, sqrt, sin, cos, atan2, erf, gamma,
min, max, if(condition, a, b) and others. `where tau := 1/k` after the formula
names a part of it.

`thalweg explain` lists every status, warning and error with its meaning.";

/// Fit a formula to a data file
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, next_line_help = false)]
pub(crate) struct FitArgs {
    #[command(flatten)]
    pub(crate) problem: ProblemArgs,

    /// Quantity to compute from the estimates with its standard error: 'half = log(2)/b2'
    #[arg(short = 'd', long = "derive", value_name = "NAME=EXPR", help_heading = "Parameters")]
    pub(crate) derived: Vec<String>,

    /// Starts to try: auto (search for those not given), N more around the given ones, 0 (never
    /// search)
    #[arg(long, value_name = "auto|N|0", default_value = "auto", help_heading = "Parameters")]
    pub(crate) starts: StartCount,

    /// Fit data that are drawn anew, N times (2000 if not given), for intervals: residual, case, wild
    /// or parametric, as in residual or case:10000
    #[arg(long, value_name = "KIND[:N]", help_heading = "Parameters")]
    pub(crate) bootstrap: Option<Draws>,

    /// Seed of the search for starts and of the bootstrap
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Parameters")]
    pub(crate) seed: u64,

    /// Confidence level of the intervals
    #[arg(long, value_name = "LEVEL", default_value = "0.95", value_parser = values::level)]
    #[arg(help_heading = "Parameters")]
    pub(crate) level: f64,

    /// Where standard errors come from: expected (JᵀJ), hessian (second derivatives too), or the
    /// sandwich hc0, hc1, hc2, hc3 (errors whose size differs from row to row)
    #[arg(long, value_name = "KIND", default_value = "expected", value_parser = values::errors)]
    #[arg(help_heading = "Parameters")]
    pub(crate) errors: Errors,

    /// Damping matrix: geometric, identity, marquardt, more, diagonal:D1,D2,... or matrix:M11,M12,...
    #[arg(long, value_name = "D", default_value = "geometric", value_parser = values::scaling)]
    #[arg(help_heading = "Algorithm")]
    pub(crate) scaling: Scaling,

    /// How the damping moves: trust-region, nielsen, multiplicative or multiplicative:UP,DOWN
    #[arg(long, value_name = "RULE", default_value = "trust-region", value_parser = values::damping)]
    #[arg(help_heading = "Algorithm")]
    pub(crate) damping: Damping,

    /// Geodesic acceleration: off, in-trouble or always
    #[arg(long, value_name = "WHEN", default_value = "in-trouble")]
    #[arg(value_parser = values::acceleration, help_heading = "Algorithm")]
    pub(crate) acceleration: Acceleration,

    /// Second derivatives in the model of a step: gauss-newton (none), secant or hessian
    #[arg(long, value_name = "MODEL", default_value = "gauss-newton")]
    #[arg(value_parser = values::curvature, help_heading = "Algorithm")]
    pub(crate) curvature: Curvature,

    /// Do not mix steps that contract slowly
    #[arg(long, help_heading = "Algorithm")]
    pub(crate) no_mixing: bool,

    /// Variable projection of linear parameters: cascade (when the plain run fails), first or off
    #[arg(long, value_name = "WHEN", default_value = "cascade", value_parser = values::projection)]
    #[arg(help_heading = "Algorithm")]
    pub(crate) projection: VariableProjection,

    /// Loss: squared, or robust ones: huber, soft-l1, cauchy, arctan, tukey, their scale found from the
    /// data or given in units of the residuals (huber:C); mm, which survives data of which almost half
    /// is wrong
    #[arg(long, value_name = "LOSS", default_value = "squared", help_heading = "Algorithm")]
    pub(crate) loss: FitLoss,

    /// Do not try again by other ways when the first run does not end clean
    #[arg(long, help_heading = "Algorithm")]
    pub(crate) no_cascade: bool,

    /// Do not polish the last digits
    #[arg(long, help_heading = "Algorithm")]
    pub(crate) no_polish: bool,

    /// Longest time to take: 10s, 500ms, 2min [default: no limit]
    #[arg(long, value_name = "TIME", help_heading = "Algorithm")]
    pub(crate) max_time: Option<Seconds>,

    /// Most evaluations [default: 10000]
    #[arg(long, value_name = "N", value_parser = values::positive, help_heading = "Algorithm")]
    pub(crate) max_evaluations: Option<usize>,

    /// Most iterations [default: 10000]
    #[arg(long, value_name = "N", value_parser = values::positive, help_heading = "Algorithm")]
    pub(crate) max_iterations: Option<usize>,

    /// Most threads to use [default: as many as there are cores]; the result does not depend on it
    #[arg(long, value_name = "N", value_parser = values::threads, help_heading = "Algorithm")]
    pub(crate) threads: Option<usize>,

    /// Memory for the rows, such as 500MB or 8GiB: data that take more, and several files, are read in
    /// passes; 0 for as little as possible
    #[arg(long, value_name = "SIZE", default_value = "1GiB", help_heading = "Data")]
    pub(crate) memory: Bytes,

    /// What to print: a report as text, or JSON (schema thalweg.fit/1)
    #[arg(long, value_name = "text|json", default_value = "text", help_heading = "Output")]
    #[arg(hide_possible_values = true)]
    pub(crate) format: OutputFormat,

    /// Write everything there is to say about the fit to a page for a browser: curve and bands, trust,
    /// residuals, profiles, comparison, data; one file that needs no network
    #[arg(long, value_name = "FILE.html", help_heading = "Output")]
    pub(crate) report: Option<std::path::PathBuf>,

    /// Draw the fit with its bands and residuals: to a file that ends in .svg or .png, or without one
    /// here in the terminal
    #[arg(long, value_name = "FILE", num_args = 0..=1, help_heading = "Output")]
    pub(crate) plot: Option<Option<std::path::PathBuf>>,

    /// Also print every step of the fit
    #[arg(long, help_heading = "Output")]
    pub(crate) trace: bool,

    /// Save the fit, its data and its answer to this file, for predict, invert, replay and resume
    #[arg(long, value_name = "FILE.json", help_heading = "Output")]
    pub(crate) save: Option<std::path::PathBuf>,

    /// Say less: no notes on the data, no progress, a shorter report
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Output")]
    pub(crate) quiet: bool,

    /// Say more: correlations, cost and the evidence behind the verdict
    #[arg(short, long, action = ArgAction::SetTrue, help_heading = "Output")]
    pub(crate) verbose: bool,

    /// Exit with code 4 if the fit converged but there are warnings
    #[arg(long, help_heading = "Output")]
    pub(crate) strict: bool,

    /// No colours (as with the environment variable NO_COLOR)
    #[arg(long, help_heading = "Output")]
    pub(crate) no_color: bool,
}

/// What to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// A report for people.
    Text,
    /// The schema thalweg.fit/1.
    Json,
}
