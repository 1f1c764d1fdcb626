//! Which orders of magnitude of a parameter matter: those at which the curve answers to it.
//!
//! No formula is treated specially and no unit is assumed. Points are drawn over many decades
//! around the scales that the columns suggest (1, powers of a column's range and size, the same
//! times or over the size of the left side), and a decade counts for a parameter as far as, over
//! the draws of the others, the relative change of the curve ‖xⱼ ∂f/∂xⱼ‖/‖f‖ is neither nothing nor
//! more than the rows can resolve.

use super::prior::Prior;
use super::reduced::{Bench, Reduced};
use super::sequence::Random;
use crate::size::scaled_norm;

/// Draws per round; three rounds of this cost less than the search itself.
const DRAWS: usize = 600;
/// Bins per decade.
const BINS: f64 = 2.0;
/// Relative change of the curve, for a change of the parameter by its own size, below which the
/// parameter might as well be 0.
const FAINT: f64 = 0.02;
/// Decades either side of a suggested scale.
const SPREAD: f64 = 2.5;

/// Decades beyond all scales of the data at which a term still may matter: a factor of 1e75 beside
/// them is not worth following, and products of such numbers would leave the range of f64.
const FAR: f64 = 75.0;

/// Typical sizes that the data suggest: log10 of each.
pub(super) struct Scales {
    centres: Vec<f64>,
    /// Lowest, highest value and typical spacing of each column.
    spans: Vec<Span>,
}

struct Span {
    low: f64,
    high: f64,
    /// (high − low)/(distinct values − 1).
    spacing: f64,
}

impl Scales {
    /// From the columns and the size of the left side.
    pub(super) fn new(columns: &[&[f64]], left: &[f64]) -> Self {
        let spans: Vec<Span> = columns.iter().filter_map(|c| Span::of(c)).collect();
        let mut of_columns = vec![0.0];
        for span in &spans {
            let sizes = [span.high - span.low, span.low.abs().max(span.high.abs())];
            for size in sizes.into_iter().filter(|s| *s > 0.0) {
                // Units of a parameter: mostly those of a column or its inverse, seldom a cube.
                for (power, times) in [(1.0, 3), (2.0, 1), (3.0, 1)] {
                    for _ in 0..times {
                        of_columns.push(power * size.log10());
                        of_columns.push(-power * size.log10());
                    }
                }
            }
        }
        let dimensionless = of_columns.len() / 4;
        of_columns.extend(std::iter::repeat_n(0.0, dimensionless));
        let size = (scaled_norm(left.iter().copied()) / (left.len() as f64).sqrt()).log10();
        let mut centres = of_columns.clone();
        if size.is_finite() {
            centres.extend(of_columns.iter().map(|c| c + size));
            centres.extend(of_columns.iter().map(|c| c - size));
        }
        centres.sort_by(f64::total_cmp);
        Self { centres, spans }
    }
}

impl Scales {
    /// Whether every number is 0 or within reach of the scales of the data.
    pub(super) fn reach(&self, x: &[f64]) -> bool {
        let (low, high) = (self.centres[0] - FAR, self.centres[self.centres.len() - 1] + FAR);
        x.iter().all(|v| *v == 0.0 || (low..high).contains(&v.abs().log10()))
    }
}

impl Span {
    fn of(column: &[f64]) -> Option<Self> {
        let mut values: Vec<f64> = column.to_vec();
        values.sort_by(f64::total_cmp);
        values.dedup();
        let (low, high) = (*values.first()?, *values.last()?);
        let spacing = (high - low) / (values.len().max(2) - 1) as f64;
        Some(Self { low, high, spacing })
    }
}

/// Counts of one parameter by half decades.
#[derive(Debug, Clone, Default)]
struct Histogram {
    /// (bin, draws, draws at which the curve answered).
    bins: Vec<(i32, f64, f64)>,
}

impl Histogram {
    fn add(&mut self, magnitude: f64, answered: bool) {
        let bin = (magnitude.log10() * BINS).floor() as i32;
        let hit = if answered { 1.0 } else { 0.0 };
        match self.bins.binary_search_by_key(&bin, |b| b.0) {
            Ok(at) => {
                self.bins[at].1 += 1.0;
                self.bins[at].2 += hit;
            }
            Err(at) => self.bins.insert(at, (bin, 1.0, hit)),
        }
    }

    /// Bins with the share of draws answered relative to the best bin; bins that hardly answer
    /// are left out. One pseudo-draw keeps rarely drawn bins from looking certain.
    fn shares(&self) -> Vec<(f64, f64)> {
        let share = |b: &(i32, f64, f64)| b.2 / (b.1 + 1.0);
        let best = self.bins.iter().map(share).fold(0.0, f64::max);
        self.bins
            .iter()
            .filter(|b| share(b) > 0.2 * best && best > 0.0)
            .map(|b| (f64::from(b.0) / BINS, share(b) / best))
            .collect()
    }
}

