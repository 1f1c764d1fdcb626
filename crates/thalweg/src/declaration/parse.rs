//! The text of declarations: `b1=500; b2=1e-4 in [0, 1]; c=2 fixed; w := 2.3548*s`.

use std::ops::Range;

use thalweg_formula::{Expr, Model, Scratch};

use crate::error::{ErrorKind, FitError};
use crate::names::{continues_name, is_identifier};

/// One declaration, with the places of its parts in the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Declaration {
    pub name: String,
    pub name_at: Range<usize>,
    pub body: Body,
}

/// What a declaration says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Body {
    /// `:=`, with the place of the expression.
    Definition(String, Range<usize>),
    /// Anything else, each part with its place.
    Value {
        start: Option<(f64, Range<usize>)>,
        bounds: Option<((f64, f64), Range<usize>)>,
        fixed: bool,
    },
}

/// Reads all declarations of a text. Empty ones (a trailing `;`) are skipped.
pub(super) fn parse(text: &str) -> Result<Vec<Declaration>, FitError> {
    let mut all = Vec::new();
    let mut begin = 0;
    for piece in text.split(';') {
        if !piece.trim().is_empty() {
            all.push(Parser { text, at: begin, end: begin + piece.len() }.declaration()?);
        }
        begin += piece.len() + 1;
    }
    Ok(all)
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    end: usize,
}

impl<'t> Parser<'t> {
    fn declaration(&mut self) -> Result<Declaration, FitError> {
        let (name, name_at) = self.name()?;
        if self.eat(":=") {
            let span = self.trimmed(self.at..self.end);
            if span.is_empty() {
                return Err(self.error(span, "an expression is missing after `:=`"));
            }
            let body = Body::Definition(self.text[span.clone()].to_string(), span);
            return Ok(Declaration { name, name_at, body });
        }
        let start = if self.eat("=") { Some(self.value()?) } else { None };
        let (mut bounds, mut fixed) = (None, false);
        loop {
            self.skip_space();
            let word = self.word();
            match &self.text[word.clone()] {
                "in" if bounds.is_none() => {
                    self.at = word.end;
                    bounds = Some(self.bounds()?);
                }
                "fixed" if !fixed => {
                    self.at = word.end;
                    if start.is_none() {
                        return Err(self.error(word, "`fixed` needs a value: `name=value fixed`"));
                    }
                    fixed = true;
                }
                _ if self.at < self.end => {
                    let place = if word.is_empty() { self.character() } else { word };
                    let seen = &self.text[place.clone()];
                    return Err(self.error(place, &format!("`{seen}` does not fit here")));
                }
                _ => break,
            }
        }
        if start.is_none() && bounds.is_none() {
            let message = format!("the declaration of `{name}` says nothing about it");
            return Err(self.error(name_at, &message));
        }
        Ok(Declaration { name, name_at, body: Body::Value { start, bounds, fixed } })
    }

    fn name(&mut self) -> Result<(String, Range<usize>), FitError> {
        self.skip_space();
        if self.text[self.at..self.end].starts_with('`') {
            return self.quoted_name();
        }
        let word = self.word();
        let name = &self.text[word.clone()];
        if !is_identifier(name) {
            let place = if word.is_empty() { self.character() } else { word };
            return Err(self.error(place, "a declaration begins with the name of a parameter"));
        }
        self.at = word.end;
        Ok((name.to_string(), word))
    }

    /// A name in backticks, a doubled one standing for itself.
    fn quoted_name(&mut self) -> Result<(String, Range<usize>), FitError> {
        let begin = self.at;
        let mut name = String::new();
        let mut rest = self.text[begin + 1..self.end].char_indices().peekable();
        while let Some((i, c)) = rest.next() {
            if c != '`' {
                name.push(c);
            } else if rest.next_if(|(_, next)| *next == '`').is_some() {
                name.push('`');
            } else {
                self.at = begin + 1 + i + 1;
                return Ok((name, begin..self.at));
            }
        }
        Err(self.error(begin..begin + 1, "this backtick is never closed"))
    }

