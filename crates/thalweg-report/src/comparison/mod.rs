//! A comparison of formulas, as a report and as JSON.

mod json;
mod text;

pub use json::{COMPARE_SCHEMA, compare_json};
pub use text::compare_text;
