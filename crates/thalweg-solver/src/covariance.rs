//! Covariance of the estimate, rank-aware.

/// Covariance at the end of a run, unscaled: (JᵀJ)⁻¹ over the free, determined directions.
///
/// Parameters that are fixed or held by a bound have no variance (None); a parameter that a null
/// vector touches has an infinite one.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Covariance {
    /// n.
    pub n: usize,
    /// (JᵀJ)⁻¹, n×n row by row; NaN in rows and columns of held parameters, +∞ on the diagonal of
    /// undetermined ones and NaN off it.
    pub unscaled: Vec<f64>,
    /// Number of determined directions.
    pub rank: usize,
    /// Number of free parameters (neither fixed nor held by a bound).
    pub free: usize,
    /// Which parameters were free, length n.
    pub is_free: Vec<bool>,
}
