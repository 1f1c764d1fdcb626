//! Information criteria.

use std::f64::consts::TAU;

use crate::observations::Observations;

/// Log-likelihood and information criteria of a fit under normal errors.
///
/// k = p + 1 where the scatter is estimated, p where it is known. Additive constants that are the same for
/// all models of the same data are left out of AIC, AICc and BIC: n ln(RSS/n) + penalty, or χ² + penalty
/// where the scatter is known. R's `AIC` and `BIC` keep them and are larger by n(1 + ln 2π) − Σ ln w (known
/// scatter: n ln 2π + 2 Σ ln σ); lmfit leaves the scatter out of k, so that its `aic` is smaller by 2 and its
/// `bic` by ln n. Differences between models agree in all three, but for AICc, which lmfit has not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Criteria {
    /// ln L at its maximum, all constants in it: with ‖√w r‖² = RSS, −n/2 (ln 2π + 1 + ln(RSS/n)) + ½ Σ ln w;
    /// where σ is known, −χ²/2 − n/2 ln 2π − Σ ln σ.
    pub log_likelihood: f64,
    /// n ln(RSS/n) + 2k (Akaike 1974), χ² + 2k where the scatter is known.
    pub aic: f64,
    /// AIC + 2k(k+1)/(n−k−1) (Hurvich & Tsai 1989); infinite where n ≤ k + 1.
    pub aicc: f64,
    /// n ln(RSS/n) + k ln n (Schwarz 1978), χ² + k ln n where the scatter is known.
    pub bic: f64,
}

/// What is known of the scatter of n observations, and their weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Likelihood {
    /// n.
    pub observations: usize,
    /// Whether σ is known.
    pub known: bool,
    /// ½ ln det W, in the units of the user.
    pub log_root_weights: f64,
}

impl Criteria {
    /// Of `observations` residuals of equal weight whose norm is √RSS, after `parameters` were estimated,
    /// and their scatter with them. None without residuals, or where they are 0.
    ///
    /// ```
    /// // NIST's Misra1a and Misra1c: the same data, two formulas of two parameters.
    /// let a = thalweg::Criteria::new(1.2455138894e-1_f64.sqrt(), 14, 2).unwrap();
    /// let c = thalweg::Criteria::new(4.0966836971e-2_f64.sqrt(), 14, 2).unwrap();
    /// assert!((a.aicc - -57.71).abs() < 0.005 && (c.aicc - -73.28).abs() < 0.005);
    /// // R: logLik(nls(y ~ b1*(1-exp(-b2*x)))).
    /// assert!((a.log_likelihood - 13.189520).abs() < 1e-6);
    /// ```
    pub fn new(residual_norm: f64, observations: usize, parameters: usize) -> Option<Self> {
        let known = false;
        Likelihood { observations, known, log_root_weights: 0.0 }
            .criteria(residual_norm, parameters)
    }
}

impl Likelihood {
    pub(crate) fn new(observations: &Observations, known: bool) -> Self {
        let unit = observations.unit.factor().ln();
        let weights = observations.root_weights.as_deref().unwrap_or_default();
        let diagonal: f64 = weights.iter().map(|w| w.ln() - unit).sum();
        let whitening = observations.whitening.as_ref().map_or(0.0, |w| w.log_determinant());
        Self { observations: observations.count(), known, log_root_weights: diagonal + whitening }
    }

    /// For residuals of this weighted norm after `parameters` were estimated. None where the norm is not
    /// finite, or 0 and the scatter not known: then L has no maximum.
    pub(crate) fn criteria(&self, norm: f64, parameters: usize) -> Option<Criteria> {
        let n = self.observations as f64;
        let usable = norm.is_finite() && n > 0.0 && (self.known || norm > 0.0);
        let k = (parameters + usize::from(!self.known)) as f64;
        let deviance = match self.known {
            true => norm * norm,
            // Norms that cannot be squared have a logarithm.
            false => n * (2.0 * norm.ln() - n.ln()),
        };
        let constant = n * if self.known { TAU.ln() } else { 1.0 + TAU.ln() };
        let aic = deviance + 2.0 * k;
        let spare = n - k - 1.0;
        let correction = if spare > 0.0 { 2.0 * k * (k + 1.0) / spare } else { f64::INFINITY };
        usable.then_some(Criteria {
            log_likelihood: self.log_root_weights - 0.5 * (deviance + constant),
            aic,
            aicc: aic + correction,
            bic: deviance + k * n.ln(),
        })
    }
}

/// Another formula for the same data.
#[derive(Debug, Clone, PartialEq)]
pub struct Rival {
    /// Its name in the table of formulas, such as `hyperbola`; empty for one that was given.
    pub name: String,
    /// The formula.
    pub formula: String,
    /// How many parameters it estimates.
    pub parameters: usize,
    /// Σ w r².
    pub residual_sum_of_squares: f64,
    /// Its criteria.
    pub criteria: Criteria,
    /// Its AICc less the lowest one among all that were compared.
    pub difference: f64,
    /// Akaike weight exp(−difference/2), normalised to sum 1 over all that were compared.
    pub weight: f64,
    /// p of the runs test of its residuals, where there is one.
    pub runs_p_value: Option<f64>,
}

/// Akaike weights (Burnham & Anderson 2002, §2.9) of these AICc: each one's difference to the lowest, and
/// exp(−difference/2) normalised to sum 1. One that is infinite weighs nothing, unless all are.
pub(crate) fn akaike_weights(values: &[f64]) -> Vec<(f64, f64)> {
    let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
    let difference = |v: f64| if v == lowest { 0.0 } else { v - lowest };
    let total: f64 = values.iter().map(|&v| (-0.5 * difference(v)).exp()).sum();
    let weighed = |&v: &f64| (difference(v), (-0.5 * difference(v)).exp() / total);
    values.iter().map(weighed).collect()
}
