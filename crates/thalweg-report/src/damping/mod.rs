//! A comparison of damping methods, as a report and as JSON.

mod json;
mod text;

pub use json::{DAMPING_SCHEMA, damping_json};
pub use text::damping_text;

/// What was compared on.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The formula.
    pub formula: &'a str,
    /// The parameters that are estimated.
    pub names: &'a [String],
    /// Whether the caller's start was not given, but found.
    pub start_found: bool,
}
