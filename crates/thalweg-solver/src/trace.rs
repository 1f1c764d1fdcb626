//! The trace: every step as data, for callbacks and for pictures.

/// One trial step, as the callback and the trace see it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Iteration {
    /// Which stage of the cascade, from 0.
    pub stage: usize,
    /// Trial number over all stages, from 1.
    pub iteration: usize,
    /// F at the point the step left from.
    pub cost: f64,
    /// ‖Q₁ᵀr‖/‖r‖ there.
    pub decrement: f64,
    /// The damping μ.
    pub mu: f64,
    /// The trust-region radius Δ in the D norm (NaN where μ moves by a rule).
    pub radius: f64,
    /// Actual over predicted reduction (NaN for a step that was never evaluated).
    pub ratio: f64,
    /// ‖Dp‖.
    pub step_norm: f64,
    /// What kind of step it was.
    pub kind: StepKind,
    /// Why it was not taken, if it was not.
    pub rejected: Option<Rejection>,
    /// The point after this trial (the old one if rejected), length n.
    pub x: Vec<f64>,
    /// The point that was tried, length n.
    pub trial: Vec<f64>,
    /// The diagonal of D, by which the step was damped and measured: length n (1 under
    /// [`Scaling::Matrix`](crate::Scaling::Matrix), NaN for parameters that are projected out).
    pub scales: Vec<f64>,
    /// What the damping left of a Gauss-Newton step.
    pub anatomy: Anatomy,
}

/// A damped step, direction by direction: in the basis of the singular vectors of J D⁻¹ it keeps
/// the fraction σᵢ²/(σᵢ² + μ) of each component of Gauss-Newton's step. 1 is Gauss-Newton, 0 is
/// gradient descent with a vanishing step: one step is both at once.
///
/// It describes the step before it was bent by acceleration, mixed, or cut at a bound; it is empty
/// for steps from a model with second derivatives.
///
/// ```
/// let anatomy = thalweg_solver::Anatomy { fractions: vec![1.0, 0.9, 0.4], ..Default::default() };
/// assert!((anatomy.gauss_newton_directions() - 2.3).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Anatomy {
    /// σᵢ²/(σᵢ² + μ) over the free parameters, largest σᵢ first.
    pub fractions: Vec<f64>,
    /// Angle between the step and steepest descent, in the metric D: radians, 0 to π/2.
    pub gradient_angle: f64,
    /// Angle between the step and Gauss-Newton's, in the metric D: radians, 0 to π/2.
    pub gauss_newton_angle: f64,
}

impl Anatomy {
    /// Σ fᵢ: how many directions moved as Gauss-Newton would, between 0 and their number.
    pub fn gauss_newton_directions(&self) -> f64 {
        self.fractions.iter().sum()
    }
}

/// What kind of step a trial was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StepKind {
    /// μ = 0.
    GaussNewton,
    /// μ > 0.
    Damped,
    /// Bent by geodesic acceleration.
    Accelerated,
    /// Extrapolated from the last Gauss-Newton steps, because they contracted slowly.
    Mixed,
    /// From a model with second derivatives, exact or learned.
    Newton,
    /// A polishing step, judged by the decrement.
    Polish,
}

/// Why a trial step was not taken.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Rejection {
    /// F did not fall, or not by 1e-4 of what was predicted.
    NoReduction,
    /// The path bends too much for the step: 2‖Da‖/‖Dv‖ > 0.75.
    Curvature,
    /// Residuals or derivatives are not finite there, or the problem said so.
    OutOfDomain,
    /// A polishing step did not reduce the decrement.
    NoContraction,
}
