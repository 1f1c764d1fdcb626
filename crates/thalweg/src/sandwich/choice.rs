//! Which covariance the standard errors come from.

use thalweg_solver::Loss;

/// Which covariance of the estimates the standard errors come from.
///
/// With J, r, n rows and p determined directions, leverages hᵢ (the diagonal of J(JᵀJ)⁻¹Jᵀ) and σ the
/// scatter of a residual of weight 1:
///
/// | choice | covariance | holds when |
/// |---|---|---|
/// | `Expected` | σ²(JᵀJ)⁻¹ | the errors are alike and the curve is right |
/// | `Hessian` | σ²(JᵀJ + Σ rᵢ∇²rᵢ)⁻¹ | the same; it knows the curvature seen in these data |
/// | `Hc0` | (JᵀJ)⁻¹ Jᵀdiag(rᵢ²)J (JᵀJ)⁻¹ | the errors are independent, their size may differ; many rows |
/// | `Hc1` | `Hc0` · n/(n − p) | the same |
/// | `Hc2` | rᵢ² / (1 − hᵢ) in place of rᵢ² | the same; unbiased in a linear model if the errors are alike |
/// | `Hc3` | rᵢ² / (1 − hᵢ)² | the same; near the jackknife, the one for few rows |
/// | `MEstimate` | see [`Uncertainty`](crate::Uncertainty) | a robust loss |
///
/// `Hc0` is White's (1980), the others MacKinnon & White's (1985), p. 307 ff., in the linearised model.
///
/// ```
/// use thalweg::{Errors, Fit};
/// let fit = Fit::new("y ~ a*exp(-k*x)").errors(Errors::Hc3);
/// assert_eq!(Errors::Hc3.code(), "hc3");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Errors {
    /// From JᵀJ, the expected curvature. Under a robust loss that is [`MEstimate`](Self::MEstimate).
    #[default]
    Expected,
    /// From the Hessian of F at the minimum, the observed curvature.
    Hessian,
    /// White's sandwich.
    Hc0,
    /// The same, corrected for the degrees of freedom.
    Hc1,
    /// The same, corrected for the leverages.
    Hc2,
    /// The same, corrected twice for the leverages.
    Hc3,
    /// That of an M-estimate.
    MEstimate,
}

impl Errors {
    /// What it comes to under a loss.
    pub(crate) fn under(self, loss: &Loss) -> Self {
        match loss {
            Loss::Squared => self,
            _ => Self::MEstimate,
        }
    }

    /// One word: `expected`, `hessian`, `hc0`, `hc1`, `hc2`, `hc3`, `m-estimate`.
    ///
    /// ```
    /// assert_eq!(thalweg::Errors::Hessian.code(), "hessian");
    /// ```
    pub fn code(self) -> &'static str {
        match self {
            Self::Expected => "expected",
            Self::Hessian => "hessian",
            Self::Hc0 => "hc0",
            Self::Hc1 => "hc1",
            Self::Hc2 => "hc2",
            Self::Hc3 => "hc3",
            Self::MEstimate => "m-estimate",
        }
    }

    /// One phrase for a report.
    ///
    /// ```
    /// assert_eq!(thalweg::Errors::Hc3.words(), "sandwich HC3: errors may differ in size from row to row");
    /// ```
    pub fn words(self) -> &'static str {
        match self {
            Self::Expected => "from JᵀJ",
            Self::Hessian => "from the Hessian of the sum of squares",
            Self::Hc0 => "sandwich HC0: errors may differ in size from row to row",
            Self::Hc1 => "sandwich HC1: errors may differ in size from row to row",
            Self::Hc2 => "sandwich HC2: errors may differ in size from row to row",
            Self::Hc3 => "sandwich HC3: errors may differ in size from row to row",
            Self::MEstimate => "of an M-estimate",
        }
    }

    /// Whether they take the size of errors from the residuals whatever is known of σ: intervals are Student's then,
    /// and a profile, for which all errors are of one size or as σ says, is an interval for something else.
    ///
    /// ```
    /// use thalweg::Errors;
    /// assert!(Errors::Hc3.is_from_residuals() && !Errors::Hessian.is_from_residuals());
    /// ```
    pub fn is_from_residuals(self) -> bool {
        matches!(self, Self::Hc0 | Self::Hc1 | Self::Hc2 | Self::Hc3 | Self::MEstimate)
    }
}
