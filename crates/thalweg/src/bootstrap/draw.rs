//! The data of a replicate, drawn from a stream of its own.

use super::resampling::Resample;
use crate::leverage::rest;
use crate::local::Local;
use crate::sandwich::NO_SCATTER;
use crate::starts::Random;
use crate::variant::Change;

/// What replicates are drawn from.
pub(super) struct Source<'l> {
    kind: Resample,
    /// r at the solution.
    residuals: &'l [f64],
    /// −rᵢ/√(1 − hᵢ), centred for [`Resample::Residual`]: errors as they were, of their full size.
    errors: Vec<f64>,
    sigma: f64,
    /// Different rows that a replicate needs at least.
    rank: usize,
    seed: u64,
}

impl<'l> Source<'l> {
    pub(super) fn new(local: &'l Local, kind: Resample, seed: u64) -> Result<Self, &'static str> {
        let residuals = &local.at.residuals;
        let sigma = local.scatter.ok_or(NO_SCATTER)?.sigma;
        if residuals.iter().all(|r| *r == 0.0) {
            return Err(NO_SCATTER);
        }
        // With leverage 1 a residual is 0 to rounding whatever the error was.
        let whole = |(r, h): (&f64, f64)| -r / rest(h).map_or(1.0, f64::sqrt);
        let mut errors: Vec<f64> = residuals.iter().zip(local.leverages()).map(whole).collect();
        if kind == Resample::Residual {
            let mean = errors.iter().sum::<f64>() / errors.len() as f64;
            errors.iter_mut().for_each(|e| *e -= mean);
        }
        Ok(Self { kind, residuals, errors, sigma, rank: local.rank(), seed })
    }

    /// The errors that are drawn from, in the direction data − curve.
    pub(super) fn errors(&self) -> &[f64] {
        &self.errors
    }

    /// Writes what changes in replicate `i`: of one seed always the same. None where fewer rows were
    /// drawn than there are directions to determine.
    pub(super) fn draw<'b>(&self, i: usize, buffer: &'b mut Vec<f64>) -> Option<Change<'b>> {
        let mut random = Random::stream(self.seed, i as u64);
        let m = self.residuals.len();
        buffer.clear();
        if self.kind == Resample::Case {
            buffer.resize(m, 0.0);
            (0..m).for_each(|_| buffer[random.below(m)] += 1.0);
            let drawn = buffer.iter().filter(|count| **count > 0.0).count();
            buffer.iter_mut().for_each(|count| *count = count.sqrt());
            return (drawn >= self.rank).then_some(Change::Weigh(buffer));
        }
        let one = |(r, e): (&f64, &f64)| {
            let error = match self.kind {
                Resample::Residual => self.errors[random.below(m)],
                Resample::Wild if random.bits() >> 63 == 0 => *e,
                Resample::Wild => -e,
                _ => self.sigma * random.normal(),
            };
            -r - error
        };
        buffer.extend(self.residuals.iter().zip(&self.errors).map(one));
        Some(Change::Shift(buffer))
    }
}
