//! What can be typed.

mod batch;
mod check;
mod compare;
mod damping;
mod design;
mod fit;
mod output;
mod problem;
mod using;
mod values;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

pub(crate) use batch::{BatchArgs, EstimatorName, PrecisionName};
pub(crate) use check::CheckArgs;
pub(crate) use compare::CompareArgs;
pub(crate) use damping::DampingArgs;
pub(crate) use design::DesignArgs;
pub(crate) use fit::{FitArgs, OutputFormat};
pub(crate) use problem::{GivenArgs, InputFormat, NaRule, ProblemArgs, ReadingArgs, SigmaMeaning};
pub(crate) use using::{InvertArgs, PredictArgs, ReplayArgs, ResumeArgs, TableFormat};
pub(crate) use values::FitLoss;

/// Fit formulas to data by nonlinear least squares, and say how far the answer can be trusted.
#[derive(Debug, Parser)]
#[command(name = "thalweg", version, max_term_width = 100, after_help = EXIT_CODES)]
#[command(infer_subcommands = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "\
Example:
  thalweg fit 'y ~ b1*(1-exp(-b2*x))' data.csv -p 'b1=500; b2=1e-4'

Exit codes:
  0    the fit converged (there may be warnings)
  1    no usable fit
  2    something is wrong with the command line or the formula
  3    something is wrong with the data
  4    the fit converged with warnings, under --strict
  130  interrupted; the best fit so far was printed";

/// A verb.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Fit(Box<FitArgs>),
    Batch(Box<BatchArgs>),
    Compare(Box<CompareArgs>),
    Design(Box<DesignArgs>),
    Check(CheckArgs),
    Damping(Box<DampingArgs>),
    Predict(PredictArgs),
    Invert(InvertArgs),
    Replay(ReplayArgs),
    Resume(ResumeArgs),
    Explain(ExplainArgs),
    Selftest(SelftestArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

/// Explain a status, a warning or an error by its code
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  thalweg explain W-BOUND        what this warning means and what to do about it
  thalweg explain flat-valley    the same for a status
  thalweg explain                every code with its title")]
pub(crate) struct ExplainArgs {
    /// Codes such as W-BOUND, E-COLUMN or flat-valley; none lists them all
    #[arg(value_name = "CODE")]
    pub(crate) codes: Vec<String>,
}

/// Fit the 27 problems of NIST from both starts and compare with the certified values
#[derive(Debug, Args)]
#[command(after_help = "\
Every estimate must agree with NIST's to 10 digits (Lanczos1: 6) and every standard error to 6.
Exit code 1 if one does not.

Examples:
  thalweg selftest               all of them
  thalweg selftest MGH09 Rat43   only these")]
pub(crate) struct SelftestArgs {
    /// Problems by name; none means all
    #[arg(value_name = "PROBLEM")]
    pub(crate) problems: Vec<String>,
}

/// Print a script that completes thalweg's options in a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  thalweg completions bash > ~/.local/share/bash-completion/completions/thalweg
  thalweg completions zsh > ~/.zfunc/_thalweg
  thalweg completions fish > ~/.config/fish/completions/thalweg.fish")]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: Shell,
}

/// Print the manual page of thalweg, or of one of its verbs
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  thalweg man fit | man -l -                                        read it
  thalweg man fit > ~/.local/share/man/man1/thalweg-fit.1           install it")]
pub(crate) struct ManArgs {
    /// The verb: fit, batch, check, compare, design, damping, predict, invert, replay, resume, explain, selftest,
    /// completions or man; none means thalweg itself
    #[arg(value_name = "VERB")]
    pub(crate) verb: Option<String>,
}
