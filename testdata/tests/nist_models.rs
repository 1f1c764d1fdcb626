//! The hand-written models against NIST's certified sums of squares and against differences.

#![allow(clippy::unwrap_used, reason = "a test may fail here")]

use thalweg_testdata::Model;
use thalweg_testdata::nist::models::model;
use thalweg_testdata::nist::problems;

/// Residuals at the certified values give the certified RSS to 9 digits. Not so for Lanczos1: its
/// certified RSS is 1.4e-25, and rounding its parameters to 11 digits alone makes 4e-21 of that.
#[test]
fn certified_values_give_the_certified_rss() {
    for p in problems() {
        let mut r = vec![0.0; p.observations];
        model(&p.name).unwrap().residuals(&p.certified, &mut r).unwrap();
        let rss: f64 = r.iter().map(|r| r * r).sum();
        if p.name == "Lanczos1" {
            assert!(rss < 4.1e-21, "Lanczos1: {rss:e}");
            continue;
        }
        let error = (rss / p.certified_rss - 1.0).abs();
        assert!(error < 1e-9, "{}: RSS {rss:e} is off by {error:e}", p.name);
    }
}

/// (r(b + h eⱼ) − r(b − h eⱼ)) / 2h.
fn central(model: &Model, b: &[f64], j: usize, h: f64) -> Vec<f64> {
    let side = |h: f64| {
        let (mut moved, mut r) = (b.to_vec(), vec![0.0; model.residual_count()]);
        moved[j] += h;
        model.residuals(&moved, &mut r).unwrap();
        (moved[j], r)
    };
    let ((right, plus), (left, minus)) = (side(h), side(-h));
    plus.iter().zip(minus).map(|(p, m)| (p - m) / (right - left)).collect()
}

/// At both starts and at the answer, every column agrees with central differences of two widths,
/// extrapolated (Richardson).
#[test]
fn jacobians_agree_with_central_differences() {
    for p in problems() {
        let model = model(&p.name).unwrap();
        let (m, n) = (p.observations, p.parameters.len());
        assert_eq!((model.residual_count(), model.parameter_count()), (m, n));
        let (mut jac, mut r) = (vec![0.0; m * n], vec![0.0; m]);
        for b in [&p.start1, &p.start2, &p.certified] {
            model.jacobian(b, &mut jac).unwrap();
            model.residuals(b, &mut r).unwrap();
            for (j, column) in jac.chunks(m).enumerate() {
                let h = 1e-5 * b[j].abs();
                let (wide, narrow) = (central(&model, b, j, h), central(&model, b, j, h / 2.0));
                let largest = column.iter().fold(0.0, |l: f64, d| l.max(d.abs()));
                for (i, d) in column.iter().enumerate() {
                    let difference = (4.0 * narrow[i] - wide[i]) / 3.0;
                    // Rounding of the values, a few hundred ulp.
                    let noise = 1e-13 * (r[i].abs() + p.response()[i].abs()) / h;
                    assert!(
                        (difference - d).abs() <= 1e-8 * largest + noise,
                        "{} row {i} parameter {j}: {d:e}, differences say {difference:e}",
                        p.name
                    );
                }
            }
        }
    }
}

/// No second derivative between any two of the parameters said to be linear.
#[test]
fn linear_parameters_are_linear() {
    for p in problems() {
        let model = model(&p.name).unwrap();
        let (m, n) = (p.observations, p.parameters.len());
        let [mut here, mut there] = [vec![0.0; m * n], vec![0.0; m * n]];
        let mut moved = p.certified.clone();
        for &k in model.linear_parameters() {
            moved[k] *= 3.0;
        }
        model.jacobian(&p.certified, &mut here).unwrap();
        model.jacobian(&moved, &mut there).unwrap();
        for &k in model.linear_parameters() {
            assert_eq!(here[k * m..][..m], there[k * m..][..m], "{} parameter {k}", p.name);
        }
    }
}
