//! Combinations of parameters with a value and an error.

use thalweg_formula::Expr;

use crate::plan::{Free, Scalar};

/// An expression of the free parameters that the data determine.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Determined {
    /// As it is written in a formula.
    pub text: String,
    /// Its value at the solution; NaN before it is known.
    pub value: f64,
    /// Its standard error √(gᵀ C g), where there is one.
    pub std_error: Option<f64>,
}

impl Determined {
    pub(crate) fn new(text: String) -> Self {
        Self { text, value: f64::NAN, std_error: None }
    }

    /// With value and error at x; `error` is that of a quantity with a given gradient.
    pub(crate) fn measured(
        mut self,
        free: &[Free],
        x: &[f64],
        error: impl Fn(&[f64]) -> Option<f64>,
    ) -> Self {
        let names: Vec<&str> = free.iter().map(|f| f.name.as_str()).collect();
        let scalar = Expr::parse(&self.text).ok().and_then(|e| Scalar::new(&e, &names).ok());
        if let Some(scalar) = scalar {
            let mut gradient = vec![0.0; x.len()];
            scalar.gradient(x, &mut gradient);
            self.value = scalar.value(x);
            self.std_error = error(&gradient).filter(|e| e.is_finite());
        }
        self
    }

    /// Standard error over value.
    pub(crate) fn relative_error(&self) -> Option<f64> {
        Some(self.std_error? / self.value.abs()).filter(|r| r.is_finite())
    }

    /// "`b1*b3` = 238.94 ± 2.71", rounded by the error; none without a value.
    pub(crate) fn words(&self) -> Option<String> {
        let equals = |text: String| format!("`{}` = {text}", self.text);
        match self.std_error {
            _ if !self.value.is_finite() => None,
            Some(error) => Some(equals(rounded(self.value, error))),
            None => Some(equals(crate::numbers::brief(self.value))),
        }
    }
}

/// A value and its error, both to three digits of the error.
pub(crate) fn rounded(value: f64, error: f64) -> String {
    const DIGITS: i32 = 3;
    if !(error > 0.0 && error.is_finite()) {
        return crate::numbers::brief(value);
    }
    let exponent = error.log10().floor() as i32;
    let size = value.abs().max(error);
    if (1e-4..1e7).contains(&size) {
        let places = (DIGITS - 1 - exponent).clamp(0, 15) as usize;
        format!("{value:.places$} ± {error:.places$}")
    } else {
        let scale = size.log10().floor() as i32;
        let places = (DIGITS - 1 + scale - exponent).clamp(0, 15) as usize;
        let unit = 10f64.powi(scale);
        format!("({:.places$} ± {:.places$})e{scale}", value / unit, error / unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_rounded_by_their_errors() {
        assert_eq!(rounded(238.94212918, 2.7070075241), "238.94 ± 2.71");
        assert_eq!(rounded(0.13145, 0.00025), "0.131450 ± 0.000250");
        assert_eq!(rounded(5.5015643181e-4, 7.2668688436e-6), "0.00055016 ± 0.00000727");
        assert_eq!(rounded(5.5015643181e-7, 7.2668688436e-9), "(5.5016 ± 0.0727)e-7");
        assert_eq!(rounded(12.0, 340.0), "12 ± 340");
    }
}
