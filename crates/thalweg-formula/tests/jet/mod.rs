//! Second-order Taylor arithmetic: f, f′ and f″ along a line, each function's derivatives written
//! out by hand.
#![allow(missing_docs, reason = "a helper of the tests")]

use std::f64::consts::{LN_2, LN_10, PI};

/// The functions of one argument that random expressions are made of.
pub const FUNCTIONS: &[&str] = &[
    "-", "exp", "expm1", "log", "log1p", "log2", "log10", "sqrt", "cbrt", "abs", "sin", "cos",
    "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "erf", "erfc", "step",
];

#[derive(Debug, Clone, Copy)]
pub struct Jet {
    pub value: f64,
    pub first: f64,
    pub second: f64,
    /// The largest magnitude met on the way: what a difference of large numbers is uncertain by.
    pub largest: f64,
    /// Whether a step, a corner or the end of a domain is so near that rounding decides.
    pub at_edge: bool,
}

impl Jet {
    pub fn constant(value: f64) -> Self {
        Jet::variable(value, 0.0)
    }

    pub fn variable(value: f64, first: f64) -> Self {
        Jet { value, first, second: 0.0, largest: value.abs(), at_edge: false }
    }

    pub fn noted(mut self, from: &[Jet]) -> Self {
        for jet in from {
            self.largest = self.largest.max(jet.largest);
            self.at_edge |= jet.at_edge;
        }
        for part in [self.value, self.first, self.second] {
            self.largest = self.largest.max(part.abs());
            if part.is_nan() {
                self.largest = f64::INFINITY;
            }
        }
        self
    }

    /// g(u) from g, g′ and g″ at u.
    fn chain(self, g: f64, g1: f64, g2: f64) -> Self {
        let size = g1.abs().max(g2.abs());
        let largest = if size.is_nan() { f64::INFINITY } else { self.largest.max(size) };
        Jet {
            value: g,
            first: g1 * self.first,
            second: g1 * self.second + g2 * self.first * self.first,
            ..Jet { largest, ..self }
        }
        .noted(&[])
    }

    pub fn function(self, name: &str) -> Self {
        let u = self.value;
        let edge = |near: bool| Jet { at_edge: self.at_edge | near, ..self };
        match name {
            "-" => self.chain(-u, -1.0, 0.0),
            "exp" => self.chain(u.exp(), u.exp(), u.exp()),
            "expm1" => self.chain(u.exp_m1(), u.exp(), u.exp()),
            "log" => self.chain(u.ln(), 1.0 / u, -1.0 / (u * u)),
            "log1p" => self.chain(u.ln_1p(), 1.0 / (1.0 + u), -1.0 / ((1.0 + u) * (1.0 + u))),
            "log2" => self.chain(u.log2(), 1.0 / (u * LN_2), -1.0 / (u * u * LN_2)),
            "log10" => self.chain(u.log10(), 1.0 / (u * LN_10), -1.0 / (u * u * LN_10)),
            "sqrt" => edge(u.abs() < 1e-9).chain(u.sqrt(), 0.5 / u.sqrt(), -0.25 / (u * u.sqrt())),
            "cbrt" => {
                let root = u.cbrt();
                edge(u.abs() < 1e-9).chain(
                    root,
                    1.0 / (3.0 * root * root),
                    -2.0 / (9.0 * root * root * u),
                )
            }
            "abs" => edge(u.abs() < 1e-9).chain(u.abs(), u.signum(), 0.0),
            "sin" => self.chain(u.sin(), u.cos(), -u.sin()),
            "cos" => self.chain(u.cos(), -u.sin(), -u.cos()),
            "tan" => {
                let slope = 1.0 + u.tan() * u.tan();
                self.chain(u.tan(), slope, 2.0 * u.tan() * slope)
            }
            "asin" | "acos" => {
                let sign = if name == "asin" { 1.0 } else { -1.0 };
                let value = if name == "asin" { u.asin() } else { u.acos() };
                let w = (1.0 - u) * (1.0 + u);
                edge(w.abs() < 1e-6).chain(value, sign / w.sqrt(), sign * u / (w * w.sqrt()))
            }
            "atan" => {
                let w = 1.0 + u * u;
                self.chain(u.atan(), 1.0 / w, -2.0 * u / (w * w))
            }
            "sinh" => self.chain(u.sinh(), u.cosh(), u.sinh()),
            "cosh" => self.chain(u.cosh(), u.sinh(), u.cosh()),
            "tanh" => {
                let slope = 1.0 / (u.cosh() * u.cosh());
                self.chain(u.tanh(), slope, -2.0 * u.tanh() * slope)
            }
            "erf" | "erfc" => {
                let sign = if name == "erf" { 1.0 } else { -1.0 };
                let value = if name == "erf" { libm::erf(u) } else { libm::erfc(u) };
                let bell = 2.0 / PI.sqrt() * (-u * u).exp();
                self.chain(value, sign * bell, -2.0 * u * sign * bell)
            }
            "step" => edge(u.abs() < 1e-9).chain(if u >= 0.0 { 1.0 } else { 0.0 }, 0.0, 0.0),
            other => panic!("no function {other}"),
        }
    }

