//! A formula: `left ~ right where name := expression, ...`.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use crate::error::{FormulaError, FormulaErrorKind, Source};
use crate::expr::Expr;
use crate::text::{self, Statement};

/// Largest formula accepted after its definitions are put in, in operations and names as written.
/// Definitions that double each other's size would otherwise grow without end.
const MAX_WRITTEN_SIZE: usize = 100_000;

/// A formula as the user wrote it, definitions put in their places.
///
/// ```
/// use thalweg_formula::{Expr, Formula};
/// let formula = Formula::parse("log(y) ~ a*exp(-x/tau) where tau := 1/k")?;
/// assert_eq!(formula.left(), Some(&Expr::parse("log(y)")?));
/// assert_eq!(formula.right(), &Expr::parse("a*exp(-x/(1/k))")?);
/// # Ok::<(), thalweg_formula::FormulaError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    text: Arc<str>,
    left: Option<Expr>,
    right: Expr,
    definitions: Vec<(String, Expr)>,
}

impl Formula {
    /// Reads a formula. The left side with its `~` may be missing.
    ///
    /// # Errors
    /// As [`Expr::parse`], and where a definition is repeated, circular, or never used.
    ///
    /// ```
    /// use thalweg_formula::Formula;
    /// assert!(Formula::parse("y ~ b1*(1 - exp(-b2*x))").is_ok());
    /// let error = Formula::parse("y ~ a*x where a := b, b := a").unwrap_err();
    /// assert_eq!(error.message(), "the definition of `a` leads back to itself");
    /// ```
    pub fn parse(text: &str) -> Result<Formula, FormulaError> {
        let text: Arc<str> = Arc::from(text);
        let statement = text::statement(&text)?;
        let order = Definitions { text: &text, statement: &statement }.resolve()?;
        let replacements: HashMap<&str, &Expr> =
            order.iter().map(|(name, expr)| (name.as_str(), expr)).collect();
        let left = statement.left.as_ref().map(|left| left.substitute_all(&replacements));
        let right = statement.right.substitute_all(&replacements);
        for side in left.iter().chain([&right]) {
            check_size(side, &text)?;
        }
        Ok(Formula { left, right, definitions: order, text })
    }

    /// The text it was read from.
    ///
    /// ```
    /// use thalweg_formula::Formula;
    /// assert_eq!(Formula::parse("y ~ a*x")?.text(), "y ~ a*x");
    /// # Ok::<(), thalweg_formula::FormulaError>(())
    /// ```
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What stands left of `~`, if anything does.
    ///
    /// ```
    /// use thalweg_formula::Formula;
    /// assert!(Formula::parse("a*x")?.left().is_none());
    /// # Ok::<(), thalweg_formula::FormulaError>(())
    /// ```
    pub fn left(&self) -> Option<&Expr> {
        self.left.as_ref()
    }

    /// What stands right of `~`.
    ///
    /// ```
    /// use thalweg_formula::Formula;
    /// assert_eq!(Formula::parse("y ~ a*x")?.right().names(), ["a", "x"]);
    /// # Ok::<(), thalweg_formula::FormulaError>(())
    /// ```
    pub fn right(&self) -> &Expr {
        &self.right
    }

    /// The `where` definitions, each in terms of names that are not defined themselves.
    ///
    /// ```
    /// use thalweg_formula::Formula;
    /// let formula = Formula::parse("y ~ a*x + c where a := 2*c, c := d^2")?;
    /// let (name, meaning) = &formula.definitions()[0];
    /// assert_eq!((name.as_str(), meaning.to_string()), ("a", "2*d^2".to_owned()));
    /// # Ok::<(), thalweg_formula::FormulaError>(())
    /// ```
    pub fn definitions(&self) -> &[(String, Expr)] {
        &self.definitions
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.left {
            Some(left) => write!(f, "{left} ~ {}", self.right),
            None => write!(f, "{}", self.right),
        }
    }
}

