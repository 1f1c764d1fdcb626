//! How verbs that print one report are told to print it.

use clap::Args;

use super::fit::OutputFormat;
use crate::terminal;

/// What is printed, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArgs {
    /// What to print: a report as text, or JSON (schema thalweg.VERB/1, VERB this one)
    #[arg(long, value_name = "text|json", default_value = "text", hide_possible_values = true)]
    pub(crate) format: OutputFormat,

    /// Say less: no notes on the data, no progress
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// No colours (as with the environment variable NO_COLOR)
    #[arg(long)]
    pub(crate) no_color: bool,
}

impl OutputArgs {
    /// Whether what is printed has colours.
    pub(crate) fn color(&self) -> bool {
        !self.no_color && terminal::stdout_color()
    }
}
