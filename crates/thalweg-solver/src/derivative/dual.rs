//! First derivatives in several directions at once.

use std::ops::{Add, Div, Mul, Neg, Sub};

use super::operators::{derive_operators, product};
use super::real::Real;

/// A dual number: a value and its first derivatives in N directions.
///
/// ```
/// use thalweg_solver::derivative::{Dual, Real};
/// let (a, b) = (Dual::<2>::variable(3.0, 0), Dual::<2>::variable(0.5, 1));
/// let f = a * b.exp();
/// assert_eq!(f.value(), 3.0 * 0.5_f64.exp());
/// assert_eq!(f.derivative(0), 0.5_f64.exp());
/// assert_eq!(f.derivative(1), 3.0 * 0.5_f64.exp());
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Dual<const N: usize> {
    value: f64,
    tangent: [f64; N],
}

impl<const N: usize> Dual<N> {
    /// The variable of direction `direction`: derivative 1 there, 0 elsewhere. A direction that
    /// does not exist (≥ N) gives a constant.
    ///
    /// ```
    /// use thalweg_solver::derivative::Dual;
    /// assert_eq!(Dual::<2>::variable(7.0, 1).derivative(1), 1.0);
    /// ```
    #[inline]
    pub fn variable(value: f64, direction: usize) -> Self {
        let mut tangent = [0.0; N];
        if let Some(t) = tangent.get_mut(direction) {
            *t = 1.0;
        }
        Self { value, tangent }
    }

    /// The derivative in direction `direction` (0 for one that does not exist).
    ///
    /// ```
    /// use thalweg_solver::derivative::Dual;
    /// assert_eq!((Dual::<1>::variable(7.0, 0) * 2.0).derivative(0), 2.0);
    /// ```
    #[inline]
    pub fn derivative(&self, direction: usize) -> f64 {
        self.tangent.get(direction).copied().unwrap_or(0.0)
    }

    /// The derivatives in all N directions.
    ///
    /// ```
    /// use thalweg_solver::derivative::Dual;
    /// assert_eq!(Dual::<2>::variable(7.0, 1).derivatives(), &[0.0, 1.0]);
    /// ```
    #[inline]
    pub fn derivatives(&self) -> &[f64; N] {
        &self.tangent
    }

    /// value, with every tangent times slope.
    #[inline]
    fn chain(self, value: f64, slope: f64) -> Self {
        let tangent = if slope.is_finite() {
            self.tangent.map(|t| slope * t)
        } else {
            self.tangent.map(|t| product(slope, t))
        };
        Self { value, tangent }
    }

    /// Tangents of two numbers brought together.
    #[inline]
    fn merge(self, other: Self, value: f64, join: impl Fn(f64, f64) -> f64) -> Self {
        Self { value, tangent: std::array::from_fn(|k| join(self.tangent[k], other.tangent[k])) }
    }
}

impl<const N: usize> From<f64> for Dual<N> {
    #[inline]
    fn from(value: f64) -> Self {
        Self { value, tangent: [0.0; N] }
    }
}

impl<const N: usize> Neg for Dual<N> {
    type Output = Self;
    #[inline]
    fn neg(self) -> Self {
        Self { value: -self.value, tangent: self.tangent.map(|t| -t) }
    }
}

impl<const N: usize> Add for Dual<N> {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        self.merge(other, self.value + other.value, |s, t| s + t)
    }
}

impl<const N: usize> Sub for Dual<N> {
    type Output = Self;
    #[inline]
    fn sub(self, other: Self) -> Self {
        self.merge(other, self.value - other.value, |s, t| s - t)
    }
}

impl<const N: usize> Mul for Dual<N> {
    type Output = Self;
    #[inline]
    #[allow(clippy::suspicious_arithmetic_impl, reason = "the product rule")]
    fn mul(self, other: Self) -> Self {
        let (a, b) = (self.value, other.value);
        self.merge(other, a * b, |s, t| s * b + a * t)
    }
}

impl<const N: usize> Div for Dual<N> {
    type Output = Self;
    #[inline]
    #[allow(clippy::suspicious_arithmetic_impl, reason = "the quotient rule")]
    fn div(self, other: Self) -> Self {
        let (quotient, b) = (self.value / other.value, other.value);
        self.merge(other, quotient, |s, t| (s - quotient * t) / b)
    }
}

impl<const N: usize> Add<f64> for Dual<N> {
    type Output = Self;
    #[inline]
    fn add(self, constant: f64) -> Self {
        Self { value: self.value + constant, ..self }
    }
}

impl<const N: usize> Sub<f64> for Dual<N> {
    type Output = Self;
    #[inline]
    fn sub(self, constant: f64) -> Self {
        Self { value: self.value - constant, ..self }
    }
}

impl<const N: usize> Mul<f64> for Dual<N> {
    type Output = Self;
    #[inline]
    fn mul(self, constant: f64) -> Self {
        Self { value: self.value * constant, tangent: self.tangent.map(|t| t * constant) }
    }
}

impl<const N: usize> Div<f64> for Dual<N> {
    type Output = Self;
    #[inline]
    fn div(self, constant: f64) -> Self {
        Self { value: self.value / constant, tangent: self.tangent.map(|t| t / constant) }
    }
}

derive_operators!([const N: usize] Dual<N>);

impl<const N: usize> Real for Dual<N> {
    #[inline]
    fn value(self) -> f64 {
        self.value
    }
    #[inline]
    fn unary(self, value: f64, slopes: impl FnOnce() -> (f64, f64)) -> Self {
        self.chain(value, slopes().0)
    }
    #[inline]
    fn binary(
        self,
        other: Self,
        value: f64,
        slopes: impl FnOnce() -> ([f64; 2], [f64; 3]),
    ) -> Self {
        let [first, second] = slopes().0;
        self.merge(other, value, |s, t| product(first, s) + product(second, t))
    }
}
