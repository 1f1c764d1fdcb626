//! The covariance of the free parameters, and of what follows from them.

use thalweg_solver::{Conditioning, Status};

use super::metric::Metric;
use crate::size::scaled_norm;

/// Why there is no standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    /// It is a constant: held at a value, or made of such.
    Fixed,
    /// It is held by its bound, or follows from what is.
    AtBound,
    /// The data do not determine it.
    Undetermined,
    /// As many parameters as observations.
    NoFreedom,
    /// The residuals are zero to rounding.
    Exact,
    /// The run did not end where the sum of squares has a minimum.
    NoMinimum,
    /// The quantity or its gradient is not finite.
    NotFinite,
    /// The kind of covariance that was asked for does not exist here: why.
    NoCovariance(&'static str),
}

impl Missing {
    /// The reason in a few words.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Fixed => "held at a given value",
            Self::AtBound => "held by its bound",
            Self::Undetermined => "not determined by the data",
            Self::NoFreedom => {
                "as many parameters as observations: nothing is left to estimate the scatter from"
            }
            Self::Exact => "the residuals are zero to rounding: there is no scatter",
            Self::NoMinimum => "not a minimum",
            Self::NotFinite => "not finite",
            Self::NoCovariance(why) => why,
        }
    }
}

/// The errors of the free parameters.
pub(crate) struct Spread<'s> {
    factor: &'s Conditioning,
    /// Which parameters were free.
    is_free: &'s [bool],
    /// From the coordinates of `factor` to those of a variance, or why there is none.
    metric: Result<Metric, Missing>,
}

impl<'s> Spread<'s> {
    /// `metric`: in units of residuals as the solver saw them.
    pub(crate) fn new(
        factor: &'s Conditioning,
        is_free: &'s [bool],
        metric: Result<Metric, Missing>,
    ) -> Self {
        Self { factor, is_free, metric }
    }

    /// u with Var = ‖u‖² and Cov = uᵀv of quantities with gradients g and h at the end of the run.
    /// Parameters held by a bound count as constants: the rest is conditional on them.
    pub(crate) fn coordinates(&self, g: &[f64]) -> Result<Vec<f64>, Missing> {
        let used = || (0..g.len()).filter(|&j| g[j] != 0.0);
        if g.iter().any(|v| !v.is_finite()) {
            return Err(Missing::NotFinite);
        }
        if used().next().is_none() {
            return Err(Missing::Fixed);
        }
        if used().all(|j| !self.is_free[j]) {
            return Err(Missing::AtBound);
        }
        let mut u = self.factor.coordinates(g).ok_or(Missing::Undetermined)?;
        self.metric.as_ref().map_err(|missing| *missing)?.apply(&mut u);
        Ok(u)
    }

    /// Standard error of a quantity with gradient `g`.
    pub(crate) fn error(&self, g: &[f64]) -> Result<f64, Missing> {
        let error = scaled_norm(self.coordinates(g)?.iter().copied());
        if error.is_finite() { Ok(error) } else { Err(Missing::NotFinite) }
    }
}

/// Whether the end of a run is where the sum of squares of what is determined has a minimum.
pub(crate) fn is_minimum(status: &Status) -> bool {
    matches!(status, Status::FlatValley { stationary: true, .. }) || status.converged()
}
