//! Which robust estimate.

use thalweg_solver::Loss;

/// A robust estimate whose scale comes from the data.
///
/// An M-estimate minimises Σρ(r/(k s)), where k is the constant that makes it 95 % as efficient as least squares
/// on normal errors, and s the scale of good residuals: the median of |r| times 1.4826, that of the
/// residuals of the estimate itself (a fixed point). Where the standard deviations of the data are known,
/// s = 1. An MM-estimate (Yohai 1987) takes s from a fit that holds though half of the data are
/// wrong, and then minimises Tukey's loss from there with that scale.
///
/// | choice | k | source of k |
/// |---|---|---|
/// | `Huber` | 1.345 | Holland & Welsch 1977 |
/// | `SoftL1` | 1.2871 | computed (testdata/reference/efficiency.py) |
/// | `Cauchy` | 2.385 | Holland & Welsch 1977 |
/// | `Arctan` | 2.5714 | computed |
/// | `Tukey` | 4.685 | Holland & Welsch 1977 |
/// | `Mm` | 4.685, after 1.5476 | Yohai 1987 |
///
/// ```
/// use thalweg::{Fit, Robust, Table};
/// let table = Table::new()
///     .with("x", [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0])?
///     .with("y", [2.1, 3.9, 6.1, 7.8, 10.1, 60.0, 14.1, 15.9])?;
/// let answer = Fit::new("y ~ a*x").robust(Robust::Mm).run(&table)?;
/// assert!((answer.parameters[0].estimate - 2.0).abs() < 0.02);
/// # Ok::<(), thalweg::FitError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Robust {
    /// Outliers count with their distance.
    Huber,
    /// The same, smooth everywhere.
    SoftL1,
    /// Outliers count with the logarithm of their distance.
    Cauchy,
    /// Outliers count alike, however far; smooth everywhere.
    Arctan,
    /// Outliers count alike from 4.685 s on.
    Tukey,
    /// Tukey's, from a start and with a scale that half of the data cannot spoil.
    Mm,
}

impl Robust {
    /// One word: `huber`, `soft-l1`, `cauchy`, `arctan`, `tukey`, `mm`.
    ///
    /// ```
    /// assert_eq!(thalweg::Robust::SoftL1.code(), "soft-l1");
    /// ```
    pub fn code(self) -> &'static str {
        match self {
            Self::Huber => "huber",
            Self::SoftL1 => "soft-l1",
            Self::Cauchy => "cauchy",
            Self::Arctan => "arctan",
            Self::Tukey => "tukey",
            Self::Mm => "mm",
        }
    }

    /// k: the loss bends at k times the scale of good residuals.
    ///
    /// ```
    /// assert_eq!(thalweg::Robust::Huber.constant(), 1.345);
    /// ```
    pub fn constant(self) -> f64 {
        match self {
            Self::Huber => 1.345,
            Self::SoftL1 => 1.287_099_224,
            Self::Cauchy => 2.384_947_119,
            Self::Arctan => 2.571_400_569,
            Self::Tukey | Self::Mm => 4.685,
        }
    }

    /// The loss for good residuals of this scale.
    ///
    /// ```
    /// use thalweg::{Loss, Robust};
    /// assert_eq!(Robust::Huber.loss(2.0), Loss::Huber { scale: 2.69 });
    /// ```
    pub fn loss(self, scale: f64) -> Loss {
        let scale = self.constant() * scale;
        match self {
            Self::Huber => Loss::Huber { scale },
            Self::SoftL1 => Loss::SoftL1 { scale },
            Self::Cauchy => Loss::Cauchy { scale },
            Self::Arctan => Loss::Arctan { scale },
            Self::Tukey | Self::Mm => Loss::Tukey { scale },
        }
    }
}
