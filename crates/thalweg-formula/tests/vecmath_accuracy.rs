//! Errors in ulp of every function at every instruction set, against testdata/reference/vecmath.txt (its script
//! beside it says how the values were computed). `VECMATH_REFERENCE=file` tries a larger file of the same kind,
//! `-- --nocapture` prints the table.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops, and says what it measured"
)]

use std::collections::BTreeMap;
use std::path::Path;
use thalweg_formula::vecmath::{levels, scalar_functions};

/// Arguments, the result towards zero, and 1/256 of its last place beyond that.
#[derive(Default)]
struct Reference {
    x: Vec<f64>,
    y: Vec<f64>,
    result: Vec<f64>,
    fraction: Vec<f64>,
}

fn references() -> BTreeMap<String, Reference> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/reference/vecmath.txt");
    let path = std::env::var_os("VECMATH_REFERENCE").map_or(beside, Into::into);
    let text = std::fs::read_to_string(path).unwrap();
    let mut all = BTreeMap::new();
    let mut current: &mut Reference = &mut Reference::default();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("# ") {
            current = all.entry(name.to_string()).or_default();
            continue;
        }
        let words: Vec<u64> =
            line.split(' ').map(|w| u64::from_str_radix(w, 16).unwrap()).collect();
        let (last, values) = words.split_last().unwrap();
        current.x.push(f64::from_bits(values[0]));
        current.y.push(if values.len() == 3 { f64::from_bits(values[1]) } else { 0.0 });
        current.result.push(f64::from_bits(values[values.len() - 1]));
        current.fraction.push(*last as f64 / 256.0);
    }
    all
}

/// How far `got` is from the truth in units of the truth's last place, of at least `least`'s last place;
/// infinite where the sign is wrong or it is not even a number.
fn error(got: f64, truncated: f64, fraction: f64, least: f64) -> f64 {
    let unit = |x: f64| (x.abs().next_up() - x.abs()).max(f64::from_bits(1));
    let floor = unit(truncated.abs().max(least));
    let same_sign = got.is_sign_negative() == truncated.is_sign_negative();
    if got.is_nan() || got.is_infinite() && truncated.abs() < f64::MAX || !same_sign && least == 0.0
    {
        return f64::INFINITY;
    }
    // Neighbours differ exactly; where the two are far apart the error is large anyway.
    let units =
        (if same_sign { got.abs() - truncated.abs() } else { -got.abs() - truncated.abs() })
            / unit(truncated);
    (units - fraction).abs() * (unit(truncated) / floor)
}

/// Tries every function, collecting what is worse than promised.
#[derive(Default)]
struct Trial {
    references: BTreeMap<String, Reference>,
    failures: Vec<String>,
}

impl Trial {
    fn run(&mut self, name: &str, level: &str, f: impl Fn(&Reference, &mut [f64])) {
        let Some(reference) = self.references.get(name) else { return };
        let mut got = vec![0.0; reference.x.len()];
        f(reference, &mut got);
        let (limit, least) = promise(name);
        let (ulp, at) = (0..got.len())
            .map(|i| (error(got[i], reference.result[i], reference.fraction[i], least), i))
            .fold((0.0, 0), |worst, one| if one.0 > worst.0 { one } else { worst });
        let (x, y) = (reference.x[at], reference.y[at]);
        println!("{name:10} {level:9} {:6} points {ulp:8.3} ulp at {x:e}, {y:e}", got.len());
        if ulp > limit {
            self.failures.push(format!(
                "{name} at {level}: {ulp} ulp, {limit} promised, at {x:e} (and {y:e}): {:e}",
                got[at]
            ));
        }
    }
}

#[test]
fn no_function_errs_by_more_than_it_says() {
    let mut trial = Trial { references: references(), ..Trial::default() };
    for functions in levels() {
        for (name, f) in functions.unary() {
            trial.run(name, functions.level, |reference, out| f(&reference.x, out));
        }
        for (name, f) in functions.binary() {
            trial.run(name, functions.level, |reference, out| f(&reference.x, &reference.y, out));
        }
    }
    for (name, f) in scalar_functions() {
        trial.run(name, "scalar", |reference, out| f(&reference.x, out));
    }
    assert!(trial.failures.is_empty(), "{:#?}", trial.failures);
}

/// What the documentation of each function promises: ulp, and of how large a value at least.
fn promise(name: &str) -> (f64, f64) {
    match name {
        "sqrt" => (0.5, 0.0),
        "expm1" | "erf" => (1.5, 0.0),
        "erfc" => (4.0, 0.0),
        "asin" | "acos" | "atan" | "atan2" | "sinh" | "cosh" => (2.0, 0.0),
        "gamma" => (10.0, 0.0),
        "lgamma" => (4.0, 1.0),
        "digamma" => (8.0, 1.0),
        "trigamma" => (6.0, 0.0),
        "besselj0" | "besselj1" | "besselj2" => (2.0, 1.0),
        _ => (1.0, 0.0),
    }
}