fn check_size(expr: &Expr, text: &Arc<str>) -> Result<(), FormulaError> {
    if expr.written_size() <= MAX_WRITTEN_SIZE {
        return Ok(());
    }
    let source = Source { text: text.clone(), span: 0..text.len() };
    let message = "the formula is too large once its definitions are put in";
    Err(FormulaError::new(FormulaErrorKind::TooLarge, message, source)
        .with_help(format!("at most {MAX_WRITTEN_SIZE} operations and names are allowed")))
}

struct Definitions<'a> {
    text: &'a Arc<str>,
    statement: &'a Statement,
}

impl Definitions<'_> {
    fn error(&self, which: usize, message: String) -> FormulaError {
        let span = self.statement.definitions[which].1.clone();
        let source = Source { text: self.text.clone(), span };
        FormulaError::new(FormulaErrorKind::Definition, message, source)
    }

    /// Each definition in terms of undefined names only, in the order written.
    fn resolve(&self) -> Result<Vec<(String, Expr)>, FormulaError> {
        let definitions = &self.statement.definitions;
        let mut index: HashMap<&str, usize> = HashMap::new();
        for (i, (name, ..)) in definitions.iter().enumerate() {
            if index.insert(name, i).is_some() {
                return Err(self.error(i, format!("`{name}` is defined twice")));
            }
        }
        self.refuse_unused(&index)?;
        let mut resolved: Vec<Option<Expr>> = vec![None; definitions.len()];
        for i in self.dependency_order(&index)? {
            let (_, _, expr) = &definitions[i];
            let replacements: HashMap<&str, &Expr> = index
                .iter()
                .filter_map(|(name, &other)| Some((*name, resolved[other].as_ref()?)))
                .collect();
            let whole = expr.substitute_all(&replacements);
            check_size(&whole, self.text)?;
            resolved[i] = Some(whole);
        }
        let names = definitions.iter().map(|(name, ..)| name.clone());
        Ok(names.zip(resolved).filter_map(|(name, expr)| Some((name, expr?))).collect())
    }

    fn refuse_unused(&self, index: &HashMap<&str, usize>) -> Result<(), FormulaError> {
        let Statement { left, right, definitions } = self.statement;
        let mut used = vec![false; definitions.len()];
        let bodies = definitions.iter().map(|(.., expr)| expr);
        for expr in left.iter().chain([right]).chain(bodies) {
            for name in expr.named() {
                if let Some(&i) = index.get(name.text.as_str()) {
                    used[i] = true;
                }
            }
        }
        match used.iter().position(|used| !used) {
            None => Ok(()),
            Some(i) => {
                let message = format!("`{}` is defined but never used", definitions[i].0);
                Err(self.error(i, message).with_help("check its spelling, or leave it out"))
            }
        }
    }

    /// The definitions, each after those it uses.
    fn dependency_order(&self, index: &HashMap<&str, usize>) -> Result<Vec<usize>, FormulaError> {
        #[derive(Clone, Copy, PartialEq)]
        enum State {
            New,
            Open,
            Done,
        }
        let definitions = &self.statement.definitions;
        let mut state = vec![State::New; definitions.len()];
        let mut order = Vec::new();
        for start in 0..definitions.len() {
            let mut open = vec![start];
            while let Some(&i) = open.last() {
                if state[i] != State::New {
                    open.pop();
                    if state[i] == State::Open {
                        state[i] = State::Done;
                        order.push(i);
                    }
                    continue;
                }
                state[i] = State::Open;
                for name in definitions[i].2.named() {
                    let Some(&used) = index.get(name.text.as_str()) else { continue };
                    match state[used] {
                        State::New => open.push(used),
                        State::Open => {
                            let name = &definitions[used].0;
                            let message =
                                format!("the definition of `{name}` leads back to itself");
                            return Err(self.error(used, message));
                        }
                        State::Done => {}
                    }
                }
            }
        }
        Ok(order)
    }
}
