//! A fit as the checks of its residuals see it.

use super::order::Order;
use super::residuals::Residuals;
use super::sequence::order_of;
use crate::answer::Answer;
use crate::ended::Ended;
use crate::warning::{Value, Warning};

/// What the checks look at.
pub(super) struct View<'a> {
    pub ended: &'a Ended<'a>,
    pub answer: &'a Answer,
    pub residuals: &'a Residuals,
    /// By the formula's one column, else by the fitted value; of a sample where there are many.
    pub order: Order,
    /// "`x`" or "the fitted value".
    pub ordered_by: String,
    /// f(x) of each observation.
    pub fitted: Vec<f64>,
}

impl<'a> View<'a> {
    pub(super) fn new(ended: &'a Ended<'a>, answer: &'a Answer, residuals: &'a Residuals) -> Self {
        let observations = ended.observations;
        let fitted = observations.of_rows(&answer.fitted);
        let ordered_by = match ended.setting.plan.model.columns() {
            [name] => format!("`{name}`"),
            _ => "the fitted value".to_string(),
        };
        let order = order_of(observations, &fitted);
        Self { ended, answer, residuals, order, ordered_by, fitted }
    }

    /// Whether a row of r is a mixture of observations.
    pub(super) fn is_whitened(&self) -> bool {
        self.ended.observations.whitening.is_some()
    }

    /// Whether outliers count less.
    pub(super) fn is_robust(&self) -> bool {
        !self.ended.local.is_least_squares()
    }

    /// Observations.
    pub(super) fn count(&self) -> usize {
        self.ended.observations.count()
    }

    /// Whether order and trend are looked at in a sample.
    pub(super) fn is_sampled(&self) -> bool {
        self.order.len() < self.count()
    }

    /// Row of the table, from 0.
    pub(super) fn row(&self, i: usize) -> usize {
        self.ended.observations.row(i)
    }

    /// Which parameter observation i moves most, and by how much.
    pub(super) fn pull(&self, deletion: &[Vec<f64>], i: usize) -> Option<Pull> {
        let of = |k: usize| {
            let p = &self.answer.parameters[k];
            let change = *deletion.get(k)?.get(i)?;
            let errors = change / p.std_error.filter(|e| *e > 0.0)?;
            Some(Pull { name: p.name.clone(), estimate: p.estimate, change, errors })
        };
        let all = (0..self.answer.parameters.len()).filter_map(of);
        all.filter(|p| p.errors.is_finite())
            .max_by(|a, b| a.errors.abs().total_cmp(&b.errors.abs()))
    }
}

/// What leaving out an observation does to a parameter.
pub(super) struct Pull {
    pub name: String,
    pub estimate: f64,
    pub change: f64,
    /// The change in standard errors.
    pub errors: f64,
}

impl Pull {
    /// "without it `b1` changes by −2.1 standard errors, from 239 to 233".
    pub(super) fn words(&self) -> String {
        let sign = if self.errors < 0.0 { "−" } else { "" };
        let (from, to) = pair(self.estimate, self.estimate + self.change);
        format!(
            "without it `{}` changes by {sign}{:.1} standard errors, from {from} to {to}",
            self.name,
            self.errors.abs()
        )
    }
}

/// Two numbers with as many digits as tell them apart.
fn pair(a: f64, b: f64) -> (String, String) {
    let size = a.abs().max(b.abs());
    let apart = (a - b).abs();
    let digits = if apart > 0.0 && apart.is_finite() && size > 0.0 {
        ((size / apart).log10().floor() as i32 + 2).clamp(3, 12)
    } else {
        3
    };
    let write = |v: f64| {
        if v != 0.0 && !(1e-3..1e6).contains(&size) {
            return format!("{v:.*e}", digits as usize - 1);
        }
        let places = if size > 0.0 { digits - 1 - size.log10().floor() as i32 } else { 0 };
        format!("{v:.*}", places.max(0) as usize)
    };
    (write(a), write(b))
}

/// A warning.
pub(super) fn warning(
    code: &'static str,
    message: String,
    help: impl Into<String>,
    data: Vec<(&str, Value)>,
) -> Warning {
    let data = data.into_iter().map(|(key, value)| (key.to_string(), value)).collect();
    Warning { code, message, help: help.into(), data }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_numbers_that_differ_look_different() {
        assert_eq!(pair(238.94, 233.2), ("239".into(), "233".into()));
        assert_eq!(pair(5.5e-4, 5.7e-4), ("5.50e-4".into(), "5.70e-4".into()));
        assert_eq!(pair(1.0, 1.0), ("1.00".into(), "1.00".into()));
        assert_eq!(pair(0.0, 0.0), ("0".into(), "0".into()));
        assert_eq!(pair(123456.0, 1.0), ("123456".into(), "1".into()));
    }
}
