//! Expressions as a list of nodes, each written once.
//!
//! Operands come before what uses them, so every walk over an expression is a loop, and a formula
//! nested a thousand deep needs no deep stack.

use std::collections::HashMap;

use crate::operation::{Binary, Ternary, Unary};

/// The place of a node in its arena.
pub(crate) type Id = u32;

/// A number by its bits, so that it can be compared and hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Bits(u64);

impl Bits {
    pub(crate) fn new(value: f64) -> Self {
        Bits(value.to_bits())
    }

    pub(crate) fn value(self) -> f64 {
        f64::from_bits(self.0)
    }
}

/// One operation on earlier nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    Number(Bits),
    /// A name or a variable; what the index means is the owner's business.
    Leaf(u32),
    Unary(Unary, Id),
    Binary(Binary, Id, Id),
    Ternary(Ternary, Id, Id, Id),
}

impl Node {
    pub(crate) fn number(value: f64) -> Self {
        Node::Number(Bits::new(value))
    }

    /// The operands, in order.
    pub(crate) fn operands(&self) -> impl DoubleEndedIterator<Item = Id> + Clone + use<> {
        let (operands, count) = match *self {
            Node::Number(_) | Node::Leaf(_) => ([0; 3], 0),
            Node::Unary(_, a) => ([a, 0, 0], 1),
            Node::Binary(_, a, b) => ([a, b, 0], 2),
            Node::Ternary(_, a, b, c) => ([a, b, c], 3),
        };
        operands.into_iter().take(count)
    }

    /// The same operation on operands renamed by `rename`.
    pub(crate) fn renamed(self, mut rename: impl FnMut(Id) -> Id) -> Self {
        match self {
            Node::Number(_) | Node::Leaf(_) => self,
            Node::Unary(op, a) => Node::Unary(op, rename(a)),
            Node::Binary(op, a, b) => Node::Binary(op, rename(a), rename(b)),
            Node::Ternary(op, a, b, c) => Node::Ternary(op, rename(a), rename(b), rename(c)),
        }
    }
}

/// A growing list of nodes in which equal nodes are one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Arena {
    nodes: Vec<Node>,
    index: HashMap<Node, Id>,
}

impl Arena {
    /// The place of `node`, which is added if it is new.
    pub(crate) fn add(&mut self, node: Node) -> Id {
        let next = self.nodes.len() as Id;
        *self.index.entry(node).or_insert_with(|| {
            self.nodes.push(node);
            next
        })
    }

    /// The place of `node`, if it is here.
    pub(crate) fn find(&self, node: Node) -> Option<Id> {
        self.index.get(&node).copied()
    }

    pub(crate) fn node(&self, id: Id) -> Node {
        self.nodes[id as usize]
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }
}
