//! Nodes are made here, and made simple: numbers are folded, what does nothing is left out, signs
//! move to where they cost nothing per row, and small powers become products.
//!
//! Only what leaves every value as it is, to the last bit but for the sign of a zero, or rounds
//! better. `0*x` stays (x may be infinite), `x/x` stays, `2*x/12` stays.

use super::Graph;
use crate::arena::{Id, Node};
use crate::operation::{Binary, Ternary, Unary};
use crate::tape::{binary_value, ternary_value, unary_value};

impl Graph {
    pub(crate) fn number(&mut self, value: f64) -> Id {
        self.add(Node::number(value))
    }

    pub(crate) fn unary(&mut self, op: Unary, a: Id) -> Id {
        if op == Unary::Neg {
            return self.neg(a);
        }
        match self.as_number(a) {
            Some(value) => self.number(unary_value(op, value)),
            None => self.add(Node::Unary(op, a)),
        }
    }

    pub(crate) fn binary(&mut self, op: Binary, a: Id, b: Id) -> Id {
        if let (Some(x), Some(y)) = (self.as_number(a), self.as_number(b)) {
            return self.number(binary_value(op, x, y));
        }
        match op {
            Binary::Add => self.plus(a, b),
            Binary::Sub => self.minus(a, b),
            Binary::Mul => self.product(a, b),
            Binary::Div => self.quotient(a, b),
            Binary::Pow => self.power(a, b),
            Binary::Annul => self.annulled(a, b),
            _ => self.add(Node::Binary(op, a, b)),
        }
    }

    pub(crate) fn ternary(&mut self, op: Ternary, a: Id, b: Id, c: Id) -> Id {
        let numbers = (self.as_number(a), self.as_number(b), self.as_number(c));
        if let (Some(x), Some(y), Some(z)) = numbers {
            return self.number(ternary_value(op, x, y, z));
        }
        match (op, numbers.0) {
            (Ternary::If, Some(condition)) if !condition.is_nan() => {
                if condition == 0.0 {
                    c
                } else {
                    b
                }
            }
            _ => self.add(Node::Ternary(op, a, b, c)),
        }
    }

    pub(super) fn sum(&mut self, a: Id, b: Id) -> Id {
        self.binary(Binary::Add, a, b)
    }

    pub(super) fn difference(&mut self, a: Id, b: Id) -> Id {
        self.binary(Binary::Sub, a, b)
    }

    pub(super) fn mul(&mut self, a: Id, b: Id) -> Id {
        self.binary(Binary::Mul, a, b)
    }

    pub(super) fn div(&mut self, a: Id, b: Id) -> Id {
        self.binary(Binary::Div, a, b)
    }

    pub(super) fn annul(&mut self, a: Id, b: Id) -> Id {
        self.binary(Binary::Annul, a, b)
    }

    pub(super) fn reciprocal(&mut self, a: Id) -> Id {
        let one = self.number(1.0);
        self.div(one, a)
    }

    pub(super) fn is_number(&self, id: Id, value: f64) -> bool {
        self.as_number(id) == Some(value)
    }

    /// Whether a node of these operands exists already.
    pub(super) fn existing_product(&self, a: Id, b: Id) -> Option<Id> {
        self.arena.find(Node::Binary(Binary::Mul, a.min(b), a.max(b)))
    }

    pub(super) fn neg(&mut self, a: Id) -> Id {
        match self.node(a) {
            Node::Number(bits) => self.number(-bits.value()),
            Node::Unary(Unary::Neg, inner) => inner,
            // A sign on a number or a parameter is taken once, on a row many times.
            Node::Binary(op @ (Binary::Mul | Binary::Div), x, y) if self.varies_by_row(a) => {
                if !self.varies_by_row(x) {
                    let x = self.neg(x);
                    self.binary(op, x, y)
                } else if !self.varies_by_row(y) {
                    let y = self.neg(y);
                    self.binary(op, x, y)
                } else {
                    self.add(Node::Unary(Unary::Neg, a))
                }
            }
            _ => self.add(Node::Unary(Unary::Neg, a)),
        }
    }

