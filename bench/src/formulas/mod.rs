//! Value and all partial derivatives per row: compiled formulas against scalar Rust by hand.

mod by_hand;
mod comparison;

pub use comparison::{Comparison, Measured};
