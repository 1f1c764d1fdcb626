//! Runs of signs.

use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::factorial::ln_binomial;

use super::words::{counted, p_words};
use crate::diagnosis::Test;

/// Beyond this many residuals the normal approximation is good to three digits of p.
const EXACT: usize = 400;

/// Wald & Wolfowitz's test (1940): whether the signs of residuals, in the order given, come in fewer
/// runs than chance would bring. Residuals that are 0 have no sign and are passed over. `p_value` is
/// P(runs ≤ those seen) given how many signs of each kind there are: exact up to 400 residuals, beyond
/// that normal with a correction for continuity. Where all have the same sign it is that of so many
/// equal tosses of a coin. None for fewer than two signs.
///
/// ```
/// let test = thalweg::diagnose::runs(&[1.0, 2.0, 1.0, 1.0, 2.0, -1.0, -2.0, -1.0, -1.0, -1.0]).unwrap();
/// assert_eq!(test.statistic, 2.0);
/// assert!((test.p_value - 2.0 / 252.0).abs() < 1e-12); // 2 of 10!/(5! 5!) orders
/// ```
pub fn runs(residuals: &[f64]) -> Option<Test> {
    let signs: Vec<bool> = residuals.iter().filter(|r| **r != 0.0).map(|r| *r > 0.0).collect();
    let n = signs.len();
    if n < 2 || residuals.iter().any(|r| r.is_nan()) {
        return None;
    }
    let above = signs.iter().filter(|s| **s).count();
    let seen = 1 + signs.windows(2).filter(|w| w[0] != w[1]).count();
    Some(test(above, n - above, seen))
}

/// The test for `seen` runs of so many signs of either kind, two or more in all.
pub(crate) fn test(above: usize, below: usize, seen: usize) -> Test {
    let n = above + below;
    let p_value = match above.min(below) {
        0 => 0.5_f64.powi(n.min(2000) as i32 - 1),
        _ if n <= EXACT => exact(above, below, seen),
        _ => normal(above, below, seen),
    };
    let seen_words =
        format!("{} of signs in {n} residuals ({})", counted(seen, "run"), p_words(p_value));
    Test { code: "runs", statistic: seen as f64, p_value, seen: seen_words }
}

/// P(R ≤ r) with a signs of one kind and b of the other (Wald & Wolfowitz 1940).
fn exact(a: usize, b: usize, r: usize) -> f64 {
    let all = ln_binomial((a + b) as u64, a as u64);
    let choose = |a: usize, k: usize| ln_binomial(a as u64 - 1, k as u64);
    let ways = |k: usize, l: usize| match k < a && l < b {
        true => (choose(a, k) + choose(b, l) - all).exp(),
        false => 0.0,
    };
    let probability = |r: usize| match (r / 2, r % 2) {
        (k, 0) => 2.0 * ways(k - 1, k - 1),
        (k, _) => ways(k - 1, k) + ways(k, k - 1),
    };
    (2..=r).map(probability).sum::<f64>().min(1.0)
}

fn normal(a: usize, b: usize, r: usize) -> f64 {
    let (a, b) = (a as f64, b as f64);
    let (n, ab) = (a + b, 2.0 * a * b);
    let (mean, variance) = (1.0 + ab / n, ab * (ab - n) / (n * n * (n - 1.0)));
    Normal::standard().cdf((r as f64 + 0.5 - mean) / variance.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_numbers_of_runs_add_up_to_one() {
        for (a, b) in [(1, 1), (1, 9), (5, 9), (13, 7), (200, 200)] {
            let most = 2 * a.min(b) + 1;
            assert!((exact(a, b, most) - 1.0).abs() < 1e-9, "{a} {b}");
        }
    }

    #[test]
    fn where_one_ends_the_other_begins() {
        for (a, b, r) in [(200, 200, 175), (120, 280, 150)] {
            let (e, n) = (exact(a, b, r), normal(a, b, r));
            assert!((e / n - 1.0).abs() < 0.05, "{e} {n}");
        }
    }

    #[test]
    fn residuals_of_one_sign() {
        assert_eq!(runs(&[1.0; 11]).unwrap().p_value, 1.0 / 1024.0);
        assert!(runs(&[1.0; 5000]).unwrap().p_value < 1e-300);
        assert_eq!(runs(&[0.0, 1.0, 0.0]), None);
        assert_eq!(runs(&[]), None);
    }
}
