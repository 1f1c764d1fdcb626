//! Numbers of either width: f64, and f32 where somebody has chosen it.

use std::fmt::Debug;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// What the arithmetic of kernels and blocks is written in.
pub trait Number:
    Copy
    + Debug
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    const ZERO: Self;
    const ONE: Self;
    const INFINITY: Self;

    /// The nearest number there is.
    fn rounded(number: f64) -> Self;
    /// The same, but NaN where that has not the full precision: too large, or subnormal. What cannot be held is out of
    /// the domain instead of silently wrong.
    fn held(number: f64) -> Self;
    fn wide(self) -> f64;
    fn mul_add(self, by: Self, plus: Self) -> Self;
    fn abs(self) -> Self;
    fn sqrt(self) -> Self;
    fn is_nan(self) -> bool;
    fn is_finite(self) -> bool;
    fn is_normal(self) -> bool;
}

macro_rules! number {
    ($type:ident, $number:ident => $held:expr) => {
        impl Number for $type {
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;
            const INFINITY: Self = $type::INFINITY;

            #[inline(always)]
            fn rounded(number: f64) -> Self {
                number as $type
            }

            #[inline(always)]
            fn held($number: f64) -> Self {
                $held
            }

            #[inline(always)]
            fn wide(self) -> f64 {
                f64::from(self)
            }

            #[inline(always)]
            fn mul_add(self, by: Self, plus: Self) -> Self {
                $type::mul_add(self, by, plus)
            }

            #[inline(always)]
            fn abs(self) -> Self {
                $type::abs(self)
            }

            #[inline(always)]
            fn sqrt(self) -> Self {
                $type::sqrt(self)
            }

            #[inline(always)]
            fn is_nan(self) -> bool {
                $type::is_nan(self)
            }

            #[inline(always)]
            fn is_finite(self) -> bool {
                $type::is_finite(self)
            }

            #[inline(always)]
            fn is_normal(self) -> bool {
                $type::is_normal(self)
            }
        }
    };
}

number!(f64, number => number);
number!(f32, number => {
    const LEAST: f64 = f32::MIN_POSITIVE as f64;
    const MOST: f64 = f32::MAX as f64;
    let size = number.abs();
    let holds = (LEAST..=MOST).contains(&size) | (size == 0.0);
    (if holds { number } else { f64::NAN }) as f32
});
