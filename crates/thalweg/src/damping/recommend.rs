//! Which method to use, and whether it matters.

use statrs::distribution::{Binomial, DiscreteCDF};

use super::advice::{Advice, Contest, Recommendation};
use super::compared::{Measured, Run};
use super::method::Method;
use super::outcome::Outcome;
use thalweg_solver::Scaling;

/// Differences this unlikely by chance are believed; with as many methods to choose the best from,
/// each has that many chances (Bonferroni).
const LEVEL: f64 = 0.05;
/// A method that solves as much is worth changing to if it takes less than this share of the work.
const WORTHWHILE: f64 = 0.75;

impl Contest {
    fn of(a: &Measured, b: &Measured) -> Self {
        let solved = |run: &Run| run.outcome == Outcome::Solved;
        let pairs = || a.runs.iter().zip(&b.runs);
        let only = pairs().filter(|(a, b)| solved(a) && !solved(b)).count();
        let only_other = pairs().filter(|(a, b)| !solved(a) && solved(b)).count();
        let both = || pairs().filter(|(a, b)| solved(a) && solved(b));
        let less = both().filter(|(a, b)| a.work() < b.work()).count();
        let more = both().filter(|(a, b)| a.work() > b.work()).count();
        let ratios = both().map(|(a, b)| a.work() as f64 / b.work() as f64);
        Self {
            starts: a.runs.len(),
            solved: a.counts.solved,
            solved_by_other: b.counts.solved,
            only,
            only_other,
            p: sign_test(only, only_other),
            work: super::Spread::of(ratios).map_or(f64::NAN, |s| s.median),
            work_p: sign_test(less, more),
        }
    }
}

impl Recommendation {
    /// `methods` are sorted, best first, and contain the three that everything is compared with.
    pub(super) fn of(methods: &[Measured], cascade: &Measured) -> Self {
        let best = &methods[0];
        let against = |method: &Method| {
            let other = methods.iter().find(|m| m.method == *method).unwrap_or(best);
            Contest::of(best, other)
        };
        let against_default = against(&Method::default());
        let against_cascade = Contest::of(best, cascade);
        let level = LEVEL / methods.len() as f64;
        let more = |c: &Contest| c.only > c.only_other && c.p < level;
        let cheaper =
            |c: &Contest| c.only >= c.only_other && c.work < WORTHWHILE && c.work_p < level;
        let advice = if best.counts.solved == 0 {
            Advice::Nothing
        } else if more(&against_default) && more(&against_cascade) {
            Advice::SolvesMore
        } else if more(&against_default) && !cheaper(&against_cascade) {
            Advice::KeepCascade
        } else if cheaper(&against_default) && cheaper(&against_cascade) {
            Advice::Cheaper
        } else {
            Advice::Keep
        };
        Self {
            advice,
            best: best.method.clone(),
            against_default,
            against_cascade,
            against_marquardt: against(&Method::plain(Scaling::Marquardt)),
            against_identity: against(&Method::plain(Scaling::Identity)),
            chosen_from: methods.len(),
        }
    }
}

/// The exact two-sided sign test: the chance that a fair coin falls as unevenly as `a` to `b`, or more
/// so, on either side.
///
/// ```
/// use thalweg::damping::sign_test;
/// assert_eq!(sign_test(0, 0), 1.0);
/// assert!((sign_test(0, 5) - 2.0 / 32.0).abs() < 1e-15);
/// assert!((sign_test(8, 2) - 2.0 * (1.0 + 10.0 + 45.0) / 1024.0).abs() < 1e-14);
/// ```
pub fn sign_test(a: usize, b: usize) -> f64 {
    let Ok(fair) = Binomial::new(0.5, (a + b) as u64) else { return f64::NAN };
    (2.0 * fair.cdf(a.min(b) as u64)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_test_is_the_binomial_one() {
        assert_eq!(sign_test(0, 0), 1.0);
        assert_eq!(sign_test(5, 5), 1.0);
        // 2 (1 + 10)/1024.
        assert!((sign_test(9, 1) - 22.0 / 1024.0).abs() < 1e-15);
        assert_eq!(sign_test(1, 9), sign_test(9, 1));
        assert!((sign_test(0, 33) - 2.0_f64.powi(-32)).abs() < 1e-20);
        // Of thousands of starts 2⁻ⁿ is no number.
        assert_eq!(sign_test(1000, 1000), 1.0);
        assert!(sign_test(20, 400) > 0.0 && sign_test(20, 400) < 1e-80);
        assert!((sign_test(980, 1020) - 0.383).abs() < 1e-3, "{}", sign_test(980, 1020));
    }
}
