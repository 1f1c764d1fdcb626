//! What is wrong with a formula, and where.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// What sort of mistake a [`FormulaError`] reports.
///
/// ```
/// use thalweg_formula::{Expr, FormulaErrorKind};
/// let error = Expr::parse("2*lgo(x)").unwrap_err();
/// assert_eq!(error.kind(), FormulaErrorKind::UnknownFunction);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FormulaErrorKind {
    /// The text does not follow the grammar.
    Syntax,
    /// A call of something that is not a function.
    UnknownFunction,
    /// A function with too few or too many arguments.
    Arguments,
    /// A name that is neither a column nor plausibly a parameter.
    UnknownName,
    /// A `where` definition that is repeated, circular, unused or misnamed.
    Definition,
    /// A formula beyond the stated limits of length, nesting or size.
    TooLarge,
}

/// A mistake in a formula: what was seen, where, and what to do about it.
///
/// Displayed, it is the message, the line of the formula with the place marked, and the help.
///
/// ```
/// use thalweg_formula::Formula;
/// let error = Formula::parse("y ~ b1*epx(x)").unwrap_err();
/// assert_eq!(error.message(), "unknown function `epx`");
/// assert_eq!(error.help(), Some("did you mean `exp`?"));
/// assert_eq!(error.span(), 7..10);
/// assert!(error.to_string().contains("\n         ^^^\n"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormulaError(Box<Report>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Report {
    kind: FormulaErrorKind,
    message: String,
    help: Option<String>,
    source: Source,
}

/// A place in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    pub(crate) text: Arc<str>,
    /// Bytes of `text`, on character boundaries.
    pub(crate) span: Range<usize>,
}

impl FormulaError {
    pub(crate) fn new(kind: FormulaErrorKind, message: impl Into<String>, source: Source) -> Self {
        FormulaError(Box::new(Report { kind, message: message.into(), help: None, source }))
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// The sort of mistake.
    ///
    /// ```
    /// use thalweg_formula::{Expr, FormulaErrorKind};
    /// assert_eq!(Expr::parse("(a").unwrap_err().kind(), FormulaErrorKind::Syntax);
    /// ```
    pub fn kind(&self) -> FormulaErrorKind {
        self.0.kind
    }

    /// What was seen, without the place.
    ///
    /// ```
    /// use thalweg_formula::Expr;
    /// assert_eq!(Expr::parse("(a").unwrap_err().message(), "this `(` is never closed");
    /// ```
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What to do about it, where that can be said.
    ///
    /// ```
    /// use thalweg_formula::Expr;
    /// assert_eq!(Expr::parse("2x").unwrap_err().help(), Some("to multiply, write `2*x`"));
    /// ```
    pub fn help(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// The bytes of the text that are meant.
    ///
    /// ```
    /// use thalweg_formula::Expr;
    /// assert_eq!(Expr::parse("a + (b").unwrap_err().span(), 4..5);
    /// ```
    pub fn span(&self) -> Range<usize> {
        self.0.source.span.clone()
    }

    /// The text the span points into.
    ///
    /// ```
    /// use thalweg_formula::Expr;
    /// assert_eq!(Expr::parse("a + (b").unwrap_err().text(), "a + (b");
    /// ```
    pub fn text(&self) -> &str {
        &self.0.source.text
    }
}

impl std::error::Error for FormulaError {}

impl fmt::Display for FormulaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { message, help, source, .. } = &*self.0;
        writeln!(f, "{message}")?;
        let (line, before, marked) = excerpt(source);
        writeln!(f, "  {line}")?;
        write!(f, "  {:before$}{:^<marked$}", "", "")?;
        if let Some(help) = help {
            write!(f, "\nhelp: {help}")?;
        }
        Ok(())
    }
}

/// The line that is meant, at most about 100 characters of it, with the number of characters
/// before the mark and under it.
fn excerpt(source: &Source) -> (String, usize, usize) {
    const BEFORE: usize = 60;
    const WIDTH: usize = 100;
    let Source { text, span } = source;
    let line_start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[span.start..].find('\n').map_or(text.len(), |at| span.start + at);
    let before = text[line_start..span.start].chars().count();
    let marked = text[span.start..span.end.clamp(span.start, line_end)].chars().count();
    let skipped = before.saturating_sub(BEFORE);

    let mut line = String::new();
    let lead = if skipped > 0 { "..." } else { "" };
    line.push_str(lead);
    let rest: Vec<char> =
        text[line_start..line_end].chars().skip(skipped).take(WIDTH + 1).collect();
    let whole = rest.len() <= WIDTH;
    line.extend(rest.iter().take(WIDTH).map(|&c| if c.is_control() { ' ' } else { c }));
    if !whole {
        line.push_str("...");
    }
    let before = before - skipped + lead.len();
    (line, before, marked.clamp(1, WIDTH.max(before) - before + 3))
}
