//! A number put in the place of a name, and what becomes trivial by it left out.

use std::collections::HashMap;

use crate::arena::{Id, Node};
use crate::expr::{Builder, Expr};
use crate::operation::{Binary, Unary};
use crate::tape::{binary_value, ternary_value, unary_value};

impl Expr {
    /// This expression with `value` in place of the name `name`, and what is trivial then left out:
    /// `1*u`, `u + 0`, `u^1`, operations on numbers whose result is 0 or 1. For people to read: unlike the
    /// compiled model it takes 0·u for 0.
    ///
    /// ```
    /// use thalweg_formula::Expr;
    /// let redundant = Expr::parse("b1*b3*(1 - exp(-b2*x)) + c*b4")?;
    /// assert_eq!(redundant.with_value("b3", 1.0), Expr::parse("b1*(1 - exp(-b2*x)) + c*b4")?);
    /// assert_eq!(redundant.with_value("c", 0.0), Expr::parse("b1*b3*(1 - exp(-b2*x))")?);
    /// # Ok::<(), thalweg_formula::FormulaError>(())
    /// ```
    pub fn with_value(&self, name: &str, value: f64) -> Expr {
        let number = Expr::number(value);
        self.substitute_all(&HashMap::from([(name, &number)])).simplified()
    }

    /// This expression with what is trivial left out, as [`with_value`](Self::with_value) does.
    ///
    /// ```
    /// use thalweg_formula::Expr;
    /// let put_together = Expr::parse("1*a*b^1 + 0*c")?;
    /// assert_eq!(put_together.simplified(), Expr::parse("a*b")?);
    /// # Ok::<(), thalweg_formula::FormulaError>(())
    /// ```
    pub fn simplified(&self) -> Expr {
        let mut builder = Builder::default();
        let mut ids: Vec<Id> = Vec::with_capacity(self.nodes().len());
        for &node in self.nodes() {
            let id = match node {
                Node::Leaf(leaf) => {
                    let name = &self.named()[leaf as usize];
                    builder.name(&name.text, name.source.clone())
                }
                other => builder.simple(other.renamed(|operand| ids[operand as usize])),
            };
            ids.push(id);
        }
        builder.finish(ids.last().copied().unwrap_or(0))
    }
}

impl Builder {
    /// Adds an operation, or what it comes down to.
    fn simple(&mut self, node: Node) -> Id {
        if let Some(value) = self.plain(node) {
            return self.add(Node::number(value));
        }
        let is = |this: &Self, id: Id, value: f64| this.number(id) == Some(value);
        match node {
            Node::Unary(Unary::Neg, a) if is(self, a, 0.0) => a,
            Node::Unary(Unary::Neg, a) => match self.node(a) {
                Node::Unary(Unary::Neg, inner) => inner,
                // As people write it: -k*x.
                Node::Binary(op @ (Binary::Mul | Binary::Div), x, y) => {
                    let x = self.simple(Node::Unary(Unary::Neg, x));
                    self.add(Node::Binary(op, x, y))
                }
                _ => self.add(node),
            },
            Node::Binary(Binary::Add, a, b) if is(self, a, 0.0) => b,
            Node::Binary(Binary::Mul, a, b) if is(self, a, 1.0) => b,
            Node::Binary(Binary::Add | Binary::Sub, a, b) if is(self, b, 0.0) => a,
            Node::Binary(Binary::Sub, a, b) if is(self, a, 0.0) => {
                self.simple(Node::Unary(Unary::Neg, b))
            }
            Node::Binary(Binary::Mul, a, b) if self.is_minus_one(a) => {
                self.simple(Node::Unary(Unary::Neg, b))
            }
            Node::Binary(Binary::Mul, a, b) if is(self, a, 0.0) || is(self, b, 0.0) => {
                self.add(Node::number(0.0))
            }
            Node::Binary(Binary::Mul | Binary::Div | Binary::Pow, a, b) if is(self, b, 1.0) => a,
            Node::Binary(Binary::Div, a, _) if is(self, a, 0.0) => a,
            Node::Binary(Binary::Pow, a, b) if is(self, b, 0.0) || is(self, a, 1.0) => {
                self.add(Node::number(1.0))
            }
            _ => self.add(node),
        }
    }

    /// The value of an operation on numbers, where it is 0 or 1: `2*3` stays as it was written.
    fn plain(&self, node: Node) -> Option<f64> {
        let number = |id: Id| self.number(id);
        let value = match node {
            Node::Unary(op, a) => unary_value(op, number(a)?),
            Node::Binary(op, a, b) => binary_value(op, number(a)?, number(b)?),
            Node::Ternary(op, a, b, c) => ternary_value(op, number(a)?, number(b)?, number(c)?),
            _ => return None,
        };
        (value == 0.0 || value == 1.0).then(|| value.abs())
    }

    fn is_minus_one(&self, id: Id) -> bool {
        matches!(self.node(id), Node::Unary(Unary::Neg, one) if self.number(one) == Some(1.0))
    }

    fn number(&self, id: Id) -> Option<f64> {
        match self.node(id) {
            Node::Number(bits) => Some(bits.value()),
            _ => None,
        }
    }
}
