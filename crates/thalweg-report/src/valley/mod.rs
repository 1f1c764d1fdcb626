//! The picture of a valley: as SVG, as PNG, or as a page whose steps can be walked one by one.
//!
//! One drawing serves all three. [`to_svg`] writes it, [`to_png`] rasterises that SVG with a font of
//! its own, [`to_html`] puts it into a page together with what there is to say about every step.

mod caption;
mod descent;
mod fractions;
mod guide;
mod label;
mod page;
mod path;
mod picture;
mod png;
mod region;
mod style;
mod surface;
mod words;

pub use crate::drawing::png::PngError;
pub use page::to_html;
pub use picture::to_svg;
pub use png::to_png;
