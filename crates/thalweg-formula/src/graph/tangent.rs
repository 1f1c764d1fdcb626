//! The derivative along a direction, from the leaves upwards (forward accumulation).
//!
//! Applied twice it gives the second directional derivative exactly, with every sub-expression
//! shared between the value, the first and the second derivative.

use super::{Graph, Leaf};
use crate::arena::{Id, Node};
use crate::operation::{Binary, Ternary, Unary};

impl Graph {
    /// d²root/dt² at parameters + t·direction; `None` where it is 0.
    pub(crate) fn second_directional(&mut self, root: Id) -> Option<Id> {
        let first = self.tangent(root)?;
        self.tangent(first)
    }

    /// droot/dt at parameters + t·direction; `None` where it is 0.
    fn tangent(&mut self, root: Id) -> Option<Id> {
        let needed = self.needed_by(&[root]);
        let mut tangents: Vec<Option<Id>> = vec![None; root as usize + 1];
        for id in 0..=root {
            if needed[id as usize] && self.has_parameters(id) {
                tangents[id as usize] = self.node_tangent(id, &tangents);
            }
        }
        tangents[root as usize]
    }

    fn node_tangent(&mut self, id: Id, tangents: &[Option<Id>]) -> Option<Id> {
        let along = |operand: Id| tangents[operand as usize];
        match self.node(id) {
            Node::Number(_) => None,
            Node::Leaf(leaf) => match self.leaf(leaf) {
                Leaf::Parameter(parameter) => Some(self.direction(parameter)),
                Leaf::Column(_) | Leaf::Direction(_) => None,
            },
            Node::Unary(Unary::Neg, u) => along(u).map(|du| self.neg(du)),
            Node::Unary(op, u) => {
                let du = along(u)?;
                let slope = self.slope(op, u, id)?;
                Some(self.mul(slope, du))
            }
            Node::Binary(op, a, b) => self.binary_tangent(op, id, [a, b], [along(a), along(b)]),
            Node::Ternary(Ternary::If, condition, a, b) => {
                self.chosen(condition, along(a), along(b))
            }
            Node::Ternary(Ternary::LowerPower, a, b, _) => {
                let one = self.number(1.0);
                let exponent = self.difference(b, one);
                self.power_tangent(id, [a, exponent], [along(a), along(b)])
            }
        }
    }

    fn binary_tangent(
        &mut self,
        op: Binary,
        id: Id,
        [a, b]: [Id; 2],
        [da, db]: [Option<Id>; 2],
    ) -> Option<Id> {
        match op {
            Binary::Add => self.sum_of(da, db),
            Binary::Sub => {
                let db = db.map(|db| self.neg(db));
                self.sum_of(da, db)
            }
            Binary::Mul => {
                let left = da.map(|da| self.mul(da, b));
                let right = db.map(|db| self.mul(a, db));
                self.sum_of(left, right)
            }
            Binary::Div => {
                let inverse = self.reciprocal(b);
                let left = da.map(|da| self.mul(da, inverse));
                // f/b may have vanished where db overflows, as in 1/(1+exp(u)).
                let right = db.map(|db| {
                    let ratio = self.mul(id, inverse);
                    let product = self.annul(ratio, db);
                    self.neg(product)
                });
                self.sum_of(left, right)
            }
            Binary::Pow => self.power_tangent(id, [a, b], [da, db]),
            Binary::Atan2 => {
                let (aa, bb) = (self.mul(a, a), self.mul(b, b));
                let square = self.sum(aa, bb);
                let left = da.map(|da| self.mul(b, da));
                let right = db.map(|db| {
                    let product = self.mul(a, db);
                    self.neg(product)
                });
                self.sum_of(left, right).map(|sum| self.div(sum, square))
            }
            Binary::Min | Binary::Max => {
                let condition = self.choice(op, a, b)?;
                self.chosen(condition, da, db)
            }
            Binary::Annul => {
                let left = da.map(|da| self.annul(da, b));
                let right = db.map(|db| self.annulled_tangent(a, b, db));
                self.sum_of(left, right)
            }
            _ => None,
        }
    }

    /// The derivative of `f` = a^b.
    fn power_tangent(&mut self, f: Id, [a, b]: [Id; 2], [da, db]: [Option<Id>; 2]) -> Option<Id> {
        let by_base = da.map(|da| {
            let lowered = self.lowered_power(a, b, f);
            let slope = self.annul(b, lowered);
            self.mul(slope, da)
        });
        let by_exponent = db.map(|db| {
            let log = self.unary(Unary::Log, a);
            let slope = self.annul(f, log);
            self.mul(slope, db)
        });
        self.sum_of(by_base, by_exponent)
    }

    /// u·v′ for a product annulled where u = 0. For u = a^b and v = log(a) it is a^(b−1)·a′, which
    /// at a = 0 need not be 0.
    fn annulled_tangent(&mut self, u: Id, v: Id, dv: Id) -> Id {
        if let Node::Unary(Unary::Log, a) = self.node(v) {
            let exponent = match self.node(u) {
                Node::Binary(Binary::Pow, base, exponent) if base == a => Some(exponent),
                _ => None,
            };
            if let (Some(exponent), Node::Binary(Binary::Mul, x, y)) = (exponent, self.node(dv)) {
                // dv = (1/a)·a′ as the slope of log made it.
                let inverse = self.reciprocal(a);
                let da = if x == inverse { Some(y) } else { (y == inverse).then_some(x) };
                if let Some(da) = da {
                    let lowered = self.lowered_power(a, exponent, u);
                    return self.mul(lowered, da);
                }
            }
        }
        self.annul(u, dv)
    }

    fn chosen(&mut self, condition: Id, a: Option<Id>, b: Option<Id>) -> Option<Id> {
        a.or(b)?;
        let zero = self.number(0.0);
        let (a, b) = (a.unwrap_or(zero), b.unwrap_or(zero));
        Some(self.ternary(Ternary::If, condition, a, b))
    }

    fn sum_of(&mut self, a: Option<Id>, b: Option<Id>) -> Option<Id> {
        match (a, b) {
            (Some(a), Some(b)) => Some(self.sum(a, b)),
            (one, other) => one.or(other),
        }
    }
}
