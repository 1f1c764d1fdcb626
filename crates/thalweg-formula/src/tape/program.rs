//! The compiled form of a graph.

use crate::operation::{Binary, Ternary, Unary};

/// Steps that compute one value, and perhaps its partial derivatives, row by row.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    /// The first scalars; parameters and direction follow them, then what `scalars` computes.
    pub(super) constants: Vec<f64>,
    pub(super) scalars: Vec<Step<u32>>,
    pub(super) rows: Vec<RowStep>,
    /// For each output where it stays for others to read it; `None` where a step writes it.
    pub(super) kept: Vec<Option<Place>>,
    /// The scalars that rows are computed with.
    pub(super) repeated: Vec<u32>,
    /// Registers that are computed with, the columns among them.
    pub(super) registers: usize,
    pub(super) parameters: usize,
    pub(super) has_direction: bool,
}

impl Program {
    /// Scalars of a program without a direction.
    pub(super) fn scalar_count(&self) -> usize {
        self.constants.len() + self.parameters + self.scalars.len()
    }
}

/// An operation on operands of type `S`.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<S> {
    Unary(Unary, S),
    Binary(Binary, [S; 2]),
    Ternary(Ternary, [S; 3]),
}

/// What is done in one pass over the rows.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pass {
    One(Step<Place>),
    Two(Chain, [Place; 3]),
    /// The sine into the target, the cosine into the register behind it.
    SinCos(Place),
}

/// (a inner b) outer c, each rounded as on its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chain {
    pub(super) inner: Arithmetic,
    pub(super) outer: Outer,
}

/// The first operation of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Sub,
    Mul,
    Div,
}

/// What happens to the result r of the first operation.
#[derive(Debug, Clone, Copy)]
pub(super) enum Outer {
    /// r + c
    Add,
    /// r − c
    Sub,
    /// c − r
    SubFrom,
    /// r·c
    Mul,
    /// r/c
    Div,
    /// c/r
    DivInto,
    /// −r; c is not looked at.
    Neg,
}

/// One pass over blocks of rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowStep {
    pub(super) pass: Pass,
    pub(super) target: Destination,
    /// Bit 0: the value needs it; bit 1 + j: the partial derivative by parameter j does.
    /// The last bit stands for all parameters beyond.
    pub(super) needed_for: u64,
}

/// Where rows are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// The first registers are the columns.
    Register(u32),
    /// An index of [`Program::repeated`].
    Repeated(u32),
}

/// Where rows are written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Destination {
    Register(u32),
    /// 0 is the value, 1 + j the partial derivative by parameter j. Nothing reads it.
    Output(u32),
}

/// The bit of output `output`: 0 is the value, 1 + j the partial derivative by parameter j.
pub(super) fn bit(output: usize) -> u64 {
    1 << output.min(63)
}
