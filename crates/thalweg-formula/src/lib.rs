//! Formulas: text in, a compiled model with exact derivatives out.

mod arena;
mod error;
mod expr;
mod fault;
mod formula;
mod graph;
mod model;
mod names;
mod operation;
mod tape;
mod text;
pub mod vecmath;

pub use error::{FormulaError, FormulaErrorKind};
pub use expr::Expr;
pub use fault::Fault;
pub use formula::Formula;
pub use model::Model;
pub use tape::Scratch;
