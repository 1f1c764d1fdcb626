//! The covariance of the free parameters, and of what follows from them.

use thalweg_solver::{Covariance, Solution, Status};

use crate::pivoted::RowSpace;
use crate::weighting::Weighting;

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
    /// The quantity or its gradient is not finite.
    NotFinite,
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
            Self::NotFinite => "not finite",
        }
    }
}

/// The errors of the free parameters.
pub(crate) struct Spread<'s> {
    covariance: &'s Covariance,
    /// The variance of a residual of weight 1, or why there is none.
    variance: Result<f64, Missing>,
    /// What is determined, where not everything is.
    space: Option<&'s RowSpace>,
}

impl<'s> Spread<'s> {
    /// s² = 2F/dof scales the covariance unless the standard deviations are known.
    pub(crate) fn new(
        solution: &'s Solution,
        degrees_of_freedom: usize,
        weighting: &Weighting,
        space: Option<&'s RowSpace>,
    ) -> Self {
        let variance = if !weighting.scales_covariance() {
            Ok(1.0)
        } else if degrees_of_freedom == 0 {
            Err(Missing::NoFreedom)
        } else if matches!(solution.status, Status::ExactFit) || solution.cost == 0.0 {
            Err(Missing::Exact)
        } else {
            Ok(2.0 * solution.cost / degrees_of_freedom as f64)
        };
        Self { covariance: &solution.covariance, variance, space }
    }

    /// Covariance of two quantities with gradients `a` and `b`: aᵀ C b. Parameters held by a bound
    /// count as constants: the rest is conditional on them.
    pub(crate) fn covariance(&self, a: &[f64], b: &[f64]) -> Result<f64, Missing> {
        self.determined(a)?;
        self.determined(b)?;
        let n = self.covariance.n;
        let free = |v: &[f64], j: usize| v[j] != 0.0 && self.covariance.is_free[j];
        if let Some(space) = self.space {
            let both = space.coordinates(a).zip(space.coordinates(b));
            let (u, v) = both.ok_or(Missing::Undetermined)?;
            return Ok(u.iter().zip(&v).map(|(u, v)| u * v).sum::<f64>() * self.variance?);
        }
        let mut sum = 0.0;
        for i in (0..n).filter(|&i| free(a, i)) {
            for j in (0..n).filter(|&j| free(b, j)) {
                sum += a[i] * b[j] * self.covariance.unscaled[i * n + j];
            }
        }
        let value = sum * self.variance?;
        if value.is_finite() { Ok(value) } else { Err(Missing::NotFinite) }
    }

    /// Standard error of a quantity with gradient `g`.
    pub(crate) fn error(&self, g: &[f64]) -> Result<f64, Missing> {
        Ok(self.covariance(g, g)?.max(0.0).sqrt())
    }

    fn determined(&self, g: &[f64]) -> Result<(), Missing> {
        let n = self.covariance.n;
        let used = || (0..n).filter(|&j| g[j] != 0.0);
        if g.iter().any(|v| !v.is_finite()) {
            return Err(Missing::NotFinite);
        }
        if used().next().is_none() {
            return Err(Missing::Fixed);
        }
        if used().all(|j| !self.covariance.is_free[j]) {
            return Err(Missing::AtBound);
        }
        let infinite = |j: usize| self.covariance.unscaled[j * n + j] == f64::INFINITY;
        if self.space.is_none() && used().any(infinite) {
            return Err(Missing::Undetermined);
        }
        Ok(())
    }
}
