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
        explanation: "Data are read from CSV, TSV or whitespace-separated text, JSON lines, Parquet and Arrow, each also compressed \
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
    Code {
        code: "E-UNSORTED",
        title: "the points of a curve do not stand together",
        topic: None,
        explanation: "A batch reads a file curve by curve, and a key came again after points with other keys. A file that can \
be read twice is then read again and its points gathered in memory, which takes 8 bytes a number and ends at 134 million numbers (1 \
GiB). Beyond that, or from standard input, sort the data by the key first; for standard input --unsorted gathers \
them at once.",
    },
    Code {
        code: "E-RESUME",
        title: "what was begun is of another run",
        topic: None,
        explanation: "`thalweg batch --resume` goes on with the parts that a run left beside its result, in a folder that ends in \
.parts. They count only for the same formula, options, data file (size, time of change, a hash of both ends) and version of \
the program, or the result would be a mixture. Ask the same again, or leave --resume out to begin anew.",
    },
];
