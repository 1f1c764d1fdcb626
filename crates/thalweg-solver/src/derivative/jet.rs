//! The first and second derivative along one direction.

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::operators::{derive_operators, product};
use super::real::Real;

/// A function of one variable t, to second order: (f, f′, f″) at t = 0.
///
/// ```
/// use thalweg_solver::derivative::{Jet, Real};
/// // exp(2 t) along t: (1, 2, 4).
/// let f = Jet::along(0.0, 2.0).exp();
/// assert_eq!((f.value(), f.first(), f.second()), (1.0, 2.0, 4.0));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Jet {
    value: f64,
    first: f64,
    second: f64,
}

impl Jet {
    /// The straight line x + v t.
    ///
    /// ```
    /// use thalweg_solver::derivative::Jet;
    /// let square = Jet::along(3.0, 1.0) * Jet::along(3.0, 1.0);
    /// assert_eq!(square.second(), 2.0);
    /// ```
    #[inline]
    pub fn along(x: f64, v: f64) -> Self {
        Self { value: x, first: v, second: 0.0 }
    }

    /// f′.
    ///
    /// ```
    /// use thalweg_solver::derivative::Jet;
    /// assert_eq!(Jet::along(3.0, 5.0).first(), 5.0);
    /// ```
    #[inline]
    pub fn first(&self) -> f64 {
        self.first
    }

    /// f″.
    ///
    /// ```
    /// use thalweg_solver::derivative::Jet;
    /// assert_eq!(Jet::along(3.0, 5.0).second(), 0.0);
    /// ```
    #[inline]
    pub fn second(&self) -> f64 {
        self.second
    }
}

impl From<f64> for Jet {
    #[inline]
    fn from(value: f64) -> Self {
        Self { value, first: 0.0, second: 0.0 }
    }
}

impl Neg for Jet {
    type Output = Self;
    #[inline]
    fn neg(self) -> Self {
        Self { value: -self.value, first: -self.first, second: -self.second }
    }
}

impl Add for Jet {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        Self {
            value: self.value + other.value,
            first: self.first + other.first,
            second: self.second + other.second,
        }
    }
}

impl Sub for Jet {
    type Output = Self;
    #[inline]
    fn sub(self, other: Self) -> Self {
        Self {
            value: self.value - other.value,
            first: self.first - other.first,
            second: self.second - other.second,
        }
    }
}

impl Mul for Jet {
    type Output = Self;
    #[inline]
    fn mul(self, other: Self) -> Self {
        Self {
            value: self.value * other.value,
            first: self.first * other.value + self.value * other.first,
            second: self.second * other.value
                + 2.0 * (self.first * other.first)
                + self.value * other.second,
        }
    }
}

impl Div for Jet {
    type Output = Self;
    #[inline]
    fn div(self, other: Self) -> Self {
        // From q b = a: q′b = a′ − q b′ and q″b = a″ − 2q′b′ − q b″.
        let value = self.value / other.value;
        let first = (self.first - value * other.first) / other.value;
        let second =
            (self.second - 2.0 * (first * other.first) - value * other.second) / other.value;
        Self { value, first, second }
    }
}

impl Add<f64> for Jet {
    type Output = Self;
    #[inline]
    fn add(self, constant: f64) -> Self {
        Self { value: self.value + constant, ..self }
    }
}

impl Sub<f64> for Jet {
    type Output = Self;
    #[inline]
    fn sub(self, constant: f64) -> Self {
        Self { value: self.value - constant, ..self }
    }
}

impl Mul<f64> for Jet {
    type Output = Self;
    #[inline]
    fn mul(self, constant: f64) -> Self {
        Self {
            value: self.value * constant,
            first: self.first * constant,
            second: self.second * constant,
        }
    }
}

impl Div<f64> for Jet {
    type Output = Self;
    #[inline]
    fn div(self, constant: f64) -> Self {
        Self {
            value: self.value / constant,
            first: self.first / constant,
            second: self.second / constant,
        }
    }
}

derive_operators!([] Jet);

impl Real for Jet {
    #[inline]
    fn value(self) -> f64 {
        self.value
    }
    #[inline]
    fn unary(self, value: f64, slopes: impl FnOnce() -> (f64, f64)) -> Self {
        let (d, dd) = slopes();
        Self {
            value,
            first: product(d, self.first),
            second: product(product(dd, self.first), self.first) + product(d, self.second),
        }
    }
    #[inline]
    fn binary(
        self,
        other: Self,
        value: f64,
        slopes: impl FnOnce() -> ([f64; 2], [f64; 3]),
    ) -> Self {
        let ([a, b], [aa, ab, bb]) = slopes();
        let (s, t) = (self.first, other.first);
        Self {
            value,
            first: product(a, s) + product(b, t),
            second: product(product(aa, s), s)
                + 2.0 * product(product(ab, s), t)
                + product(product(bb, t), t)
                + product(a, self.second)
                + product(b, other.second),
        }
    }
}