/// The priors of all searched parameters. Three rounds: over everything, then twice over what the
/// round before found to matter.
pub(super) fn priors(
    problem: &Reduced,
    scales: &Scales,
    base: &[f64],
    seed: u64,
    bench: &mut Bench,
) -> Vec<Prior> {
    let d = problem.searched.len();
    let mut random = Random::new(seed ^ 0x7468_616c_7765_6721);
    let mut histograms = vec![Histogram::default(); d];
    let mut magnitudes: Vec<Vec<(f64, f64)>> = vec![Vec::new(); d];
    let size = problem.size();
    // Nyquist: m points resolve at most m/2 periods over their range, a phase of π m.
    let resolved = std::f64::consts::PI * (problem.left.len() as f64).max(4.0);
    let mut x = base.to_vec();
    let mut answers = vec![0.0; d];
    for _ in 0..3 {
        for _ in 0..DRAWS {
            for (k, &j) in problem.searched.iter().enumerate() {
                let exponent = draw(&magnitudes[k], scales, &mut random);
                let sign = if random.unit() < 0.5 { -1.0 } else { 1.0 };
                x[j] = sign * 10f64.powf(exponent);
                let (lo, hi) = (problem.free[j].lower, problem.free[j].upper);
                if !(lo..=hi).contains(&x[j]) && (lo..=hi).contains(&-x[j]) {
                    x[j] = -x[j];
                }
            }
            if problem.sensitivities(&mut x, size, bench, &mut answers).is_none() {
                continue;
            }
            for (k, &j) in problem.searched.iter().enumerate() {
                histograms[k].add(x[j].abs(), (FAINT..=resolved).contains(&answers[k]));
            }
        }
        for (magnitude, histogram) in magnitudes.iter_mut().zip(&histograms) {
            *magnitude = histogram.shares();
        }
    }
    let one = |(k, shares): (usize, &Vec<(f64, f64)>)| {
        let j = problem.searched[k];
        if is_angle(problem, base, &magnitudes, k, &mut random, bench) {
            let free = &problem.free[j];
            if free.lower <= -std::f64::consts::PI && free.upper >= std::f64::consts::PI {
                return Prior::circle();
            }
        }
        prior(shares, scales)
    };
    magnitudes.iter().enumerate().map(one).collect()
}

/// An exponent: from the decades that matter, or, before anything is known and now and then
/// afterwards, from around a suggested scale.
fn draw(shares: &[(f64, f64)], scales: &Scales, random: &mut Random) -> f64 {
    let total: f64 = shares.iter().map(|s| s.1).sum();
    if total > 0.0 && random.unit() < 0.8 {
        let mut rest = random.unit() * total;
        for &(low, share) in shares {
            if rest < share {
                return low + random.unit() / BINS;
            }
            rest -= share;
        }
    }
    let at = (random.unit() * scales.centres.len() as f64) as usize;
    scales.centres[at] + SPREAD * (2.0 * random.unit() - 1.0)
}

/// The decades that matter; and, evenly, the span of each column and its negative, and the
/// frequencies up to Nyquist's, where they overlap with those decades.
fn prior(shares: &[(f64, f64)], scales: &Scales) -> Prior {
    let mut prior = Prior::default();
    let total: f64 = shares.iter().map(|s| s.1).sum();
    let (Some(first), Some(last)) = (shares.first(), shares.last()) else {
        let (low, high) = (scales.centres[0], scales.centres[scales.centres.len() - 1]);
        prior.decades(1.0, low, high);
        return prior;
    };
    for &(low, share) in shares {
        prior.decades(0.5 * share / total, low, low + 1.0 / BINS);
    }
    let (lowest, highest) = (10f64.powf(first.0), 10f64.powf(last.0 + 1.0 / BINS));
    for span in &scales.spans {
        if span.high > span.low {
            prior.interval(0.15, span.low, span.high);
            prior.interval(0.05, -span.high, -span.low);
        }
        let nyquist = std::f64::consts::PI / span.spacing;
        if nyquist >= lowest && nyquist <= 10.0 * highest {
            prior.interval(0.25, 0.0, nyquist);
        }
    }
    prior
}

/// Whether the model has the period 2π in a parameter, at a handful of points.
fn is_angle(
    problem: &Reduced,
    base: &[f64],
    magnitudes: &[Vec<(f64, f64)>],
    k: usize,
    random: &mut Random,
    bench: &mut Bench,
) -> bool {
    const TURN: f64 = std::f64::consts::TAU;
    let j = problem.searched[k];
    let mut x = base.to_vec();
    let mut seen = 0;
    for _ in 0..40 {
        for (i, &other) in problem.searched.iter().enumerate() {
            let Some(&(low, _)) =
                magnitudes[i].get((random.unit() * magnitudes[i].len() as f64) as usize)
            else {
                return false;
            };
            x[other] = 10f64.powf(low);
        }
        x[j] = TURN * (random.unit() - 0.5);
        problem.linear.iter().for_each(|&l| x[l] = 1.0);
        let (Some(here), Some(there), Some(half)) = (
            problem.curve(&x, bench),
            problem.curve(&with(&x, j, x[j] + TURN), bench),
            problem.curve(&with(&x, j, x[j] + 0.5 * TURN), bench),
        ) else {
            continue;
        };
        let size = here.iter().fold(0.0, |s: f64, v| s.max(v.abs()));
        let far =
            |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        if far(&here, &there) > 1e-9 * size {
            return false;
        }
        if far(&here, &half) > 1e-6 * size {
            seen += 1;
        }
        if seen >= 4 {
            return true;
        }
    }
    false
}

fn with(x: &[f64], j: usize, value: f64) -> Vec<f64> {
    let mut moved = x.to_vec();
    moved[j] = value;
    moved
}
