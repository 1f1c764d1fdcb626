//! Robust losses against their published forms, their own differences, and the law of units.

use proptest::prelude::*;
use thalweg_solver::Loss;

fn all(scale: f64) -> [Loss; 5] {
    [
        Loss::Huber { scale },
        Loss::SoftL1 { scale },
        Loss::Cauchy { scale },
        Loss::Arctan { scale },
        Loss::Tukey { scale },
    ]
}

/// ρ, ρ′, ρ″ as printed in the literature (SciPy's table), with no care for cancellation.
fn published(loss: Loss, z: f64) -> [f64; 3] {
    match loss {
        Loss::Huber { .. } if z <= 1.0 => [z, 1.0, 0.0],
        Loss::Huber { .. } => [2.0 * z.sqrt() - 1.0, z.powf(-0.5), -0.5 * z.powf(-1.5)],
        Loss::SoftL1 { .. } => {
            let t = 1.0 + z;
            [2.0 * (t.sqrt() - 1.0), t.powf(-0.5), -0.5 * t.powf(-1.5)]
        }
        Loss::Cauchy { .. } => {
            let t = 1.0 + z;
            [t.ln(), 1.0 / t, -1.0 / (t * t)]
        }
        Loss::Arctan { .. } => {
            let t = 1.0 + z * z;
            [z.atan(), 1.0 / t, -2.0 * z / (t * t)]
        }
        Loss::Tukey { .. } if z < 1.0 => {
            [(1.0 - (1.0 - z).powi(3)) / 3.0, (1.0 - z).powi(2), -2.0 * (1.0 - z)]
        }
        Loss::Tukey { .. } => [1.0 / 3.0, 0.0, 0.0],
        _ => [z, 1.0, 0.0],
    }
}

fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * (1.0 + b.abs())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn published_forms(u in -30.0..30.0_f64, scale in 0.01..100.0_f64) {
        for loss in all(scale) {
            let r = u * scale;
            let z = (r / scale).powi(2);
            let [rho, first, second] = published(loss, z);
            prop_assert!(close(loss.contribution(r) / scale / scale, rho, 1e-13), "{loss:?} {r}");
            prop_assert!(close(loss.weight(r), first, 1e-13), "{loss:?} {r}");
            prop_assert!(close(loss.curvature(r), first + 2.0 * second * z, 1e-13), "{loss:?} {r}");
            prop_assert_eq!(loss.effective(-r), -loss.effective(r));
            prop_assert_eq!(loss.cost(&[r, r]), loss.contribution(r));
        }
    }

    #[test]
    fn derivatives_are_those_of_the_contribution(u in -6.0..6.0_f64) {
        for loss in all(1.0) {
            // The second derivative of Huber jumps at 1, that of Tukey bends there.
            prop_assume!((u.abs() - 1.0).abs() > 1e-2);
            let h = 1e-3;
            let f = |k: f64| loss.contribution(u + k * h);
            let first = (8.0 * (f(1.0) - f(-1.0)) - (f(2.0) - f(-2.0))) / (12.0 * h);
            let second =
                (16.0 * (f(1.0) + f(-1.0)) - (f(2.0) + f(-2.0)) - 30.0 * f(0.0)) / (12.0 * h * h);
            prop_assert!(close(2.0 * u * loss.weight(u), first, 1e-9), "{loss:?} {u} {first}");
            prop_assert!(close(2.0 * loss.curvature(u), second, 1e-7), "{loss:?} {u} {second}");
        }
    }

    #[test]
    fn the_law_of_units(u in -20.0..20.0_f64, c in 0.1..10.0_f64, j in -5.0..5.0_f64, k in -400..400_i32) {
        let unit = 2.0_f64.powi(k);
        for (one, other) in all(c).into_iter().zip(all(c * unit)) {
            let (r, r_other) = (u * c, u * c * unit);
            prop_assert_eq!(one.effective(r) * unit, other.effective(r_other));
            prop_assert_eq!(one.contribution(r) * unit * unit, other.contribution(r_other));
            prop_assert_eq!(one.weight(r), other.weight(r_other));
            let (mut a, mut b, mut s, mut t) = ([r], [r_other], [0.0], [0.0]);
            let (mut ja, mut jb) = ([j], [j * unit]);
            one.reshape(&mut a, &mut ja, &mut s);
            other.reshape(&mut b, &mut jb, &mut t);
            prop_assert_eq!((a[0] * unit, ja[0] * unit, s[0]), (b[0], jb[0], t[0]));
        }
    }

    #[test]
    fn the_reshaped_system_has_gradient_and_curvature_of_the_cost(
        r in prop::collection::vec(-8.0..8.0_f64, 6),
        slopes in prop::collection::vec(-2.0..2.0_f64, 12),
    ) {
        for loss in all(1.5) {
            let (mut r_new, mut jac, mut row_scale) = (r.clone(), slopes.clone(), vec![0.0; 6]);
            loss.reshape(&mut r_new, &mut jac, &mut row_scale);
            for j in 0..2 {
                let gradient: f64 =
                    (0..6).map(|i| loss.weight(r[i]) * r[i] * slopes[j * 6 + i]).sum();
                let found: f64 = (0..6).map(|i| r_new[i] * jac[j * 6 + i]).sum();
                prop_assert!(close(found, gradient, 1e-12), "{loss:?}");
                for l in 0..2 {
                    let curvature: f64 = (0..6).map(|i| {
                        let kept = loss.curvature(r[i]).max(0.01 * loss.weight(r[i]));
                        kept * slopes[j * 6 + i] * slopes[l * 6 + i]
                    }).sum();
                    let found: f64 = (0..6).map(|i| jac[j * 6 + i] * jac[l * 6 + i]).sum();
                    prop_assert!(close(found, curvature, 1e-12), "{loss:?}");
                }
            }
        }
    }

    #[test]
    fn any_magnitude(exponent in -300.0..300.0_f64, c_exponent in -150.0..150.0_f64) {
        let (r, c) = (10.0_f64.powf(exponent), 10.0_f64.powf(c_exponent));
        let (mut last, mut last_weight) = (0.0, 1.0);
        for step in [1.0, 1.5, 2.0] {
            for (k, loss) in all(c).into_iter().enumerate() {
                let s = loss.effective(r * step);
                prop_assert!(s > 0.0 && s <= r * step * (1.0 + 1e-15), "{loss:?} {r}: {s}");
                // Far inside: the residual itself. Far outside: the asymptote.
                if r * step < 1e-9 * c {
                    prop_assert!((s / (r * step) - 1.0).abs() < 1e-15, "{loss:?} {r}: {s}");
                    prop_assert!((loss.weight(r * step) - 1.0).abs() < 1e-15);
                    prop_assert!((loss.curvature(r * step) - 1.0).abs() < 1e-15);
                }
                if r > 1e17 * c {
                    let u = r * step / c;
                    let far = [
                        (2.0 * u).sqrt(),
                        (2.0 * u).sqrt(),
                        (2.0 * u.ln()).sqrt(),
                        std::f64::consts::FRAC_PI_2.sqrt(),
                        (1.0_f64 / 3.0).sqrt(),
                    ];
                    if u < 1e307 {
                        prop_assert!((s / (c * far[k]) - 1.0).abs() < 1e-14, "{loss:?} {r}: {s}");
                    }
                }
                let (mut residual, mut jac, mut row_scale) = ([r * step], [1.0], [0.0]);
                loss.reshape(&mut residual, &mut jac, &mut row_scale);
                prop_assert!(residual[0].is_finite() && jac[0].is_finite(), "{loss:?} {r}");
                if k == 0 && r / c < 1e306 {
                    prop_assert!(s > last && loss.weight(r * step) <= last_weight);
                    (last, last_weight) = (s, loss.weight(r * step));
                }
            }
        }
    }
}

