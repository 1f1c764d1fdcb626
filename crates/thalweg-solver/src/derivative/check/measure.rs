//! Derivatives along a line, extrapolated until differences agree with themselves.

use crate::norm::all_finite;
use crate::problem::Problem;

/// Steps h, h/2, …; the last is 1/64 of the first.
const LEVELS: usize = 7;

/// How often the first step is divided by 4 to get into the domain.
const SHRINKS: usize = 20;

/// A derivative of each residual, and how far it may be off.
pub(super) struct Measured {
    pub(super) values: Vec<f64>,
    pub(super) errors: Vec<f64>,
}

/// Residuals on the line x + t v.
pub(super) struct Line<'a> {
    pub(super) problem: &'a dyn Problem,
    pub(super) x: &'a [f64],
    pub(super) v: &'a [f64],
    /// r(x).
    pub(super) r: &'a [f64],
    /// How much of each residual is noise.
    pub(super) noise: &'a [f64],
}

impl Line<'_> {
    /// r(x + t v), where it is defined.
    pub(super) fn at(&self, t: f64) -> Option<Vec<f64>> {
        let point: Vec<f64> = self.x.iter().zip(self.v).map(|(x, v)| x + t * v).collect();
        let mut r = vec![f64::NAN; self.r.len()];
        let defined = self.problem.residuals(&point, &mut r).is_ok() && all_finite(&r);
        defined.then_some(r)
    }

    /// dr/dt at 0 from steps of at most `h`: central, or on one side where the other is outside
    /// the domain.
    pub(super) fn first(&self, h: f64) -> Option<Measured> {
        if let Some(h) = self.reach(h, &[1.0, -1.0]) {
            return self.extrapolate(h, 4.0, 1.0, |h| {
                let (plus, minus) = (self.at(h)?, self.at(-h)?);
                Some(plus.iter().zip(&minus).map(|(p, m)| (p - m) / (2.0 * h)).collect())
            });
        }
        [1.0, -1.0].into_iter().find_map(|side| {
            let h = side * self.reach(h, &[side])?;
            self.extrapolate(h, 2.0, 1.0, |h| {
                Some(self.at(h)?.iter().zip(self.r).map(|(p, r)| (p - r) / h).collect())
            })
        })
    }

    /// d²r/dt² at 0 from steps of at most `h`.
    pub(super) fn second(&self, h: f64) -> Option<Measured> {
        let h = self.reach(h, &[1.0, -1.0])?;
        self.extrapolate(h, 4.0, 2.0, |h| {
            let (plus, minus) = (self.at(h)?, self.at(-h)?);
            let pairs = plus.iter().zip(&minus).zip(self.r);
            Some(pairs.map(|((p, m), r)| ((p - r) - (r - m)) / h / h).collect())
        })
    }

    /// The longest step, `h` or shorter, that stays in the domain on the given sides.
    fn reach(&self, h: f64, sides: &[f64]) -> Option<f64> {
        (0..=SHRINKS)
            .map(|k| h * 0.25_f64.powi(k as i32))
            .find(|h| sides.iter().all(|side| self.at(side * h).is_some()))
    }

    /// Ridders (1982): extrapolates samples whose error falls by `ratio` when h is halved, and by
    /// its powers in further terms, to h = 0, and takes for each residual the value that its
    /// neighbours in the table agree with best. Noise grows as h to the power −`order`.
    fn extrapolate(
        &self,
        h: f64,
        ratio: f64,
        order: f64,
        mut sample: impl FnMut(f64) -> Option<Vec<f64>>,
    ) -> Option<Measured> {
        let m = self.r.len();
        let mut best = Measured { values: vec![f64::NAN; m], errors: vec![f64::INFINITY; m] };
        let mut last: Vec<Vec<f64>> = Vec::new();
        for level in 0..LEVELS {
            let step = h * 0.5_f64.powi(level as i32);
            let mut row = vec![sample(step)?];
            let blur = 4.0 / step.abs().powf(order);
            for (k, coarser) in last.iter().enumerate() {
                let gain = ratio.powi(k as i32 + 1) - 1.0;
                let finer = &row[k];
                let extrapolated: Vec<f64> =
                    finer.iter().zip(coarser).map(|(f, c)| f + (f - c) / gain).collect();
                for i in 0..m {
                    let value = extrapolated[i];
                    let apart = (value - finer[i]).abs().max((value - coarser[i]).abs());
                    let error = apart.max(blur * self.noise[i]);
                    if error < best.errors[i] {
                        (best.values[i], best.errors[i]) = (value, error);
                    }
                }
                row.push(extrapolated);
            }
            last = row;
        }
        Some(best)
    }
}
