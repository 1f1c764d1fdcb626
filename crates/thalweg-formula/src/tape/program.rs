//! The compiled form of a graph.

use crate::operation::{Binary, Ternary, Unary};

/// Steps that compute one value, and perhaps its partial derivatives, row by row.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    /// The first scalars; parameters and direction follow them, then what `scalars` computes.
    pub(super) constants: Vec<f64>,
    pub(super) scalars: Vec<Step<u32>>,
    pub(super) rows: Vec<RowStep>,
    pub(super) registers: usize,
    pub(super) parameters: usize,
    pub(super) has_direction: bool,
}

/// An operation on operands of type `S`.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<S> {
    Copy(S),
    Unary(Unary, S),
    Binary(Binary, [S; 2]),
    Ternary(Ternary, [S; 3]),
}

/// An operation on blocks of rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowStep {
    pub(super) step: Step<Place>,
    pub(super) target: Place,
    /// Bit 0: the value needs it; bit 1 + j: the partial derivative by parameter j does.
    /// The last bit stands for all parameters beyond.
    pub(super) needed_for: u64,
}

/// Where rows are read from or written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Place {
    Register(u32),
    Column(u32),
    Scalar(u32),
    Value,
    Partial(u32),
}

/// The bit of output `output`: 0 is the value, 1 + j the partial derivative by parameter j.
pub(super) fn bit(output: usize) -> u64 {
    1 << output.min(63)
}
