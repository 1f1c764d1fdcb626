//! The drawing as pixels.

use thalweg::valley::Valley;

use super::picture::to_svg;
use crate::drawing::png::{PngError, rasterise};

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
    rasterise(&to_svg(valley))
}