#[test]
fn squared_is_no_change_at_all() {
    let r = [1.0, -0.1, 1e300, 5e-324, -0.0];
    let jac = [0.1, 0.2, 0.3, 1e-300, 7.0, 1e300, 1.0, 1.0, 1.0, -0.0];
    let (mut r_new, mut jac_new, mut row_scale) = (r, jac, [0.0; 5]);
    Loss::Squared.reshape(&mut r_new, &mut jac_new, &mut row_scale);
    assert_eq!(r.map(f64::to_bits), r_new.map(f64::to_bits));
    assert_eq!(jac.map(f64::to_bits), jac_new.map(f64::to_bits));
    assert_eq!(row_scale, [1.0; 5]);
    assert_eq!(Loss::Squared.effective(r[2]), r[2]);
}

#[test]
fn tukey_forgets_what_lies_beyond_its_scale() {
    let loss = Loss::Tukey { scale: 2.0 };
    for r in [2.0, 2.1, -5.0, 1e300] {
        assert_eq!((loss.weight(r), loss.curvature(r)), (0.0, 0.0));
        assert!((loss.contribution(r) - 4.0 / 3.0).abs() < 1e-15);
    }
    assert!(loss.weight(1.999) > 0.0);
}

#[test]
fn no_row_grows_more_than_tenfold() {
    for loss in all(1.0) {
        for k in -40..40 {
            let r = 1.3_f64.powi(k);
            let (mut residual, mut jac, mut row_scale) = ([r], [1.0], [0.0]);
            loss.reshape(&mut residual, &mut jac, &mut row_scale);
            assert!(residual[0] <= 10.0 * r && row_scale[0] <= 1.0 && jac[0] == row_scale[0]);
        }
    }
}

#[test]
fn a_scale_is_positive_and_finite() {
    assert!(Loss::Squared.validate().is_ok());
    assert_eq!(Loss::Squared.scale(), None);
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        for loss in all(bad) {
            assert!(loss.validate().is_err(), "{loss:?}");
        }
    }
    for loss in all(1e-300) {
        assert!(loss.validate().is_ok());
        assert_eq!(loss.scale(), Some(1e-300));
    }
}

#[test]
fn nothing_at_all_is_nothing() {
    Loss::Cauchy { scale: 1.0 }.reshape(&mut [], &mut [], &mut []);
    assert_eq!(Loss::Cauchy { scale: 1.0 }.cost(&[]), 0.0);
}
