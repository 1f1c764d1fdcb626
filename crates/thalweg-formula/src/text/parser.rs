//! Tokens to expressions, by precedence climbing.
//!
//! From loosest to tightest: `|`, `&`, `!`, comparisons, `+ -`, `* /`, unary minus, `^`.
//! Powers associate to the right, everything else to the left, and comparisons not at all.

use std::ops::Range;
use std::sync::Arc;

use super::lexer::{Kind, Token, tokens};
use super::suggest::nearest_function;
use crate::arena::{Id, Node};
use crate::error::{FormulaError, FormulaErrorKind as What, Source};
use crate::expr::{Builder, Expr};
use crate::operation::{Binary, FUNCTIONS, Function, Ternary, Unary, function};

/// Deepest nesting accepted. Each level costs stack; no formula that is read by people comes near.
const MAX_DEPTH: usize = 200;

/// How tightly operators bind; larger is tighter.
pub(super) mod level {
    pub(crate) const OR: u8 = 1;
    pub(crate) const AND: u8 = 2;
    pub(crate) const NOT: u8 = 3;
    pub(crate) const COMPARISON: u8 = 4;
    pub(crate) const SUM: u8 = 5;
    pub(crate) const PRODUCT: u8 = 6;
    pub(crate) const NEGATION: u8 = 7;
    pub(crate) const POWER: u8 = 8;
    pub(crate) const ATOM: u8 = 9;
}

/// Symbol, operation, level.
pub(super) const OPERATORS: &[(&str, Binary, u8)] = &[
    ("|", Binary::Or, level::OR),
    ("&", Binary::And, level::AND),
    ("<", Binary::Less, level::COMPARISON),
    ("<=", Binary::LessEqual, level::COMPARISON),
    (">", Binary::Greater, level::COMPARISON),
    (">=", Binary::GreaterEqual, level::COMPARISON),
    ("==", Binary::Equal, level::COMPARISON),
    ("!=", Binary::NotEqual, level::COMPARISON),
    ("+", Binary::Add, level::SUM),
    ("-", Binary::Sub, level::SUM),
    ("*", Binary::Mul, level::PRODUCT),
    ("/", Binary::Div, level::PRODUCT),
    ("^", Binary::Pow, level::POWER),
];

/// A whole formula as written: `left ~ right where name := expression, ...`.
pub(crate) struct Statement {
    pub(crate) left: Option<Expr>,
    pub(crate) right: Expr,
    /// Name, where it is written, and what it stands for.
    pub(crate) definitions: Vec<(String, Range<usize>, Expr)>,
}

/// Parses a text that is one expression.
pub(crate) fn expression(text: &Arc<str>) -> Result<Expr, FormulaError> {
    let mut parser = Parser::new(text)?;
    let expr = parser.whole_expression()?;
    match parser.peek() {
        Kind::End => Ok(expr),
        Kind::Symbol("~") => {
            Err(parser.unexpected().with_help("only an expression is allowed here, without `~`"))
        }
        _ => Err(parser.unexpected()),
    }
}

/// Parses a formula with its optional left side and definitions.
pub(crate) fn statement(text: &Arc<str>) -> Result<Statement, FormulaError> {
    let mut parser = Parser::new(text)?;
    let first = parser.whole_expression()?;
    let (left, right) =
        if parser.take("~") { (Some(first), parser.whole_expression()?) } else { (None, first) };
    let mut definitions = Vec::new();
    if matches!(parser.peek(), Kind::Name(name) if name == "where") {
        parser.at += 1;
        loop {
            definitions.push(parser.definition()?);
            if !parser.take(",") {
                break;
            }
        }
    }
    match parser.peek() {
        Kind::End => Ok(Statement { left, right, definitions }),
        Kind::Symbol("~") => {
            Err(parser.unexpected().with_help("a formula has one `~`: left side ~ right side"))
        }
        Kind::Symbol(":=") => Err(parser
            .unexpected()
            .with_help("definitions follow `where`: y ~ a*exp(-k*x) where a := 2*b")),
        _ => Err(parser.unexpected()),
    }
}

struct Parser<'a> {
    text: &'a Arc<str>,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    builder: Builder,
}

impl<'a> Parser<'a> {
    fn new(text: &'a Arc<str>) -> Result<Self, FormulaError> {
        let tokens = tokens(text)?;
        Ok(Parser { text, tokens, at: 0, depth: 0, builder: Builder::default() })
    }

    fn peek(&self) -> &Kind {
        &self.tokens[self.at].kind
    }

    fn span(&self) -> Range<usize> {
        self.tokens[self.at].span.clone()
    }

