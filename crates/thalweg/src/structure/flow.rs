//! A set of parameters that can move together without any change of the curve, and how.

use super::coordinate::{Coordinate, choices};
use super::form::{Form, signed, snapped, tidied};
use super::probe::{Probe, View};

/// A one-parameter group under which a formula does not change: each φⱼ(θⱼ) is shifted by t·rateⱼ.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Flow {
    /// Indices of parameters, rising.
    pub parameters: Vec<usize>,
    pub coordinates: Vec<Coordinate>,
    pub rates: Vec<f64>,
    /// Of two parameters, what else the rate of the first is multiplied by: another parameter, or 1 over it.
    pub by: Option<(usize, Power)>,
}

/// A parameter or its inverse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Power {
    Itself,
    Inverse,
}

impl Power {
    fn of(self, v: f64) -> f64 {
        match self {
            Self::Itself => v,
            Self::Inverse => 1.0 / v,
        }
    }
}

/// Rates at different points that agree to this are the same.
const CONSTANT: f64 = 1e-6;

/// Null vectors dθ of some parameters at several points x.
pub(crate) type Nulls<'v> = [(&'v [f64], Vec<f64>)];

impl Flow {
    /// The flow along null vectors, if there are coordinates in which they are the same everywhere, or, of two
    /// parameters, proportional to a third or its inverse.
    pub(crate) fn of(parameters: &[usize], at: &Nulls) -> Option<Self> {
        let all = choices(parameters.len());
        let plain = all.iter().find_map(|c| Self::in_coordinates(parameters, c, None, at));
        let (&(x, _), true) = (at.first()?, parameters.len() == 2) else { return plain };
        let others = (0..x.len()).filter(|j| !parameters.contains(j));
        let third = |j: usize| {
            let by = [Power::Itself, Power::Inverse].map(|power| Some((j, power)));
            by.into_iter()
                .find_map(|by| all.iter().find_map(|c| Self::in_coordinates(parameters, c, by, at)))
        };
        plain.or_else(|| others.into_iter().find_map(third))
    }

    fn in_coordinates(
        parameters: &[usize],
        coordinates: &[Coordinate],
        by: Option<(usize, Power)>,
        at: &Nulls,
    ) -> Option<Self> {
        let shift = |(x, v): &(&[f64], Vec<f64>)| -> Vec<f64> {
            let each = parameters.iter().zip(coordinates).zip(v);
            let mut moved: Vec<f64> = each.map(|((&j, c), v)| c.slope(x[j]) * v).collect();
            // The last one sets the unit: a circuit has no component that is 0.
            let unit = moved.last().copied().unwrap_or(1.0);
            moved.iter_mut().for_each(|m| *m /= unit);
            if let Some((j, power)) = by {
                moved[0] /= power.of(x[j]);
            }
            moved
        };
        let first = shift(at.first()?);
        let alike = |point| {
            let same = |(a, b): (&f64, &f64)| (a - b).abs() <= CONSTANT * a.abs().max(b.abs());
            first.iter().zip(&shift(point)).all(same)
        };
        // At points that differ in the third parameter: one that is held is a number.
        let varies = by.is_none_or(|(j, _)| at[1..].iter().all(|(x, _)| x[j] != at[0].0[j]));
        (varies && at[1..].iter().all(alike)).then(|| {
            let rates = first.iter().map(|&r| snapped(r)).collect();
            Self { parameters: parameters.to_vec(), coordinates: coordinates.to_vec(), rates, by }
        })
    }

    /// The rate of the k-th parameter at x.
    fn rate(&self, k: usize, x: &[f64]) -> f64 {
        match self.by {
            Some((j, power)) if k == 0 => self.rates[0] * power.of(x[j]),
            _ => self.rates[k],
        }
    }

