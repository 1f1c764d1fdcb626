//! The kernels of f32 against f64, over all exponents, on every clone this processor can run.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

use thalweg_formula::vecmath::{Unary, levels};

/// Every 997th number of f32: all exponents, both signs, zeros, infinities and NaN among them.
fn numbers() -> Vec<f32> {
    let special = [0.0, -0.0, 1.0, f32::INFINITY, f32::NEG_INFINITY, f32::NAN, f32::MIN_POSITIVE];
    let spread = (0..u32::MAX / 997).map(|i| f32::from_bits(997 * i));
    // Where e^x leaves its range, and next to multiples of π/2.
    let ends = (0..40_000).map(|i| -104.5 + 0.005 * i as f32);
    let turns = (0..20_000).map(|k| (f64::from(k) * std::f64::consts::FRAC_PI_2) as f32);
    special.into_iter().chain(spread).chain(ends).chain(turns).collect()
}

/// |got − want| in ulp of f32 at want; 0 where both are the same special value.
fn error(got: f32, want: f64) -> f64 {
    let near = want as f32;
    if got.to_bits() == near.to_bits() || (got.is_nan() && want.is_nan()) {
        return 0.0;
    }
    if !near.is_finite() || !got.is_finite() {
        // An overflow that is one ulp early or late.
        let edge = f64::from(f32::MAX);
        return if want.abs() > 0.9999999 * edge && got.abs() >= f32::MAX {
            1.0
        } else {
            f64::INFINITY
        };
    }
    let ulp = (want.abs().log2().floor().max(-126.0) - 23.0).exp2();
    (f64::from(got) - want).abs() / ulp
}

/// Name, kernel, the same in f64, and the most ulp it may be off.
type Kernel = (&'static str, Unary<f32>, fn(f64) -> f64, f64);

#[test]
fn kernels_are_right_over_all_exponents() {
    let x = numbers();
    let mut out = vec![0.0; x.len()];
    for level in levels() {
        let single = level.single;
        let kernels: [Kernel; 5] = [
            ("exp", single.exp, f64::exp, 1.5),
            ("log", single.log, f64::ln, 1.5),
            ("sqrt", single.sqrt, f64::sqrt, 0.5),
            ("sin", single.sin, libm::sin, 2.0),
            ("cos", single.cos, libm::cos, 2.0),
        ];
        for (name, kernel, wide, most) in kernels {
            kernel(&x, &mut out);
            let errors = x.iter().zip(&out).map(|(x, y)| (error(*y, wide(f64::from(*x))), *x));
            let worst = errors.fold((0.0, 0.0), |a, b| if b.0 > a.0 { b } else { a });
            println!("{} {name}: {:.2} ulp at {:e}", level.level, worst.0, worst.1);
            assert!(
                worst.0 <= most + 1e-6,
                "{} {name}: {:.2} ulp at {:e}",
                level.level,
                worst.0,
                worst.1
            );
        }
        let mut pair = [out.clone(), out.clone()];
        let [sin, cos] = &mut pair;
        (single.sin_cos)(&x, sin, cos);
        for (kernel, both) in [(single.sin, &pair[0]), (single.cos, &pair[1])] {
            kernel(&x, &mut out);
            assert!(out.iter().zip(both).all(|(a, b)| a.to_bits() == b.to_bits() || a.is_nan()));
        }
    }
}

#[test]
fn a_place_in_a_slice_changes_nothing() {
    let x = numbers();
    for level in levels() {
        for kernel in [level.single.exp, level.single.log, level.single.sin] {
            let (mut whole, mut part) = (vec![0.0; 1000], vec![0.0; 100]);
            kernel(&x[50_000..51_000], &mut whole);
            for (start, length) in [(0, 16), (3, 5), (17, 33), (100, 1), (211, 100)] {
                kernel(&x[50_000 + start..50_000 + start + length], &mut part[..length]);
                let same = |(a, b): (&f32, &f32)| a.to_bits() == b.to_bits();
                assert!(whole[start..].iter().zip(&part[..length]).all(same));
            }
        }
    }
}
