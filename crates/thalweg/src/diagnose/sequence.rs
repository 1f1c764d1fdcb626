//! The residuals of a fit in the order in which they are looked at.

use super::order::Order;
use super::runs::runs;
use crate::diagnosis::Test;
use crate::observations::Observations;

/// Rows beyond which order and trend are looked at in a sample: it finds all that matters.
const SAMPLED: usize = 10_000;

/// By the formula's one column, else by the fitted value (one for each observation); of a sample where there
/// are many.
pub(super) fn order_of(observations: &Observations, fitted: &[f64]) -> Order {
    let columns: Vec<&[f64]> = observations.columns.iter().map(|c| &c[..]).collect();
    let keys = match columns.as_slice() {
        [only] => vec![*only],
        several => std::iter::once(fitted).chain(several.iter().copied()).collect(),
    };
    let order = Order::among(sample(observations.count()), &keys);
    // Whitened residuals are mixtures: those of replicates are no replicates.
    if observations.whitening.is_some() { order.untied() } else { order }
}

/// √w of the observations, where each row of r is one of them.
pub(super) fn weights_of<'o>(observations: &'o Observations) -> Option<&'o [f64]> {
    let whitened = observations.whitening.is_some();
    observations.root_weights.as_deref().filter(|_| !whitened)
}

/// The runs test of a fit of these observations, replicates taken together: its weighted r = model − data and a
/// fitted value for each. The one function that judges any formula by it.
pub(crate) fn runs_of(observations: &Observations, fitted: &[f64], r: &[f64]) -> Option<Test> {
    let order = order_of(observations, fitted);
    runs(&order.merged(|i| -r[i], weights_of(observations)))
}

/// All rows, or one from each of [`SAMPLED`] equal stretches, at a place that no period of the data can
/// follow.
fn sample(count: usize) -> Vec<usize> {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    if count <= SAMPLED {
        return (0..count).collect();
    }
    let within = (count / SAMPLED) as f64;
    let place = |k: usize| k * count / SAMPLED + ((k as f64 * GOLDEN).fract() * within) as usize;
    (0..SAMPLED).map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_rises() {
        let rows = sample(1_000_003);
        assert_eq!(rows.len(), SAMPLED);
        assert!(rows.windows(2).all(|w| w[0] < w[1]) && rows[SAMPLED - 1] < 1_000_003);
        assert_eq!(sample(3), [0, 1, 2]);
        assert!(sample(SAMPLED + 1).windows(2).all(|w| w[0] < w[1]));
    }
}
