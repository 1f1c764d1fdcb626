//! What is known about the errors of the data.

/// The standard deviation of each observation, and what it means. The text is a column, a number,
/// or an expression of columns.
///
/// | passed | minimised | covariance of the estimate |
/// |---|---|---|
/// | nothing | Σ r² | (JᵀJ)⁻¹ · RSS/dof |
/// | weights w | Σ w r² | (JᵀWJ)⁻¹ · RSS/dof |
/// | [`Sigma::Relative`] σ | Σ r²/σ² | (JᵀWJ)⁻¹ · RSS/dof, W = 1/σ² |
/// | [`Sigma::Absolute`] σ | Σ r²/σ² | (JᵀWJ)⁻¹, W = 1/σ² |
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
}

impl Weighting {
    /// One phrase for a report.
    ///
    /// ```
    /// use thalweg::Weighting;
    /// assert_eq!(Weighting::None.words(), "all observations weighted alike");
    /// assert_eq!(Weighting::Absolute("s".into()).words(), "standard deviations known: `s`");
    /// ```
    pub fn words(&self) -> String {
        match self {
            Self::None => "all observations weighted alike".into(),
            Self::Weights(w) => format!("weights `{w}`"),
            Self::Relative(s) => format!("standard deviations known up to a factor: `{s}`"),
            Self::Absolute(s) => format!("standard deviations known: `{s}`"),
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
        !matches!(self, Self::Absolute(_))
    }
}
