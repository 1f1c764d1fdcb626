//! Formulas: text in, a compiled model with exact derivatives out.

mod arena;
mod error;
mod expr;
mod formula;
mod operation;
mod text;
#[doc(hidden)]
pub mod vecmath;

pub use error::{FormulaError, FormulaErrorKind};
pub use expr::Expr;
pub use formula::Formula;
