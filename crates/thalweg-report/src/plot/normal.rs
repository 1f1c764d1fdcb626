//! Where standardized residuals would stand if they were normal.

use statrs::distribution::{Beta, ContinuousCDF, Normal};

/// The share of the k-th of n, from 0: R's `ppoints` (Blom 1958 up to ten, Hazen above).
fn share(k: usize, n: usize) -> f64 {
    let a = if n <= 10 { 0.375 } else { 0.5 };
    (k as f64 + 1.0 - a) / (n as f64 + 1.0 - 2.0 * a)
}

/// The normal quantile of each value that there is, by its rank among them.
pub(crate) fn quantiles(values: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut order: Vec<usize> = (0..values.len()).filter(|&i| values[i].is_some()).collect();
    order.sort_by(|&a, &b| {
        let of = |i: usize| values[i].unwrap_or(0.0);
        of(a).total_cmp(&of(b))
    });
    let normal = Normal::standard();
    let mut found = vec![None; values.len()];
    for (k, &i) in order.iter().enumerate() {
        found[i] = Some(normal.inverse_cdf(share(k, order.len())));
    }
    found
}

/// Where 95 % of the k-th smallest of n normal values lie, pointwise, at some values of k: (quantile,
/// low, high). The share of the k-th is Beta(k, n + 1 − k).
pub(crate) fn envelope(n: usize) -> Vec<(f64, f64, f64)> {
    const MOST: usize = 60;
    let normal = Normal::standard();
    let mut places: Vec<usize> = if n <= MOST {
        (0..n).collect()
    } else {
        // Denser towards the ends, where it bends.
        let half = |k: usize| {
            let t = k as f64 / (MOST - 1) as f64;
            let s = 0.5 - 0.5 * (std::f64::consts::PI * t).cos();
            (s * s * (3.0 - 2.0 * s) * (n - 1) as f64).round() as usize
        };
        (0..MOST).map(half).collect()
    };
    places.dedup();
    let at = |k: usize| {
        let beta = Beta::new((k + 1) as f64, (n - k) as f64).ok()?;
        let ends = [0.025, 0.975].map(|p| normal.inverse_cdf(beta.inverse_cdf(p)));
        Some((normal.inverse_cdf(share(k, n)), ends[0], ends[1]))
    };
    places.into_iter().filter_map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R 4.2: qnorm(qbeta(c(.025, .975), 1, 14)) and qnorm(ppoints(14))[1].
    #[test]
    fn the_envelope_of_the_smallest_of_fourteen_is_that_of_r() {
        let (q, low, high) = envelope(14)[0];
        assert!((q + 1.802_743_1).abs() < 1e-5, "{q}");
        assert!((low + 2.910_062_8).abs() < 1e-4, "{low}");
        assert!((high + 0.733_470_5).abs() < 1e-4, "{high}");
    }

    #[test]
    fn large_samples_have_few_places_and_rising_ones() {
        for n in [1, 2, 61, 5000, 1_000_000] {
            let all = envelope(n);
            assert!(all.len() <= 60 && !all.is_empty());
            assert!(all.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 <= w[1].1), "{n}");
        }
    }
}
