//! The drawn sets are what the study says they are.

#![allow(clippy::unwrap_used, reason = "a test may fail here")]

use std::collections::BTreeMap;

use thalweg_solver::Problem;
use thalweg_testdata::drawn::{InUnits, around_mgh, around_nist, random_units};
use thalweg_testdata::nist::models::model;

const SEEDS: std::ops::RangeInclusive<u64> = 1..=20;

/// Mean and standard deviation.
fn moments(z: &[f64]) -> (f64, f64) {
    let mean = z.iter().sum::<f64>() / z.len() as f64;
    let spread = z.iter().map(|z| (z - mean).powi(2)).sum::<f64>() / z.len() as f64;
    (mean, spread.sqrt())
}

/// Thousands of numbers: five standard errors of the mean are below 0.05.
fn assert_standard_normal(z: &[f64]) {
    let (mean, spread) = moments(z);
    assert!(mean.abs() < 0.05 && (spread - 1.0).abs() < 0.05, "mean {mean}, spread {spread}");
    let inside = z.iter().filter(|z| z.abs() < 1.0).count() as f64 / z.len() as f64;
    assert!((inside - 0.6827).abs() < 0.02, "{inside} within one standard deviation");
}

#[test]
fn starts_around_nist_are_log_normal() {
    let mut z = Vec::new();
    for seed in SEEDS {
        let drawn = around_nist(seed);
        for (k, (problem, start)) in drawn.iter().enumerate() {
            let spread = if k % 6 < 3 { 0.5 } else { 1.0 };
            for (x, c) in start.iter().zip(&problem.certified) {
                z.push((x / c).ln() / spread);
            }
        }
    }
    assert_standard_normal(&z);
}

#[test]
fn starts_around_mgh_are_normal() {
    let mut z = Vec::new();
    for seed in SEEDS {
        let drawn = around_mgh(seed);
        let mut count = BTreeMap::new();
        for (k, (instance, start)) in drawn.iter().enumerate() {
            *count.entry(instance.name()).or_insert(0) += 1;
            let spread = if k % 6 < 3 { 0.5 } else { 1.0 };
            let best = instance.minima().iter().filter(|m| m.x.is_some());
            let best = best.min_by(|a, b| a.cost().total_cmp(&b.cost())).unwrap();
            for (x, c) in start.iter().zip(best.x.as_ref().unwrap()) {
                z.push((x - c) / (2.0 * spread * c.abs().max(0.5)));
            }
        }
        assert!(count.len() == 38 && count.values().all(|&c| c == 6));
    }
    assert_standard_normal(&z);
}

#[test]
fn units_are_uniform_in_the_exponent() {
    let units = SEEDS.flat_map(random_units).flat_map(|(_, _, units)| units);
    let u: Vec<f64> = units.map(|u| u.log10()).collect();
    let (mean, spread) = moments(&u);
    assert!(u.iter().all(|u| (-3.0..=3.0).contains(u)));
    assert!(mean.abs() < 0.1 && (spread - 3f64.sqrt()).abs() < 0.05, "{mean} {spread}");
}

#[test]
fn seeds_and_sets_share_no_numbers() {
    let first: Vec<f64> = around_nist(1).into_iter().flat_map(|(_, x)| x).collect();
    for seed in 2..=5 {
        let other = around_nist(seed).into_iter().flat_map(|(_, x)| x);
        assert!(first.iter().zip(other).all(|(a, b)| *a != b));
    }
}

/// Central differences of what is measured in the new units.
#[test]
fn derivatives_are_in_the_new_units() {
    for (problem, start, units) in random_units(3) {
        let scaled = InUnits::new(model(&problem.name).unwrap(), units);
        let z = scaled.to_units(problem.starts()[start]);
        let (m, n) = (scaled.residual_count(), scaled.parameter_count());
        let (mut jac, mut ahead, mut behind) = (vec![0.0; m * n], vec![0.0; m], vec![0.0; m]);
        scaled.jacobian(&z, &mut jac).unwrap();
        for j in 0..n {
            let h = 6e-6 * z[j].abs();
            let mut point = z.clone();
            point[j] = z[j] + h;
            scaled.residuals(&point, &mut ahead).unwrap();
            point[j] = z[j] - h;
            scaled.residuals(&point, &mut behind).unwrap();
            let column = &jac[j * m..][..m];
            let size = column.iter().fold(0.0, |s: f64, c| s.max(c.abs()));
            let response = scaled.data_norm().unwrap() / h;
            for i in 0..m {
                let difference = (ahead[i] - behind[i]) / (2.0 * h);
                let allowed = 1e-6 * size + 1e-14 * response;
                assert!((column[i] - difference).abs() <= allowed, "{} {start}: {j}", problem.name);
            }
        }
    }
}
