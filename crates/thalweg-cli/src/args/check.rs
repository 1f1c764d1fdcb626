//! `thalweg check`.
#![allow(rustdoc::broken_intra_doc_links, reason = "these comments are help for a terminal")]

use clap::Args;

use super::fit::OutputFormat;

const EXAMPLES: &str = "\
Examples:
  thalweg check 'y ~ b1*b3*(1-exp(-b2*x))' --columns x,y
  thalweg check 'y ~ a1*exp(-k1*x) + a2*exp(-k2*x)' data.csv
  thalweg check 'y ~ a*x^n/(k^n + x^n)' --columns x -p 'n=1 fixed'
  thalweg check 'y ~ a*b*x' --columns x --format json | jq .determined

No data are looked at: only the names of the columns count. The left side of the
formula may be missing.

Exit codes: 0 if all parameters are determined, 1 if not; 2 and 3 as for fit.";

/// Say which parameters a formula determines, before there are data
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, next_line_help = false)]
pub(crate) struct CheckArgs {
    /// The formula, such as 'y ~ b1*(1-exp(-b2*x))'
    #[arg(value_name = "FORMULA")]
    pub(crate) formula: String,

    /// Data whose header names the columns; - is standard input
    #[arg(value_name = "DATA", conflicts_with = "columns")]
    pub(crate) data: Option<std::path::PathBuf>,

    /// Names of the columns, such as x,y; several options add up
    ///
    /// Without them and without DATA, one of x, t and time is taken for the column where just one of
    /// them stands on the right.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(crate) columns: Vec<String>,

    /// Parameter: 'b3=1 fixed', 'b2 in [0,inf]', or a tie 'w := 2.3548*s'; several separated by ;
    #[arg(short = 'p', long = "param", value_name = "DECL")]
    pub(crate) parameters: Vec<String>,

    /// What to print: a report as text, or JSON (schema thalweg.check/1)
    #[arg(long, value_name = "text|json", default_value = "text", help_heading = "Output")]
    #[arg(hide_possible_values = true)]
    pub(crate) format: OutputFormat,

    /// No colours (as with the environment variable NO_COLOR)
    #[arg(long, help_heading = "Output")]
    pub(crate) no_color: bool,
}
