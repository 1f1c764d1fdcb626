//! What comes back: the point, the verdict with its evidence, and what it cost.

use crate::covariance::Covariance;
use crate::status::Status;
use crate::trace::Iteration;

/// The end of a run. A run that ends is always a value; see [`Status`] for what it is worth.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Solution {
    /// The best point found, length n.
    pub x: Vec<f64>,
    /// r(x), length m (without the loss).
    pub residuals: Vec<f64>,
    /// F(x) = ½ Σ rᵢ², or ½ Σ c² ρ(rᵢ²/c²) under a robust loss of scale c.
    pub cost: f64,
    /// The verdict.
    pub status: Status,
    /// Measurements behind the verdict.
    pub evidence: Evidence,
    /// Covariance, standard errors, rank: at x, in the free subspace.
    pub covariance: Covariance,
    /// Parameters that sit on a bound with the gradient pushing outwards (fixed ones excluded).
    pub at_bound: Vec<usize>,
    /// Distinct local minima that the stages of this run ended in, best first; `x` is the first.
    pub minima: Vec<Minimum>,
    /// What it cost.
    pub counts: Counts,
    /// Every step of every stage, when asked for by [`crate::Options::trace`].
    pub trace: Vec<Iteration>,
}

/// A local minimum that one of the stages ended in.
#[derive(Debug, Clone, PartialEq)]
pub struct Minimum {
    /// Where, length n.
    pub x: Vec<f64>,
    /// F there.
    pub cost: f64,
}

/// What the verdict stands on. All numbers are free of units.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub struct Evidence {
    /// ‖Q₁ᵀr‖/‖r‖, how much of the residual a Gauss-Newton step would still remove; the relative
    /// offset of Bates & Watts (1981) up to the degrees of freedom.
    pub decrement: f64,
    /// max |Jⱼᵀr| / (‖Jⱼ‖ ‖r‖) over the free parameters.
    pub gradient_cosine: f64,
    /// Reciprocal condition number of R with unit columns.
    pub rcond: f64,
    /// Relative size of the noise in r that differences measured (2.2e-16 for exact derivatives).
    pub noise: f64,
}

/// Evaluations and steps, over all stages, the polish and differences included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Counts {
    /// Calls of [`crate::Problem::residuals`], those for differences included.
    pub residuals: usize,
    /// Calls of [`crate::Problem::second_directional`].
    pub second_directional: usize,
    /// Jacobians (a Jacobian by differences counts here, and its calls under `residuals`).
    pub jacobians: usize,
    /// Steps tried, accepted and rejected, the polish included.
    pub iterations: usize,
    /// Stages of the cascade that ran (1: the first sufficed).
    pub stages: usize,
}
