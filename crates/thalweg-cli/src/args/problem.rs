//! Formula, parameters, data and errors: what every verb that looks at a fit begins with.
#![allow(rustdoc::broken_intra_doc_links, reason = "these comments are help for a terminal")]

use clap::{Args, ValueEnum};

use super::values;

#[derive(Debug, Args)]
pub(crate) struct ProblemArgs {
    /// The formula, such as 'y ~ b1*(1-exp(-b2*x))'
    #[arg(value_name = "FORMULA")]
    pub(crate) formula: String,

    /// The data: CSV, TSV, whitespace, JSON lines, Parquet or Arrow, also gzipped; - or nothing is standard
    /// input; for fit also a folder or a quoted pattern of Parquet files
    #[arg(value_name = "DATA")]
    pub(crate) data: Option<std::path::PathBuf>,

    #[command(flatten)]
    pub(crate) given: GivenArgs,
}

/// What is given beside formula and data: the same for every verb, also for those that take several
/// formulas.
#[derive(Debug, Args)]
pub(crate) struct GivenArgs {
    /// Parameter: 'b1=500', 'b2=1e-4 in [0,1]', 'b2 in [0,inf]', 'c=2 fixed', or a tie
    /// 'w := 2.3548*s'; several separated by ;
    #[arg(short = 'p', long = "param", value_name = "DECL", help_heading = "Parameters")]
    pub(crate) parameters: Vec<String>,

    /// Standard deviations of the left side: a column, a number, an expression of columns, a percentage
    /// of it (5%), or poisson (it is a count)
    #[arg(
        short = 's',
        long,
        value_name = "S",
        conflicts_with = "weights",
        help_heading = "Weighting"
    )]
    #[arg(group = "scatter_of_observations")]
    pub(crate) sigma: Option<String>,

    /// Covariance of the errors of the left side: a file of numbers, a row and a column for each row of
    /// the data that takes part, in their order
    #[arg(long, value_name = "FILE", conflicts_with = "weights", help_heading = "Weighting")]
    #[arg(group = "scatter_of_observations")]
    pub(crate) covariance: Option<std::path::PathBuf>,

    /// Whether --sigma or --covariance is known (absolute), or only up to a factor that the scatter of
    /// the data estimates (relative) [default: absolute]
    #[arg(long, value_name = "MEANING", help_heading = "Weighting")]
    #[arg(hide_possible_values = true)]
    pub(crate) sigma_is: Option<SigmaMeaning>,

    /// Weights w of Σ w r²: a column, a number or an expression of columns
    #[arg(long, value_name = "W", help_heading = "Weighting")]
    pub(crate) weights: Option<String>,

    /// Use only rows for which this holds: 'x > 0'; several must all hold
    #[arg(long = "where", value_name = "CONDITION", help_heading = "Data")]
    pub(crate) conditions: Vec<String>,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}

/// How a file of data is read: the same wherever there is one.
#[derive(Debug, Default, PartialEq, Eq, Args)]
pub(crate) struct ReadingArgs {
    /// Rows in which a used cell is missing or not a number: an error, or drop them and count them
    #[arg(long, value_name = "error|drop", default_value = "error", help_heading = "Data")]
    #[arg(hide_possible_values = true)]
    pub(crate) na: NaRule,

    /// Format of the data: csv, tsv, whitespace, jsonl, parquet, arrow [default: detected]
    #[arg(long, value_name = "FORMAT", hide_possible_values = true, help_heading = "Data")]
    pub(crate) input_format: Option<InputFormat>,

    /// Character between fields, or tab, comma, semicolon, space, pipe [default: detected]
    #[arg(long, value_name = "CHAR", value_parser = values::delimiter, help_heading = "Data")]
    pub(crate) delimiter: Option<u8>,

    /// The first row is data; columns are called $1, $2, ...
    #[arg(long, conflicts_with = "header", help_heading = "Data")]
    pub(crate) no_header: bool,

    /// The first row names the columns [default: detected]
    #[arg(long, help_heading = "Data")]
    pub(crate) header: bool,

    /// Character that begins a comment line [default: #, % or //]
    #[arg(long, value_name = "CHAR", value_parser = values::byte, help_heading = "Data")]
    pub(crate) comment: Option<u8>,

    /// Numbers are written 1,5 [default: detected]
    #[arg(long, help_heading = "Data")]
    pub(crate) decimal_comma: bool,
}

/// What `--sigma` means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SigmaMeaning {
    /// The standard deviations themselves.
    Absolute,
    /// Up to a common factor.
    Relative,
}

/// What to do about missing cells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum NaRule {
    /// Stop with an error that names rows and columns.
    #[default]
    Error,
    /// Leave the rows out, and count them.
    Drop,
}

/// The format of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum InputFormat {
    /// Text with a delimiter.
    Csv,
    /// Text with tabs.
    Tsv,
    /// Text with runs of blanks.
    Whitespace,
    /// One JSON object or array a line.
    Jsonl,
    /// Apache Parquet.
    Parquet,
    /// Apache Arrow, the file or the stream format (Feather version 2).
    Arrow,
}
