//! Information criteria.

/// Log-likelihood and information criteria of a fit under normal errors.
///
/// k = p + 1 where the scatter is estimated, p where it is known. Additive constants that are the same for
/// all models of the same data are left out of AIC, AICc and BIC: n ln(RSS/n) + penalty (R's `AIC` is
/// larger by n(1 + ln 2π); lmfit leaves the scatter out of k).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Criteria {
    /// ln L at its maximum, all constants in it.
    pub log_likelihood: f64,
    /// n ln(RSS/n) + 2k (Akaike 1974).
    pub aic: f64,
    /// AIC + 2k(k+1)/(n−k−1) (Hurvich & Tsai 1989); infinite where n ≤ k + 1.
    pub aicc: f64,
    /// n ln(RSS/n) + k ln n (Schwarz 1978).
    pub bic: f64,
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
