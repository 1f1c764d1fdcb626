//! Where a parameter may lie: a mixture of ranges that the data and the model suggest.

use std::f64::consts::PI;

use crate::plan::Free;

/// Where one searched parameter may lie, as a map from [0, 1) to values.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Prior {
    parts: Vec<Part>,
}

/// A part of the mixture.
#[derive(Debug, Clone, PartialEq)]
struct Part {
    weight: f64,
    shape: Shape,
}

#[derive(Debug, Clone, PartialEq)]
enum Shape {
    /// Both signs, log-uniform from 10^low to 10^high.
    Decades { low: f64, high: f64 },
    /// Uniform.
    Interval { low: f64, high: f64 },
}

impl Prior {
    /// Adds ±10^[low, high].
    pub(super) fn decades(&mut self, weight: f64, low: f64, high: f64) {
        self.parts.push(Part { weight, shape: Shape::Decades { low, high } });
    }

    /// Adds a uniform interval.
    pub(super) fn interval(&mut self, weight: f64, low: f64, high: f64) {
        self.parts.push(Part { weight, shape: Shape::Interval { low, high } });
    }

    /// The whole circle: for a parameter in which the model has the period 2π.
    pub(super) fn circle() -> Self {
        let mut prior = Self::default();
        prior.interval(1.0, -PI, PI);
        prior
    }

    /// The value at u in [0, 1), inside the bounds of the parameter.
    pub(super) fn value(&self, u: f64, free: &Free) -> f64 {
        let total: f64 = self.parts.iter().map(|p| p.weight).sum();
        let mut rest = u * total;
        for (i, part) in self.parts.iter().enumerate() {
            if rest < part.weight || i + 1 == self.parts.len() {
                let within = (rest / part.weight).clamp(0.0, 1.0);
                return into_bounds(part.shape.value(within), within, free);
            }
            rest -= part.weight;
        }
        into_bounds(0.0, u, free)
    }
}

impl Shape {
    fn value(&self, u: f64) -> f64 {
        match *self {
            Shape::Decades { low, high } => {
                let exponent = |v: f64| low + (high - low) * v;
                if u < 0.5 {
                    -10f64.powf(exponent(1.0 - 2.0 * u))
                } else {
                    10f64.powf(exponent(2.0 * u - 1.0))
                }
            }
            Shape::Interval { low, high } => low + (high - low) * u,
        }
    }
}

/// `value` if it lies within the bounds; else its mirror image in a single bound, or the fraction
/// `u` of the way between two.
fn into_bounds(value: f64, u: f64, free: &Free) -> f64 {
    let (lo, hi) = (free.lower, free.upper);
    if (lo..=hi).contains(&value) {
        return value;
    }
    match (lo.is_finite(), hi.is_finite()) {
        (true, true) => (lo + (hi - lo) * u).clamp(lo, hi),
        (true, false) => lo + (value - lo).abs(),
        (false, true) => hi - (value - hi).abs(),
        (false, false) => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn free(lower: f64, upper: f64) -> Free {
        Free { name: "a".into(), start: None, lower, upper }
    }

    #[test]
    fn every_value_lies_within_the_bounds() {
        let mut prior = Prior::default();
        prior.decades(0.7, -3.0, 4.0);
        prior.interval(0.3, -5.0, 20.0);
        for (lo, hi) in [(0.0, 1.0), (-2.0, f64::INFINITY), (f64::NEG_INFINITY, -7.0), (3.0, 3.5)] {
            for i in 0..1000 {
                let value = prior.value(i as f64 / 1000.0, &free(lo, hi));
                assert!((lo..=hi).contains(&value), "{value} in [{lo}, {hi}]");
            }
        }
    }

    #[test]
    fn both_signs_and_all_decades_come_up() {
        let mut prior = Prior::default();
        prior.decades(1.0, -2.0, 2.0);
        let anywhere = free(f64::NEG_INFINITY, f64::INFINITY);
        let values: Vec<f64> =
            (0..400).map(|i| prior.value((i as f64 + 0.5) / 400.0, &anywhere)).collect();
        for decade in [-2, -1, 0, 1] {
            let range = 10f64.powi(decade)..10f64.powi(decade + 1);
            assert_eq!(values.iter().filter(|v| range.contains(*v)).count(), 50);
            assert_eq!(values.iter().filter(|v| range.contains(&-**v)).count(), 50);
        }
    }
}
