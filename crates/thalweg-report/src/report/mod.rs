//! The report: one page with everything there is to say about a fit, which asks no network for anything.
//!
//! The charts are those of [`crate::plot`], drawn beforehand: the page is whole on paper and without
//! scripts. Scripts link the points, zoom the fit and sort the table. What stands in the page is put
//! together here and laid out by a template.

mod absent;
mod charts;
mod estimates;
mod facts;
mod linked;
mod methods;
mod page;
mod rivals;
mod rows;
mod trust;

pub use page::{ReportError, report_html};
