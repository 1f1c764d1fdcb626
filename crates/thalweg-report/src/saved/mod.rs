//! A fit in a file: what was asked, the data it was asked of, and the answer. It can be asked again bit
//! for bit, gone on from, and used without fitting. Nothing in it is code.
//!
//! The file is the answer, `thalweg.fit/1`, with three keys more: `program` (what wrote it), `request`
//! (every option) and `data` (the columns in full). Numbers are written so that they read back to the same
//! bits; those that JSON has no words for are `"NaN"`, `"inf"` and `"-inf"`.
//!
//! ```
//! use thalweg::{Fit, Table};
//! use thalweg_report::saved::{Origin, Saved, save};
//! let table = Table::new().with("x", [1.0, 2.0, 3.0])?.with("y", [2.1, 3.9, 6.0])?;
//! let fit = Fit::new("y ~ a*x");
//! let text = save(&fit, &table, &fit.run(&table)?, &Origin::default())?;
//!
//! let saved = Saved::read(&text)?;
//! assert_eq!((&saved.fit, &saved.table), (&fit, &table));
//! assert!(saved.differences(&saved.fit.run(&saved.table)?).is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
mod asked;
mod choices;
mod data;
mod error;
mod number;
mod read;
mod replay;
mod write;

pub use data::Origin;
pub use error::SavedError;
pub use read::Saved;
pub use replay::{Difference, replay_json, replay_text};
pub use write::save;

/// Keys that a saved fit has beside those of an answer.
const PROGRAM: &str = "program";
const REQUEST: &str = "request";
const DATA: &str = "data";

/// What writes and reads here: `thalweg 0.1.0`.
fn program() -> String {
    format!("thalweg {}", env!("CARGO_PKG_VERSION"))
}
