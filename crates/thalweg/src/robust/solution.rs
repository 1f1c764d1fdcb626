//! What a robust fit comes to.

use thalweg_solver::{Loss, Solution};

/// A robust fit.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RobustSolution {
    /// Where it ended: the minimum of F under `loss`.
    pub solution: Solution,
    /// The scale of good residuals.
    pub scale: f64,
    /// The loss of that scale.
    pub loss: Loss,
    /// Whether the scale came to rest. It does not where the residuals that are in the middle change
    /// places for ever; the last scale is then one of several.
    pub settled: bool,
}