    /// A value after `=`: everything up to `in`, `fixed` or the end.
    fn value(&mut self) -> Result<(f64, Range<usize>), FitError> {
        let rest = &self.text[self.at..self.end];
        let stop = words(rest)
            .find(|w| matches!(&rest[w.clone()], "in" | "fixed"))
            .map_or(self.end, |w| self.at + w.start);
        let span = self.trimmed(self.at..stop);
        if span.is_empty() {
            return Err(self.error(span, "a number is missing after `=`"));
        }
        self.at = stop;
        Ok((self.number(span.clone())?, span))
    }

    fn bounds(&mut self) -> Result<((f64, f64), Range<usize>), FitError> {
        self.skip_space();
        let begin = self.at;
        if !self.eat("[") {
            let place = self.character();
            return Err(self.error(place, "bounds are written `in [lower, upper]`"));
        }
        let inside = self.at;
        let Some(length) = self.text[inside..self.end].find(']') else {
            return Err(self.error(self.end..self.end, "the bounds are not closed by `]`"));
        };
        self.at = inside + length + 1;
        let Some(comma) = self.text[inside..inside + length].find(',') else {
            return Err(self.error(begin..self.at, "bounds are two numbers: `in [lower, upper]`"));
        };
        let mut ends = [0.0; 2];
        let spans = [inside..inside + comma, inside + comma + 1..inside + length];
        for (end, span) in ends.iter_mut().zip(spans) {
            let span = self.trimmed(span);
            if span.is_empty() {
                return Err(self.error(span, "a bound is missing (`inf` and `-inf` are allowed)"));
            }
            *end = self.number(span)?;
        }
        Ok(((ends[0], ends[1]), begin..self.at))
    }

    /// A number, or an expression of numbers such as `pi/2`; `inf` and `nan` are read, too.
    fn number(&self, span: Range<usize>) -> Result<f64, FitError> {
        let text = &self.text[span.clone()];
        if let Ok(number) = text.parse() {
            return Ok(number);
        }
        let not_a_number = || {
            self.error(span.clone(), &format!("`{text}` is not a number"))
                .with_help("a value is a number such as 1e-4, or made of numbers such as pi/2")
        };
        let expression = Expr::parse(text).map_err(|_| not_a_number())?;
        let model = Model::new(&expression, &[], &[]).map_err(|_| not_a_number())?;
        if !model.parameters().is_empty() {
            return Err(not_a_number());
        }
        let mut out = [f64::NAN];
        model.values(&[], &[], &mut out, &mut Scratch::default());
        Ok(out[0])
    }

    fn error(&self, span: Range<usize>, message: &str) -> FitError {
        FitError::new(ErrorKind::Declaration, "E-DECLARATION", message)
            .with_help("write `name=value`, `name=value in [lower, upper]`, `name=value fixed` or `name := expression`")
            .at(self.text, span)
    }

    fn eat(&mut self, token: &str) -> bool {
        self.skip_space();
        let found = self.text[self.at..self.end].starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn skip_space(&mut self) {
        let rest = &self.text[self.at..self.end];
        self.at += rest.len() - rest.trim_start().len();
    }

    /// The word that begins here; empty if none does.
    fn word(&self) -> Range<usize> {
        let rest = &self.text[self.at..self.end];
        let length = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
        self.at..self.at + length
    }

    /// The character here; empty at the end.
    fn character(&self) -> Range<usize> {
        let length = self.text[self.at..self.end].chars().next().map_or(0, char::len_utf8);
        self.at..self.at + length
    }

    fn trimmed(&self, span: Range<usize>) -> Range<usize> {
        let inside = &self.text[span.clone()];
        let begin = span.start + inside.len() - inside.trim_start().len();
        begin..(begin + inside.trim().len())
    }
}

fn is_word(c: char) -> bool {
    continues_name(c) || c == '$'
}

/// The places of all words in `text`.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        at += text[at..].find(is_word)?;
        let length = text[at..].find(|c| !is_word(c)).unwrap_or(text.len() - at);
        let word = at..at + length;
        at = word.end;
        Some(word)
    })
}
