//! An answer of a fit as text for people or JSON for programs.
//!
//! ```
//! use thalweg::{Answer, Parameter, Status};
//! let mut answer = Answer::new("y ~ a*x", Status::Minimum);
//! answer.message = "the fit converged".into();
//! answer.parameters.push(Parameter::new("a", 2.5));
//!
//! let text = thalweg_report::text(&answer, &thalweg_report::TextOptions::default());
//! assert!(text.starts_with("✓ minimum: the fit converged\n"));
//! assert!(thalweg_report::json(&answer).contains("\"converged\": true"));
//! ```

mod batch;
mod bootstrap;
mod columns;
mod comparison;
mod damping;
mod design;
mod drawing;
mod error;
mod estimates;
mod json;
mod layout;
mod nonlinearity;
mod notes;
mod number;
mod object;
mod plot;
mod report;
mod robust;
mod rounded;
pub mod saved;
mod structure;
mod style;
mod text;
mod trace;
mod trust;
mod using;
pub mod valley;
mod wrap;

pub use batch::{BATCH_SCHEMA, BatchReport, batch_json, batch_text};
pub use columns::{Align, Columns};
pub use comparison::{COMPARE_SCHEMA, compare_json, compare_text};
pub use damping::{Asked, DAMPING_SCHEMA, damping_json, damping_text};
pub use design::{DESIGN_SCHEMA, design_json, design_text};
pub use drawing::png::PngError;
pub use error::{error_json, error_text};
pub use json::{SCHEMA, json};
pub use plot::{PlotTextOptions, plot_png, plot_svg, plot_text};
pub use report::{ReportError, report_html};
pub use structure::{CHECK_SCHEMA, structure_json, structure_text};
pub use text::{TextOptions, Verbosity, text};
pub use trace::trace_text;
pub use using::{
    INVERT_SCHEMA, PREDICT_SCHEMA, inverse_json, inverse_text, predictions_csv, predictions_json,
    predictions_text,
};
pub use wrap::paragraphs;
