//! The scatter behind the standard errors of an M-estimate.

use thalweg_solver::Loss;

/// [`Loss::scatter`], or why there is none.
pub(crate) fn scatter(loss: &Loss, residuals: &[f64], nu: usize) -> Result<f64, &'static str> {
    let nothing = nu == 0 || residuals.len() < nu || residuals.iter().all(|r| *r == 0.0);
    loss.scatter(residuals, nu).ok_or(match nothing {
        true => super::NO_SCATTER,
        false => "the loss bends down at most residuals: its scale is too small",
    })
}

/// The sums that [`Loss::scatter`] is made of, for residuals that are never all in memory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moments {
    count: usize,
    /// The largest |r|.
    largest: f64,
    /// Σψ² in units of it, so that no square leaves the range of numbers.
    squares: f64,
    /// The mean of ψ′, and the sum of the squared distances from it.
    mean: f64,
    distances: f64,
    /// How many count less than half.
    pub(crate) down_weighted: usize,
}

impl Moments {
    pub(crate) fn of(loss: &Loss, residuals: &[f64]) -> Self {
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
    pub(crate) fn and(self, other: Self) -> Self {
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

    /// [`Loss::scatter`] of all of them.
    pub(crate) fn scatter(&self, nu: usize) -> Result<f64, &'static str> {
        let Self { count: n, largest, squares, mean, distances, .. } = *self;
        if nu == 0 || n < nu || largest == 0.0 {
            return Err(super::NO_SCATTER);
        }
        let (p, count) = (n - nu, n as f64);
        if mean <= 0.0 {
            return Err("the loss bends down at most residuals: its scale is too small");
        }
        let variance = distances / (count - 1.0);
        let correction = 1.0 + p as f64 / count * variance / (mean * mean);
        Ok(correction * largest * (squares / nu as f64).sqrt() / mean)
    }
}
