//! What can be wrong with the input of a fit.

use std::fmt;
use std::ops::Range;

use thalweg_formula::{FormulaError, FormulaErrorKind};

use crate::names;

/// Which part of the input is wrong; it decides the exit code of the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The formula.
    Formula,
    /// A declaration of a parameter: start, bounds, fixed, tie, derived quantity.
    Declaration,
    /// An option.
    Option,
    /// The data.
    Data,
    /// The model has no value at the starting point, and none was found near it.
    Start,
    /// There are fewer observations than parameters.
    Undetermined,
}

impl ErrorKind {
    /// The exit code of the command: 2 for usage, 3 for data, 1 where no usable fit exists.
    ///
    /// ```
    /// use thalweg::ErrorKind;
    /// assert_eq!(ErrorKind::Formula.exit_code(), 2);
    /// assert_eq!(ErrorKind::Data.exit_code(), 3);
    /// assert_eq!(ErrorKind::Start.exit_code(), 1);
    /// ```
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Formula | Self::Declaration | Self::Option => 2,
            Self::Data => 3,
            Self::Start | Self::Undetermined => 1,
        }
    }
}

/// The input of a fit is wrong: what, where, and what to do about it.
///
/// ```
/// use thalweg::{ErrorKind, Table};
/// let error = Table::new().with("x", vec![1.0])?.with("x", vec![2.0]).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Data);
/// assert_eq!(error.code(), "E-TABLE");
/// assert_eq!(error.message(), "the column `x` is given twice");
/// # Ok::<(), thalweg::FitError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct FitError(Box<Inner>);

#[derive(Debug, Clone, PartialEq)]
struct Inner {
    kind: ErrorKind,
    code: &'static str,
    message: String,
    help: Option<String>,
    place: Option<(String, Range<usize>)>,
    cell: Option<(usize, String)>,
}

impl FitError {
    pub(crate) fn new(kind: ErrorKind, code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self(Box::new(Inner { kind, code, message, help: None, place: None, cell: None }))
    }

    /// Data that cannot be used: for those who read them, such as a [`Source`](crate::large::Source). `code` is one
    /// of the stable codes.
    ///
    /// ```
    /// use thalweg::{ErrorKind, FitError};
    /// let error = FitError::of_data("E-FILE", "rows.bin: it ends in row 7", "copy it again");
    /// assert_eq!((error.kind(), error.code()), (ErrorKind::Data, "E-FILE"));
    /// ```
    pub fn of_data(
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        let error = Self::new(ErrorKind::Data, code, message);
        match help.into() {
            help if help.is_empty() => error,
            help => error.with_help(help),
        }
    }

