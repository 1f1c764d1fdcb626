//! The number that a generic model computes with.

use std::fmt::Debug;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

/// A real number that may carry derivatives: `f64`, [`super::Dual`] or [`super::Jet`].
///
/// It computes with itself and with `f64` on the right (`x * 2.0`, not `2.0 * x`; write
/// `T::from(2.0)` where a constant stands on the left). Comparisons are by value.
///
/// ```
/// use thalweg_solver::derivative::{Dual, Real};
///
/// fn decay<T: Real>(k: T, t: f64) -> T {
///     (-k * t).exp()
/// }
/// assert_eq!(decay(0.5, 2.0), (-1.0_f64).exp());
/// // One direction: d/dk exp(-2k) = -2 exp(-2k).
/// assert_eq!(decay(Dual::<1>::variable(0.5, 0), 2.0).derivative(0), -2.0 * (-1.0_f64).exp());
/// ```
pub trait Real:
    Copy
    + Debug
    + From<f64>
    + Neg<Output = Self>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Add<f64, Output = Self>
    + Sub<f64, Output = Self>
    + Mul<f64, Output = Self>
    + Div<f64, Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + DivAssign
    + AddAssign<f64>
    + SubAssign<f64>
    + MulAssign<f64>
    + DivAssign<f64>
    + Sum
    + PartialEq
    + PartialOrd
    + PartialEq<f64>
    + PartialOrd<f64>
{
    /// The value without its derivatives.
    ///
    /// ```
    /// use thalweg_solver::derivative::{Dual, Real};
    /// assert_eq!(Dual::<2>::from(3.0).value(), 3.0);
    /// ```
    fn value(self) -> f64;

    /// f(self) from `value` = f and `slopes` = (f′, f″) at it; slopes are computed only if needed.
    /// Use it to give a model a function that is not here.
    ///
    /// ```
    /// use thalweg_solver::derivative::{Dual, Real};
    /// /// The logistic function s, s′ = s (1 − s), s″ = s′ (1 − 2 s).
    /// fn logistic<T: Real>(x: T) -> T {
    ///     let s = 1.0 / (1.0 + (-x.value()).exp());
    ///     x.unary(s, || (s * (1.0 - s), s * (1.0 - s) * (1.0 - 2.0 * s)))
    /// }
    /// assert_eq!(logistic(Dual::<1>::variable(0.0, 0)).derivative(0), 0.25);
    /// ```
    fn unary(self, value: f64, slopes: impl FnOnce() -> (f64, f64)) -> Self;

    /// f(self, other) from `value` = f, and `slopes` = ([f₁, f₂], [f₁₁, f₁₂, f₂₂]) at it.
    ///
    /// ```
    /// use thalweg_solver::derivative::{Dual, Real};
    /// fn product<T: Real>(a: T, b: T) -> T {
    ///     let (x, y) = (a.value(), b.value());
    ///     a.binary(b, x * y, || ([y, x], [0.0, 1.0, 0.0]))
    /// }
    /// let x = Dual::<1>::variable(3.0, 0);
    /// assert_eq!(product(x, x).derivative(0), 6.0);
    /// ```
    fn binary(self, other: Self, value: f64, slopes: impl FnOnce() -> ([f64; 2], [f64; 3]))
    -> Self;

    /// eˣ.
    #[inline]
    fn exp(self) -> Self {
        let e = self.value().exp();
        self.unary(e, || (e, e))
    }

    /// eˣ − 1, accurate near 0.
    #[inline]
    fn exp_m1(self) -> Self {
        let e = self.value().exp_m1();
        self.unary(e, || (e + 1.0, e + 1.0))
    }

    /// ln x.
    #[inline]
    fn ln(self) -> Self {
        let x = self.value();
        self.unary(x.ln(), || (1.0 / x, -1.0 / (x * x)))
    }

    /// ln(1 + x), accurate near 0.
    #[inline]
    fn ln_1p(self) -> Self {
        let x = self.value();
        let y = 1.0 + x;
        self.unary(x.ln_1p(), || (1.0 / y, -1.0 / (y * y)))
    }

    /// log₂ x.
    #[inline]
    fn log2(self) -> Self {
        use std::f64::consts::LN_2;
        let x = self.value();
        self.unary(x.log2(), || (1.0 / (x * LN_2), -1.0 / (x * x * LN_2)))
    }

    /// log₁₀ x.
    #[inline]
    fn log10(self) -> Self {
        use std::f64::consts::LN_10;
        let x = self.value();
        self.unary(x.log10(), || (1.0 / (x * LN_10), -1.0 / (x * x * LN_10)))
    }

    /// √x.
    #[inline]
    fn sqrt(self) -> Self {
        let x = self.value();
        let root = x.sqrt();
        self.unary(root, || (0.5 / root, -0.25 / (x * root)))
    }

    /// ∛x.
    #[inline]
    fn cbrt(self) -> Self {
        let x = self.value();
        let root = x.cbrt();
        let slope = 1.0 / (3.0 * root * root);
        self.unary(root, || (slope, -2.0 * slope / (3.0 * x)))
    }

    /// xⁿ, n an integer.
    #[inline]
    fn powi(self, n: i32) -> Self {
        let x = self.value();
        self.unary(x.powi(n), || {
            let k = f64::from(n);
            let first = if n == 0 { 0.0 } else { k * x.powi(n - 1) };
            let second = if n == 0 || n == 1 { 0.0 } else { k * (k - 1.0) * x.powi(n - 2) };
            (first, second)
        })
    }

    /// xᵖ, p a constant.
    #[inline]
    fn powf(self, p: f64) -> Self {
        let x = self.value();
        self.unary(x.powf(p), || {
            let first = if p == 0.0 { 0.0 } else { p * x.powf(p - 1.0) };
            let second = if p == 0.0 || p == 1.0 { 0.0 } else { p * (p - 1.0) * x.powf(p - 2.0) };
            (first, second)
        })
    }

    /// xʸ. At x = 0 the derivatives are the limits from x > 0 (0ᵖ is flat in p for p > 0).
    #[inline]
    fn pow(self, exponent: Self) -> Self {
        let (x, y) = (self.value(), exponent.value());
        let power = x.powf(y);
        self.binary(exponent, power, || {
            // xᵏ ln x → 0 as x → 0 for k > 0.
            let log_times = |factor: f64| if factor == 0.0 { 0.0 } else { factor * x.ln() };
            let below = x.powf(y - 1.0);
            let first = if y == 0.0 { 0.0 } else { y * below };
            let second = if y == 0.0 || y == 1.0 { 0.0 } else { y * (y - 1.0) * x.powf(y - 2.0) };
            let by_exponent = log_times(power);
            ([first, by_exponent], [second, below + y * log_times(below), log_times(by_exponent)])
        })
    }

    /// sin x, x in radians.
    #[inline]
    fn sin(self) -> Self {
        let (s, c) = self.value().sin_cos();
        self.unary(s, || (c, -s))
    }

    /// cos x, x in radians.
    #[inline]
    fn cos(self) -> Self {
        let (s, c) = self.value().sin_cos();
        self.unary(c, || (-s, -c))
    }

    /// tan x, x in radians.
    #[inline]
    fn tan(self) -> Self {
        let t = self.value().tan();
        let slope = 1.0 + t * t;
        self.unary(t, || (slope, 2.0 * t * slope))
    }

    /// arcsin x.
    #[inline]
    fn asin(self) -> Self {
        let x = self.value();
        self.unary(x.asin(), || {
            let q = (1.0 - x) * (1.0 + x);
            let slope = 1.0 / q.sqrt();
            (slope, x * slope / q)
        })
    }

    /// arccos x.
    #[inline]
    fn acos(self) -> Self {
        let x = self.value();
        self.unary(x.acos(), || {
            let q = (1.0 - x) * (1.0 + x);
            let slope = -1.0 / q.sqrt();
            (slope, x * slope / q)
        })
    }

    /// arctan x.
    #[inline]
    fn atan(self) -> Self {
        let x = self.value();
        self.unary(x.atan(), || {
            let slope = 1.0 / (1.0 + x * x);
            (slope, -2.0 * x * slope * slope)
        })
    }

    /// The angle of the point (x, y), y = self, in (−π, π].
    #[inline]
    fn atan2(self, x: Self) -> Self {
        let (ordinate, abscissa) = (self.value(), x.value());
        self.binary(x, ordinate.atan2(abscissa), || {
            // Scaled by the hypotenuse first: the squares must not overflow.
            let h = ordinate.hypot(abscissa);
            let (s, c) = (ordinate / h, abscissa / h);
            let (sin_twice, cos_twice) = (2.0 * s * c / h / h, (s - c) * (s + c) / h / h);
            ([c / h, -s / h], [-sin_twice, cos_twice, sin_twice])
        })
    }

    /// sinh x.
    #[inline]
    fn sinh(self) -> Self {
        let (s, c) = (self.value().sinh(), self.value().cosh());
        self.unary(s, || (c, s))
    }

    /// cosh x.
    #[inline]
    fn cosh(self) -> Self {
        let (s, c) = (self.value().sinh(), self.value().cosh());
        self.unary(c, || (s, c))
    }

    /// tanh x.
    #[inline]
    fn tanh(self) -> Self {
        let x = self.value();
        let t = x.tanh();
        self.unary(t, || {
            // 1/cosh², because 1 − t² cancels.
            let c = x.cosh();
            let slope = 1.0 / c / c;
            (slope, -2.0 * t * slope)
        })
    }

    /// |x|; its slope at 0 is taken as 0.
    #[inline]
    fn abs(self) -> Self {
        let x = self.value();
        self.unary(x.abs(), || (if x == 0.0 { 0.0 } else { x.signum() }, 0.0))
    }

    /// The larger one with its derivatives; `self` on a tie; NaN if either is.
    #[inline]
    fn max(self, other: Self) -> Self {
        let (a, b) = (self.value(), other.value());
        if a >= b || a.is_nan() { self } else { other }
    }

    /// The smaller one with its derivatives; `self` on a tie; NaN if either is.
    #[inline]
    fn min(self, other: Self) -> Self {
        let (a, b) = (self.value(), other.value());
        if a <= b || a.is_nan() { self } else { other }
    }

    /// 1/x.
    #[inline]
    fn recip(self) -> Self {
        let y = 1.0 / self.value();
        self.unary(y, || (-y * y, 2.0 * y * y * y))
    }
}

impl Real for f64 {
    #[inline]
    fn value(self) -> f64 {
        self
    }
    #[inline]
    fn unary(self, value: f64, _: impl FnOnce() -> (f64, f64)) -> Self {
        value
    }
    #[inline]
    fn binary(self, _: Self, value: f64, _: impl FnOnce() -> ([f64; 2], [f64; 3])) -> Self {
        value
    }
}
