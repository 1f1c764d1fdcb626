//! Formulas that contain others, and whether what they have more is needed.

use statrs::distribution::{ChiSquared, ContinuousCDF, FisherSnedecor};
use thalweg_formula::Expr;

use super::entry::Entry;
use super::sides;
use crate::declaration::Declarations;
use crate::fit::Fit;
use crate::request::{Request, Starts};
use crate::size::scaled_norm;
use crate::statistics::is_minimum;
use crate::table::Table;
use crate::weighting::Sigma;

/// A larger formula reproduces the curve of a smaller one if it comes as close as this share of the curve.
const SAME: f64 = 1e-8;

/// A formula within a larger one, and the test of what the larger one has more (Seber & Wild 1989, §5.9):
/// F = ((RSS₁ − RSS₂)/(p₂ − p₁)) / (RSS₂/(n − p₂)) against Fisher's distribution with (p₂ − p₁, n − p₂),
/// or, where σ is known, χ²₁ − χ²₂ against χ² with p₂ − p₁.
///
/// That one is within the other is found by trying: fitted to the smaller one's curve in all rows, from its
/// own solution, the larger one leaves less than 10⁻⁸ of it. A curve that it comes to only in the limit (an
/// exponent that goes to infinity) is none.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Nested {
    /// Place of the smaller formula among the entries.
    pub smaller: usize,
    /// Place of the larger formula among the entries.
    pub larger: usize,
    /// F, or the difference of χ² where σ is known.
    pub statistic: f64,
    /// p₂ − p₁.
    pub parameters: usize,
    /// n − p₂; none where σ is known.
    pub degrees_of_freedom: Option<usize>,
    /// Probability of a statistic as large or larger if the smaller formula is right.
    pub p_value: f64,
}

/// Tests every pair of which one contains the other.
pub(super) fn tests(entries: &[Entry], table: &Table) -> Vec<Nested> {
    let mut found = Vec::new();
    for (i, smaller) in entries.iter().enumerate() {
        for (j, larger) in entries.iter().enumerate() {
            if smaller.parameters < larger.parameters
                && let Some((statistic, degrees_of_freedom, p_value)) = statistic(smaller, larger)
                && contains(larger, smaller, table)
            {
                let parameters = larger.parameters - smaller.parameters;
                found.push(Nested {
                    smaller: i,
                    larger: j,
                    statistic,
                    parameters,
                    degrees_of_freedom,
                    p_value,
                });
            }
        }
    }
    found
}

/// The statistic, its second degrees of freedom, and p; None where there is none.
fn statistic(smaller: &Entry, larger: &Entry) -> Option<(f64, Option<usize>, f64)> {
    smaller.criteria.and(larger.criteria)?;
    let (a, b) = (smaller.answer.as_ref()?, larger.answer.as_ref()?);
    let more = (larger.parameters - smaller.parameters) as f64;
    // Through the norms, whose squares may leave the range of numbers.
    let ratio = a.residual_norm / b.residual_norm;
    if !b.weighting.scales_covariance() {
        let gain = (a.residual_sum_of_squares - b.residual_sum_of_squares).max(0.0);
        return Some((gain, None, ChiSquared::new(more).ok()?.sf(gain)));
    }
    let left = b.observations.checked_sub(larger.parameters).filter(|left| *left > 0)?;
    let f = ((ratio * ratio - 1.0) * left as f64 / more).max(0.0);
    let p = FisherSnedecor::new(more, left as f64).ok()?.sf(f);
    f.is_finite().then_some((f, Some(left), p))
}

/// Whether the larger formula reproduces the curve of the smaller one.
fn contains(larger: &Entry, smaller: &Entry, table: &Table) -> bool {
    let (Some(from), Some(to)) = (&larger.answer, &smaller.answer) else { return false };
    if to.fitted.len() <= larger.parameters || !is_minimum(&to.status) {
        return false;
    }
    let reproduces = |starts: &[(&str, f64)]| {
        let fit = onto(&larger.fit, starts)?;
        let curve = table.clone().with(CURVE, to.fitted.clone()).ok()?;
        let answer = fit.run(&curve).ok()?;
        Some(answer.residual_norm <= SAME * scaled_norm(to.fitted.iter().copied()))
    };
    let free = from.parameters.iter().filter(|p| !(p.fixed || p.tied));
    let solution: Vec<(&str, f64)> = free.map(|p| (p.name.as_str(), p.estimate)).collect();
    reproduces(&solution).unwrap_or(false)
}

/// A column that nobody has.
const CURVE: &str = "\u{1}curve";

/// A fit of the same right side to the column of the curve, all rows alike, from these starts.
fn onto(fit: &Fit, starts: &[(&str, f64)]) -> Option<Fit> {
    let formula = sides::read(&fit.asked.formula).ok()?;
    let formula = format!("{} ~ {}", Expr::name(CURVE), formula.right());
    let said = Declarations::gather(&fit.asked.steps).ok()?;
    let mut onto = fit.anew(formula);
    for given in &said.given {
        if let (Some(value), true) = (given.start, given.fixed) {
            onto = onto.fix(given.name.as_str(), value);
        }
        if let Some((low, high)) = given.bounds {
            onto = onto.bounds(given.name.as_str(), low, high);
        }
    }
    for definition in said.definitions {
        onto = onto.tie(definition.name, definition.expression);
    }
    for (name, value) in starts {
        onto = onto.start(*name, *value);
    }
    let asked = Request { sigma: Sigma::None, weights: None, starts: Starts::Off, ..onto.asked };
    Some(asked.into())
}
