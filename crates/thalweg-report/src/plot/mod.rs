//! Pictures of a fit: as SVG, as PNG, in a terminal, and the charts a report shows.
//!
//! All come from one [`sheet`]: what there is to draw of each row. The charts are drawn as SVG by the
//! writer the valley uses: its elements carry the classes and the order that a page needs to colour,
//! zoom and link them.

pub(crate) mod figure;
pub(crate) mod layout;
mod normal;
mod outline;
pub(crate) mod picture;
pub(crate) mod profiles;
pub(crate) mod residuals;
pub(crate) mod sheet;
mod small;
pub(crate) mod style;
mod terminal;

pub use picture::{plot_png, plot_svg};
pub use terminal::{PlotTextOptions, plot_text};