    /// The point that the flow leads to from x in time t; None where it leaves the numbers.
    fn moved(&self, x: &[f64], t: f64) -> Option<Vec<f64>> {
        let mut moved = x.to_vec();
        for (k, (&j, c)) in self.parameters.iter().zip(&self.coordinates).enumerate() {
            moved[j] = c.back(c.of(x[j]) + t * self.rate(k, x), x[j])?;
        }
        Some(moved)
    }

    /// Whether the curve stays as it is all along: tried far along, at several points.
    pub(crate) fn holds(&self, probe: &Probe, views: &[View]) -> bool {
        let mut tried = 0;
        for view in views {
            for t in [0.7, -0.4, 1.9] {
                let rates = (0..self.rates.len()).map(|k| self.rate(k, &view.x).abs());
                let largest = rates.fold(0.0, f64::max);
                let Some(moved) = self.moved(&view.x, t / largest) else { continue };
                match probe.same(&view.x, &moved) {
                    Some(false) => return false,
                    Some(true) => tried += 1,
                    None => {}
                }
            }
        }
        tried > 0
    }

    /// Which of them to do without: one whose removal leaves products and whole powers of the others where
    /// that can be, in mixed coordinates one that is only shifted, and of several the last.
    pub(crate) fn spare(&self) -> usize {
        let powers = self.coordinates.iter().all(|c| *c == Coordinate::Log);
        let mixed = self.coordinates.iter().any(|c| *c != self.coordinates[0]);
        let cost = |k: usize| {
            let others = || {
                (0..self.rates.len())
                    .filter(move |j| *j != k)
                    .map(|j| self.rates[j] / self.rates[k])
            };
            let whole = !powers || others().all(|q| (q - q.round()).abs() < 1e-9);
            let quotients = if powers { others().filter(|q| *q > 0.0).count() } else { 0 };
            let logarithm = mixed && self.coordinates[k] == Coordinate::Log;
            // A rate that is a parameter is better an exponent than a root.
            let root = self.by.is_some() && powers && k == 0;
            (self.coordinates[k].neutral().is_none(), root, !whole, logarithm, quotients)
        };
        (0..self.rates.len()).rev().min_by_key(|&k| cost(k)).unwrap_or(0)
    }

    /// What parameter `j` (an index into the set) stands for once `e` has its neutral value, in terms of what
    /// the two stood for before.
    pub(crate) fn merged(&self, j: usize, e: usize, forms: &[Form], names: &[&str]) -> Form {
        use Coordinate::{Log, Plain};
        let q = -self.rates[j] / self.rates[e];
        let (own, other) = (&forms[self.parameters[j]], &forms[self.parameters[e]]);
        let (own_kind, other_kind) = (self.coordinates[j], self.coordinates[e]);
        let simple = match (own_kind, other_kind, self.by) {
            (Log, Log, None) => own.times(other, q),
            (Plain, Plain, None) => own.plus(other, q),
            _ => None,
        };
        simple.unwrap_or_else(|| {
            let (own, other) = (own.text(names), other.text(names));
            // q times what else the rate is multiplied by: `+ 2*n`, `- 1/s`.
            let factor = |unit: &str| match self.by {
                None => signed(q, unit),
                Some((third, power)) => {
                    let third = forms[third].text(names);
                    match (power, j) {
                        (Power::Itself, 0) | (Power::Inverse, 1) => {
                            signed(q, &format!("({third})*{unit}"))
                        }
                        _ => signed(q, &format!("{unit}/({third})")),
                    }
                }
            };
            let shift = factor(&other_kind.write(&other));
            Form::Written(tidied(&match (own_kind, other_kind) {
                (Log, Log) => match factor("1").split_once(" - ") {
                    Some((_, exponent)) => format!("({own})/({other})^({exponent})"),
                    None => format!("({own})*({other})^({})", unsigned(&factor("1"))),
                },
                (Log, _) => format!("({own})*exp({})", unsigned(&shift)),
                _ => format!("{}{shift}", own_kind.write(&own)),
            }))
        })
    }
}

/// Without a leading plus.
fn unsigned(text: &str) -> &str {
    text.strip_prefix(" + ").unwrap_or(text)
}
