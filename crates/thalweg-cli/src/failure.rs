//! An end without a result: what, where, what to do, and the exit code.

use std::io;

use thalweg::FitError;
use thalweg_data::DataError;

use crate::{output, terminal};

/// Exit code for what is wrong with the command line or the formula.
pub(crate) const USAGE: u8 = 2;

/// Exit code for what is wrong with the data.
pub(crate) const DATA: u8 = DataError::EXIT_CODE;

/// Why there is no result.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Nobody reads the output any more: not an error.
    BrokenPipe,
    /// Something to tell.
    Told(Box<Told>),
}

/// One error.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    /// A line of text and carets below the place.
    pub(crate) excerpt: Option<String>,
    pub(crate) help: Option<String>,
    pub(crate) exit: u8,
}

impl Failure {
    /// An error without an excerpt.
    pub(crate) fn new(code: &'static str, message: String, help: Option<String>, exit: u8) -> Self {
        Self::Told(Box::new(Told { code, message, excerpt: None, help, exit }))
    }

    /// An error in what was typed.
    pub(crate) fn usage(code: &'static str, message: String, help: Option<String>) -> Self {
        Self::new(code, message, help, USAGE)
    }

    /// Tells it, on standard error or as JSON on standard output, and gives the exit code.
    pub(crate) fn end(self, json: bool) -> u8 {
        let Self::Told(told) = self else { return 0 };
        if json {
            let message = match &told.excerpt {
                Some(excerpt) => format!("{}\n{excerpt}", told.message),
                None => told.message,
            };
            let text = thalweg_report::error_json(told.code, &message, told.help.as_deref());
            // If even this cannot be written, the exit code still says what happened.
            let _ = output::print(&text);
        } else {
            output::tell(&thalweg_report::error_text(
                told.code,
                &told.message,
                told.excerpt.as_deref(),
                told.help.as_deref(),
                terminal::stderr_color(),
            ));
        }
        told.exit
    }
}

impl From<FitError> for Failure {
    fn from(error: FitError) -> Self {
        Self::Told(Box::new(Told {
            code: error.code(),
            message: error.message().to_string(),
            excerpt: error.excerpt(),
            help: error.help().map(String::from),
            exit: error.kind().exit_code(),
        }))
    }
}

impl From<DataError> for Failure {
    fn from(error: DataError) -> Self {
        let help = error.help().map(String::from);
        let exit = match error.code() {
            "E-OUTPUT" => 1,
            "E-USAGE" | "E-RESUME" => USAGE,
            _ => DATA,
        };
        Self::new(error.code(), error.message().to_string(), help, exit)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::BrokenPipe;
        }
        Self::new("E-OUTPUT", format!("the result could not be written: {error}"), None, 1)
    }
}
