//! What is known about the errors of the data.

use crate::whitening::DataCovariance;

/// The standard deviation of each observation, and what it means. The text is a column, a number,
/// an expression of columns, a percentage (`5%` of the size of the left side, as observed), or `poisson` (the
/// left side is a count n, its deviation √n, and 1 for a count of 0).
///
/// | passed | minimised | covariance of the estimate |
/// |---|---|---|
/// | nothing | Σ r² | (JᵀJ)⁻¹ · RSS/dof |
/// | weights w | Σ w r² | (JᵀWJ)⁻¹ · RSS/dof |
/// | [`Sigma::Relative`] σ | Σ r²/σ² | (JᵀWJ)⁻¹ · RSS/dof, W = 1/σ² |
/// | [`Sigma::Absolute`] σ | Σ r²/σ² | (JᵀWJ)⁻¹, W = 1/σ² |
/// | [`Sigma::RelativeCovariance`] C | rᵀC⁻¹r | (JᵀWJ)⁻¹ · rᵀC⁻¹r/dof, W = C⁻¹ |
/// | [`Sigma::Covariance`] C | rᵀC⁻¹r | (JᵀWJ)⁻¹, W = C⁻¹ |
///
/// None of these is a damping matrix: that is [`Scaling`](crate::Scaling), which is about the
/// parameters, and does not change what is minimised.
///
/// ```
/// use thalweg::{Fit, Sigma};
/// let fit = Fit::new("y ~ a*x + b").sigma(Sigma::Absolute("0.02*y".into()));
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub enum Sigma {
    /// Nothing is known: all observations count alike.
    #[default]
    None,
    /// The standard deviations themselves, in units of the left side: the scatter of the data does
    /// not rescale the standard errors.
    Absolute(String),
    /// Standard deviations up to a common factor, which the scatter of the data estimates.
    Relative(String),
    /// Errors that are correlated: their covariance, in units of the left side squared. Not together
    /// with a robust loss, which is about single observations.
    Covariance(DataCovariance),
    /// As [`Covariance`](Self::Covariance), up to a common factor, which the scatter of the data
    /// estimates.
    RelativeCovariance(DataCovariance),
}

/// How the observations were weighted, as the answer reports it.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub enum Weighting {
    /// All alike.
    #[default]
    None,
    /// By weights w: this column or expression.
    Weights(String),
    /// By 1/σ², σ known up to a factor: this column or expression.
    Relative(String),
    /// By 1/σ², σ known: this column or expression.
    Absolute(String),
    /// By 1/σ², σ a percentage of the left side `of`, known, or known up to a factor.
    Percent {
        /// 5 for 5 %.
        percent: f64,
        /// The left side.
        of: String,
        /// Whether it is known, and not only up to a factor.
        known: bool,
    },
    /// By 1/σ², the left side `of` a count and σ its root (1 for a count of 0), known, or known up to
    /// a factor.
    Poisson {
        /// The left side.
        of: String,
        /// Whether it is known, and not only up to a factor.
        known: bool,
    },
    /// By the inverse of a covariance of the observations, known up to a factor: its size in words.
    RelativeCovariance(String),
    /// By the inverse of a covariance of the observations: its size in words.
    Covariance(String),
}

impl Weighting {
    /// One phrase for a report.
    ///
    /// ```
    /// use thalweg::Weighting;
    /// assert_eq!(Weighting::None.words(), "all observations weighted alike");
    /// assert_eq!(Weighting::Absolute("s".into()).words(), "standard deviations known: `s`");
    /// let percent = Weighting::Percent { percent: 5.0, of: "y".into(), known: true };
    /// assert_eq!(percent.words(), "standard deviations known: 5 % of `y`");
    /// ```
    pub fn words(&self) -> String {
        let how = |known: &bool| match known {
            true => "standard deviations known",
            false => "standard deviations known up to a factor",
        };
        match self {
            Self::None => "all observations weighted alike".into(),
            Self::Percent { percent, of, known } => {
                format!("{}: {percent} % of `{of}`", how(known))
            }
            Self::Poisson { of, known } => {
                format!("{}: √`{of}` of counts (1 for a count of 0)", how(known))
            }
            Self::Weights(w) => format!("weights `{w}`"),
            Self::Relative(s) => format!("standard deviations known up to a factor: `{s}`"),
            Self::Absolute(s) => format!("standard deviations known: `{s}`"),
            Self::RelativeCovariance(c) => {
                format!("covariance of the observations known up to a factor: {c}")
            }
            Self::Covariance(c) => format!("covariance of the observations known: {c}"),
        }
    }

    /// Whether the scatter of the data, RSS/dof, scales the covariance.
    ///
    /// ```
    /// use thalweg::Weighting;
    /// assert!(Weighting::Weights("w".into()).scales_covariance());
    /// assert!(!Weighting::Absolute("s".into()).scales_covariance());
    /// ```
    pub fn scales_covariance(&self) -> bool {
        !matches!(
            self,
            Self::Absolute(_)
                | Self::Covariance(_)
                | Self::Percent { known: true, .. }
                | Self::Poisson { known: true, .. }
        )
    }
}
