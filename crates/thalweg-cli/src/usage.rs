//! Errors of the command line itself.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;

use crate::failure::{Failure, USAGE};

/// Whether JSON was asked for. Read from the raw words, because where they cannot be parsed the
/// answer is wanted all the same.
pub(crate) fn wants_json(raw: &[OsString]) -> bool {
    raw.iter().any(|word| word == "--format=json")
        || raw.windows(2).any(|pair| pair[0] == "--format" && pair[1] == "json")
}

/// Ends after an error of parsing, or after printing help.
pub(crate) fn end(error: &clap::Error, json: bool) -> ExitCode {
    let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if json && !asked {
        let text = error.render().to_string();
        let (message, help) = split(&text);
        return ExitCode::from(Failure::usage("E-USAGE", message, help).end(true));
    }
    // A closed pipe (`thalweg --help | head`) is no error.
    let _ = error.print();
    ExitCode::from(if asked { 0 } else { USAGE })
}

/// clap's text: the first paragraph is the error, the rest is what to do.
fn split(text: &str) -> (String, Option<String>) {
    let text = text.strip_prefix("error: ").unwrap_or(text).trim();
    match text.split_once("\n\n") {
        Some((message, rest)) => (message.to_string(), Some(rest.trim().to_string())),
        None => (text.to_string(), None),
    }
}
