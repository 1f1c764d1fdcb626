//! What can be wrong with a data file: one error, in the form *what, where, what to do*.

use std::fmt;

use thalweg::FitError;

/// Data that cannot be used: what was seen and where, and what to do about it.
///
/// ```
/// use thalweg_data::{read, ReadOptions};
/// let error = read("x,y\n1,2\n3\n", &ReadOptions::default()).unwrap_err();
/// assert_eq!(error.code(), "E-ROWS");
/// assert_eq!(error.message(), "the data: line 3 has 1 field, the header (line 1) has 2");
/// assert!(error.help().is_some());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct DataError(Box<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    code: &'static str,
    message: String,
    help: String,
}

impl DataError {
    /// The exit status of a program that ends with this error.
    pub const EXIT_CODE: u8 = 3;

    pub(crate) fn new(
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self(Box::new(Inner { code, message: message.into(), help: help.into() }))
    }

    /// The stable code, such as `E-FILE`; [`crate::CODES`] explains those that only data can cause.
    ///
    /// ```
    /// # use thalweg_data::{read, ReadOptions};
    /// assert_eq!(read("", &ReadOptions::default()).unwrap_err().code(), "E-EMPTY");
    /// ```
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// What was seen and where, in one sentence without a full stop.
    ///
    /// ```
    /// # use thalweg_data::{read, ReadOptions};
    /// let error = read("", &ReadOptions::default()).unwrap_err();
    /// assert_eq!(error.message(), "the data: there is nothing in it");
    /// ```
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What to do about it.
    ///
    /// ```
    /// # use thalweg_data::{read, ReadOptions};
    /// let error = read("x,x\n1,2\n", &ReadOptions::default()).unwrap_err();
    /// assert_eq!(error.help(), Some("rename one of them: a formula could not say which is meant"));
    /// ```
    pub fn help(&self) -> Option<&str> {
        (!self.0.help.is_empty()).then_some(self.0.help.as_str())
    }
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        match self.help() {
            Some(help) => write!(f, "\nhelp: {help}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {self}", self.0.code)
    }
}

impl std::error::Error for DataError {}

/// The error for data of which nothing is left to fit.
pub(crate) fn empty(file: &str, what: &str) -> DataError {
    DataError::new(
        "E-EMPTY",
        format!("{file}: {what}"),
        "a fit needs columns of numbers and rows of them: check the file",
    )
}

/// As a fit tells it.
pub(crate) fn of_data(error: DataError) -> FitError {
    FitError::of_data(error.code(), error.message(), error.help().unwrap_or_default())
}

/// What a fit says of data.
pub(crate) fn of_fit(error: FitError) -> DataError {
    DataError::new(error.code(), error.message(), error.help().unwrap_or_default())
}

/// The error for a row that belongs to no curve; `place` is "row 3" or "line 3", counted from 1.
pub(crate) fn no_key(file: &str, place: &str) -> DataError {
    DataError::new(
        "E-VALUE",
        format!("{file}: {place} has no key"),
        "say which curve it belongs to, or take the row out",
    )
}

/// What to do about a column without numbers.
pub(crate) const CONVERT: &str = "use another column, or convert this one to numbers";

/// The error for a column whose type says that it holds something else.
pub(crate) fn not_numbers(file: &str, name: &str, what: &str) -> DataError {
    let message = format!("{file}: the column `{name}` holds {what}, not numbers");
    DataError::new("E-VALUE", message, CONVERT)
}

/// The error for a directory where a file should be.
pub(crate) fn is_directory(file: &str) -> DataError {
    DataError::new(
        "E-FILE",
        format!("{file}: this is a directory, not a file"),
        "name the file with the data in it",
    )
}

/// "1 row", "2 rows".
pub(crate) fn count(n: usize, thing: &str) -> String {
    if n == 1 { format!("1 {thing}") } else { format!("{n} {thing}s") }
}

/// Text from a file as a message shows it: whole characters, no control codes, not too long.
pub(crate) fn shown(bytes: &[u8]) -> String {
    const LONGEST: usize = 40;
    let text = String::from_utf8_lossy(bytes.get(..4 * LONGEST).unwrap_or(bytes));
    let mut out: String =
        text.chars().take(LONGEST).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        out.push('…');
    }
    out
}

/// The first few of a list of names, each in backquotes.
pub(crate) fn listed<S: AsRef<str>>(names: &[S]) -> String {
    const MOST: usize = 12;
    let mut out: Vec<String> =
        names.iter().take(MOST).map(|n| format!("`{}`", n.as_ref())).collect();
    if names.len() > MOST {
        out.push(format!("… ({} in all)", names.len()));
    }
    out.join(", ")
}
