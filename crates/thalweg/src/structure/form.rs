//! What is determined, as an expression of the parameters.

use thalweg_formula::Expr;

/// An expression of parameters, by their indices.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Form {
    /// A product of powers; the first has exponent 1.
    Monomial(Vec<(usize, f64)>),
    /// A sum of multiples; the first has coefficient 1.
    Linear(Vec<(usize, f64)>),
    /// Anything else, as it is written.
    Written(String),
}

impl Form {
    pub(crate) fn parameter(j: usize) -> Self {
        Self::Monomial(vec![(j, 1.0)])
    }

    /// This times `other` to the power `exponent`, where both are products of powers.
    pub(crate) fn times(&self, other: &Self, exponent: f64) -> Option<Self> {
        let (Self::Monomial(a), Self::Monomial(b)) = (self, other) else { return None };
        Some(Self::Monomial(gathered(a, b, exponent)))
    }

    /// This and `factor` times `other`, where both are sums of multiples.
    pub(crate) fn plus(&self, other: &Self, factor: f64) -> Option<Self> {
        Some(Self::Linear(gathered(self.linear()?, other.linear()?, factor)))
    }

    fn linear(&self) -> Option<&[(usize, f64)]> {
        match self {
            Self::Linear(terms) => Some(terms),
            Self::Monomial(terms) if terms.len() == 1 && terms[0].1 == 1.0 => Some(terms),
            _ => None,
        }
    }

    /// What it is called: product, ratio, sum, difference or combination.
    pub(crate) fn kind(&self) -> &'static str {
        let weights = |terms: &[(usize, f64)]| terms.iter().map(|t| t.1).collect::<Vec<_>>();
        match self {
            Self::Monomial(terms) if terms.iter().all(|t| t.1 == 1.0) => "product",
            Self::Monomial(terms) if weights(terms) == [1.0, -1.0] => "ratio",
            Self::Linear(terms) if terms.iter().all(|t| t.1 == 1.0) => "sum",
            Self::Linear(terms) if weights(terms) == [1.0, -1.0] => "difference",
            _ => "combination",
        }
    }

    /// As it is written in a formula.
    pub(crate) fn text(&self, names: &[&str]) -> String {
        match self {
            Self::Monomial(terms) => {
                let powers: Vec<String> =
                    in_order(terms).map(|(j, v)| power(names[j], v)).collect();
                // The first is positive: this parameter is what the others are merged into.
                powers.concat().trim_start_matches('*').to_string()
            }
            Self::Linear(terms) => {
                let multiples: Vec<String> =
                    in_order(terms).map(|(j, v)| signed(v, names[j])).collect();
                multiples.concat().trim_start_matches(" + ").to_string()
            }
            Self::Written(text) => text.clone(),
        }
    }
}

/// Positive ones first, in the order of the parameters.
fn in_order(terms: &[(usize, f64)]) -> impl Iterator<Item = (usize, f64)> {
    let mut terms = terms.to_vec();
    terms.sort_by_key(|&(j, v)| (v < 0.0, j));
    terms.into_iter()
}

/// `*name`, `/name^2`, `*name^(3/2)`.
fn power(name: &str, exponent: f64) -> String {
    let sign = if exponent > 0.0 { '*' } else { '/' };
    let exponent = number(exponent.abs());
    if exponent == "1" {
        format!("{sign}{name}")
    } else if exponent.contains('/') {
        format!("{sign}{name}^({exponent})")
    } else {
        format!("{sign}{name}^{exponent}")
    }
}

/// ` + 2*name`, ` - name/3`.
pub(crate) fn signed(factor: f64, text: &str) -> String {
    let sign = if factor < 0.0 { '-' } else { '+' };
    match number(factor.abs()) {
        one if one == "1" => format!(" {sign} {text}"),
        part if part.starts_with("1/") => format!(" {sign} {text}{}", &part[1..]),
        part => format!(" {sign} {part}*{text}"),
    }
}

/// Canonical text of what was put together with more parentheses than needed.
pub(crate) fn tidied(text: &str) -> String {
    Expr::parse(text).map_or_else(|_| text.to_string(), |expr| expr.simplified().to_string())
}

/// The terms of `a` and `factor` times those of `b`.
fn gathered(a: &[(usize, f64)], b: &[(usize, f64)], factor: f64) -> Vec<(usize, f64)> {
    let mut terms = a.to_vec();
    for &(j, v) in b {
        match terms.iter_mut().find(|t| t.0 == j) {
            Some(term) => term.1 += factor * v,
            None => terms.push((j, factor * v)),
        }
    }
    terms
}

/// Largest denominator that is taken for meant.
const LARGEST_DENOMINATOR: usize = 12;

/// p and q with v = p/q to rounding, q small.
fn rational(v: f64) -> Option<(i64, usize)> {
    (1..=LARGEST_DENOMINATOR).find_map(|q| {
        let p = (v * q as f64).round();
        ((v * q as f64 - p).abs() <= 1e-7 * p.abs().max(1.0) && p != 0.0).then_some((p as i64, q))
    })
}

/// The fraction that v is meant to be, if it is one.
pub(crate) fn snapped(v: f64) -> f64 {
    rational(v).map_or(v, |(p, q)| p as f64 / q as f64)
}

/// A positive number as it is written: 2, 1/3, 2.3548.
pub(crate) fn number(v: f64) -> String {
    match rational(v) {
        Some((p, 1)) => p.to_string(),
        Some((p, q)) => format!("{p}/{q}"),
        None => {
            let digits = (5.0 - v.log10().floor()).clamp(0.0, 12.0) as usize;
            let text = format!("{v:.digits$}");
            if text.contains('.') {
                text.trim_end_matches('0').trim_end_matches('.').to_string()
            } else {
                text
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_read_as_formulas() {
        let names = ["a", "b", "c"];
        let [a, b, c] = [0, 1, 2].map(Form::parameter);
        assert_eq!(a.times(&b, 2.0).unwrap().times(&c, -1.0).unwrap().text(&names), "a*b^2/c");
        assert_eq!(a.times(&b, -1.0 / 3.0).unwrap().text(&names), "a/b^(1/3)");
        assert_eq!(
            a.plus(&b, 2.3548).unwrap().plus(&c, -0.5).unwrap().text(&names),
            "a + 2.3548*b - c/2"
        );
        assert!(a.times(&b, 1.0).unwrap().plus(&c, 1.0).is_none());
        assert_eq!(tidied("((a + b))*(c)"), "(a + b)*c");
    }
}
