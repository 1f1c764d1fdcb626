//! The operators that [`super::Real`] asks for, derived from the few that a number type defines.

/// Given `From<f64>`, [`super::Real::value`], `Neg` and the four operations between two values and
/// between a value and an f64, writes the assigning forms, the sum, and comparisons *by value*.
macro_rules! derive_operators {
    ([$($generics:tt)*] $number:ty) => {
        derive_operators!(@assign [$($generics)*] $number, AddAssign add_assign +);
        derive_operators!(@assign [$($generics)*] $number, SubAssign sub_assign -);
        derive_operators!(@assign [$($generics)*] $number, MulAssign mul_assign *);
        derive_operators!(@assign [$($generics)*] $number, DivAssign div_assign /);

        impl<$($generics)*> std::iter::Sum for $number {
            #[inline]
            fn sum<I: Iterator<Item = Self>>(numbers: I) -> Self {
                numbers.fold(Self::from(0.0), |total, number| total + number)
            }
        }
        impl<$($generics)*> PartialEq for $number {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.value() == other.value()
            }
        }
        impl<$($generics)*> PartialEq<f64> for $number {
            #[inline]
            fn eq(&self, other: &f64) -> bool {
                self.value() == *other
            }
        }
        impl<$($generics)*> PartialOrd for $number {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                self.value().partial_cmp(&other.value())
            }
        }
        impl<$($generics)*> PartialOrd<f64> for $number {
            #[inline]
            fn partial_cmp(&self, other: &f64) -> Option<std::cmp::Ordering> {
                self.value().partial_cmp(other)
            }
        }
    };
    (@assign [$($generics:tt)*] $number:ty, $trait:ident $method:ident $op:tt) => {
        impl<$($generics)*> std::ops::$trait for $number {
            #[inline]
            fn $method(&mut self, other: Self) {
                *self = *self $op other;
            }
        }
        impl<$($generics)*> std::ops::$trait<f64> for $number {
            #[inline]
            fn $method(&mut self, other: f64) {
                *self = *self $op other;
            }
        }
    };
}
pub(super) use derive_operators;

/// slope × tangent, with a tangent of exactly 0 meaning "constant": the slope of √x is infinite at
/// x = 0, yet √0 of a constant 0 has derivative 0, not NaN.
#[inline]
pub(super) fn product(slope: f64, tangent: f64) -> f64 {
    if tangent == 0.0 { 0.0 } else { slope * tangent }
}
