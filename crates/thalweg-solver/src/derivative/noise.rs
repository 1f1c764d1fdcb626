//! How much of a residual is noise: rounding in f64 or f32, a tolerance of an inner solver.
//!
//! Moré & Wild, *Estimating computational noise*, SIAM J. Sci. Comput. 33 (2011): in a table of
//! differences of values at equidistant points close together, the smooth part of a function dies
//! out from column to column, and noise of standard deviation σ leaves E(T²) = σ²(2k)!/(k!)².

use super::stencil::{Evaluate, Stencil, bounds_of};
use crate::norm::{all_finite, norm};

/// Points of a table, the starting point included: Moré & Wild's least number (section 5).
const POINTS: usize = 7;

/// (k!)²/(2k)! of column k = 1..6.
const GAMMA: [f64; POINTS - 1] =
    [1.0 / 2.0, 1.0 / 6.0, 1.0 / 20.0, 1.0 / 70.0, 1.0 / 252.0, 1.0 / 924.0];

/// Columns that differ by no more than this factor agree (Moré & Wild, section 5).
const AGREEMENT: f64 = 4.0;

/// Rows looked at; more would not change an estimate that needs one digit.
const MOST_ROWS: usize = 1024;

/// Spacing of the table of noise, in sizes: a few ulps of an f32, and so small that the fourth
/// differences of anything smooth vanish.
const SPACING: f64 = 1.0 / 2_097_152.0;

/// How much wider or shorter the table is where the first one fails.
const WIDER: f64 = 1024.0;

/// The golden ratio: its multiples are spread evenly.
const GOLDEN: f64 = 0.618_033_988_749_894_9;

/// A point x with residuals r, and how far from it a line may go.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) x: &'a [f64],
    pub(super) r: &'a [f64],
    /// The size of each parameter at x.
    pub(super) sizes: &'a dyn Fn(usize) -> f64,
    pub(super) bounds: &'a [(f64, f64)],
}

/// The table of differences of some of the residuals.
#[derive(Debug, Default)]
pub(super) struct NoiseTable {
    rows: usize,
    stride: usize,
    /// √(all rows / rows looked at).
    share: f64,
    /// `POINTS` blocks of `rows` values.
    values: Vec<f64>,
}

impl NoiseTable {
    /// Makes room for m residuals.
    pub(super) fn resize(&mut self, m: usize) {
        self.stride = m.div_ceil(MOST_ROWS).max(1);
        self.rows = m.div_ceil(self.stride);
        self.share = if m == 0 { 0.0 } else { (m as f64 / self.rows as f64).sqrt() };
        self.values.resize(POINTS * self.rows, 0.0);
    }

    /// ‖noise in r‖, measured on a line through x on which each parameter moves by its size.
    pub(super) fn measure(
        &mut self,
        eval: &mut Evaluate<'_>,
        place: Place<'_>,
        scratch: &mut Stencil,
    ) -> f64 {
        // Up; where the model ends there, down; then much shorter, for steep models near a wall.
        for spacing in [SPACING, -SPACING, SPACING / WIDER, -SPACING / WIDER] {
            if !self.tabulate(eval, place, scratch, spacing) {
                continue;
            }
            // Nothing moved: the model may round its parameters, to f16 or to printed digits.
            let moved = !self.is_constant()
                || (self.tabulate(eval, place, scratch, spacing * WIDER) && !self.is_constant());
            return if moved { self.estimate() } else { 0.0 };
        }
        0.0
    }

    /// Fills the table from points x + k·spacing·size, each parameter on the side with more room
    /// where bounds leave too little; false where one of them is outside the domain.
    fn tabulate(
        &mut self,
        eval: &mut Evaluate<'_>,
        Place { x, r, sizes, bounds }: Place<'_>,
        scratch: &mut Stencil,
        spacing: f64,
    ) -> bool {
        self.record(0, r);
        for k in 1..POINTS {
            for j in 0..x.len() {
                let (lower, upper) = bounds_of(bounds, j);
                // Unequal steps, so that no two parameters move in ways that cancel.
                let uneven = 0.75 + 0.5 * (j as f64 * GOLDEN).fract();
                let step = spacing * uneven * sizes(j);
                let reach = step * (POINTS - 1) as f64;
                let step = match x[j] + reach {
                    end if end >= lower && end <= upper => step,
                    _ if x[j] - reach >= lower && x[j] - reach <= upper => -step,
                    _ => 0.0,
                };
                // The step as x can take it: points that are rounded unevenly would be noise.
                let exact = (x[j] + step) - x[j];
                scratch.x[j] = x[j] + k as f64 * exact;
            }
            if !(eval(&scratch.x, &mut scratch.near) && all_finite(&scratch.near)) {
                return false;
            }
            self.record(k, &scratch.near);
        }
        true
    }

    /// Takes the residuals at point `k` of the table.
    fn record(&mut self, k: usize, r: &[f64]) {
        let block = &mut self.values[k * self.rows..(k + 1) * self.rows];
        for (value, &r) in block.iter_mut().zip(r.iter().step_by(self.stride)) {
            *value = r;
        }
    }

    /// Whether all points have the same values: they were too close together, or nothing matters.
    fn is_constant(&self) -> bool {
        let (first, others) = self.values.split_at(self.rows);
        others.chunks_exact(self.rows.max(1)).all(|block| block == first)
    }

    /// ‖σ‖ over all m rows. The table is used up.
    fn estimate(&mut self) -> f64 {
        let mut sigma = [0.0; POINTS - 1];
        for k in 1..POINTS {
            let blocks = POINTS - k;
            for i in 0..blocks * self.rows {
                self.values[i] = self.values[i + self.rows] - self.values[i];
            }
            let entries = &self.values[..blocks * self.rows];
            sigma[k - 1] = norm(entries) * (GAMMA[k - 1] / blocks as f64).sqrt() * self.share;
        }
        // What is left of the smooth part only adds, so the least of the columns that agree is
        // closest; where none agree, a smooth part is left in all and the least bounds the noise.
        let least = |columns: &[f64]| columns.iter().fold(f64::INFINITY, |a, &b| a.min(b));
        let most = |columns: &[f64]| columns.iter().fold(0.0_f64, |a, &b| a.max(b));
        let agreed = sigma.windows(3).find(|three| most(three) <= AGREEMENT * least(three));
        least(agreed.unwrap_or(&sigma))
    }
}