    pub fn with(self, name: &str, other: Jet) -> Self {
        let (a, b) = (self, other);
        let jet = |value, first, second| Jet { value, first, second, ..a };
        let result = match name {
            "+" => jet(a.value + b.value, a.first + b.first, a.second + b.second),
            "-" => jet(a.value - b.value, a.first - b.first, a.second - b.second),
            "*" => jet(
                a.value * b.value,
                a.first * b.value + a.value * b.first,
                a.second * b.value + 2.0 * a.first * b.first + a.value * b.second,
            ),
            "/" => {
                let w = b.value;
                let inverse = b.chain(1.0 / w, -1.0 / (w * w), 2.0 / (w * w * w));
                return a.with("*", inverse);
            }
            "^" => return a.power(b),
            "min" | "max" => {
                let first = match name {
                    _ if a.value.is_nan() || b.value.is_nan() => a.value.is_nan(),
                    "min" => a.value <= b.value,
                    _ => a.value >= b.value,
                };
                let edge = (a.value - b.value).abs() < 1e-9 * (1.0 + a.value.abs());
                let chosen = if first { a } else { b };
                Jet { at_edge: edge, ..chosen }
            }
            "atan2" => {
                // Im log(x + iy): the derivative of log is 1/(x + iy).
                let (y, x) = (a, b);
                let edge = y.value.abs() < 1e-9 && x.value < 1e-9;
                let square = x.with("*", x).with("+", y.with("*", y));
                let cross = x.scaled(y.first).with("-", y.scaled(x.first));
                // d/dt of (x y′ − y x′)/(x² + y²): only the value of the first is needed.
                let slope = cross.value / square.value;
                let turn = x.value * y.second - y.value * x.second;
                let second = turn / square.value - slope * square.first / square.value;
                Jet { at_edge: edge, ..jet(y.value.atan2(x.value), slope, second) }.noted(&[
                    square,
                    cross,
                    Jet::constant(1.0 / square.value),
                ])
            }
            other => panic!("no operator {other}"),
        };
        result.noted(&[a, b])
    }

    fn scaled(self, factor: f64) -> Self {
        Jet {
            value: factor * self.value,
            first: factor * self.first,
            second: factor * self.second,
            ..self
        }
    }

    fn power(self, exponent: Jet) -> Self {
        let (u, p) = (self.value, exponent.value);
        if exponent.first == 0.0 && exponent.second == 0.0 {
            let g1 = if p == 0.0 { 0.0 } else { p * u.powf(p - 1.0) };
            let g2 = if p == 0.0 || p == 1.0 { 0.0 } else { p * (p - 1.0) * u.powf(p - 2.0) };
            return self.chain(u.powf(p), g1, g2).noted(&[exponent]);
        }
        if u <= 0.0 {
            return Jet { at_edge: true, ..self };
        }
        let log = self.function("log");
        log.with("*", exponent).function("exp").noted(&[exponent])
    }
}
