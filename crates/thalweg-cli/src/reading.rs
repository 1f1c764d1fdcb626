//! How a file of data is to be read.

use thalweg_data::{Format, Na, ReadOptions};

use crate::args::{InputFormat, NaRule, ReadingArgs};

/// Its format, delimiter, header and the like.
pub(crate) fn options(args: &ReadingArgs) -> ReadOptions {
    let mut options = ReadOptions::default();
    options.format = args.input_format.map(|format| match format {
        InputFormat::Csv => Format::Csv,
        InputFormat::Tsv => Format::Tsv,
        InputFormat::Whitespace => Format::Whitespace,
        InputFormat::Jsonl => Format::JsonLines,
        InputFormat::Parquet => Format::Parquet,
        InputFormat::Arrow => Format::Arrow,
    });
    options.delimiter = args.delimiter;
    options.comment = args.comment;
    options.decimal_comma = args.decimal_comma.then_some(true);
    options.header = match (args.header, args.no_header) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    };
    options
}

/// What to do with rows in which a cell is missing.
pub(crate) fn na(args: &ReadingArgs) -> Na {
    match args.na {
        NaRule::Error => Na::Error,
        NaRule::Drop => Na::Drop,
    }
}
