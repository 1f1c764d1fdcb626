//! Differences: accuracy, noise, edges, and the law of units.

use proptest::prelude::*;
use thalweg_solver::derivative::{Differences, Mode};

/// r = a exp(−k tᵢ) + sin(b tᵢ)/(1+b²) − yᵢ, t in 0..3, with its Jacobian in a, k, b.
fn smooth(x: &[f64], r: &mut [f64]) -> bool {
    for (i, r) in r.iter_mut().enumerate() {
        let t = 0.1 * (i + 1) as f64;
        *r = x[0] * (-x[1] * t).exp() + (x[2] * t).sin() / (1.0 + x[2] * x[2]) - 0.3 * t;
    }
    true
}

fn smooth_jacobian(x: &[f64], m: usize) -> Vec<f64> {
    let mut jac = vec![0.0; 3 * m];
    for i in 0..m {
        let t = 0.1 * (i + 1) as f64;
        let q = 1.0 + x[2] * x[2];
        jac[i] = (-x[1] * t).exp();
        jac[m + i] = -t * x[0] * (-x[1] * t).exp();
        jac[2 * m + i] = t * (x[2] * t).cos() / q - 2.0 * x[2] * (x[2] * t).sin() / (q * q);
    }
    jac
}

/// The largest error of a column over its norm.
fn worst(measured: &[f64], exact: &[f64], m: usize) -> f64 {
    let norm = |v: &[f64]| v.iter().map(|v| v * v).sum::<f64>().sqrt();
    measured.chunks(m).zip(exact.chunks(m)).fold(0.0, |most, (measured, exact)| {
        let error: Vec<f64> = measured.iter().zip(exact).map(|(a, b)| a - b).collect();
        most.max(norm(&error) / norm(exact).max(f64::MIN_POSITIVE))
    })
}

