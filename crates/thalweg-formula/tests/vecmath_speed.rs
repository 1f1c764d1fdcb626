//! Nanoseconds per element of every function at every instruction set:
//! `cargo test --release -p thalweg-formula --test vecmath_speed -- --ignored --nocapture`.

#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::hint::black_box;
use std::time::Instant;
use thalweg_formula::vecmath::{levels, scalar_functions};

type Scalar = fn(f64) -> f64;

/// What std has, one element at a time, to compare with.
const STD: [(&str, Scalar); 18] = [
    ("exp", f64::exp),
    ("expm1", f64::exp_m1),
    ("sinh", f64::sinh),
    ("cosh", f64::cosh),
    ("tanh", f64::tanh),
    ("log", f64::ln),
    ("log1p", f64::ln_1p),
    ("log2", f64::log2),
    ("log10", f64::log10),
    ("sqrt", f64::sqrt),
    ("cbrt", f64::cbrt),
    ("asin", f64::asin),
    ("acos", f64::acos),
    ("atan", f64::atan),
    ("sin", f64::sin),
    ("cos", f64::cos),
    ("tan", f64::tan),
    ("pow", |x| x.powf(x)),
];

/// The least time of a call over many, in nanoseconds.
fn nanoseconds(mut call: impl FnMut()) -> f64 {
    let repeats = 100;
    (0..40)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..repeats {
                call();
            }
            start.elapsed().as_nanos() as f64 / f64::from(repeats)
        })
        .fold(f64::INFINITY, f64::min)
}

/// 1000 values between 0.05 and 0.95: inside the domain of every function.
fn spread() -> Vec<f64> {
    (0..1000).map(|i| 0.05 + 0.9e-3 * f64::from(i)).collect()
}

fn print(name: &str, level: &str, mut call: impl FnMut(usize)) {
    let [long, short, one] = [1000, 14, 1].map(|n| nanoseconds(|| call(n)));
    println!("{name:10} {level:10} {:8.2} {short:8.1} {one:8.1}", long / 1000.0);
}

#[test]
#[ignore = "prints times; nothing to fail on a shared machine"]
fn times() {
    let (x, mut out) = (black_box(spread()), vec![0.0; 1000]);
    println!("function   level      ns each of 1000, ns for 14, ns for 1");
    for functions in levels() {
        for (name, f) in functions.unary() {
            print(name, functions.level, |n| f(black_box(&x[..n]), black_box(&mut out[..n])));
        }
        for (name, f) in functions.binary() {
            print(name, functions.level, |n| {
                f(black_box(&x[..n]), black_box(&x[..n]), black_box(&mut out[..n]));
            });
        }
    }
    for (name, f) in scalar_functions() {
        print(name, "scalar", |n| f(black_box(&x[..n]), black_box(&mut out[..n])));
    }
    for (name, f) in STD {
        print(name, "std", |n| {
            for (x, out) in black_box(&x[..n]).iter().zip(black_box(&mut out[..n])) {
                *out = f(*x);
            }
        });
    }
}
