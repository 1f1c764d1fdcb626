//! An answer in use, for people and programs: predictions, and the way back from y to x.

mod inverse;
mod predictions;

pub use inverse::{INVERT_SCHEMA, inverse_json, inverse_text};
pub use predictions::{PREDICT_SCHEMA, predictions_csv, predictions_json, predictions_text};
