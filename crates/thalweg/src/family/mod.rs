//! Families of formulas that compete for the same data: a table, as data.
//!
//! ```
//! let family = thalweg::family::find("saturating").unwrap();
//! let hyperbola = family.model("hyperbola").unwrap();
//! assert_eq!(hyperbola.formula, "plateau*x/(half + x)");
//! assert_eq!(hyperbola.parameters[1].start.as_deref(), Some("max(x_50, 0.05*x_span)"));
//! ```
//!
//! A family is a file in TOML, read by [`Family::parse`]; those that come with the library are
//! [`all`]. Each model is a formula in one column, `x`, with a meaning for each parameter, and a rule
//! for where to start it: an expression of a [`Summary`] of the data. Parameters in which the formula is
//! linear need no rule.

mod contest;
mod member;
mod recognise;
mod rivals;
mod summary;
mod table;
#[cfg(test)]
mod tests;

pub use member::{FamilyModel, FamilyParameter};
pub(crate) use rivals::look;
pub use summary::Summary;
pub use table::{Direction, Family, all, find};
