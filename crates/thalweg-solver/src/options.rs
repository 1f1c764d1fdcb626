//! What a caller chooses. Every default is the one that measurement picked.

use std::time::Duration;

use crate::loss::Loss;

/// The damping matrix D of (A + μ D²) h = −g. The same D measures step lengths and trust regions.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub enum Scaling {
    /// Default. Dⱼ = √(‖Jⱼ‖ / tⱼ), tⱼ the size of xⱼ at the start: invariant to units like
    /// [`Marquardt`](Scaling::Marquardt), resists evaporation like [`Identity`](Scaling::Identity).
    #[default]
    Geometric,
    /// D = I: Levenberg (1944).
    Identity,
    /// Dⱼ = ‖Jⱼ‖ at the current point, D² = diag(A): Marquardt (1963).
    Marquardt,
    /// Dⱼ = the largest ‖Jⱼ‖ seen so far: Moré (1978) eq. 6.3, MINPACK's choice.
    More,
    /// Dⱼ given by the caller, positive and finite, one per parameter.
    Diagonal(Vec<f64>),
    /// D² = M, symmetric positive definite, n×n (either order: it is symmetric). It enters through
    /// its Cholesky factor. A covariance of the *data* does not belong here but in the residuals.
    Matrix(Vec<f64>),
}

impl Scaling {
    /// What remains of it for the parameters `keep` out of n.
    pub(crate) fn restricted_to(&self, keep: &[usize], n: usize) -> Scaling {
        match self {
            Scaling::Diagonal(d) => Scaling::Diagonal(keep.iter().map(|&j| d[j]).collect()),
            Scaling::Matrix(matrix) => {
                let entries =
                    keep.iter().flat_map(|&i| keep.iter().map(move |&j| matrix[i * n + j]));
                Scaling::Matrix(entries.collect())
            }
            other => other.clone(),
        }
    }
}

/// How the damping μ moves from step to step.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub enum Damping {
    /// Default. A radius Δ is kept and μ solved for from ‖Dh(μ)‖ = Δ: Moré (1978).
    #[default]
    TrustRegion,
    /// μ follows the gain ratio: Nielsen (1999), with μ₀ = τ max Aⱼⱼ/Dⱼ², τ = 1.
    Nielsen,
    /// μ is divided by `down` after an accepted step and multiplied by `up` after a rejected one:
    /// Marquardt (1963), who used 10 and 10. Both must exceed 1.
    Multiplicative {
        /// Factor after a rejected step.
        up: f64,
        /// Divisor after an accepted step.
        down: f64,
    },
}

/// When geodesic acceleration (Transtrum & Sethna 2012) bends a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Acceleration {
    /// Never.
    Off,
    /// Default. After a rejected trial or a gain ratio below 0.25, until one reaches 0.75.
    #[default]
    InTrouble,
    /// Every step.
    Always,
}

/// What the model of a step knows of the second derivatives of F: H = JᵀJ + S, S = Σ rᵢ∇²rᵢ.
///
/// D always comes from the columns of J: the diagonal of H can be zero or negative, and then
/// H + μ diag(H) is not positive definite for any μ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Curvature {
    /// Default. S = 0.
    #[default]
    GaussNewton,
    /// S learned from the steps (Dennis, Gay & Welsch 1981, NL2SOL), used where it predicts better
    /// than Gauss-Newton and dropped where Gauss-Newton predicts well. Costs no evaluations.
    Secant,
    /// S exact, from f(f+1)/2 second directional derivatives at every point, f the number of
    /// parameters that are free there (exact ones where the problem provides them, differences
    /// otherwise). H may be indefinite: μ exceeds −λ_min of D⁻¹HD⁻¹ (Moré & Sorensen 1983).
    Hessian,
}

/// When parameters that enter linearly are projected out (Golub & Pereyra 1973, Kaufman 1975).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum VariableProjection {
    /// Default. As a stage of the cascade, when the plain run does not end clean.
    #[default]
    Cascade,
    /// Before anything else.
    First,
    /// Never.
    Off,
}

/// When to give up. All limits count over all stages of a run together.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Limits {
    /// Residual, acceleration and Jacobian evaluations together. Default 10 000. A Jacobian that was
    /// begun is finished, and the point returned has one of its own for the verdict and the
    /// covariance: with differences the limit may be exceeded by the 2n residuals of each.
    pub evaluations: usize,
    /// Accepted and rejected steps together. Default 10 000.
    pub iterations: usize,
    /// Wall time. Default: none.
    pub time: Option<Duration>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { evaluations: 10_000, iterations: 10_000, time: None }
    }
}

/// Everything a caller may choose for a run; [`crate::Solver`] has a method for each.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Options {
    /// Default [`Scaling::Geometric`].
    pub scaling: Scaling,
    /// Default [`Damping::TrustRegion`].
    pub damping: Damping,
    /// Default [`Acceleration::InTrouble`].
    pub acceleration: Acceleration,
    /// Default [`Curvature::GaussNewton`]. The others need the squared loss; the reduced problem of
    /// variable projection is always Gauss-Newton's.
    pub curvature: Curvature,
    /// Whether Gauss-Newton steps that contract slowly are mixed from the last few (Anderson 1965;
    /// Walker & Ni 2011). Default true.
    pub mixing: bool,
    /// Default [`VariableProjection::Cascade`].
    pub projection: VariableProjection,
    /// Default [`Loss::Squared`].
    pub loss: Loss,
    /// Whether a run that does not end clean is followed by other attempts. Default true.
    pub cascade: bool,
    /// Whether the last digits are polished by the decrement. Default true.
    pub polish: bool,
    /// Lower and upper bound of each parameter; equal bounds fix it. Default: none.
    pub bounds: Option<Vec<(f64, f64)>>,
    /// The natural size tⱼ > 0 of each parameter. Default: |x₀ⱼ|.
    pub typical: Option<Vec<f64>>,
    /// Default: see [`Limits`].
    pub limits: Limits,
    /// Whether the solution carries a record of every step. Default false.
    pub trace: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            scaling: Scaling::default(),
            damping: Damping::default(),
            acceleration: Acceleration::default(),
            curvature: Curvature::default(),
            mixing: true,
            projection: VariableProjection::default(),
            loss: Loss::default(),
            cascade: true,
            polish: true,
            bounds: None,
            typical: None,
            limits: Limits::default(),
            trace: false,
        }
    }
}
