//! `thalweg design`.
#![allow(rustdoc::broken_intra_doc_links, reason = "these comments are help for a terminal")]

use clap::Args;

use super::output::OutputArgs;
use super::problem::ProblemArgs;
use super::values;

const EXAMPLES: &str = "\
Examples:
  thalweg design 'y ~ b1*(1-exp(-b2*x))' data.csv --target b1
  thalweg design 'y ~ b1*(1-exp(-b2*x))' data.csv --target 'log(2)/b2' --points 3
  thalweg design 'y ~ a*exp(-k*x)' data.csv --candidates 'x in [0, 10]'  (all parameters)

Candidates are the range of the data and half as far beyond on either side, though not
across 0, unless they are given.

Exit codes: 0, or 1 if it cannot be said; 2, 3 and 130 as for fit.";

/// Say where one more observation would cut a standard error most
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, next_line_help = false)]
pub(crate) struct DesignArgs {
    #[command(flatten)]
    pub(crate) problem: ProblemArgs,

    /// What is to be known better: a parameter, or an expression of parameters [default: all
    /// parameters together]
    #[arg(long, value_name = "EXPR", help_heading = "Design")]
    pub(crate) target: Option<String>,

    /// How many observations, chosen one after the other
    #[arg(long, value_name = "N", default_value = "1", value_parser = values::positive)]
    #[arg(help_heading = "Design")]
    pub(crate) points: usize,

    /// Where they may lie: 'x in [0, 10]'; once for each column
    #[arg(long, value_name = "RANGE", help_heading = "Design")]
    pub(crate) candidates: Vec<String>,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
