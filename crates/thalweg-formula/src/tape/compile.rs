//! From a graph to a program: what is the same for all rows is set apart, registers are assigned.

use std::collections::HashMap;

use super::program::{Place, Program, RowStep, Step, bit};
use crate::arena::{Id, Node};
use crate::graph::{Graph, Leaf};

impl Program {
    /// Compiles the value (the first output) and any partial derivatives (the others). An output
    /// that is `None` is 0 on every row.
    pub(crate) fn compile(graph: &mut Graph, outputs: &[Option<Id>]) -> Program {
        let zero = graph.number(0.0);
        let outputs: Vec<Id> = outputs.iter().map(|output| output.unwrap_or(zero)).collect();
        let needed = graph.needed_by(&outputs);
        let ids: Vec<Id> = (0..graph.len() as Id).filter(|&id| needed[id as usize]).collect();
        let mut compiler = Compiler::new(graph, outputs);
        compiler.place_leaves(&ids);
        compiler.place_scalars(&ids);
        compiler.place_rows(&ids);
        compiler.finish()
    }
}

struct Compiler<'a> {
    graph: &'a Graph,
    outputs: Vec<Id>,
    places: HashMap<Id, Place>,
    constants: Vec<f64>,
    scalars: Vec<Step<u32>>,
    rows: Vec<RowStep>,
    registers: Registers,
    has_direction: bool,
}

impl<'a> Compiler<'a> {
    fn new(graph: &'a Graph, outputs: Vec<Id>) -> Self {
        Compiler {
            graph,
            outputs,
            places: HashMap::new(),
            constants: Vec::new(),
            scalars: Vec::new(),
            rows: Vec::new(),
            registers: Registers::default(),
            has_direction: false,
        }
    }

    fn place_leaves(&mut self, ids: &[Id]) {
        for &id in ids {
            if let Some(value) = self.graph.as_number(id) {
                self.places.insert(id, Place::Scalar(self.constants.len() as u32));
                self.constants.push(value);
            }
        }
        for &id in ids {
            let Node::Leaf(leaf) = self.graph.node(id) else { continue };
            let place = match self.graph.leaf(leaf) {
                Leaf::Column(column) => Place::Column(column as u32),
                Leaf::Parameter(parameter) => self.parameter(parameter),
                Leaf::Direction(component) => {
                    self.has_direction = true;
                    self.parameter(self.graph.parameters() + component)
                }
            };
            self.places.insert(id, place);
        }
    }

    fn parameter(&self, index: usize) -> Place {
        Place::Scalar((self.constants.len() + index) as u32)
    }

    fn place_scalars(&mut self, ids: &[Id]) {
        let vectors = 1 + usize::from(self.has_direction);
        let first = self.constants.len() + vectors * self.graph.parameters();
        for &id in ids {
            if self.places.contains_key(&id) || self.graph.varies_by_row(id) {
                continue;
            }
            let step = self.step(id, |place| match place {
                Place::Scalar(at) => at,
                _ => 0,
            });
            self.places.insert(id, Place::Scalar((first + self.scalars.len()) as u32));
            self.scalars.push(step);
        }
    }

    fn place_rows(&mut self, ids: &[Id]) {
        let rows: Vec<Id> =
            ids.iter().copied().filter(|id| !self.places.contains_key(id)).collect();
        let needed_for = self.needed_for();
        let mut readers: HashMap<Id, usize> = HashMap::new();
        for &id in &rows {
            for operand in self.graph.node(id).operands() {
                *readers.entry(operand).or_default() += 1;
            }
        }
        for &output in &self.outputs {
            *readers.entry(output).or_default() += 1;
        }
        for &id in &rows {
            let target = self.target(id, readers[&id]);
            let step = self.step(id, |place| place);
            self.places.insert(id, target);
            self.rows.push(RowStep { step, target, needed_for: needed_for[id as usize] });
            for operand in self.graph.node(id).operands() {
                self.read(operand, &mut readers);
            }
        }
        for (output, id) in self.outputs.clone().into_iter().enumerate() {
            let target = output_place(output);
            let place = self.places[&id];
            if place != target {
                let step = Step::Copy(place);
                self.rows.push(RowStep { step, target, needed_for: bit(output) });
            }
        }
    }

    /// Where a row node goes: straight to an output if it is one and can be read there, or is read
    /// by nobody else.
    fn target(&mut self, id: Id, readers: usize) -> Place {
        match self.outputs.iter().position(|&output| output == id) {
            Some(0) => Place::Value,
            Some(output) if readers == 1 => output_place(output),
            _ => self.registers.take(),
        }
    }

    /// Notes that a node was read once; after the last time its register is free.
    fn read(&mut self, id: Id, readers: &mut HashMap<Id, usize>) {
        let left = readers.entry(id).or_insert(1);
        *left = left.saturating_sub(1);
        if *left == 0
            && let Some(&Place::Register(register)) = self.places.get(&id)
        {
            self.registers.free.push(register);
        }
    }

    /// For every node the outputs that need it.
    fn needed_for(&self) -> Vec<u64> {
        let mut needed = vec![0; self.graph.len()];
        for (output, &id) in self.outputs.iter().enumerate() {
            needed[id as usize] |= bit(output);
        }
        for id in (0..self.graph.len()).rev() {
            if needed[id] != 0 {
                for operand in self.graph.node(id as Id).operands() {
                    needed[operand as usize] |= needed[id];
                }
            }
        }
        needed
    }

    fn step<S>(&self, id: Id, read: impl Fn(Place) -> S) -> Step<S> {
        let at = |operand: Id| read(self.places[&operand]);
        match self.graph.node(id) {
            Node::Number(_) | Node::Leaf(_) => Step::Copy(at(id)),
            Node::Unary(op, a) => Step::Unary(op, at(a)),
            Node::Binary(op, a, b) => Step::Binary(op, [at(a), at(b)]),
            Node::Ternary(op, a, b, c) => Step::Ternary(op, [at(a), at(b), at(c)]),
        }
    }

    fn finish(self) -> Program {
        Program {
            constants: self.constants,
            scalars: self.scalars,
            rows: self.rows,
            registers: self.registers.count as usize,
            parameters: self.graph.parameters(),
            has_direction: self.has_direction,
        }
    }
}

fn output_place(output: usize) -> Place {
    match output {
        0 => Place::Value,
        _ => Place::Partial(output as u32 - 1),
    }
}

/// Registers in use, and those that are free again.
#[derive(Default)]
struct Registers {
    free: Vec<u32>,
    count: u32,
}

impl Registers {
    fn take(&mut self) -> Place {
        Place::Register(self.free.pop().unwrap_or_else(|| {
            self.count += 1;
            self.count - 1
        }))
    }
}
