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
