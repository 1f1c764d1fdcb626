//! Errors in ulp of every function at every instruction set, against testdata/reference/vecmath.txt (its script
//! beside it says how the values were computed). `VECMATH_REFERENCE=file` tries a larger file of the same kind,
//! `-- --nocapture` prints the table.

use std::collections::BTreeMap;
use std::path::Path;
use thalweg_formula::vecmath::levels;

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

/// How far `got` is from the truth in units of the truth's last place; infinite when it is not even a number.
fn error(got: f64, truncated: f64, fraction: f64) -> f64 {
    if got.is_nan() || got.is_infinite() && truncated.abs() < f64::MAX {
        return f64::INFINITY;
    }
    let same_sign = got.is_sign_negative() == truncated.is_sign_negative() || got == 0.0;
    if !same_sign {
        return f64::INFINITY;
    }
    // Next to a power of two the distance in bits is in the smaller unit, which errs on the strict side.
    let distance = got.abs().to_bits() as i64 - truncated.abs().to_bits() as i64;
    (distance as f64 - fraction).abs()
}

/// The largest error over a reference, and where.
fn worst(got: &[f64], reference: &Reference) -> (f64, usize) {
    (0..got.len())
        .map(|i| (error(got[i], reference.result[i], reference.fraction[i]), i))
        .fold((0.0, 0), |worst, one| if one.0 > worst.0 { one } else { worst })
}

#[test]
fn no_function_errs_by_more_than_it_says() {
    let references = references();
    let mut failures = Vec::new();
    for functions in levels() {
        let mut check = |name: &str, got: &[f64], reference: &Reference| {
            let (ulp, at) = worst(got, reference);
            println!(
                "{name:10} {:9} {:6} points {ulp:9.3} ulp at {:e}, {:e}",
                functions.level,
                got.len(),
                reference.x[at],
                reference.y[at]
            );
            let limit = limit(name);
            if ulp > limit {
                failures.push(format!(
                    "{name} at {}: {ulp} ulp, {limit} allowed, at {:e} (and {:e}): {:e}",
                    functions.level, reference.x[at], reference.y[at], got[at]
                ));
            }
        };
        for (name, f) in functions.unary() {
            let Some(reference) = references.get(name) else { continue };
            let mut got = vec![0.0; reference.x.len()];
            f(&reference.x, &mut got);
            check(name, &got, reference);
        }
        for (name, f) in functions.binary() {
            let Some(reference) = references.get(name) else { continue };
            let mut got = vec![0.0; reference.x.len()];
            f(&reference.x, &reference.y, &mut got);
            check(name, &got, reference);
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

/// What the documentation of each function promises.
fn limit(name: &str) -> f64 {
    match name {
        "sqrt" => 0.5,
        "asin" | "acos" | "atan" | "atan2" | "sinh" | "cosh" | "tanh" => 2.0,
        _ => 1.0,
    }
}
