//! `thalweg damping`.
#![allow(rustdoc::broken_intra_doc_links, reason = "these comments are help for a terminal")]

use clap::Args;
use thalweg::{Loss, Scaling};

use super::output::OutputArgs;
use super::problem::ProblemArgs;
use super::values;

const EXAMPLES: &str = "\
Examples:
  thalweg damping 'y ~ b1*(1-exp(-b2*x))' data.csv -p 'b1=1; b2=1'
  thalweg damping 'y ~ a*exp(-k*x) + c' data.csv --starts 100 --seed 7
  thalweg damping 'y ~ a*exp(-k*x)' data.csv --scaling diagonal:1,50
  thalweg damping 'y ~ a*exp(-k*x)' data.csv --plot valley.html --plane a,k
  thalweg damping 'y ~ a*exp(-k*x)' data.csv --format json | jq .recommendation

Every D of (A + mu D^2) h = -g (identity, marquardt, more, geometric, and your own),
every rule for mu (trust-region, nielsen, x10//10) and every acceleration (off,
in-trouble, always) runs from your start, from points around it, and from points
around the solution.

Exit codes: 0, or 1 if no method solved it from any start; 2, 3 and 130 as for fit.";

/// Compare ways of damping on a fit, and say which to use
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, next_line_help = false)]
pub(crate) struct DampingArgs {
    #[command(flatten)]
    pub(crate) problem: ProblemArgs,

    /// Starts beside the given one: half around it, half around the solution
    #[arg(long, value_name = "N", default_value_t = 32, help_heading = "Comparison")]
    pub(crate) starts: usize,

    /// Seed of the starts
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Comparison")]
    pub(crate) seed: u64,

    /// A damping matrix of your own, to be compared as well: diagonal:D1,D2,... or matrix:M11,M12,...
    #[arg(long, value_name = "D", value_parser = values::own_scaling, help_heading = "Comparison")]
    pub(crate) scaling: Option<Scaling>,

    /// Most evaluations of a run
    #[arg(long, value_name = "N", default_value = "1000", value_parser = values::positive)]
    #[arg(help_heading = "Comparison")]
    pub(crate) max_evaluations: usize,

    /// Loss: squared, or robust ones with a scale in units of the residuals: huber:C, soft-l1:C,
    /// cauchy:C, arctan:C, tukey:C
    #[arg(long, value_name = "LOSS", default_value = "squared", value_parser = values::loss)]
    #[arg(help_heading = "Comparison")]
    pub(crate) loss: Loss,

    /// Most threads to use [default: as many as there are cores]; the result does not depend on it
    #[arg(long, value_name = "N", value_parser = values::threads, help_heading = "Comparison")]
    pub(crate) threads: Option<usize>,

    /// Draw the valley around the solution and the paths into it: a file that ends in .svg, .png or
    /// .html (a page whose steps can be walked with the keyboard)
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) plot: Option<std::path::PathBuf>,

    /// The two parameters of the picture, such as b1,b2 [default: the two directions that the data
    /// determine least]
    #[arg(long, value_name = "A,B", requires = "plot", help_heading = "Output")]
    pub(crate) plane: Option<String>,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
