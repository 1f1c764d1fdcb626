//! What a formula determines, as a report and as JSON.

mod json;
mod text;

pub use json::{CHECK_SCHEMA, structure_json};
pub use text::structure_text;
