//! From a written expression to a simplified graph.

use super::{Graph, Leaf};
use crate::arena::{Id, Node};
use crate::expr::Expr;

impl Graph {
    /// Adds `expr`, whose names mean the given leaves, and returns its root.
    pub(crate) fn add_expression(&mut self, expr: &Expr, meaning: &[Leaf]) -> Id {
        let mut ids: Vec<Id> = Vec::with_capacity(expr.nodes().len());
        for &node in expr.nodes() {
            let at = |operand: Id| ids[operand as usize];
            let id = match node {
                Node::Number(bits) => self.number(bits.value()),
                Node::Leaf(leaf) => match meaning[leaf as usize] {
                    Leaf::Column(index) => self.column(index),
                    Leaf::Parameter(index) => self.parameter(index),
                    Leaf::Direction(index) => self.direction(index),
                },
                Node::Unary(op, a) => self.unary(op, at(a)),
                Node::Binary(op, a, b) => self.binary(op, at(a), at(b)),
                Node::Ternary(op, a, b, c) => self.ternary(op, at(a), at(b), at(c)),
            };
            ids.push(id);
        }
        ids[expr.root() as usize]
    }
}
