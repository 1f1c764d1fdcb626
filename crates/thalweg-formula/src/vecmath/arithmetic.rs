//! The operations every kernel is written in, with or without a fused multiply-add.
//!
//! On hardware without the instruction `f64::mul_add` is a library call of tens of nanoseconds, so a kernel is
//! generic over [`Arithmetic`] and the clone for such hardware uses a product and a sum.
//! Error-free transformations: Knuth (TAOCP 2, 4.2.2), Dekker (1971), Ogita, Rump & Oishi (2005).

use crate::number::Number;

/// Adding and subtracting this rounds |x| < 2^51 to an integer, which is then also in the low bits: 1.5·2^52.
pub(super) const ROUND: f64 = 6755399441055744.0;

/// 2^52: adding it to 0 ≤ x < 2^52 rounds to an integer.
pub(super) const TWO_52: f64 = 4503599627370496.0;

/// How products and sums are done.
pub(super) trait Arithmetic: Copy {
    /// Whether [`Arithmetic::fma`] rounds once only.
    const FUSED: bool;

    /// a·b + c
    fn fma<R: Number>(a: R, b: R, c: R) -> R;
}

/// a·b + c with one rounding.
#[derive(Clone, Copy)]
#[allow(dead_code, reason = "some architectures use one of the two only")]
pub(super) struct Fused;

/// a·b + c with two roundings.
#[derive(Clone, Copy)]
#[allow(dead_code, reason = "some architectures use one of the two only")]
pub(super) struct Plain;

/// What every processor of this architecture can do.
#[cfg(any(target_arch = "aarch64", target_feature = "fma"))]
pub(super) type Baseline = Fused;
#[cfg(not(any(target_arch = "aarch64", target_feature = "fma")))]
pub(super) type Baseline = Plain;

impl Arithmetic for Fused {
    const FUSED: bool = true;

    #[inline(always)]
    fn fma<R: Number>(a: R, b: R, c: R) -> R {
        a.mul_add(b, c)
    }
}

impl Arithmetic for Plain {
    const FUSED: bool = false;

    #[inline(always)]
    fn fma<R: Number>(a: R, b: R, c: R) -> R {
        a * b + c
    }
}

/// a + b = s + e exactly, for any a and b (Knuth).
#[inline(always)]
pub(super) fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let s = a + b;
    let t = s - a;
    (s, (a - (s - t)) + (b - t))
}

/// a + b = s + e exactly, for |a| ≥ |b| or a = 0 (Dekker).
#[inline(always)]
pub(super) fn fast_two_sum<R: Number>(a: R, b: R) -> (R, R) {
    let s = a + b;
    (s, b - (s - a))
}

/// a·b = p + e exactly, away from overflow and underflow (Dekker, with Veltkamp's split where there is no FMA).
#[inline(always)]
pub(super) fn two_product<A: Arithmetic>(a: f64, b: f64) -> (f64, f64) {
    let p = a * b;
    if A::FUSED {
        return (p, A::fma(a, b, -p));
    }
    let (ah, al) = split(a);
    let (bh, bl) = split(b);
    (p, ((ah * bh - p) + ah * bl + al * bh) + al * bl)
}

/// Veltkamp's split into halves of 26 bits.
#[inline(always)]
fn split(a: f64) -> (f64, f64) {
    let t = 134217729.0 * a; // 2^27 + 1
    let high = t - (t - a);
    (high, a - high)
}

/// c₀ + c₁·z + ... : even and odd powers apart, which halves the latency for one more product.
#[inline(always)]
pub(super) fn polynomial<A: Arithmetic, R: Number, const N: usize>(z: R, c: &[R; N]) -> R {
    let z2 = z * z;
    // The highest power of each kind starts it.
    let (mut even, mut odd) = if N % 2 == 1 { (c[N - 1], R::ZERO) } else { (c[N - 2], c[N - 1]) };
    for pair in (0..(N - 1) / 2).rev() {
        even = A::fma(even, z2, c[2 * pair]);
        odd = A::fma(odd, z2, c[2 * pair + 1]);
    }
    A::fma(odd, z, even)
}

/// (n + nl)/(d + dl), the low parts small: the quotient of the high parts and one Newton step.
#[inline(always)]
pub(super) fn quotient<A: Arithmetic>((n, nl): (f64, f64), (d, dl): (f64, f64)) -> f64 {
    let inverse = 1.0 / d;
    let q = n * inverse;
    let (p, e) = two_product::<A>(q, d);
    let remainder = ((n - p) - e) + A::fma(-q, dl, nl);
    A::fma(remainder, inverse, q)
}

/// y·2^n for -1080 ≤ n ≤ 1100 with one rounding, n as two's complement in a u64.
#[inline(always)]
pub(super) fn scale(y: f64, n: u64) -> f64 {
    // Two factors 2^n1·2^n2: either alone would leave the exponent range at the ends.
    let biased = n.wrapping_add(2046);
    let first = biased >> 1;
    let second = biased.wrapping_sub(first);
    y * f64::from_bits(first << 52) * f64::from_bits(second << 52)
}
