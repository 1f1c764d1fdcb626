//! Which operations are done in one pass with the operation that reads them.
//!
//! Adding, multiplying and the like cost less than reading and writing a register; two in one pass
//! cost little more than one. Each is rounded as on its own, so that the results stay the same.

use std::collections::{HashMap, HashSet};

use super::program::{Arithmetic, Chain, Outer};
use crate::arena::{Id, Node};
use crate::graph::Graph;
use crate::operation::{Binary, Unary};

/// Pairs of operations that are one pass.
#[derive(Debug, Default)]
pub(super) struct Chains {
    /// By the second operation, with the operands of both.
    chains: HashMap<Id, (Chain, [Id; 3])>,
    /// The first operations, which nobody else reads.
    hidden: HashSet<Id>,
}

impl Chains {
    /// Pairs among the nodes `rows`, which are in order; outputs are not hidden.
    pub(super) fn find(graph: &Graph, rows: &[Id], outputs: &[Id]) -> Self {
        let mut readers: HashMap<Id, usize> = HashMap::new();
        for operand in rows.iter().flat_map(|&id| graph.node(id).operands()) {
            *readers.entry(operand).or_default() += 1;
        }
        let mut found = Chains::default();
        // Nodes that are read once make trees. In a tree the greedy choice from the leaves upwards
        // gives as many pairs as there can be.
        for &id in rows {
            let mut free = graph.node(id).operands().filter(|inner| {
                readers.get(inner) == Some(&1)
                    && rows.binary_search(inner).is_ok()
                    && !outputs.contains(inner)
                    && !found.chains.contains_key(inner)
            });
            if let Some((inner, chain)) =
                free.find_map(|inner| Some((inner, joined(graph, id, inner)?)))
            {
                found.hidden.insert(inner);
                found.chains.insert(id, chain);
            }
        }
        found
    }

    /// Whether a node is done by the one that reads it.
    pub(super) fn hides(&self, id: Id) -> bool {
        self.hidden.contains(&id)
    }

    pub(super) fn get(&self, id: Id) -> Option<(Chain, [Id; 3])> {
        self.chains.get(&id).copied()
    }

    /// What the pass of a node reads.
    pub(super) fn operands(&self, graph: &Graph, id: Id) -> Vec<Id> {
        match self.chains.get(&id) {
            Some((_, operands)) => operands.to_vec(),
            None => graph.node(id).operands().collect(),
        }
    }
}

/// `inner` and `outer`, which reads it, as a chain, if both are of the kind.
fn joined(graph: &Graph, outer: Id, inner: Id) -> Option<(Chain, [Id; 3])> {
    let Node::Binary(op, a, b) = graph.node(inner) else { return None };
    let first = match op {
        Binary::Add => Arithmetic::Add,
        Binary::Sub => Arithmetic::Sub,
        Binary::Mul => Arithmetic::Mul,
        Binary::Div => Arithmetic::Div,
        _ => return None,
    };
    let (second, c) = match graph.node(outer) {
        Node::Unary(Unary::Neg, _) => (Outer::Neg, a),
        Node::Binary(op, left, right) => {
            let is_left = left == inner;
            let second = match (op, is_left) {
                (Binary::Add, _) => Outer::Add,
                (Binary::Sub, true) => Outer::Sub,
                (Binary::Sub, false) => Outer::SubFrom,
                (Binary::Mul, _) => Outer::Mul,
                (Binary::Div, true) => Outer::Div,
                (Binary::Div, false) => Outer::DivInto,
                _ => return None,
            };
            (second, if is_left { right } else { left })
        }
        _ => return None,
    };
    Some((Chain { inner: first, outer: second }, [a, b, c]))
}
