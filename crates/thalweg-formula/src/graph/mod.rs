//! A formula as a graph of operations on columns and parameters, and what can be done with it:
//! simplify, differentiate, find the parameters it is linear in.

mod build;
mod gradient;
mod linear;
mod simplify;
mod slope;
mod tangent;

use crate::arena::{Arena, Id, Node};

/// What the leaves of a graph are: columns first, then parameters, then the components of a
/// direction in parameter space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaf {
    Column(usize),
    Parameter(usize),
    Direction(usize),
}

/// A growing graph in which equal operations are one node.
#[derive(Debug, Clone)]
pub(crate) struct Graph {
    arena: Arena,
    traits: Vec<Traits>,
    columns: usize,
    parameters: usize,
}

/// What a node depends on.
#[derive(Debug, Clone, Copy, Default)]
struct Traits {
    data: bool,
    parameters: bool,
}

impl Graph {
    pub(crate) fn new(columns: usize, parameters: usize) -> Self {
        Graph { arena: Arena::default(), traits: Vec::new(), columns, parameters }
    }

    pub(crate) fn columns(&self) -> usize {
        self.columns
    }

    pub(crate) fn parameters(&self) -> usize {
        self.parameters
    }

    pub(crate) fn node(&self, id: Id) -> Node {
        self.arena.node(id)
    }

    pub(crate) fn len(&self) -> usize {
        self.arena.len()
    }

    /// The meaning of a [`Node::Leaf`].
    pub(crate) fn leaf(&self, index: u32) -> Leaf {
        let index = index as usize;
        if index < self.columns {
            Leaf::Column(index)
        } else if index < self.columns + self.parameters {
            Leaf::Parameter(index - self.columns)
        } else {
            Leaf::Direction(index - self.columns - self.parameters)
        }
    }

    pub(crate) fn column(&mut self, index: usize) -> Id {
        self.add(Node::Leaf(index as u32))
    }

    pub(crate) fn parameter(&mut self, index: usize) -> Id {
        self.add(Node::Leaf((self.columns + index) as u32))
    }

    pub(crate) fn direction(&mut self, index: usize) -> Id {
        self.add(Node::Leaf((self.columns + self.parameters + index) as u32))
    }

    /// Whether the node differs from row to row.
    pub(crate) fn varies_by_row(&self, id: Id) -> bool {
        self.traits[id as usize].data
    }

    /// Whether the node depends on a parameter.
    pub(crate) fn has_parameters(&self, id: Id) -> bool {
        self.traits[id as usize].parameters
    }

    /// The value of a node that is a number.
    pub(crate) fn as_number(&self, id: Id) -> Option<f64> {
        match self.node(id) {
            Node::Number(bits) => Some(bits.value()),
            _ => None,
        }
    }

    /// Which nodes the given ones need, themselves included.
    pub(crate) fn needed_by(&self, roots: &[Id]) -> Vec<bool> {
        let mut needed = vec![false; self.len()];
        for &root in roots {
            needed[root as usize] = true;
        }
        for id in (0..self.len()).rev() {
            if needed[id] {
                for operand in self.node(id as Id).operands() {
                    needed[operand as usize] = true;
                }
            }
        }
        needed
    }

    /// Adds a node as it is, without simplification.
    fn add(&mut self, node: Node) -> Id {
        let id = self.arena.add(node);
        if id as usize == self.traits.len() {
            let traits = match node {
                Node::Leaf(index) => match self.leaf(index) {
                    Leaf::Column(_) => Traits { data: true, parameters: false },
                    Leaf::Parameter(_) => Traits { data: false, parameters: true },
                    Leaf::Direction(_) => Traits::default(),
                },
                _ => node.operands().fold(Traits::default(), |traits, operand| {
                    let below = self.traits[operand as usize];
                    Traits {
                        data: traits.data | below.data,
                        parameters: traits.parameters | below.parameters,
                    }
                }),
            };
            self.traits.push(traits);
        }
        id
    }
}
