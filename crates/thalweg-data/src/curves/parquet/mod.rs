//! Columns of Parquet, some rows at a time: numbers, lists of numbers, keys.

mod cursor;
mod groups;
mod leaf;
mod records;

pub(super) use groups::Groups;
pub(super) use leaf::Leaf;
