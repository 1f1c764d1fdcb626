//! `thalweg compare`.
#![allow(rustdoc::broken_intra_doc_links, reason = "these comments are help for a terminal")]

use clap::Args;

use super::output::OutputArgs;
use super::problem::GivenArgs;

const EXAMPLES: &str = "\
Examples:
  thalweg compare 'y ~ a*(1-exp(-k*x))' 'y ~ v*x/(h + x)' data.csv
  thalweg compare 'y ~ a*(1-exp(-k*x))' --family saturating data.csv
  thalweg compare 'dose ~ response' --family dose-response data.csv  (only the sides)
  thalweg compare 'y ~ a*x^b' 'y ~ c + d*x' -p 'b=1' --format json data.csv

Families: saturating, growth, decay, peak, dose-response, line. All formulas have the
same left side; what is declared with -p applies to those that have the parameter.

Exit codes: 0, or 1 if no formula could be fitted; 2, 3 and 130 as for fit.";

/// Compare formulas on the same data: AICc, BIC, F tests, runs
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, next_line_help = false)]
pub(crate) struct CompareArgs {
    /// Formulas, such as 'y ~ a*x^b', and then the data: a file; - or nothing is standard input
    #[arg(value_name = "FORMULA... DATA")]
    pub(crate) words: Vec<String>,

    /// All formulas of a family: saturating, growth, decay, peak, dose-response, line
    #[arg(long, value_name = "NAME", help_heading = "Comparison")]
    pub(crate) family: Vec<String>,

    #[command(flatten)]
    pub(crate) given: GivenArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
