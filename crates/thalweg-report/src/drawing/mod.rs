//! What pictures are drawn with: SVG as text, scales and their marks, pixels.

pub(crate) mod panel;
pub(crate) mod png;
pub(crate) mod range;
pub(crate) mod svg;
pub(crate) mod ticks;
