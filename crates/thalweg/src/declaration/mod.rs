//! What a user says about parameters, as text or step by step, gathered into one place.

mod gather;
mod parse;

pub(crate) use gather::{Declarations, Definition, Given};