    /// The same with the place in the data before the message, if it has a name.
    pub(crate) fn in_place(mut self, place: &str) -> Self {
        if !place.is_empty() {
            self.0.message = format!("{place}: {}", self.0.message);
        }
        self
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// It is about this cell.
    pub(crate) fn at_cell(mut self, row: usize, column: &str) -> Self {
        self.0.cell = Some((row, column.to_string()));
        self
    }

    /// The row, from 0 and as messages count, and the column of the first cell that holds no finite number, where
    /// that is what is wrong: who read it can say what stands there.
    ///
    /// ```
    /// use thalweg::{Fit, Table};
    /// let table = Table::new().with("x", [1.0, f64::NAN])?.with("y", [1.0, 2.0])?;
    /// let error = Fit::new("y ~ a*x").run(&table).unwrap_err();
    /// assert_eq!(error.cell(), Some((1, "x")));
    /// # Ok::<(), thalweg::FitError>(())
    /// ```
    pub fn cell(&self) -> Option<(usize, &str)> {
        self.0.cell.as_ref().map(|(row, column)| (*row, column.as_str()))
    }

    /// Points at the bytes `span` of `text`.
    pub(crate) fn at(mut self, text: &str, span: Range<usize>) -> Self {
        self.0.place = Some((text.to_string(), span));
        self
    }

    /// Points at the first place where `name` stands in `text`, if it does.
    pub(crate) fn pointing_at(self, text: &str, name: &str) -> Self {
        match names::find(text, name) {
            Some(at) => self.at(text, at..at + name.len()),
            None => self,
        }
    }

    /// A mistake that the formula's own checks found.
    pub(crate) fn from_formula(kind: ErrorKind, error: &FormulaError) -> Self {
        let code = match error.kind() {
            FormulaErrorKind::UnknownName => "E-COLUMN",
            _ => "E-FORMULA",
        };
        let mut own = Self::new(kind, code, error.message()).at(error.text(), error.span());
        own.0.help = error.help().map(str::to_string);
        own
    }

    /// A name was `done` something to that is not a parameter of the formula.
    pub(crate) fn not_in_formula(name: &str, done: &str, parameters: &[String]) -> Self {
        let message = format!("`{name}` is {done} but is not in the formula");
        let error = Self::new(ErrorKind::Declaration, "E-NAME", message);
        match names::closest(name, parameters) {
            Some(close) => error.with_help(format!("did you mean `{close}`?")),
            None if parameters.is_empty() => error.with_help("the formula has no parameters"),
            None => error.with_help(format!("its parameters are {}", names::list(parameters))),
        }
    }

    /// Which part of the input is wrong.
    ///
    /// ```
    /// let error = thalweg::Fit::new("y ~ a*x").declare("a=").columns_used(&["x", "y"]);
    /// assert_eq!(error.unwrap_err().kind(), thalweg::ErrorKind::Declaration);
    /// ```
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The stable code, such as `E-COLUMN`; [`crate::codes::find`] explains it.
    ///
    /// ```
    /// let error = thalweg::Fit::new("y ~ a*x").declare("b=1").columns_used(&["x", "y"]);
    /// assert_eq!(error.unwrap_err().code(), "E-NAME");
    /// ```
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// What is wrong, in one sentence without a full stop.
    ///
    /// ```
    /// let error = thalweg::Fit::new("y ~ a*x").declare("b=1").columns_used(&["x", "y"]);
    /// assert_eq!(error.unwrap_err().message(), "`b` is declared but is not in the formula");
    /// ```
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What to do about it, where there is something to say.
    ///
    /// ```
    /// let error = thalweg::Fit::new("y ~ rate*x").declare("rte=1").columns_used(&["x", "y"]);
    /// assert_eq!(error.unwrap_err().help(), Some("did you mean `rate`?"));
    /// ```
    pub fn help(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// The text in question and carets below the place, two lines, where there is one.
    ///
    /// ```
    /// let error = thalweg::Fit::new("y ~ a*x").declare("a=1 in (0,1)").columns_used(&["x", "y"]);
    /// assert_eq!(error.unwrap_err().excerpt().unwrap(), "a=1 in (0,1)\n       ^");
    /// ```
    pub fn excerpt(&self) -> Option<String> {
        self.0.place.as_ref().map(|(text, span)| excerpt(text, span))
    }
}

/// The line of `text` that holds `span`, and carets below it.
fn excerpt(text: &str, span: &Range<usize>) -> String {
    let at = floor_boundary(text, span.start);
    let begin = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let end = text[at..].find('\n').map_or(text.len(), |i| at + i);
    let stop = floor_boundary(text, span.end).clamp(at, end);
    let indent = text[begin..at].chars().count();
    let carets = text[at..stop].chars().count().max(1);
    format!("{}\n{}{}", &text[begin..end], " ".repeat(indent), "^".repeat(carets))
}

/// The last character boundary of `text` at or before byte `i`.
fn floor_boundary(text: &str, i: usize) -> usize {
    let mut i = i.min(text.len());
    while !text.is_char_boundary(i) {
        i -= 1;
    }
    i
}

impl fmt::Display for FitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        if let Some(excerpt) = self.excerpt() {
            for line in excerpt.lines() {
                write!(f, "\n  {line}")?;
            }
        }
        if let Some(help) = &self.0.help {
            write!(f, "\nhelp: {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for FitError {}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn carets_stand_under_the_place() {
        assert_eq!(excerpt("a=1", &(2..3)), "a=1\n  ^");
        assert_eq!(excerpt("a=", &(2..2)), "a=\n  ^");
        assert_eq!(excerpt("µ=x\nb=q", &(7..8)), "b=q\n  ^");
        assert_eq!(excerpt("µ=x", &(3..4)), "µ=x\n  ^");
        assert_eq!(excerpt("", &(5..9)), "\n^");
    }
}