    /// The operand of a negation that is better taken elsewhere.
    fn movable_negation(&self, id: Id, beside: Id) -> Option<Id> {
        match self.node(id) {
            Node::Unary(Unary::Neg, inner)
                if self.varies_by_row(id) || !self.varies_by_row(beside) =>
            {
                Some(inner)
            }
            _ => None,
        }
    }

    fn plus(&mut self, a: Id, b: Id) -> Id {
        if self.is_number(a, 0.0) {
            return b;
        }
        if self.is_number(b, 0.0) {
            return a;
        }
        match (self.node(a), self.node(b)) {
            (_, Node::Unary(Unary::Neg, negated)) => self.difference(a, negated),
            (Node::Unary(Unary::Neg, negated), _) => self.difference(b, negated),
            _ => self.add(Node::Binary(Binary::Add, a.min(b), a.max(b))),
        }
    }

    fn minus(&mut self, a: Id, b: Id) -> Id {
        if self.is_number(b, 0.0) {
            return a;
        }
        match self.node(b) {
            Node::Unary(Unary::Neg, negated) => self.sum(a, negated),
            _ => self.add(Node::Binary(Binary::Sub, a, b)),
        }
    }

    fn product(&mut self, a: Id, b: Id) -> Id {
        for (one, other) in [(a, b), (b, a)] {
            if self.is_number(one, 1.0) {
                return other;
            }
            if self.is_number(one, -1.0) {
                return self.neg(other);
            }
        }
        for (one, other) in [(a, b), (b, a)] {
            if let Some(inner) = self.movable_negation(one, other) {
                let product = self.mul(inner, other);
                return self.neg(product);
            }
        }
        self.add(Node::Binary(Binary::Mul, a.min(b), a.max(b)))
    }

    fn quotient(&mut self, a: Id, b: Id) -> Id {
        if let Some(divisor) = self.as_number(b) {
            let inverse = 1.0 / divisor;
            // Dividing by a power of two and multiplying by its inverse round alike.
            let is_power_of_two = divisor.to_bits() << 12 == 0 && divisor != 0.0;
            if is_power_of_two && inverse.is_normal() && divisor.is_normal() {
                let inverse = self.number(inverse);
                return self.mul(a, inverse);
            }
        }
        for (one, negation) in [(a, self.movable_negation(a, b)), (b, self.movable_negation(b, a))]
        {
            if let Some(inner) = negation {
                let quotient = if one == a { self.div(inner, b) } else { self.div(a, inner) };
                return self.neg(quotient);
            }
        }
        self.add(Node::Binary(Binary::Div, a, b))
    }

    fn power(&mut self, a: Id, b: Id) -> Id {
        let exponent = self.as_number(b).unwrap_or(f64::NAN);
        if let Some(power) = self.simple_power(a, exponent) {
            return power;
        }
        self.add(Node::Binary(Binary::Pow, a, b))
    }

    /// a^c where that is a product, a quotient or a root: at most 1.5 ulp, and cheap.
    pub(super) fn simple_power(&mut self, a: Id, c: f64) -> Option<Id> {
        Some(if c == 0.0 {
            self.number(1.0)
        } else if c == 1.0 {
            a
        } else if c == 2.0 {
            self.mul(a, a)
        } else if c == 3.0 {
            let square = self.mul(a, a);
            self.mul(square, a)
        } else if c == 4.0 {
            let square = self.mul(a, a);
            self.mul(square, square)
        } else if c == 0.5 {
            self.unary(Unary::HalfPower, a)
        } else if c == -0.5 || c == -1.0 || c == -2.0 {
            let inverse = self.simple_power(a, -c)?;
            self.reciprocal(inverse)
        } else {
            return None;
        })
    }

    fn annulled(&mut self, a: Id, b: Id) -> Id {
        match (self.as_number(a), self.as_number(b)) {
            (Some(0.0), _) => a,
            (Some(_), _) => self.mul(a, b),
            (_, Some(factor)) if factor.is_finite() => self.mul(a, b),
            _ => self.add(Node::Binary(Binary::Annul, a, b)),
        }
    }
}
