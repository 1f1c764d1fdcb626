//! Characters to tokens.

use std::ops::Range;
use std::sync::Arc;

use crate::error::{FormulaError, FormulaErrorKind, Source};

/// Longest text accepted, in bytes: far beyond any written formula, short enough never to hang.
pub(crate) const MAX_TEXT: usize = 65_536;

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Number(f64),
    Name(String),
    /// A name in backticks: never a keyword, a constant or a function.
    Quoted(String),
    /// An operator or a mark of punctuation, in its canonical spelling.
    Symbol(&'static str),
    End,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) span: Range<usize>,
}

/// Spellings of symbols and what they mean; longer ones first.
const SYMBOLS: &[(&str, &str)] = &[
    ("**", "^"),
    (":=", ":="),
    ("<=", "<="),
    (">=", ">="),
    ("==", "=="),
    ("!=", "!="),
    ("&&", "&"),
    ("||", "|"),
    ("+", "+"),
    ("-", "-"),
    ("\u{2212}", "-"),
    ("*", "*"),
    ("/", "/"),
    ("^", "^"),
    ("(", "("),
    (")", ")"),
    (",", ","),
    ("~", "~"),
    ("<", "<"),
    (">", ">"),
    ("&", "&"),
    ("|", "|"),
    ("!", "!"),
    ("=", "="),
];

/// Whether a name may begin with `c`.
pub(crate) fn starts_name(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

/// Whether a name may go on with `c`: letters, digits, underscore, full stop and subscript digits.
pub(crate) fn continues_name(c: char) -> bool {
    starts_name(c) || c.is_ascii_digit() || c == '.' || ('\u{2080}'..='\u{2089}').contains(&c)
}

/// Splits `text` into tokens, the last of them [`Kind::End`].
pub(crate) fn tokens(text: &Arc<str>) -> Result<Vec<Token>, FormulaError> {
    if text.len() > MAX_TEXT {
        let message = format!("the formula is {} bytes long", text.len());
        let source = Source { text: text.clone(), span: 0..0 };
        return Err(FormulaError::new(FormulaErrorKind::TooLarge, message, source)
            .with_help(format!("the longest formula allowed is {MAX_TEXT} bytes")));
    }
    let mut lexer = Lexer { text, at: 0 };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next()? {
        tokens.push(token);
    }
    tokens.push(Token { kind: Kind::End, span: text.len()..text.len() });
    Ok(tokens)
}

struct Lexer<'a> {
    text: &'a Arc<str>,
    at: usize,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn error(&self, span: Range<usize>, message: impl Into<String>) -> FormulaError {
        let source = Source { text: self.text.clone(), span };
        FormulaError::new(FormulaErrorKind::Syntax, message, source)
    }

    fn next(&mut self) -> Result<Option<Token>, FormulaError> {
        let blank = self.rest().len() - self.rest().trim_start().len();
        self.at += blank;
        let start = self.at;
        let Some(first) = self.rest().chars().next() else { return Ok(None) };
        let second = self.rest().chars().nth(1);
        let kind = if first.is_ascii_digit()
            || (first == '.' && second.is_some_and(|c| c.is_ascii_digit()))
        {
            self.number()?
        } else if starts_name(first) {
            let length = self.rest().find(|c| !continues_name(c)).unwrap_or(self.rest().len());
            let name = self.rest()[..length].to_owned();
            self.at += length;
            Kind::Name(name)
        } else if first == '$' {
            self.column_number()?
        } else if first == '`' {
            self.quoted()?
        } else {
            self.symbol(first)?
        };
        Ok(Some(Token { kind, span: start..self.at }))
    }

    fn number(&mut self) -> Result<Kind, FormulaError> {
        let bytes = self.rest().as_bytes();
        let digits = |mut i: usize| {
            while bytes.get(i).is_some_and(u8::is_ascii_digit) {
                i += 1;
            }
            i
        };
        let mut end = digits(0);
        if bytes.get(end) == Some(&b'.') {
            end = digits(end + 1);
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            let exponent = digits(end + 1 + sign);
            if exponent > end + 1 + sign {
                end = exponent;
            }
        }
        let span = self.at..self.at + end;
        let value: f64 = self.text[span.clone()]
            .parse()
            .map_err(|_| self.error(span.clone(), "this is not a number"))?;
        if !value.is_finite() {
            return Err(self
                .error(span, "this number is too large")
                .with_help(format!("the largest number is about {:.1e}", f64::MAX)));
        }
        self.at = span.end;
        if bytes_continue_number(self.rest()) {
            let end = self.at
                + self
                    .rest()
                    .find(|c| c != '.' && !char::is_ascii_digit(&c))
                    .unwrap_or(self.rest().len());
            return Err(self.error(span.start..end, "this is not a number"));
        }
        Ok(Kind::Number(value))
    }

    fn column_number(&mut self) -> Result<Kind, FormulaError> {
        let digits = self.rest()[1..].bytes().take_while(u8::is_ascii_digit).count();
        let name = self.rest()[..=digits].to_owned();
        if digits == 0 {
            return Err(self
                .error(self.at..self.at + 1, "`$` without a number")
                .with_help("the first column is `$1`, the second `$2`"));
        }
        self.at += name.len();
        Ok(Kind::Name(name))
    }

    fn quoted(&mut self) -> Result<Kind, FormulaError> {
        let start = self.at;
        let mut name = String::new();
        let mut characters = self.rest()[1..].char_indices().peekable();
        let mut end = None;
        while let Some((at, c)) = characters.next() {
            if c != '`' {
                name.push(c);
            } else if characters.next_if(|&(_, next)| next == '`').is_some() {
                name.push('`');
            } else {
                end = Some(start + at + 2);
                break;
            }
        }
        let Some(end) = end else {
            return Err(self
                .error(start..start + 1, "this backtick is never closed")
                .with_help("a name in backticks ends with a backtick: `dose (mg)`"));
        };
        if name.is_empty() {
            return Err(self.error(start..end, "a name in backticks is empty"));
        }
        self.at = end;
        Ok(Kind::Quoted(name))
    }

    fn symbol(&mut self, first: char) -> Result<Kind, FormulaError> {
        for &(spelling, meaning) in SYMBOLS {
            if self.rest().starts_with(spelling) {
                self.at += spelling.len();
                return Ok(Kind::Symbol(meaning));
            }
        }
        let span = self.at..self.at + first.len_utf8();
        let help = match first {
            '\u{d7}' | '\u{b7}' | '\u{22c5}' => Some("to multiply, write `*`"),
            '\u{b2}' => Some("to square, write `^2`"),
            '\u{b3}' => Some("for a cube, write `^3`"),
            '\u{2264}' => Some("write `<=`"),
            '\u{2265}' => Some("write `>=`"),
            '\u{2260}' => Some("write `!=`"),
            '[' | ']' | '{' | '}' => Some("only round parentheses group"),
            '%' => Some("there is no remainder operator"),
            '"' | '\'' => Some("a column name with spaces is written in backticks: `dose (mg)`"),
            _ => None,
        };
        let error = self.error(span, format!("unexpected character `{}`", first.escape_debug()));
        Err(match help {
            Some(help) => error.with_help(help),
            None => error,
        })
    }
}

/// Whether a number that just ended is followed by more of a number, as in `1.2.3`.
fn bytes_continue_number(rest: &str) -> bool {
    rest.starts_with('.')
}
