//! Special values (IEEE 754-2019, 9.2; C23 annex F), ends of the range, exact cases, and one law: an element's
//! result depends on nothing but the element.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};
use thalweg_formula::vecmath::{Unary, levels, scalar_functions};

const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;
const MAX: f64 = f64::MAX;
/// The smallest positive double.
const LEAST: f64 = f64::from_bits(1);

/// Name, argument, result to the bit (any NaN for a NaN).
#[rustfmt::skip]
const ONE: &[(&str, f64, f64)] = &[
    ("exp", 0.0, 1.0), ("exp", -0.0, 1.0), ("exp", LEAST, 1.0), ("exp", INF, INF), ("exp", -INF, 0.0),
    ("exp", 709.782712893384, 1.7976931348622732e308), ("exp", 709.7827128933841, INF),
    ("exp", 1e300, INF), ("exp", -745.1332191019411, LEAST), ("exp", -745.1332191019412, 0.0), ("exp", -1e300, 0.0),
    ("exp", NAN, NAN),
    ("expm1", 0.0, 0.0), ("expm1", -0.0, -0.0), ("expm1", LEAST, LEAST), ("expm1", -LEAST, -LEAST),
    ("expm1", INF, INF), ("expm1", -INF, -1.0), ("expm1", -1e300, -1.0), ("expm1", 710.0, INF), ("expm1", NAN, NAN),
    ("log", 1.0, 0.0), ("log", 0.0, -INF), ("log", -0.0, -INF), ("log", -1.0, NAN), ("log", -LEAST, NAN),
    ("log", -INF, NAN), ("log", INF, INF), ("log", NAN, NAN), ("log", LEAST, -744.4400719213812),
    ("log", MAX, 709.782712893384),
    ("log2", 1.0, 0.0), ("log2", 0.0, -INF), ("log2", -1.0, NAN), ("log2", INF, INF), ("log2", NAN, NAN),
    ("log2", LEAST, -1074.0), ("log2", 0.5, -1.0), ("log2", 8.0, 3.0), ("log2", f64::MIN_POSITIVE, -1022.0),
    ("log10", 1.0, 0.0), ("log10", -0.0, -INF), ("log10", -2.0, NAN), ("log10", INF, INF), ("log10", NAN, NAN),
    ("log1p", 0.0, 0.0), ("log1p", -0.0, -0.0), ("log1p", LEAST, LEAST), ("log1p", -LEAST, -LEAST),
    ("log1p", -1.0, -INF), ("log1p", -1.5, NAN), ("log1p", -INF, NAN), ("log1p", INF, INF), ("log1p", NAN, NAN),
    ("log1p", MAX, 709.782712893384),
    ("sqrt", 0.0, 0.0), ("sqrt", -0.0, -0.0), ("sqrt", -1.0, NAN), ("sqrt", INF, INF), ("sqrt", -INF, NAN),
    ("sqrt", 4.0, 2.0), ("sqrt", NAN, NAN),
    ("cbrt", 0.0, 0.0), ("cbrt", -0.0, -0.0), ("cbrt", INF, INF), ("cbrt", -INF, -INF), ("cbrt", NAN, NAN),
    ("cbrt", 27.0, 3.0), ("cbrt", -8.0, -2.0), ("cbrt", 1e-300, 1e-100), ("cbrt", 4e-323, 3.4063678720065206e-108),
    ("sin", 0.0, 0.0), ("sin", -0.0, -0.0), ("sin", LEAST, LEAST), ("sin", -LEAST, -LEAST), ("sin", INF, NAN),
    ("sin", -INF, NAN), ("sin", NAN, NAN), ("sin", FRAC_PI_2, 1.0), ("sin", PI, 1.2246467991473532e-16),
    ("sin", 1e22, -0.8522008497671888), ("sin", MAX, 0.004961954789184062),
    ("cos", 0.0, 1.0), ("cos", -0.0, 1.0), ("cos", INF, NAN), ("cos", NAN, NAN), ("cos", PI, -1.0),
    ("cos", FRAC_PI_2, 6.123233995736766e-17), ("cos", LEAST, 1.0),
    ("tan", 0.0, 0.0), ("tan", -0.0, -0.0), ("tan", LEAST, LEAST), ("tan", -LEAST, -LEAST), ("tan", INF, NAN),
    ("tan", NAN, NAN), ("tan", FRAC_PI_2, 1.633123935319537e16),
    ("asin", 0.0, 0.0), ("asin", -0.0, -0.0), ("asin", LEAST, LEAST), ("asin", 1.0, FRAC_PI_2),
    ("asin", -1.0, -FRAC_PI_2), ("asin", 1.0000000000000002, NAN), ("asin", -INF, NAN), ("asin", NAN, NAN),
    ("acos", 1.0, 0.0), ("acos", -1.0, PI), ("acos", 0.0, FRAC_PI_2), ("acos", -0.0, FRAC_PI_2), ("acos", 1.5, NAN),
    ("acos", INF, NAN), ("acos", NAN, NAN),
    ("atan", 0.0, 0.0), ("atan", -0.0, -0.0), ("atan", LEAST, LEAST), ("atan", -LEAST, -LEAST),
    ("atan", INF, FRAC_PI_2), ("atan", -INF, -FRAC_PI_2), ("atan", 1.0, FRAC_PI_4), ("atan", NAN, NAN),
    ("atan", MAX, FRAC_PI_2),
    ("sinh", 0.0, 0.0), ("sinh", -0.0, -0.0), ("sinh", LEAST, LEAST), ("sinh", -LEAST, -LEAST), ("sinh", INF, INF),
    ("sinh", -INF, -INF), ("sinh", 710.475860073944, INF), ("sinh", -1e300, -INF), ("sinh", NAN, NAN),
    ("cosh", 0.0, 1.0), ("cosh", -0.0, 1.0), ("cosh", INF, INF), ("cosh", -INF, INF), ("cosh", 711.0, INF),
    ("cosh", LEAST, 1.0), ("cosh", NAN, NAN),
    ("tanh", 0.0, 0.0), ("tanh", -0.0, -0.0), ("tanh", LEAST, LEAST), ("tanh", -LEAST, -LEAST), ("tanh", INF, 1.0),
    ("tanh", -INF, -1.0), ("tanh", 1e300, 1.0), ("tanh", 20.0, 1.0), ("tanh", NAN, NAN),
    ("erf", 0.0, 0.0), ("erf", -0.0, -0.0), ("erf", INF, 1.0), ("erf", -INF, -1.0), ("erf", 30.0, 1.0),
    ("erf", LEAST, LEAST), ("erf", NAN, NAN),
    ("erfc", 0.0, 1.0), ("erfc", -0.0, 1.0), ("erfc", INF, 0.0), ("erfc", -INF, 2.0), ("erfc", 27.3, 0.0),
    ("erfc", LEAST, 1.0), ("erfc", NAN, NAN),
    ("gamma", 0.0, INF), ("gamma", -0.0, -INF), ("gamma", INF, INF), ("gamma", -INF, NAN), ("gamma", -1.0, NAN),
    ("gamma", 5.0, 24.0), ("gamma", 172.0, INF), ("gamma", NAN, NAN),
    ("lgamma", 0.0, INF), ("lgamma", 1.0, 0.0), ("lgamma", 2.0, 0.0), ("lgamma", INF, INF), ("lgamma", -INF, INF),
    ("lgamma", -1.0, INF), ("lgamma", NAN, NAN),
    ("digamma", 0.0, -INF), ("digamma", -0.0, INF), ("digamma", INF, INF), ("digamma", -INF, NAN),
    ("digamma", -3.0, NAN), ("digamma", NAN, NAN),
    ("trigamma", 0.0, INF), ("trigamma", -0.0, INF), ("trigamma", INF, 0.0), ("trigamma", -INF, NAN),
    ("trigamma", -3.0, NAN), ("trigamma", NAN, NAN),
    ("besselj0", 0.0, 1.0), ("besselj0", INF, 0.0), ("besselj0", NAN, NAN),
    ("besselj1", 0.0, 0.0), ("besselj1", -0.0, -0.0), ("besselj1", INF, 0.0), ("besselj1", NAN, NAN),
    ("besselj2", 0.0, 0.0), ("besselj2", INF, 0.0), ("besselj2", NAN, NAN),
];

