//! The scatter of an M-estimate, from sums that can be made in pieces.

use crate::loss::Loss;

/// What the scatter of an M-estimate is made of: sums over residuals that need not all be in memory.
///
/// ```
/// use thalweg_solver::{Loss, Moments};
/// let huber = Loss::Huber { scale: 1.0 };
/// let residuals = [0.5, -1.5, 0.25, -0.75, 4.0, 0.1];
/// let whole = Moments::of(&huber, &residuals);
/// let parts = Moments::of(&huber, &residuals[..2]).and(Moments::of(&huber, &residuals[2..]));
/// assert_eq!((parts.count(), parts.down_weighted()), (6, 1));
/// assert!((parts.scatter(4).unwrap() / whole.scatter(4).unwrap() - 1.0).abs() < 1e-14);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Moments {
    count: usize,
    largest: f64,
    /// Σψ² in units of the largest |r|, so that no square leaves the range of numbers.
    squares: f64,
    /// The mean of ψ′, and the sum of the squared distances from it.
    mean: f64,
    distances: f64,
    down_weighted: usize,
}

impl Loss {
    /// [`Moments::scatter`] of residuals `r` with `nu` degrees of freedom.
    ///
    /// ```
    /// use thalweg_solver::Loss;
    /// assert_eq!(Loss::Squared.scatter(&[1.0, -1.0, 1.0, -1.0], 2), Some(2f64.sqrt()));
    /// ```
    pub fn scatter(&self, r: &[f64], nu: usize) -> Option<f64> {
        Moments::of(self, r).scatter(nu)
    }
}

impl Moments {
    /// Of these residuals under a loss.
    pub fn of(loss: &Loss, residuals: &[f64]) -> Self {
        let largest = residuals.iter().fold(0.0, |most: f64, r| most.max(r.abs()));
        let unit = if largest == 0.0 { 1.0 } else { largest };
        let square = |r: &f64| (r / unit * loss.weight(*r)).powi(2);
        let slopes: Vec<f64> = residuals.iter().map(|r| loss.curvature(*r)).collect();
        let mean = slopes.iter().sum::<f64>() / residuals.len() as f64;
        Self {
            count: residuals.len(),
            largest,
            squares: residuals.iter().map(square).sum(),
            mean,
            distances: slopes.iter().map(|s| (s - mean).powi(2)).sum(),
            down_weighted: residuals.iter().filter(|r| loss.weight(**r) < 0.5).count(),
        }
    }

    /// Those of both (Chan, Golub & LeVeque 1983, eq. 2.1).
    pub fn and(self, other: Self) -> Self {
        if self.count == 0 || other.count == 0 {
            return if self.count == 0 { other } else { self };
        }
        let largest = self.largest.max(other.largest);
        let squares = |of: Self| match largest {
            0.0 => 0.0,
            _ => of.squares * (of.largest / largest).powi(2),
        };
        let (a, b) = (self.count as f64, other.count as f64);
        let apart = other.mean - self.mean;
        Self {
            count: self.count + other.count,
            largest,
            squares: squares(self) + squares(other),
            mean: self.mean + apart * b / (a + b),
            distances: self.distances + other.distances + apart * apart * a * b / (a + b),
            down_weighted: self.down_weighted + other.down_weighted,
        }
    }

    /// How many residuals.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The largest |r|.
    pub fn largest(&self) -> f64 {
        self.largest
    }

    /// How many residuals count less than half.
    pub fn down_weighted(&self) -> usize {
        self.down_weighted
    }

    /// What stands in the place of σ in the standard errors of an M-estimate, σ²(JᵀJ)⁻¹: κ √(Σψᵢ²/ν) / mean ψ′ with ψ = ρ′r
    /// and ν = m − p degrees of freedom, in units of the residuals (Huber & Ronchetti 2009, eqs. 7.82 and 7.84).
    /// None without degrees of freedom or scatter, and where the loss bends down at most residuals.
    /// Under [`Loss::Squared`]: √(Σr²/ν).
    pub fn scatter(&self, nu: usize) -> Option<f64> {
        let Self { count, largest, squares, mean, distances, .. } = *self;
        let p = count.checked_sub(nu).filter(|_| nu > 0 && largest != 0.0)?;
        if mean <= 0.0 {
            return None;
        }
        let count = count as f64;
        let variance = distances / (count - 1.0);
        let correction = 1.0 + p as f64 / count * variance / (mean * mean);
        Some(correction * largest * (squares / nu as f64).sqrt() / mean)
    }
}
