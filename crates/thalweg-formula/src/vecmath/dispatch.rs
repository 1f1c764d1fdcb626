//! Which clone of the kernels this processor runs.
//!
//! `#[multiversion]` makes one function per instruction set; each returns the table of slice functions compiled
//! for it. The best table is chosen once, a call then costs a load and an indirect jump.

use super::arithmetic::Baseline;
#[cfg(target_arch = "x86_64")]
use super::arithmetic::Fused;
use super::slices::{apply, apply_pair, repair};
use super::{error_function, exponential, inverse, logarithm, power, root, single, trigonometric};
#[cfg(target_arch = "x86_64")]
use multiversion::inherit_target;
use multiversion::{multiversion, target::match_target};
use std::sync::LazyLock;

/// out = f(x)
pub type Unary<R = f64> = fn(&[R], &mut [R]);
/// out = f(x, y)
pub type Binary = fn(&[f64], &[f64], &mut [f64]);
/// (first, second) = f(x)
pub type Pair<R = f64> = fn(&[R], &mut [R], &mut [R]);

macro_rules! functions {
    (
        unary { $($one:ident = $one_module:ident::$one_kernel:ident;)* }
        periodic { $($wave:ident = $wave_module:ident::$wave_kernel:ident, $slow:path;)* }
        binary { $($two:ident = $two_module:ident::$two_kernel:ident;)* }
        single { $($narrow:ident;)* }
        single_periodic { $($narrow_wave:ident, $narrow_slow:path;)* }
    ) => {
        /// The slice functions compiled for one instruction set.
        #[derive(Clone, Copy, Debug)]
        #[non_exhaustive]
        #[expect(missing_docs, reason = "each field is the function of its name in the module above")]
        pub struct Functions {
            /// `"avx512"`, `"avx2"` or `"baseline"`.
            pub level: &'static str,
            $(pub $one: Unary,)*
            $(pub $wave: Unary,)*
            $(pub $two: Binary,)*
            pub sin_cos: Pair,
            pub single: Single,
        }

        /// Those of f32.
        #[derive(Clone, Copy, Debug)]
        #[non_exhaustive]
        #[expect(missing_docs, reason = "each field is the function of its name in the module above")]
        pub struct Single {
            $(pub $narrow: Unary<f32>,)*
            $(pub $narrow_wave: Unary<f32>,)*
            pub sin_cos: Pair<f32>,
        }

        /// The table of the clone it is written in.
        macro_rules! table {
            ($arithmetic:ty, $level:expr, #[$attribute:meta]) => {{
                $(#[$attribute] fn $one(x: &[f64], out: &mut [f64]) {
                    apply!(out = $one_module::$one_kernel<$arithmetic>(x));
                })*
                $(#[$attribute] fn $wave(x: &[f64], out: &mut [f64]) {
                    apply!(out = $wave_module::$wave_kernel<$arithmetic>(x));
                    repair(x, out, trigonometric::far, $slow);
                })*
                $(#[$attribute] fn $two(x: &[f64], y: &[f64], out: &mut [f64]) {
                    apply!(out = $two_module::$two_kernel<$arithmetic>(x, y));
                })*
                #[$attribute] fn sin_cos(x: &[f64], sin: &mut [f64], cos: &mut [f64]) {
                    apply_pair!((sin, cos) = trigonometric::sin_cos<$arithmetic>(x));
                    repair(x, sin, trigonometric::far, libm::sin);
                    repair(x, cos, trigonometric::far, libm::cos);
                }
                let single = {
                    $(#[$attribute] fn $narrow(x: &[f32], out: &mut [f32]) {
                        apply!(out = single::$narrow<$arithmetic>(x));
                    })*
                    $(#[$attribute] fn $narrow_wave(x: &[f32], out: &mut [f32]) {
                        apply!(out = single::$narrow_wave<$arithmetic>(x));
                        repair(x, out, single::far, $narrow_slow);
                    })*
                    #[$attribute] fn sin_cos(x: &[f32], sin: &mut [f32], cos: &mut [f32]) {
                        apply_pair!((sin, cos) = single::sin_cos<$arithmetic>(x));
                        repair(x, sin, single::far, single::any_sin);
                        repair(x, cos, single::far, single::any_cos);
                    }
                    Single { $($narrow,)* $($narrow_wave,)* sin_cos }
                };
                Functions { level: $level, $($one,)* $($wave,)* $($two,)* sin_cos, single }
            }};
        }

        impl Functions {
            /// Name and function of each function of one argument.
            #[doc(hidden)]
            pub fn unary(&self) -> Vec<(&'static str, Unary)> {
                vec![$((stringify!($one), self.$one),)* $((stringify!($wave), self.$wave),)*]
            }

            /// Name and function of each function of two arguments.
            #[doc(hidden)]
            pub fn binary(&self) -> Vec<(&'static str, Binary)> {
                vec![$((stringify!($two), self.$two),)*]
            }
        }
    };
}

functions! {
    unary {
        exp = exponential::exp;
        expm1 = exponential::expm1;
        sinh = exponential::sinh;
        cosh = exponential::cosh;
        tanh = exponential::tanh;
        log = logarithm::log;
        log1p = logarithm::log1p;
        log2 = logarithm::log2;
        log10 = logarithm::log10;
        sqrt = root::sqrt;
        cbrt = root::cbrt;
        erf = error_function::erf;
        erfc = error_function::erfc;
        asin = inverse::asin;
        acos = inverse::acos;
        atan = inverse::atan;
    }
    periodic {
        sin = trigonometric::sin, libm::sin;
        cos = trigonometric::cos, libm::cos;
        tan = trigonometric::tan, libm::tan;
    }
    binary {
        pow = power::pow;
        atan2 = inverse::atan2;
    }
    single {
        exp;
        log;
        sqrt;
    }
    single_periodic {
        sin, single::any_sin;
        cos, single::any_cos;
    }
}

/// AVX-512, where there is it.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl+fma"))]
fn avx512() -> Option<Functions> {
    match_target! {
        "x86_64+avx512f" => Some(table!(Fused, "avx512", #[inherit_target])),
        _ => None,
    }
}

/// AVX2 with fused multiply-add, where there is it.
#[multiversion(targets("x86_64+avx2+fma"))]
fn avx2() -> Option<Functions> {
    match_target! {
        "x86_64+avx2+fma" => Some(table!(Fused, "avx2", #[inherit_target])),
        _ => None,
    }
}

/// What every processor of this architecture has: SSE2, or NEON with fused multiply-add.
fn baseline() -> Functions {
    table!(Baseline, "baseline", #[inline(never)])
}

static BEST: LazyLock<Functions> =
    LazyLock::new(|| avx512().or_else(avx2).unwrap_or_else(baseline));

/// The functions for this processor.
#[inline]
pub fn best() -> &'static Functions {
    &BEST
}

/// Every clone this processor can run, the best first: for tests and measurements.
#[doc(hidden)]
pub fn levels() -> Vec<Functions> {
    avx512().into_iter().chain(avx2()).chain([baseline()]).collect()
}