/// The Jacobian twice, at the first call and at a later one in the mode asked for.
fn jacobians(
    eval: &mut dyn FnMut(&[f64], &mut [f64]) -> bool,
    x: &[f64],
    m: usize,
    bounds: &[(f64, f64)],
    mode: Mode,
) -> [Vec<f64>; 2] {
    let mut r = vec![0.0; m];
    assert!(eval(x, &mut r));
    let mut differences = Differences::new(x.len(), m);
    [(); 2].map(|()| {
        let mut jac = vec![f64::NAN; m * x.len()];
        assert!(differences.jacobian(eval, x, &r, &mut jac, &[], bounds, mode));
        assert_eq!(differences.undefined(), None);
        jac
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn central_differences_have_eight_digits(
        a in 0.1..10.0_f64, k in -0.5..2.0_f64, b in -2.0..2.0_f64, zero in 0..4_usize,
    ) {
        let mut x = [a, k, b];
        if zero < 3 {
            x[zero] = 0.0;
        }
        let m = 30;
        let exact = smooth_jacobian(&x, m);
        for jac in jacobians(&mut smooth, &x, m, &[], Mode::Central) {
            let error = worst(&jac, &exact, m);
            prop_assert!(error < 1e-8, "{x:?}: {error}");
        }
        let [_, forward] = jacobians(&mut smooth, &x, m, &[], Mode::Forward);
        let error = worst(&forward, &exact, m);
        prop_assert!(error < 1e-5, "forward {x:?}: {error}");
    }

    #[test]
    fn a_model_in_f32_is_recognised(a in 0.1..100.0_f64, k in 0.1..3.0_f64, noise_of_y in 0.0..1e-3_f64) {
        let m = 40;
        let mut model = move |x: &[f64], r: &mut [f64]| {
            for (i, r) in r.iter_mut().enumerate() {
                let t = 0.1 * (i + 1) as f32;
                // Residuals small against the data: noise is relative to the data.
                let y = a * (-k * f64::from(t)).exp() * (1.0 + noise_of_y * (i as f64).sin());
                *r = f64::from(x[0] as f32 * (-(x[1] as f32) * t).exp()) - y;
            }
            true
        };
        let x = [a, k];
        let mut r = vec![0.0; m];
        model(&x, &mut r);
        let data_norm = (0..m).map(|i| (a * (-k * 0.1 * (i + 1) as f64).exp()).powi(2)).sum::<f64>().sqrt();
        let mut calls = 0;
        let mut counted = |x: &[f64], r: &mut [f64]| { calls += 1; model(x, r) };
        let noise = Differences::new(2, m).estimate_noise(&mut counted, &x, &r, data_norm, &[], &[]);
        prop_assert!((3e-9..3e-7).contains(&noise), "{noise}");
        prop_assert!(calls <= 8, "{calls}");

        let mut exact = vec![0.0; 2 * m];
        for i in 0..m {
            let t = f64::from(0.1 * (i + 1) as f32);
            exact[i] = (-k * t).exp();
            exact[m + i] = -t * a * (-k * t).exp();
        }
        for jac in jacobians(&mut model, &x, m, &[], Mode::Central) {
            // Two thirds of the digits of an f32.
            let error = worst(&jac, &exact, m);
            prop_assert!(error < 1e-3, "{x:?}: {error}");
        }
    }

    #[test]
    fn noise_is_measured(level in -12.0..-3.0_f64, seed in 0..1000_u64) {
        let level = 10.0_f64.powf(level);
        let mut state = seed;
        let mut noisy = |x: &[f64], r: &mut [f64]| {
            smooth(x, r);
            for r in r.iter_mut() {
                // A linear congruential generator (Knuth's constants): uniform in ±√3, variance 1.
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                *r += level * 3.0_f64.sqrt() * ((state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0);
            }
            true
        };
        let (x, m) = ([2.0, 1.0, 0.7], 50);
        let mut r = vec![0.0; m];
        noisy(&x, &mut r);
        let norm = r.iter().map(|r| r * r).sum::<f64>().sqrt();
        let noise = Differences::new(3, m).estimate_noise(&mut noisy, &x, &r, 0.0, &[], &[]);
        let expected = level * (m as f64).sqrt() / norm;
        prop_assert!(noise > expected / 2.0 && noise < expected * 2.0, "{noise} {expected}");
        // The best a central difference can do with it is about (noise)^(2/3).
        let exact = smooth_jacobian(&x, m);
        for jac in jacobians(&mut noisy, &x, m, &[], Mode::Central) {
            let error = worst(&jac, &exact, m);
            prop_assert!(error < 10.0 * expected.powf(2.0 / 3.0), "{error} {level}");
        }
    }

    #[test]
    fn the_law_of_units(
        x in prop::array::uniform3(-2.0..2.0_f64),
        units in prop::array::uniform3(-60..60_i32),
        k in -60..60_i32,
        zero in 0..6_usize,
        bounded in any::<bool>(),
        later in prop::array::uniform3(0.1..2.0_f64),
    ) {
        let mut x = x;
        if zero < 3 {
            x[zero] = 0.0;
        }
        let (m, unit, scale) = (12, units.map(|k| 2.0_f64.powi(k)), 4.0_f64.powi(k));
        let mut outcomes = Vec::new();
        for changed in [false, true] {
            let (unit, scale) = if changed { (unit, scale) } else { ([1.0; 3], 1.0) };
            let mut calls = 0;
            let mut eval = |x: &[f64], r: &mut [f64]| {
                calls += 1;
                let plain: Vec<f64> = x.iter().zip(&unit).map(|(x, u)| x / u).collect();
                smooth(&plain, r);
                r.iter_mut().for_each(|r| *r *= scale);
                plain[1] > -2.5 && r.iter().all(|r| r.is_finite())
            };
            let x: Vec<f64> = x.iter().zip(&unit).map(|(x, u)| x * u).collect();
            let bounds: Vec<(f64, f64)> = if bounded {
                x.iter().zip(&unit).map(|(x, u)| (x - 1e-6 * u, x + 1.0 * u)).collect()
            } else {
                Vec::new()
            };
            let mut r = vec![0.0; m];
            eval(&x, &mut r);
            let mut differences = Differences::new(3, m);
            let mut bits = Vec::new();
            for (step, mode) in [(0.0, Mode::Forward), (1.0, Mode::Forward), (1.0, Mode::Central)] {
                // On to another point, within the bounds.
                let next: Vec<f64> =
                    (0..3).map(|j| x[j] + step * 0.4 * later[j] * unit[j]).collect();
                eval(&next, &mut r);
                let mut jac = vec![0.0; 3 * m];
                let done =
                    differences.jacobian(&mut eval, &next, &r, &mut jac, &[], &bounds, mode);
                prop_assert!(done);
                bits.extend((0..3 * m).map(|i| (jac[i] * unit[i / m] / scale).to_bits()));
                let noise = differences.estimate_noise(&mut eval, &next, &r, scale, &[], &bounds);
                bits.push(noise.to_bits());
            }
            // Only the search for a size may take longer in another unit.
            outcomes.push((bits, if zero < 3 { 0 } else { calls }));
        }
        prop_assert_eq!(&outcomes[0], &outcomes[1]);
    }

    #[test]
    fn bounds_are_never_left(
        x in prop::array::uniform3(0.5..1.5_f64), below in prop::array::uniform3(0..3_usize), above in prop::array::uniform3(0..3_usize),
    ) {
        let room = [0.0, 1e-9, 1.0];
        let bounds: Vec<(f64, f64)> =
            (0..3).map(|j| (x[j] - room[below[j]], x[j] + room[above[j]])).collect();
        let limits = bounds.clone();
        let mut watched = |x: &[f64], r: &mut [f64]| {
            for (x, (lower, upper)) in x.iter().zip(&limits) {
                assert!(lower <= x && x <= upper);
            }
            smooth(x, r)
        };
        let m = 20;
        let mut exact = smooth_jacobian(&x, m);
        for j in 0..3 {
            // Fixed: no column.
            if bounds[j].0 == bounds[j].1 {
                exact[j * m..(j + 1) * m].fill(0.0);
            }
        }
        for jac in jacobians(&mut watched, &x, m, &bounds, Mode::Central) {
            for j in 0..3 {
                let column = j * m..(j + 1) * m;
                // One-sided is not worse than 1e-7; in a box of 1e-9 nothing is much better than 1e-6.
                let narrow = below[j].max(above[j]) == 1;
                let error = worst(&jac[column.clone()], &exact[column], m);
                prop_assert!(error < if narrow { 1e-5 } else { 1e-7 }, "{bounds:?} {j} {error}");
            }
        }
    }
}

#[test]
fn the_domain_ends_at_the_point() {
    // (b − x t)^2.5 with the last row at its edge: only one side of either parameter is defined.
    let mut edge = |x: &[f64], r: &mut [f64]| {
        for (i, r) in r.iter_mut().enumerate() {
            let inside = x[0] - x[1] * i as f64;
            if inside < 0.0 {
                return false;
            }
            *r = inside * inside * inside.sqrt();
        }
        true
    };
    let (x, m) = ([9.0, 1.0], 10);
    let mut exact = vec![0.0; 2 * m];
    for i in 0..m {
        exact[i] = 2.5 * (9.0 - i as f64).powf(1.5);
        exact[m + i] = -(i as f64) * exact[i];
    }
    for jac in jacobians(&mut edge, &x, m, &[], Mode::Central) {
        assert!(worst(&jac, &exact, m) < 1e-6, "{}", worst(&jac, &exact, m));
    }
    // The same with NaN in place of an error.
    let mut not_a_number = |x: &[f64], r: &mut [f64]| {
        for (i, r) in r.iter_mut().enumerate() {
            let inside = x[0] - x[1] * i as f64;
            *r = inside * inside * inside.sqrt();
        }
        true
    };
    for jac in jacobians(&mut not_a_number, &x, m, &[], Mode::Forward) {
        assert!(worst(&jac, &exact, m) < 1e-4, "{}", worst(&jac, &exact, m));
    }
}

#[test]
fn a_narrow_domain_shrinks_the_step() {
    // Defined within 1e-7 of 1 only, where a central step would be 1e-5.
    let mut narrow = |x: &[f64], r: &mut [f64]| {
        r[0] = (x[0] - 1.0).mul_add(2.0, 5.0);
        (x[0] - 1.0).abs() < 1e-7
    };
    for mode in [Mode::Forward, Mode::Central] {
        for jac in jacobians(&mut narrow, &[1.0], 1, &[], mode) {
            assert!((jac[0] - 2.0).abs() < 1e-5, "{jac:?}");
        }
    }
}

#[test]
fn defined_nowhere_else_names_the_parameter() {
    let mut point = |x: &[f64], r: &mut [f64]| {
        r[0] = x[0];
        x[1] == 3.0
    };
    let mut differences = Differences::new(2, 1);
    let mut jac = [0.0; 2];
    assert!(!differences.jacobian(
        &mut point,
        &[1.0, 3.0],
        &[1.0],
        &mut jac,
        &[],
        &[],
        Mode::Forward
    ));
    assert_eq!(differences.undefined(), Some(1));
}

#[test]
fn a_parameter_without_effect_has_a_zero_column() {
    let mut model = |x: &[f64], r: &mut [f64]| {
        r.fill(x[0]);
        true
    };
    for x in [[2.0, 0.0], [2.0, 7.0], [0.0, 0.0]] {
        for jac in jacobians(&mut model, &x, 3, &[], Mode::Central) {
            assert_eq!(jac[3..], [0.0; 3]);
            assert!((jac[0] - 1.0).abs() < 1e-9, "{jac:?}");
        }
    }
}

#[test]
fn a_size_that_is_told_is_believed() {
    // exp(x/1e-9) at x = 0: without the size, some 16 evaluations find it.
    for sizes in [&[1e-9][..], &[]] {
        let mut calls = 0;
        let mut model = |x: &[f64], r: &mut [f64]| {
            calls += 1;
            r[0] = (x[0] / 1e-9).exp();
            r[1] = (x[0] / 2e-9).exp();
            true
        };
        let mut jac = [0.0; 2];
        let mut differences = Differences::new(1, 2);
        assert!(differences.jacobian(
            &mut model,
            &[0.0],
            &[1.0, 1.0],
            &mut jac,
            sizes,
            &[],
            Mode::Central
        ));
        assert!(worst(&jac, &[1e9, 0.5e9], 2) < 1e-8, "{jac:?}");
        assert!(calls <= if sizes.is_empty() { 25 } else { 10 }, "{calls}");
    }
}

#[test]
fn evaluations_per_jacobian() {
    let (x, m) = ([2.0, 1.0, 0.7], 20);
    let mut calls = 0;
    let mut counted = |x: &[f64], r: &mut [f64]| {
        calls += 1;
        smooth(x, r)
    };
    let mut r = vec![0.0; m];
    counted(&x, &mut r);
    let mut differences = Differences::new(3, m);
    let mut jac = vec![0.0; 3 * m];
    let mut after = Vec::new();
    for mode in [Mode::Forward, Mode::Forward, Mode::Central, Mode::Forward] {
        differences.jacobian(&mut |x, r| counted(x, r), &x, &r, &mut jac, &[], &[], mode);
    }
    after.push(calls);
    // 1 + noise 6 + first, central 6 + 3 + 6 + 3.
    assert_eq!(after, [25]);
}

#[test]
fn steep_parameters_keep_their_digits() {
    // A frequency of 5000 over t up to 3: L is 1/15000 of the parameter.
    let mut sine = |x: &[f64], r: &mut [f64]| {
        for (i, r) in r.iter_mut().enumerate() {
            *r = (x[0] * 0.1 * (i + 1) as f64).sin();
        }
        true
    };
    let exact: Vec<f64> = (0..30)
        .map(|i| {
            let t = 0.1 * (i + 1) as f64;
            t * (5000.0 * t).cos()
        })
        .collect();
    for (jac, tolerance) in
        jacobians(&mut sine, &[5000.0], 30, &[], Mode::Central).iter().zip([1e-6, 1e-7])
    {
        assert!(worst(jac, &exact, 30) < tolerance, "{}", worst(jac, &exact, 30));
    }
}

#[test]
fn the_error_of_a_column_is_known() {
    let (x, m) = ([2.0, 1.0, 0.7], 40);
    for (level, mode) in
        [(0.0, Mode::Central), (0.0, Mode::Forward), (1e-6, Mode::Central), (1e-6, Mode::Forward)]
    {
        let mut state = 1_u64;
        let mut model = |x: &[f64], r: &mut [f64]| {
            smooth(x, r);
            for r in r.iter_mut() {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                *r += level * ((state >> 11) as f64 / (1_u64 << 52) as f64 - 1.0);
            }
            true
        };
        let mut r = vec![0.0; m];
        model(&x, &mut r);
        let mut differences = Differences::new(3, m);
        let mut jac = vec![0.0; 3 * m];
        for _ in 0..2 {
            differences.jacobian(&mut model, &x, &r, &mut jac, &[], &[], mode);
        }
        let error = worst(&jac, &smooth_jacobian(&x, m), m);
        let said = differences.column_error();
        assert!(error < 2.0 * said && said < 100.0 * error.max(1e-11), "{error} {said}");
    }
}

#[test]
fn a_parameter_that_saturates_has_a_size() {
    // From 0 on, exp(−x) changes r by 1 at most, which is little against 5000.
    let mut model = |x: &[f64], r: &mut [f64]| {
        for (i, r) in r.iter_mut().enumerate() {
            *r = 5000.0 - (-x[0] * (i + 1) as f64).exp();
        }
        true
    };
    for jac in jacobians(&mut model, &[0.0], 4, &[], Mode::Central) {
        let error = worst(&jac, &[1.0, 2.0, 3.0, 4.0], 4);
        assert!(error < 1e-6, "{error}");
    }
}
