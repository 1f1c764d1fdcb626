//! The functions by name, on the best clone for this processor.

use super::dispatch::{Unary, best};
use super::polygamma;

/// A function of one argument: what it is, how right, and an example that is tested.
macro_rules! one_argument {
    ($($name:ident: $what:literal, $accuracy:literal, $x:literal => $y:literal;)*) => {$(
        #[doc = concat!($what, ", element by element. Accuracy: ", $accuracy, ".")]
        ///
        /// # Panics
        /// If the slices differ in length.
        ///
        /// ```
        #[doc = concat!("use thalweg_formula::vecmath::", stringify!($name), ";")]
        /// let mut out = [0.0; 3];
        #[doc = concat!(stringify!($name), "(&[", stringify!($x), "; 3], &mut out);")]
        #[doc = concat!("assert!(out.iter().all(|y| (y - ", stringify!($y), ").abs() < 1e-14));")]
        /// ```
        #[inline]
        pub fn $name(x: &[f64], out: &mut [f64]) {
            (best().$name)(x, out);
        }
    )*};
}

/// A function of one argument that is computed an element at a time.
macro_rules! one_by_one {
    ($($name:ident = $scalar:path: $what:literal, $accuracy:literal, $x:literal => $y:literal;)*) => {$(
        #[doc = concat!($what, ", element by element. Accuracy: ", $accuracy, ".")]
        ///
        /// # Panics
        /// If the slices differ in length.
        ///
        /// ```
        #[doc = concat!("use thalweg_formula::vecmath::", stringify!($name), ";")]
        /// let mut out = [0.0; 3];
        #[doc = concat!(stringify!($name), "(&[", stringify!($x), "; 3], &mut out);")]
        #[doc = concat!("assert!(out.iter().all(|y| (y - ", stringify!($y), ").abs() < 1e-14));")]
        /// ```
        pub fn $name(x: &[f64], out: &mut [f64]) {
            assert_eq!(x.len(), out.len(), "argument and result differ in length");
            for (x, out) in x.iter().zip(out) {
                *out = $scalar(*x);
            }
        }
    )*

        /// Name and function of each of these, for tests and measurements.
        #[doc(hidden)]
        pub fn scalar_functions() -> Vec<(&'static str, Unary)> {
            vec![$((stringify!($name), $name)),*]
        }
    };
}

one_argument! {
    exp: "e^x", "1 ulp", 1.0 => 2.718281828459045;
    expm1: "e^x − 1, exact near 0", "1.5 ulp", 1e-10 => 1.00000000005e-10;
    log: "Natural logarithm", "1 ulp", 10.0 => 2.302585092994046;
    log1p: "log(1 + x), exact near 0", "1 ulp", 1e-10 => 9.9999999995e-11;
    log2: "Logarithm to base 2", "1 ulp", 8.0 => 3.0;
    log10: "Logarithm to base 10", "1 ulp", 1000.0 => 3.0;
    sqrt: "Square root", "½ ulp", 2.0 => 1.4142135623730951;
    cbrt: "Cube root", "1 ulp", 2.0 => 1.2599210498948732;
    sin: "Sine of an angle in radians", "1 ulp", 1.0 => 0.8414709848078965;
    cos: "Cosine of an angle in radians", "1 ulp", 1.0 => 0.5403023058681398;
    tan: "Tangent of an angle in radians", "1 ulp", 1.0 => 1.5574077246549023;
    asin: "Arcsine, −π/2..π/2", "2 ulp", 0.5 => 0.5235987755982989;
    acos: "Arccosine, 0..π", "2 ulp", 0.5 => 1.0471975511965979;
    atan: "Arctangent, −π/2..π/2", "2 ulp", 1.0 => 0.7853981633974483;
    sinh: "Hyperbolic sine", "2 ulp", 1.0 => 1.1752011936438014;
    cosh: "Hyperbolic cosine", "2 ulp", 1.0 => 1.5430806348152437;
    tanh: "Hyperbolic tangent", "2 ulp", 1.0 => 0.7615941559557649;
    erf: "Error function", "1.5 ulp", 0.5 => 0.5204998778130465;
    erfc: "1 − erf(x), exact far out", "4 ulp", 0.5 => 0.4795001221869535;
}

one_by_one! {
    gamma = libm::tgamma: "Gamma function", "10 ulp", 0.5 => 1.772453850905516;
    lgamma = libm::lgamma: "log|Γ(x)|", "4 ulp of max(1, |result|)", 0.5 => 0.5723649429247001;
    digamma = polygamma::digamma: "ψ(x), the derivative of `lgamma`", "8 ulp of max(1, |result|)", 1.0 => -0.5772156649015329;
    trigamma = polygamma::trigamma: "ψ′(x), the derivative of `digamma`", "6 ulp", 1.0 => 1.6449340668482264;
    besselj0 = libm::j0: "Bessel function of the first kind, order 0", "2 ulp of 1", 1.0 => 0.7651976865579666;
    besselj1 = libm::j1: "Bessel function of the first kind, order 1", "2 ulp of 1", 1.0 => 0.4400505857449335;
    besselj2 = bessel_2: "Bessel function of the first kind, order 2: J₁′ = (J₀ − J₂)/2", "2 ulp of 1", 1.0 => 0.1149034849319005;
}

fn bessel_2(x: f64) -> f64 {
    libm::jn(2, x)
}

/// x^y as IEEE 754 has it (x^0 = 1^y = 1; a negative base with an integer exponent only). Accuracy: 1 ulp.
///
/// # Panics
/// If the slices differ in length.
///
/// ```
/// use thalweg_formula::vecmath::pow;
/// let mut out = [0.0; 3];
/// pow(&[2.0, -2.0, 0.0], &[0.5, 3.0, 0.0], &mut out);
/// assert_eq!(out, [2f64.sqrt(), -8.0, 1.0]);
/// ```
#[inline]
pub fn pow(x: &[f64], y: &[f64], out: &mut [f64]) {
    (best().pow)(x, y, out);
}

/// Sine and cosine of an angle in radians, to the same bits as [`sin`] and [`cos`] and for little
/// more than one of them. Accuracy: 1 ulp.
///
/// # Panics
/// If the slices differ in length.
///
/// ```
/// use thalweg_formula::vecmath::sin_cos;
/// let (mut sin, mut cos) = ([0.0; 2], [0.0; 2]);
/// sin_cos(&[0.0, 1.0], &mut sin, &mut cos);
/// assert_eq!((sin, cos), ([0.0, 1f64.sin()], [1.0, 1f64.cos()]));
/// ```
#[inline]
pub fn sin_cos(x: &[f64], sin: &mut [f64], cos: &mut [f64]) {
    (best().sin_cos)(x, sin, cos);
}

/// The angle of the point (x, y), −π..π. Accuracy: 2 ulp.
///
/// # Panics
/// If the slices differ in length.
///
/// ```
/// use thalweg_formula::vecmath::atan2;
/// let mut out = [0.0; 2];
/// atan2(&[1.0, -1.0], &[1.0, -1.0], &mut out);
/// assert_eq!(out, [0.25 * std::f64::consts::PI, -0.75 * std::f64::consts::PI]);
/// ```
#[inline]
pub fn atan2(y: &[f64], x: &[f64], out: &mut [f64]) {
    (best().atan2)(y, x, out);
}