/// Name, arguments, result.
#[rustfmt::skip]
const TWO: &[(&str, f64, f64, f64)] = &[
    ("pow", 0.0, 0.0, 1.0), ("pow", NAN, 0.0, 1.0), ("pow", INF, -0.0, 1.0), ("pow", 1.0, NAN, 1.0),
    ("pow", 1.0, INF, 1.0), ("pow", 1.0, 1e300, 1.0), ("pow", NAN, 1.0, NAN), ("pow", 2.0, NAN, NAN),
    ("pow", 0.0, 2.5, 0.0), ("pow", 0.0, 3.0, 0.0), ("pow", -0.0, 3.0, -0.0), ("pow", -0.0, 2.0, 0.0),
    ("pow", -0.0, 0.5, 0.0), ("pow", 0.0, -1.5, INF), ("pow", -0.0, -3.0, -INF), ("pow", -0.0, -2.0, INF),
    ("pow", 0.0, INF, 0.0), ("pow", 0.0, -INF, INF), ("pow", -0.0, -INF, INF),
    ("pow", -1.0, INF, 1.0), ("pow", -1.0, -INF, 1.0), ("pow", -1.0, 9007199254740991.0, -1.0),
    ("pow", -1.0, 9007199254740992.0, 1.0), ("pow", -1.0, 4503599627370497.0, -1.0), ("pow", -1.0, 0.5, NAN),
    ("pow", 0.5, INF, 0.0), ("pow", 0.5, -INF, INF), ("pow", 2.0, INF, INF), ("pow", 2.0, -INF, 0.0),
    ("pow", INF, 0.5, INF), ("pow", INF, -0.5, 0.0), ("pow", -INF, 3.0, -INF), ("pow", -INF, 2.5, INF),
    ("pow", -INF, -3.0, -0.0), ("pow", -INF, -2.0, 0.0), ("pow", -8.0, 1.0 / 3.0, NAN), ("pow", -2.0, 3.0, -8.0),
    ("pow", 10.0, 3.0, 1000.0), ("pow", 3.0, 2.0, 9.0), ("pow", 1.5, 2.0, 2.25), ("pow", -3.0, 2.0, 9.0),
    ("pow", 2.0, 1024.0, INF), ("pow", -2.0, 1025.0, -INF), ("pow", 2.0, -1074.0, LEAST), ("pow", 2.0, -1076.0, 0.0),
    ("pow", -2.0, -1077.0, -0.0), ("pow", LEAST, -1.0, INF), ("pow", LEAST, 1.0, LEAST), ("pow", MAX, 1.0, MAX),
    ("pow", 1.0000000000000002, 1e300, INF), ("pow", 0.9999999999999999, 1e300, 0.0),
    ("atan2", 0.0, 1.0, 0.0), ("atan2", -0.0, 1.0, -0.0), ("atan2", 0.0, -1.0, PI), ("atan2", -0.0, -1.0, -PI),
    ("atan2", 0.0, 0.0, 0.0), ("atan2", -0.0, 0.0, -0.0), ("atan2", 0.0, -0.0, PI), ("atan2", -0.0, -0.0, -PI),
    ("atan2", 1.0, 0.0, FRAC_PI_2), ("atan2", -1.0, -0.0, -FRAC_PI_2), ("atan2", INF, 1.0, FRAC_PI_2),
    ("atan2", -INF, MAX, -FRAC_PI_2), ("atan2", 1.0, INF, 0.0), ("atan2", -1.0, INF, -0.0), ("atan2", 1.0, -INF, PI),
    ("atan2", INF, INF, FRAC_PI_4), ("atan2", INF, -INF, 0.75 * PI), ("atan2", -INF, -INF, -0.75 * PI),
    ("atan2", MAX, MAX, FRAC_PI_4), ("atan2", LEAST, LEAST, FRAC_PI_4), ("atan2", LEAST, MAX, 0.0),
    ("atan2", NAN, 1.0, NAN), ("atan2", 1.0, NAN, NAN), ("atan2", NAN, INF, NAN),
];

fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan()
}

/// Every function of one argument at every level.
fn all_unary() -> Vec<(&'static str, &'static str, Unary)> {
    let vector =
        levels().into_iter().flat_map(|l| l.unary().into_iter().map(move |(n, f)| (l.level, n, f)));
    vector.chain(scalar_functions().into_iter().map(|(n, f)| ("scalar", n, f))).collect()
}

#[test]
fn special_values_of_one_argument() {
    let mut wrong = Vec::new();
    for (level, name, f) in all_unary() {
        let cases: Vec<_> = ONE.iter().filter(|case| case.0 == name).collect();
        assert!(!cases.is_empty(), "{name} has no special values listed");
        for (_, x, expected) in cases {
            let mut out = [0.0];
            f(&[*x], &mut out);
            if !same(out[0], *expected) {
                wrong
                    .push(format!("{name}({x:e}) at {level}: {:e}, expected {expected:e}", out[0]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn special_values_of_two_arguments() {
    let mut wrong = Vec::new();
    for functions in levels() {
        for (name, f) in functions.binary() {
            for (_, x, y, expected) in TWO.iter().filter(|case| case.0 == name) {
                let mut out = [0.0];
                f(&[*x], &[*y], &mut out);
                if !same(out[0], *expected) {
                    let level = functions.level;
                    wrong.push(format!(
                        "{name}({x:e}, {y:e}) at {level}: {:e}, not {expected:e}",
                        out[0]
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn powers_of_two_and_ten_are_exact() {
    for functions in levels() {
        let mut out = [0.0];
        for n in -1074..1024 {
            (functions.log2)(&[2f64.powi(n / 2) * 2f64.powi(n - n / 2)], &mut out);
            assert_eq!(out[0], f64::from(n), "log2(2^{n}) at {}", functions.level);
            (functions.pow)(&[2.0], &[f64::from(n)], &mut out);
            assert_eq!(
                out[0],
                2f64.powi(n / 2) * 2f64.powi(n - n / 2),
                "2^{n} at {}",
                functions.level
            );
        }
        for n in 0..=22 {
            (functions.log10)(&[10f64.powi(n)], &mut out);
            assert_eq!(out[0], f64::from(n), "log10(10^{n}) at {}", functions.level);
            (functions.pow)(&[10.0], &[f64::from(n)], &mut out);
            assert_eq!(out[0], 10f64.powi(n), "10^{n} at {}", functions.level);
        }
        for n in -200..200 {
            let x = f64::from(n) / 8.0;
            (functions.pow)(&[x], &[2.0], &mut out);
            assert_eq!(out[0], x * x, "{x}^2 at {}", functions.level);
            (functions.cbrt)(&[x * x * x], &mut out);
            assert_eq!(out[0], x, "cbrt({x}^3) at {}", functions.level);
        }
    }
}

/// Ordinary values of every size with special ones strewn in, 211 in all.
fn mixture() -> Vec<f64> {
    let special =
        [0.0, -0.0, INF, -INF, NAN, LEAST, -LEAST, MAX, 1e22, -1e6, 1.0, -1.0, 0.5, 745.2];
    let mut state = 1u64;
    (0..211)
        .map(|i| {
            // Knuth's linear congruential generator (TAOCP 2, 3.3.4).
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            let unit = (state >> 11) as f64 / (1u64 << 53) as f64;
            if i % 7 == 3 {
                special[(i / 7) % special.len()]
            } else {
                (unit - 0.5) * 10f64.powi((i % 11) as i32 - 4)
            }
        })
        .collect()
}

#[test]
fn a_result_does_not_depend_on_its_neighbours() {
    let x = mixture();
    let y: Vec<f64> = x.iter().rev().copied().collect();
    let n = x.len();
    for length in (0..70).chain([100, 128, 200, 210]) {
        for start in [0, 1, 5, n - length] {
            if start + length > n {
                continue;
            }
            let part = start..start + length;
            let (mut whole, mut cut) = (vec![0.0; n], vec![0.0; length]);
            for (level, name, f) in all_unary() {
                f(&x, &mut whole);
                f(&x[part.clone()], &mut cut);
                let agree = cut.iter().zip(&whole[part.clone()]).all(|(a, b)| same(*a, *b));
                assert!(agree, "{name} at {level}: rows {part:?} alone differ");
            }
            for functions in levels() {
                for (name, f) in functions.binary() {
                    f(&x, &y, &mut whole);
                    f(&x[part.clone()], &y[part.clone()], &mut cut);
                    let agree = cut.iter().zip(&whole[part.clone()]).all(|(a, b)| same(*a, *b));
                    assert!(agree, "{name} at {}: rows {part:?} alone differ", functions.level);
                }
            }
        }
    }
}

#[test]
fn sine_and_cosine_together_are_what_they_are_alone() {
    for functions in levels() {
        for x in [mixture(), mixture()[..13].to_vec(), vec![-0.0, 1e300, f64::NAN]] {
            let mut alone = [vec![0.0; x.len()], vec![0.0; x.len()]];
            let mut together = alone.clone();
            let [sin, cos] = &mut alone;
            (functions.sin)(&x, sin);
            (functions.cos)(&x, cos);
            let [sin, cos] = &mut together;
            (functions.sin_cos)(&x, sin, cos);
            for (alone, together) in alone.iter().flatten().zip(together.iter().flatten()) {
                assert!(same(*alone, *together), "{alone} and {together}: {}", functions.level);
            }
        }
    }
}

#[test]
#[should_panic = "differ in length"]
fn lengths_must_agree() {
    thalweg_formula::vecmath::exp(&[1.0, 2.0], &mut [0.0]);
}
