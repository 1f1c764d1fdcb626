//! What is asked of the fit of a curve.

use thalweg_formula::Model;
use thalweg_solver::Options;

use crate::derived::Derived;

/// What is minimised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Estimator {
    /// Default. Σ w (y − f)², or its robust loss.
    #[default]
    LeastSquares,
    /// The deviance of counts, 2 Σ w (y ln(y/f) − (y − f)): maximum likelihood where y is Poisson distributed with
    /// mean f. Standard errors are the Cramér-Rao bound, from Fisher's information Σ w f′f′ᵀ/f.
    Poisson,
}

/// What the lanes evaluate a model in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Precision {
    /// f64, the default.
    #[default]
    Double,
    /// f32 for the model and its derivatives; f64 for residuals, their sums, the steps and all that is decided on them.
    ///
    /// A fit ends where rounding of the model hides what is left to gain. It moves an estimate by about 2⁻²⁴‖f‖/‖r‖ of
    /// its standard error, f the model or the largest part ∂f/∂xⱼ·xⱼ of a parameter in it, r the residuals. Where that
    /// comes to 10⁻⁴, at a noise of 1/1700 of what is measured, and where f32 cannot hold a number or determines too
    /// little, the curve begins again in f64: the same bits as of [`Double`](Self::Double), for half as much time more.
    ///
    /// Measured (`batch-speed 60000`, AVX-512, one core), against double precision: curves a second, and how far an
    /// estimate is from that of double precision, in standard errors.
    ///
    /// | set | as fast | steps | within 10⁻⁵ | 99.9 % within | farthest |
    /// |---|---|---|---|---|---|
    /// | g1d: Gaussian, 4 parameters, 30 points | 1.4-1.5 | 5.2, not 7.8 | 98 % | 3·10⁻⁵ | 6·10⁻⁵ |
    /// | g2d: two dimensions, 5 parameters, 225 points | 1.7 | 4.5, not 6.8 | 94 % | 2·10⁻⁵ | 4·10⁻⁵ |
    /// | exp: decay, 3 parameters, 32 points | 1.4-1.5 | 3.1, not 4.9 | 98 % | 2·10⁻⁵ | 4·10⁻⁵ |
    /// | expn: the same, hard noise | 1.2-1.3 | 6.7, not 8.7 | 99.9 % | 10⁻⁵ | 3·10⁻⁵ |
    ///
    /// Where the noise is all there is, a curve has several minima or none, and 4 of 1000 end in another one than in
    /// double precision.
    Single,
}

/// What a fit of one curve is asked, besides its points.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub model: &'a Model,
    pub estimator: Estimator,
    /// Whether the weights are 1/σ² with σ known, so that residuals are not asked for their scatter.
    pub known: bool,
    pub options: &'a Options,
    /// Parameters that are estimated: those whose bounds are not equal.
    pub estimated: usize,
    pub derived: &'a [Derived],
}

impl Asked<'_> {
    /// How many numbers are estimated of a curve: parameters, then what is derived from them.
    pub(crate) fn quantities(&self) -> usize {
        self.model.parameters().len() + self.derived.len()
    }

    /// Whether y are counts.
    pub(crate) fn is_of_counts(&self) -> bool {
        self.estimator == Estimator::Poisson
    }

    /// Most evaluations of one fit.
    pub(crate) fn evaluations(&self) -> usize {
        self.options.limits.evaluations
    }

    /// Whether σ is known, and not asked of the residuals.
    pub(crate) fn knows_errors(&self) -> bool {
        self.known || self.is_of_counts()
    }
}
