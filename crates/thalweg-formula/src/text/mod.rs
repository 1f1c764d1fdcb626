//! Text to expressions and back.

mod lexer;
mod parser;
mod print;
pub(crate) mod suggest;

pub(crate) use lexer::continues_name;
pub(crate) use parser::{Statement, expression, statement};
pub(crate) use print::write_node;
