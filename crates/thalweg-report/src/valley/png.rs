//! The drawing as pixels.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};
use thalweg::valley::Valley;

use super::picture::to_svg;

/// Pixels for each unit of the drawing.
const SCALE: f32 = 2.0;

/// Why there is no PNG.
#[derive(Debug)]
#[non_exhaustive]
pub enum PngError {
    /// The drawing could not be read back, or is too large for an image.
    Drawing(String),
    /// The pixels could not be encoded.
    Encoding(String),
}

impl std::fmt::Display for PngError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Drawing(why) => write!(f, "the picture cannot be drawn: {why}"),
            Self::Encoding(why) => write!(f, "the picture cannot be written as PNG: {why}"),
        }
    }
}

impl std::error::Error for PngError {}

/// The picture as a PNG file, twice as many pixels as the SVG has units. Text is set in DejaVu Sans,
/// which is built in: no font of the machine is looked at.
///
/// # Errors
/// None that a valley is known to cause: a drawing the rasteriser cannot read, or no memory for it.
///
/// ```
/// # use thalweg::valley::{ValleyOptions, valley};
/// # use thalweg_solver::{EvalError, Problem};
/// # struct Rosenbrock;
/// # impl Problem for Rosenbrock {
/// #     fn parameter_count(&self) -> usize { 2 }
/// #     fn residual_count(&self) -> usize { 2 }
/// #     fn residuals(&self, x: &[f64], r: &mut [f64]) -> Result<(), EvalError> {
/// #         (r[0], r[1]) = (10.0 * (x[1] - x[0] * x[0]), 1.0 - x[0]);
/// #         Ok(())
/// #     }
/// # }
/// let names = ["a".to_string(), "b".to_string()];
/// let picture = valley(&Rosenbrock, &names, &[-1.2, 1.0], &[1.0, 1.0], &ValleyOptions::default())?;
/// assert!(thalweg_report::valley::to_png(&picture)?.starts_with(b"\x89PNG"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn to_png(valley: &Valley) -> Result<Vec<u8>, PngError> {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(dejavu::sans::regular().to_vec());
    let options = Options {
        fontdb: Arc::new(fonts),
        font_family: "DejaVu Sans".into(),
        ..Options::default()
    };
    let drawing = |why: &str| PngError::Drawing(why.into());
    let tree = Tree::from_str(&to_svg(valley), &options).map_err(|e| drawing(&e.to_string()))?;
    let size = tree.size();
    let pixels = |length: f32| (length * SCALE).ceil() as u32;
    let mut pixmap = Pixmap::new(pixels(size.width()), pixels(size.height()))
        .ok_or_else(|| drawing("its size is no size"))?;
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|e| PngError::Encoding(e.to_string()))
}