    fn take(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), Kind::Symbol(s) if *s == symbol);
        self.at += usize::from(found);
        found
    }

    fn error(&self, kind: What, span: Range<usize>, message: impl Into<String>) -> FormulaError {
        FormulaError::new(kind, message, Source { text: self.text.clone(), span })
    }

    /// The complaint about the token at hand, which cannot stand where it stands.
    fn unexpected(&self) -> FormulaError {
        let written = &self.text[self.span()];
        let after_value = self.at > 0
            && matches!(
                self.tokens[self.at - 1].kind,
                Kind::Number(_) | Kind::Name(_) | Kind::Quoted(_) | Kind::Symbol(")")
            );
        let starts_value = matches!(
            self.peek(),
            Kind::Number(_) | Kind::Name(_) | Kind::Quoted(_) | Kind::Symbol("(")
        );
        let error = |message: String| self.error(What::Syntax, self.span(), message);
        match self.peek() {
            Kind::End if self.at == 0 => error("the formula is empty".into()),
            Kind::End => error("the formula ends where a value is expected".into()),
            Kind::Symbol(")") if after_value => error("this `)` was never opened".into()),
            Kind::Symbol("=") => error("unexpected `=`".into())
                .with_help("to compare, write `==`; a formula is `left ~ right`"),
            _ if after_value && starts_value => self.missing_operator(),
            _ => error(format!("unexpected `{written}`")),
        }
    }

    fn missing_operator(&self) -> FormulaError {
        let (before, here) = (&self.tokens[self.at - 1], &self.tokens[self.at]);
        let span = before.span.start..here.span.end;
        let (left, right) = (&self.text[before.span.clone()], &self.text[here.span.clone()]);
        let is_function = function(left).is_some();
        let named = matches!(before.kind, Kind::Name(_)) && is_function;
        let error = self.error(
            What::Syntax,
            span,
            format!("an operator is missing between `{left}` and `{right}`"),
        );
        if named {
            error.with_help(format!("`{left}` is a function: write `{left}({right})`"))
        } else if left == ")" || right == "(" {
            error.with_help("to multiply, write `*`")
        } else {
            error.with_help(format!("to multiply, write `{left}*{right}`"))
        }
    }

    fn whole_expression(&mut self) -> Result<Expr, FormulaError> {
        let root = self.expression(level::OR)?;
        Ok(self.builder.finish(root))
    }

    fn definition(&mut self) -> Result<(String, Range<usize>, Expr), FormulaError> {
        let span = self.span();
        let name = match self.peek() {
            Kind::Name(name)
                if name == "pi" || function(name).is_some() || name.starts_with('$') =>
            {
                let message = format!("`{name}` cannot be defined");
                return Err(self
                    .error(What::Definition, span, message)
                    .with_help("choose another name"));
            }
            Kind::Name(name) | Kind::Quoted(name) => name.clone(),
            _ => {
                return Err(self
                    .error(What::Syntax, span, "a definition is expected here")
                    .with_help("definitions are `name := expression`, with commas between"));
            }
        };
        self.at += 1;
        if !self.take(":=") {
            return Err(self
                .error(What::Syntax, self.span(), "`:=` is expected here")
                .with_help(format!("a definition is written `{name} := expression`")));
        }
        Ok((name, span, self.whole_expression()?))
    }

    /// Parses operators at least as tight as `loosest`.
    fn expression(&mut self, loosest: u8) -> Result<Id, FormulaError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let message = format!("the formula is nested more than {MAX_DEPTH} deep");
            return Err(self
                .error(What::TooLarge, self.span(), message)
                .with_help("name its parts with `where part := ...`"));
        }
        let mut left = self.prefix(loosest)?;
        while let Kind::Symbol(symbol) = *self.peek() {
            let Some(&(_, operation, level)) = OPERATORS.iter().find(|(s, ..)| *s == symbol) else {
                break;
            };
            if level < loosest {
                break;
            }
            let span = self.span();
            self.at += 1;
            // Powers: the right side may be another power, or a negation of one.
            let right = self.expression(if level == level::POWER { level } else { level + 1 })?;
            left = self.builder.add(Node::Binary(operation, left, right));
            if level == level::COMPARISON {
                self.refuse_chain(span)?;
            }
        }
        self.depth -= 1;
        Ok(left)
    }

    fn refuse_chain(&self, first: Range<usize>) -> Result<(), FormulaError> {
        let chained = matches!(self.peek(), Kind::Symbol(s)
            if OPERATORS.iter().any(|(o, _, l)| o == s && *l == level::COMPARISON));
        if !chained {
            return Ok(());
        }
        let span = first.start..self.span().end;
        Err(self
            .error(What::Syntax, span, "comparisons cannot be chained")
            .with_help("join two comparisons with `&`: 0 < x & x < 5"))
    }

    /// Parses what may stand before any operator: signs, `!`, and atoms.
    fn prefix(&mut self, loosest: u8) -> Result<Id, FormulaError> {
        let span = self.span();
        if self.take("-") {
            let operand = self.expression(level::POWER)?;
            Ok(self.builder.add(Node::Unary(Unary::Neg, operand)))
        } else if self.take("+") {
            self.expression(level::POWER)
        } else if self.take("!") {
            if loosest > level::NOT {
                return Err(self
                    .error(What::Syntax, span, "`!` needs parentheses here")
                    .with_help("`!` binds more loosely than comparisons and arithmetic"));
            }
            let operand = self.expression(level::NOT)?;
            Ok(self.builder.add(Node::Unary(Unary::Not, operand)))
        } else {
            self.atom()
        }
    }

    fn atom(&mut self) -> Result<Id, FormulaError> {
        let span = self.span();
        let node = match self.peek().clone() {
            Kind::Number(value) => Node::number(value),
            Kind::Symbol("(") => {
                self.at += 1;
                let inner = self.expression(level::OR)?;
                self.close(span, "(")?;
                return Ok(inner);
            }
            Kind::Name(name) => {
                self.at += 1;
                if matches!(self.peek(), Kind::Symbol("(")) {
                    return self.call(&name, span);
                }
                if name == "where" {
                    self.at -= 1;
                    return Err(self.unexpected_where());
                }
                if name == "pi" {
                    return Ok(self.builder.add(Node::number(std::f64::consts::PI)));
                }
                return Ok(self.name(&name, span));
            }
            Kind::Quoted(name) => {
                self.at += 1;
                return Ok(self.name(&name, span));
            }
            _ => return Err(self.unexpected()),
        };
        self.at += 1;
        Ok(self.builder.add(node))
    }

    fn name(&mut self, name: &str, span: Range<usize>) -> Id {
        self.builder.name(name, Some(Source { text: self.text.clone(), span }))
    }

    fn unexpected_where(&self) -> FormulaError {
        self.error(What::Syntax, self.span(), "unexpected `where`")
            .with_help("`where` follows a whole formula; a column of this name is written `where` in backticks")
    }

    fn close(&mut self, opened: Range<usize>, what: &str) -> Result<(), FormulaError> {
        if self.take(")") {
            return Ok(());
        }
        Err(match self.peek() {
            Kind::End => self.error(
                What::Syntax,
                opened.end - 1..opened.end,
                format!("this `{what}` is never closed"),
            ),
            _ => self.unexpected(),
        })
    }

    fn call(&mut self, name: &str, span: Range<usize>) -> Result<Id, FormulaError> {
        let Some(function) = function(name) else {
            return Err(self.unknown_function(name, span));
        };
        let open = self.span();
        self.at += 1;
        let mut arguments = Vec::new();
        if !self.take(")") {
            loop {
                arguments.push(self.expression(level::OR)?);
                if !self.take(",") {
                    break;
                }
            }
            self.close(open, "(")?;
        }
        let node = match (function, &arguments[..]) {
            (Function::One(operation), &[a]) => Node::Unary(operation, a),
            (Function::Two(operation), &[a, b]) => Node::Binary(operation, a, b),
            (Function::If, &[a, b, c]) => Node::Ternary(Ternary::If, a, b, c),
            (Function::Many(operation), &[a, b, ref rest @ ..]) => {
                let first = self.builder.add(Node::Binary(operation, a, b));
                return Ok(rest.iter().fold(first, |folded, &next| {
                    self.builder.add(Node::Binary(operation, folded, next))
                }));
            }
            _ => return Err(self.wrong_count(name, function, arguments.len(), span)),
        };
        Ok(self.builder.add(node))
    }

    fn wrong_count(
        &self,
        name: &str,
        function: Function,
        given: usize,
        span: Range<usize>,
    ) -> FormulaError {
        let (takes, usage) = match function {
            Function::One(_) => ("1 argument", "(x)"),
            Function::Two(_) => ("2 arguments", "(y, x)"),
            Function::Many(_) => ("2 arguments or more", "(a, b)"),
            Function::If => ("3 arguments", "(condition, a, b)"),
        };
        let end = self.tokens[self.at - 1].span.end;
        let message = format!("`{name}` takes {takes}, not {given}");
        self.error(What::Arguments, span.start..end, message)
            .with_help(format!("write `{name}{usage}`"))
    }

    fn unknown_function(&self, name: &str, span: Range<usize>) -> FormulaError {
        let help = match nearest_function(name) {
            Some("^") => "powers are written `x^p`".to_owned(),
            Some(near) => format!("did you mean `{near}`?"),
            None if name.chars().count() <= 3 => {
                format!("to multiply, write `{name}*(...)`")
            }
            None => {
                let all: Vec<_> = FUNCTIONS.iter().map(|(known, _)| *known).collect();
                format!("the functions are {}", all.join(", "))
            }
        };
        self.error(What::UnknownFunction, span, format!("unknown function `{name}`"))
            .with_help(help)
    }
}
