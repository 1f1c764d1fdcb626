//! From a graph to a program: what is the same for all rows is set apart, registers are assigned.

use std::collections::HashMap;

use super::chain::Chains;
use super::program::{Destination, Pass, Place, Program, RowStep, Step, bit};
use crate::arena::{Id, Node};
use crate::graph::{Graph, Leaf};
use crate::operation::Unary;

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

/// Where the result of a node is.
#[derive(Debug, Clone, Copy)]
enum Source {
    /// The same for all rows: an index of the scalars.
    Scalar(u32),
    Row(Place),
}

struct Compiler<'a> {
    graph: &'a Graph,
    outputs: Vec<Id>,
    places: HashMap<Id, Source>,
    constants: Vec<f64>,
    scalars: Vec<Step<u32>>,
    repeated: Vec<u32>,
    rows: Vec<RowStep>,
    kept: Vec<Option<Place>>,
    registers: Registers,
    chains: Chains,
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
            repeated: Vec::new(),
            rows: Vec::new(),
            kept: Vec::new(),
            registers: Registers { free: Vec::new(), count: graph.columns() as u32 },
            chains: Chains::default(),
            has_direction: false,
        }
    }

    fn place_leaves(&mut self, ids: &[Id]) {
        for &id in ids {
            if let Some(value) = self.graph.as_number(id) {
                self.places.insert(id, Source::Scalar(self.constants.len() as u32));
                self.constants.push(value);
            }
        }
        for &id in ids {
            let Node::Leaf(leaf) = self.graph.node(id) else { continue };
            let place = match self.graph.leaf(leaf) {
                Leaf::Column(column) => Source::Row(Place::Register(column as u32)),
                Leaf::Parameter(parameter) => self.parameter(parameter),
                Leaf::Direction(component) => {
                    self.has_direction = true;
                    self.parameter(self.graph.parameters() + component)
                }
            };
            self.places.insert(id, place);
        }
    }

    fn parameter(&self, index: usize) -> Source {
        Source::Scalar((self.constants.len() + index) as u32)
    }

    fn place_scalars(&mut self, ids: &[Id]) {
        let vectors = 1 + usize::from(self.has_direction);
        let first = self.constants.len() + vectors * self.graph.parameters();
        for &id in ids {
            if self.places.contains_key(&id) || self.graph.varies_by_row(id) {
                continue;
            }
            let step = step(self.graph, id, |operand| match self.places[&operand] {
                Source::Scalar(at) => at,
                Source::Row(_) => 0,
            });
            let Some(step) = step else { continue };
            self.places.insert(id, Source::Scalar((first + self.scalars.len()) as u32));
            self.scalars.push(step);
        }
    }

    fn place_rows(&mut self, ids: &[Id]) {
        let rows: Vec<Id> =
            ids.iter().copied().filter(|id| !self.places.contains_key(id)).collect();
        self.chains = Chains::find(self.graph, &rows, &self.outputs);
        let rows: Vec<Id> = rows.into_iter().filter(|&id| !self.chains.hides(id)).collect();
        let needed_for = self.needed_for();
        let mut readers: HashMap<Id, usize> = HashMap::new();
        for &id in &rows {
            for operand in self.chains.operands(self.graph, id) {
                *readers.entry(operand).or_default() += 1;
            }
        }
        for &output in &self.outputs {
            *readers.entry(output).or_default() += 1;
        }
        let mut written: Vec<usize> = Vec::new();
        for &id in &rows {
            if self.places.contains_key(&id) {
                continue;
            }
            if let Some((operand, pair)) = self.sin_cos(id, &rows) {
                let place = self.row_place(operand);
                let needed_for = pair.iter().fold(0, |bits, &id| bits | needed_for[id as usize]);
                self.sin_cos_step(place, pair, needed_for);
                pair.iter().for_each(|_| self.read(operand, &mut readers));
                continue;
            }
            let target = self.target(id, readers[&id]);
            let Some(pass) = self.pass(id) else { continue };
            match target {
                Destination::Register(register) => {
                    self.places.insert(id, Source::Row(Place::Register(register)));
                }
                Destination::Output(output) => written.push(output as usize),
            }
            self.rows.push(RowStep { pass, target, needed_for: needed_for[id as usize] });
            for operand in self.chains.operands(self.graph, id) {
                self.read(operand, &mut readers);
            }
        }
        for (output, id) in self.outputs.clone().into_iter().enumerate() {
            let place = (!written.contains(&output)).then(|| self.row_place(id));
            self.kept.push(place);
        }
    }

    /// Sine and cosine of an operand, if `id` is the one and the other is among `rows`.
    fn sin_cos(&self, id: Id, rows: &[Id]) -> Option<(Id, [Id; 2])> {
        let Node::Unary(op @ (Unary::Sin | Unary::Cos), operand) = self.graph.node(id) else {
            return None;
        };
        let other = if op == Unary::Sin { Unary::Cos } else { Unary::Sin };
        let is_other = |&&row: &&Id| self.graph.node(row) == Node::Unary(other, operand);
        let other = *rows.iter().find(is_other)?;
        Some((operand, if op == Unary::Sin { [id, other] } else { [other, id] }))
    }

    fn sin_cos_step(&mut self, operand: Place, pair: [Id; 2], needed_for: u64) {
        let first = self.registers.take_two();
        for (id, register) in pair.into_iter().zip(first..) {
            self.places.insert(id, Source::Row(Place::Register(register)));
        }
        let target = Destination::Register(first);
        self.rows.push(RowStep { pass: Pass::SinCos(operand), target, needed_for });
    }

    fn pass(&mut self, id: Id) -> Option<Pass> {
        match self.chains.get(id) {
            Some((chain, operands)) => {
                Some(Pass::Two(chain, operands.map(|operand| self.row_place(operand))))
            }
            None => step(self.graph, id, |operand| self.row_place(operand)).map(Pass::One),
        }
    }

    /// Where rows read a node from.
    fn row_place(&mut self, id: Id) -> Place {
        match self.places[&id] {
            Source::Row(place) => place,
            Source::Scalar(at) => {
                let known = self.repeated.iter().position(|&scalar| scalar == at);
                Place::Repeated(known.unwrap_or_else(|| {
                    self.repeated.push(at);
                    self.repeated.len() - 1
                }) as u32)
            }
        }
    }

    /// Where a row node goes: straight to an output if nobody else reads it.
    fn target(&mut self, id: Id, readers: usize) -> Destination {
        match self.outputs.iter().position(|&output| output == id) {
            Some(output) if readers == 1 => Destination::Output(output as u32),
            _ => Destination::Register(self.registers.take()),
        }
    }

    /// Notes that a node was read once; after the last time its register is free.
    fn read(&mut self, id: Id, readers: &mut HashMap<Id, usize>) {
        let left = readers.entry(id).or_insert(1);
        *left = left.saturating_sub(1);
        if *left == 0
            && let Some(&Source::Row(Place::Register(register))) = self.places.get(&id)
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

    fn finish(self) -> Program {
        Program {
            constants: self.constants,
            scalars: self.scalars,
            repeated: self.repeated,
            rows: self.rows,
            kept: self.kept,
            registers: self.registers.count as usize,
            parameters: self.graph.parameters(),
            has_direction: self.has_direction,
        }
    }
}

/// The operation of a node that is one, on operands that `read` finds.
fn step<S>(graph: &Graph, id: Id, mut read: impl FnMut(Id) -> S) -> Option<Step<S>> {
    Some(match graph.node(id) {
        Node::Number(_) | Node::Leaf(_) => return None,
        Node::Unary(op, a) => Step::Unary(op, read(a)),
        Node::Binary(op, a, b) => Step::Binary(op, [a, b].map(read)),
        Node::Ternary(op, a, b, c) => Step::Ternary(op, [a, b, c].map(read)),
    })
}

/// Registers in use, and those that are free again.
struct Registers {
    free: Vec<u32>,
    count: u32,
}

impl Registers {
    fn take(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.count += 1;
            self.count - 1
        })
    }

    /// Two registers side by side; the first is returned.
    fn take_two(&mut self) -> u32 {
        self.count += 2;
        self.count - 2
    }
}
