//! The codes of errors that only a data file can cause, with an explanation each.

use thalweg::codes::Code;

/// The codes this crate adds to those of [`thalweg::codes`].
///
/// ```
/// assert!(thalweg_data::CODES.iter().any(|code| code.code == "E-FILE"));
/// ```
pub const CODES: &[Code] = &[
    Code {
        code: "E-FILE",
        title: "a data file cannot be opened or read",
        topic: None,
        explanation: "The file is not there, is a directory, may not be read by this user, or reading it failed half-way. \
Check the path (a relative one starts in the current directory) and the permissions.",
    },
    Code {
        code: "E-FORMAT",
        title: "a data file is of a kind that cannot be read",
        topic: None,
        explanation: "Data are read from CSV, TSV or whitespace-separated text, JSON lines and Parquet, each also compressed \
by gzip. The message says what the file looks like instead (a spreadsheet, an archive, an image), or where it is \
damaged. Export the data as CSV.",
    },
    Code {
        code: "E-HEADER",
        title: "two columns have the same name",
        topic: None,
        explanation: "A formula could not say which of the two is meant. Rename one of them in the file.",
    },
    Code {
        code: "E-ROWS",
        title: "a row has too many or too few fields",
        topic: None,
        explanation: "Every row must have as many fields as the header (or, without a header, as most rows), or it is not \
known which number belongs to which column. The usual causes are a line cut off, a delimiter or decimal comma inside \
an unquoted field, a quote that is never closed, and text above the table: begin such lines with #. If the delimiter was \
detected wrongly, name it.",
    },
];
