//! Columns that lie far from 0 compared with their range, such as seconds since 1970 or years, and
//! the origin that they are better counted from.

use thalweg_formula::Scratch;
use thalweg_solver::{Conditioning, Problem, Reduction};

use crate::names;
use crate::observations::Observations;
use crate::plan::Plan;
use crate::problem::FormulaProblem;
use crate::size::scaled_norm;

/// A column lies far from 0 if its middle is this many times its range away: an intercept or an
/// amplitude then lies so far outside the data, and its correlation with a slope exceeds 0.999.
const FAR: f64 = 20.0;

/// What is left of a shifted curve beside the span of the derivatives, for it to count as one that
/// the parameters can make up for: rounding, and far below what 1/t leaves.
const LEFT_OVER: f64 = 1e-6;

/// A column of the formula and a round number near its values.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Origin {
    pub column: String,
    pub low: f64,
    pub high: f64,
    pub origin: f64,
}

impl Origin {
    /// The column `name` with these cells, if it lies far from 0 and `formula` does not subtract an
    /// origin from it already.
    pub(crate) fn of(name: &str, cells: &[f64], formula: &str) -> Option<Self> {
        let low = cells.iter().copied().fold(f64::INFINITY, f64::min);
        let high = cells.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let range = high - low;
        let far = range > 0.0 && (0.5 * low + 0.5 * high).abs() > FAR * range;
        if !far || !range.is_finite() || is_shifted(name, formula) {
            return None;
        }
        let digit = 10f64.powi(range.log10().floor() as i32);
        let origin = (low / digit).floor() * digit;
        origin.is_finite().then(|| Self { column: name.to_string(), low, high, origin })
    }

    /// Whether the parameters can make up for another origin: the curve of values shifted by the range
    /// of the column, less the curve itself, lies in the span of the derivatives at x. So it is for
    /// lines, polynomials, exponentials and sines, and not for b/t.
    pub(crate) fn is_free(
        &self,
        plan: &Plan,
        observations: &Observations,
        problem: &FormulaProblem,
        x: &[f64],
    ) -> bool {
        let (m, n) = (problem.residual_count(), x.len());
        let shift = self.high - self.low;
        let names = plan.model.columns().iter();
        let cells: Vec<Vec<f64>> = names
            .zip(&observations.columns)
            .map(|(name, cells)| match *name == self.column {
                true => cells.iter().map(|v| v + shift).collect(),
                false => cells.to_vec(),
            })
            .collect();
        let cells: Vec<&[f64]> = cells.iter().map(Vec::as_slice).collect();
        let mut change = vec![0.0; m];
        plan.model.values(x, &cells, &mut change, &mut Scratch::new());
        let mut here = vec![0.0; m];
        let mut jacobian = vec![0.0; m * n];
        let evaluated = problem.residuals(x, &mut here).is_ok()
            && problem.jacobian(x, &mut jacobian).is_ok()
            && change.iter().chain(&jacobian).all(|v| v.is_finite());
        if !evaluated {
            return false;
        }
        for (i, c) in change.iter_mut().enumerate() {
            let weight = observations.root_weights.as_ref().map_or(1.0, |w| w[i]);
            *c = weight * (*c - observations.left[i]);
        }
        if let Some(whitening) = &observations.whitening {
            whitening.apply(&mut change);
        }
        change.iter_mut().zip(&here).for_each(|(c, h)| *c -= h);
        let size = scaled_norm(change.iter().copied());
        let mut rows = Reduction::new(n + 1);
        let columns: Vec<&[f64]> = jacobian.chunks_exact(m).chain([&change[..]]).collect();
        rows.update(&columns, &vec![0.0; m]);
        let all: Vec<usize> = (0..n).collect();
        let qtb: Vec<f64> = (0..=n).map(|i| rows.r(i, n)).collect();
        let left = Conditioning::of(&rows, &all).solve(&qtb, &mut vec![0.0; n]);
        left <= LEFT_OVER * size
    }

    /// What to write: `(t - 1.7e9)`.
    pub(crate) fn words(&self) -> String {
        let name = match names::is_identifier(&self.column) {
            true => self.column.clone(),
            false => format!("`{}`", self.column),
        };
        let sign = if self.origin < 0.0 { '+' } else { '-' };
        format!("({name} {sign} {})", plain(self.origin.abs()))
    }
}

/// Whether the column stands in `(name - ...` or `(name + ...` wherever it stands.
fn is_shifted(name: &str, formula: &str) -> bool {
    let right = formula.split_once('~').map_or(formula, |(_, right)| right);
    let mut rest = right;
    let mut seen = false;
    while let Some(at) = names::find(rest, name) {
        let before = rest[..at].trim_end_matches(['`', ' ']);
        let after = rest[at + name.len()..].trim_start_matches(['`', ' ']);
        if !(before.ends_with('(') && after.starts_with(['-', '+'])) {
            return false;
        }
        seen = true;
        rest = &rest[at + name.len()..];
    }
    seen
}

/// A number as it is written most shortly.
pub(crate) fn plain(v: f64) -> String {
    let (fixed, scientific) = (format!("{v}"), format!("{v:e}"));
    if scientific.len() < fixed.len() { scientific } else { fixed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_origins_of_columns_far_away() {
        let words = |cells: &[f64]| Origin::of("t", cells, "y ~ a + b*t").map(|o| o.words());
        assert_eq!(words(&[1.7e9, 1.7e9 + 100.0]).as_deref(), Some("(t - 1.7e9)"));
        assert_eq!(words(&[1_700_000_037.5, 1_700_000_048.0]).as_deref(), Some("(t - 1700000030)"));
        assert_eq!(words(&[1990.0, 2024.0]).as_deref(), Some("(t - 1990)"));
        assert_eq!(words(&[-1000.5, -1000.0]).as_deref(), Some("(t + 1000.5)"));
        assert_eq!(words(&[0.0, 10.0]), None);
        assert_eq!(words(&[5.0, 5.0]), None);
    }

    #[test]
    fn an_origin_that_is_subtracted_is_seen() {
        let of = |formula| Origin::of("t", &[1990.0, 2024.0], formula).is_some();
        assert!(!of("y ~ a*exp(-k*(t - 1990)) + b*( t-t0)"));
        assert!(of("y ~ a*exp(-k*(t - 1990)) + b*t"));
        assert!(of("t - y ~ a*exp(-k*t) - c"));
    }
}
