//! The rows a search looks at.

use super::sequence::Random;
use crate::observations::Observations;
use crate::whitening::Whitening;

/// Rows beyond which a search looks at a sample: enough to tell good starts from bad ones.
const MOST_ROWS: usize = 512;

/// All observations, or a random sample of them, the same for the same seed.
pub(crate) struct SearchRows {
    pub columns: Vec<Vec<f64>>,
    pub left: Vec<f64>,
    pub root_weights: Option<Vec<f64>>,
    pub whitening: Option<Whitening>,
    /// Whether these are all observations.
    pub all: bool,
    /// Where the model has one column: places between its values, in order.
    pub between: Vec<f64>,
    /// Different values of that column.
    pub places: usize,
}

/// Places between two neighbouring values: curves of up to this many times Nyquist's frequency
/// are seen for what they are.
const BETWEEN: usize = 8;

impl SearchRows {
    /// Numbers computed for one vector of residuals or derivatives, or what is worth as many.
    pub(crate) fn work(&self) -> usize {
        self.left.len() + self.whitening.as_ref().map_or(0, Whitening::work)
    }

    pub(crate) fn new(observations: &Observations, seed: u64) -> Self {
        let mut rows = sample(observations.count(), seed);
        if observations.covariance.is_some() {
            // A row taken twice would be correlated with itself.
            rows.dedup();
        }
        let pick = |values: &[f64]| -> Vec<f64> { rows.iter().map(|&i| values[i]).collect() };
        let (places, between) = match observations.columns.as_slice() {
            [only] => between(pick(only)),
            _ => (0, Vec::new()),
        };
        Self {
            places,
            between,
            columns: observations.columns.iter().map(|c| pick(c)).collect(),
            left: pick(&observations.left),
            root_weights: observations.root_weights.as_deref().map(pick),
            whitening: observations.covariance.as_ref().and_then(|c| c.whitening_of(&rows)),
            all: rows.len() == observations.count(),
        }
    }
}

/// How many different values there are, and places between them, unevenly spaced so that no
/// frequency hides between them.
fn between(mut values: Vec<f64>) -> (usize, Vec<f64>) {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    values.sort_by(f64::total_cmp);
    values.dedup();
    let mut places = Vec::with_capacity(BETWEEN * values.len());
    for (gap, pair) in values.windows(2).enumerate() {
        for k in 0..BETWEEN {
            let jitter = ((gap * BETWEEN + k) as f64 * GOLDEN).fract();
            places.push(pair[0] + (pair[1] - pair[0]) * (k as f64 + jitter) / BETWEEN as f64);
        }
    }
    (values.len(), places)
}

/// At most [`MOST_ROWS`] of `count` rows: one drawn from each of as many equal stretches.
fn sample(count: usize, seed: u64) -> Vec<usize> {
    if count <= MOST_ROWS {
        return (0..count).collect();
    }
    let mut random = Random::new(seed ^ 0x726f_7773);
    let stretch = count as f64 / MOST_ROWS as f64;
    let draw = |k: usize| ((k as f64 + random.unit()) * stretch) as usize;
    (0..MOST_ROWS).map(draw).map(|i| i.min(count - 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_spread_over_all_rows() {
        assert_eq!(sample(10, 1), (0..10).collect::<Vec<_>>());
        let rows = sample(1_000_000, 1);
        assert_eq!(rows.len(), MOST_ROWS);
        assert!(rows.windows(2).all(|w| w[0] <= w[1]));
        assert!(rows[0] < 2000 && rows[MOST_ROWS - 1] > 998_000);
    }
}
