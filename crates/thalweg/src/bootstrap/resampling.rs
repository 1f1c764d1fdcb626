//! How data are drawn anew, and how often.

/// How the data of a replicate are drawn. f̂ is the fitted curve, rᵢ the (weighted) residuals, hᵢ the
/// leverages; what is drawn is ε, and the data are f̂ + ε.
///
/// | choice | a replicate | holds when |
/// |---|---|---|
/// | `Residual` | ε drawn with replacement from rᵢ/√(1 − hᵢ), less their mean (Davison & Hinkley 1997, §6.2.3, 7.6.1) | the errors are alike and independent |
/// | `Case` | rows drawn with replacement (Efron 1979) | rows are independent; the curve need not be right |
/// | `Wild` | εᵢ = ±rᵢ/√(1 − hᵢ), the signs by chance (Rademacher's; Wu 1986, Davidson & Flachaire 2008) | the errors are independent, their size may differ |
/// | `Parametric` | ε normal with the scatter of the fit, or the known σ | the errors are normal |
///
/// ```
/// assert_eq!(thalweg::Resample::Case.code(), "case");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Resample {
    /// Residuals are drawn with replacement.
    #[default]
    Residual,
    /// Rows are drawn with replacement. Not together with a covariance of the observations.
    Case,
    /// Each residual stays in its row and changes its sign by chance.
    Wild,
    /// Normal errors.
    Parametric,
}

impl Resample {
    /// One word: `residual`, `case`, `wild`, `parametric`.
    ///
    /// ```
    /// assert_eq!(thalweg::Resample::Wild.code(), "wild");
    /// ```
    pub fn code(self) -> &'static str {
        match self {
            Self::Residual => "residual",
            Self::Case => "case",
            Self::Wild => "wild",
            Self::Parametric => "parametric",
        }
    }

    /// One phrase for a report.
    ///
    /// ```
    /// assert_eq!(thalweg::Resample::Case.words(), "rows drawn with replacement");
    /// ```
    pub fn words(self) -> &'static str {
        match self {
            Self::Residual => "residuals drawn with replacement",
            Self::Case => "rows drawn with replacement",
            Self::Wild => "residuals with signs drawn by chance",
            Self::Parametric => "normal errors",
        }
    }
}

/// A bootstrap to be made: how data are drawn, how often, from which seed.
///
/// ```
/// use thalweg::{Fit, Resample, Resampling};
/// let fit = Fit::new("y ~ a*exp(-k*x)").bootstrap(Resampling::new(Resample::Case).replicates(500));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Resampling {
    /// How data are drawn.
    pub kind: Resample,
    /// How often. Default 2000: the ends of 95 % intervals are then the 50th value from either side.
    pub replicates: usize,
    /// The same seed gives the same bits, at any number of threads. Default 0.
    pub seed: u64,
    /// Most threads to use. Default 0: as many as the machine has.
    pub threads: usize,
}

impl Resampling {
    /// 2000 replicates of this kind.
    pub fn new(kind: Resample) -> Self {
        Self { kind, replicates: 2000, seed: 0, threads: 0 }
    }

    /// Sets the number of replicates.
    #[must_use]
    pub fn replicates(mut self, replicates: usize) -> Self {
        self.replicates = replicates;
        self
    }

    /// Sets the seed.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the most threads to use.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }
}
