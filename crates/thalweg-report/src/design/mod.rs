//! Where to measure next, as a report and as JSON.

mod json;
mod text;

pub use json::{DESIGN_SCHEMA, design_json};
pub use text::design_text;
