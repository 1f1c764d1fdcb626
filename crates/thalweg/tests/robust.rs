//! Robust fits against R (testdata/reference/robust.R), planted outliers, and laws.
#![allow(clippy::unwrap_used, clippy::expect_used)] // helpers of tests are tests

use thalweg::{Answer, Errors, Fit, Loss, Robust, Sigma, Table, m_scale, mad};

const ALL: [Robust; 6] =
    [Robust::Huber, Robust::SoftL1, Robust::Cauchy, Robust::Arctan, Robust::Tukey, Robust::Mm];

fn reference(key: &str) -> Vec<f64> {
    let text = include_str!("../../../testdata/reference/robust.toml");
    let line = text.lines().find_map(|l| l.strip_prefix(&format!("{key} = ["))).unwrap();
    line.split(']').next().unwrap().split(", ").map(|v| v.parse().unwrap()).collect()
}

/// R's dataset stackloss (Brownlee 1965).
fn stackloss() -> Table {
    let flow = [80, 80, 75, 62, 62, 62, 62, 62, 58, 58, 58, 58, 58, 58, 50, 50, 50, 50, 50, 56, 70];
    let temperature =
        [27, 27, 25, 24, 22, 23, 24, 24, 23, 18, 18, 17, 18, 19, 18, 18, 19, 19, 20, 20, 20];
    let acid = [89, 88, 90, 87, 87, 87, 93, 93, 87, 80, 89, 88, 82, 93, 89, 86, 72, 79, 80, 82, 91];
    let loss = [42, 37, 37, 28, 18, 18, 19, 20, 15, 14, 14, 13, 11, 12, 8, 7, 8, 8, 9, 15, 15];
    let numbers = |v: [i32; 21]| v.map(f64::from);
    Table::new()
        .with("flow", numbers(flow))
        .unwrap()
        .with("temperature", numbers(temperature))
        .unwrap()
        .with("acid", numbers(acid))
        .unwrap()
        .with("loss", numbers(loss))
        .unwrap()
}

fn linear(robust: Robust) -> Answer {
    let fit = Fit::new("loss ~ a + b*flow + c*temperature + d*acid").robust(robust);
    fit.scrutiny(false).run(&stackloss()).unwrap()
}

fn close(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance * b.abs(), "{a} instead of {b}");
}

#[test]
fn m_estimates_are_those_of_reweighting_in_r() {
    for (robust, key) in [
        (Robust::Huber, "irls_huber"),
        (Robust::SoftL1, "irls_soft"),
        (Robust::Cauchy, "irls_cauchy"),
        (Robust::Arctan, "irls_arctan"),
        (Robust::Tukey, "irls_tukey"),
    ] {
        let (answer, want) = (linear(robust), reference(key));
        assert!(answer.converged, "{key}: {}", answer.message);
        for (p, want) in answer.parameters.iter().zip(&want) {
            close(p.estimate, *want, 1e-8);
        }
        let scale = answer.robust.unwrap();
        close(scale.scale.unwrap(), want[4], 1e-8);
        assert_eq!((scale.estimate, answer.errors), (Some(robust), Errors::MEstimate));
    }
}

/// `rlm` has 1/0.6745 where 1.482602 is exact: 1.5e-5 of the scale, and as much of the rest.
#[test]
fn m_estimates_and_their_errors_are_those_of_rlm() {
    for (robust, key) in [(Robust::Huber, "rlm_huber"), (Robust::Tukey, "rlm_bisquare")] {
        let (answer, want) = (linear(robust), reference(key));
        let errors = reference(&format!("{key}_se"));
        for ((p, want), error) in answer.parameters.iter().zip(&want).zip(&errors) {
            close(p.estimate, *want, 3e-5);
            close(p.std_error.unwrap(), *error, 1e-4);
        }
        close(answer.robust.unwrap().scale.unwrap(), want[4], 3e-5);
    }
}

fn planted(unit: f64) -> Table {
    let y: Vec<f64> = reference("data_y").iter().map(|y| y * unit).collect();
    Table::new().with("x", reference("data_x")).unwrap().with("y", y).unwrap()
}

fn decay(unit: f64) -> Fit {
    Fit::new("y ~ a*exp(-k*x)").start("a", 5.0 * unit).start("k", 1.0).scrutiny(false)
}

/// Misra1a with one decimal point misplaced: least squares follows it to b1 = −712, and every loss whose scale
/// is that of its own residuals leaves it again.
#[test]
fn an_outlier_that_took_least_squares_away_does_not_take_the_losses() {
    let rows = include_str!("../../../examples/misra1a-outlier.csv").lines().skip(1);
    let cells = |row: &str| row.split(',').map(|cell| cell.parse().unwrap()).collect::<Vec<f64>>();
    let (y, x): (Vec<f64>, Vec<f64>) = rows.map(|row| (cells(row)[0], cells(row)[1])).unzip();
    let table = Table::new().with("x", x).unwrap().with("y", y).unwrap();
    let fit = Fit::new("y ~ b1*(1-exp(-b2*x))").declare("b1=500; b2=1e-4");
    assert!(fit.run(&table).unwrap().parameters[0].estimate < 0.0);
    for loss in [Robust::Huber, Robust::SoftL1, Robust::Cauchy, Robust::Arctan, Robust::Tukey] {
        let answer = fit.clone().robust(loss).run(&table).unwrap();
        let b1 = answer.parameters[0].estimate;
        // 238.94 without the error.
        assert!(answer.converged && (b1 - 239.0).abs() < 2.0, "{loss:?}: {b1} {}", answer.message);
        let cook = &answer.diagnosis.as_ref().unwrap().cook;
        assert!(cook[8].is_finite() && cook[8] < 1.0, "{loss:?}: {cook:?}");
    }
}

/// 6 of 20 rows are gross errors, all upwards; the truth is a = 10, k = 0.4.
#[test]
fn mm_finds_the_curve_where_least_squares_does_not() {
    let plain = decay(1.0).run(&planted(1.0)).unwrap();
    assert!((plain.parameter("k").unwrap().estimate - 0.4).abs() > 0.2);
    let mm = decay(1.0).robust(Robust::Mm).run(&planted(1.0)).unwrap();
    let want = reference("mm");
    close(mm.parameter("a").unwrap().estimate, want[0], 1e-7);
    close(mm.parameter("k").unwrap().estimate, want[1], 1e-7);
    let robust = mm.robust.unwrap();
    close(robust.scale.unwrap(), want[2], 1e-7);
    assert_eq!(robust.down_weighted, 6);
    let errors = reference("mm_se");
    close(mm.parameter("a").unwrap().std_error.unwrap(), errors[0], 1e-6);
    close(mm.parameter("k").unwrap().std_error.unwrap(), errors[1], 1e-6);
    // R's nlrob stops earlier.
    let nlrob = reference("nlrob_mm");
    close(mm.parameter("a").unwrap().estimate, nlrob[0], 1e-4);
    close(mm.parameter("k").unwrap().estimate, nlrob[1], 1e-4);
    close(robust.scale.unwrap(), nlrob[2], 1e-4);
    let warning = mm.warnings.iter().find(|w| w.code == "W-LOSS").unwrap();
    assert!(
        warning.message.contains("6 rows count less than half: 2, 5, 9, 13, 16, ..."),
        "{warning:?}"
    );
}

/// Many data sets of which 30 % is wrong, on one side: MM is always near the truth.
#[test]
fn mm_survives_gross_errors_wherever_they_are() {
    let mut state = 1_u64;
    let mut random = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    for set in 0..40 {
        let x: Vec<f64> = (0..30).map(|i| 0.3 * f64::from(i)).collect();
        let mut y: Vec<f64> = x
            .iter()
            .map(|x| 10.0 * (-0.4 * x).exp() + 0.1 * ((0..12).map(|_| random()).sum::<f64>() - 6.0))
            .collect();
        let mut bad = 0;
        while bad < 9 {
            let i = (random() * 30.0) as usize;
            if y[i] < 11.0 {
                y[i] = 12.0 + 20.0 * random();
                bad += 1;
            }
        }
        let table = Table::new().with("x", x).unwrap().with("y", y).unwrap();
        let mm = decay(1.0).robust(Robust::Mm).run(&table).unwrap();
        let k = mm.parameter("k").unwrap();
        assert!(mm.converged && (k.estimate - 0.4).abs() < 0.06, "{set}: {k:?} {:?}", mm.robust);
    }
}

#[test]
fn a_unit_changes_nothing_but_the_unit() {
    for robust in ALL {
        let plain = decay(1.0).robust(robust).run(&planted(1.0)).unwrap();
        for unit in [1e-160, 1e-12, 1e12, 1e160] {
            let scaled = decay(unit).robust(robust).run(&planted(unit)).unwrap();
            for (p, q, unit) in [(0, 0, unit), (1, 1, 1.0)]
                .map(|(i, j, u)| (&scaled.parameters[i], &plain.parameters[j], u))
            {
                close(p.estimate / unit, q.estimate, 1e-8);
                close(p.std_error.unwrap() / unit, q.std_error.unwrap(), 1e-6);
            }
            let scale = |a: &Answer| a.robust.unwrap().scale.unwrap();
            close(scale(&scaled) / unit, scale(&plain), 1e-8);
        }
    }
}

#[test]
fn a_scale_that_is_given_is_kept_and_one_that_is_known_is_one() {
    let given = decay(1.0).loss(Loss::Huber { scale: 0.2 }).run(&planted(1.0)).unwrap();
    let robust = given.robust.unwrap();
    assert_eq!((robust.loss, robust.scale), (Loss::Huber { scale: 0.2 }, None));
    let known = decay(1.0).sigma(Sigma::Absolute("0.1".into()));
    let a = known.clone().robust(Robust::Huber).run(&planted(1.0)).unwrap();
    assert_eq!(a.robust.unwrap().scale, Some(1.0));
    let b = known.loss(Loss::Huber { scale: 1.345 }).run(&planted(1.0)).unwrap();
    close(a.parameters[1].estimate, b.parameters[1].estimate, 1e-9);
}

#[test]
fn clean_and_exact_and_few_data() {
    let x: Vec<f64> = (0..10).map(f64::from).collect();
    let exact: Vec<f64> = x.iter().map(|x| 3.0 * (-0.2 * x).exp()).collect();
    let mut majority = exact.clone();
    majority[3] = 50.0;
    for robust in ALL {
        for y in [&exact, &majority] {
            let table = Table::new().with("x", x.clone()).unwrap().with("y", y.clone()).unwrap();
            let answer = decay(1.0).robust(robust).run(&table).unwrap();
            let k = answer.parameter("k").unwrap().estimate;
            assert!((k - 0.2).abs() < 1e-3, "{robust:?}: {k} {}", answer.message);
        }
        // As many rows as parameters, and one more.
        for rows in [2, 3] {
            let table = Table::new()
                .with("x", x[..rows].to_vec())
                .unwrap()
                .with("y", vec![3.0, 2.5, 1.8][..rows].to_vec())
                .unwrap();
            decay(1.0).robust(robust).run(&table).unwrap();
        }
    }
}

#[test]
fn scales() {
    assert_eq!(mad(&[]), 0.0);
    assert_eq!(mad(&[0.0, 0.0, 5.0]), 0.0);
    assert_eq!(m_scale(&[0.0, 0.0, 5.0]), 0.0);
    // R: robustbase::Mchi(u, 1.547644980928226, "bisquare") has the mean 1/2 at u = r/s.
    let r: Vec<f64> = (1..=9).map(f64::from).collect();
    let s = m_scale(&r);
    let rho = |r: &f64| {
        let z = (r / s / 1.547_644_980_928_226).powi(2);
        if z < 1.0 { 1.0 - (1.0 - z).powi(3) } else { 1.0 }
    };
    close(r.iter().map(rho).sum::<f64>() / 9.0, 0.5, 1e-12);
    for unit in [1e-300, 1e-150, 1e150, 1e300] {
        let scaled: Vec<f64> = r.iter().map(|r| r * unit).collect();
        close(m_scale(&scaled) / unit, s, 1e-12);
    }
}

#[test]
fn what_does_not_go_together() {
    let error = decay(1.0).robust(Robust::Mm).errors(Errors::Hc0).run(&planted(1.0)).unwrap_err();
    assert_eq!(error.code(), "E-OPTION");
}

/// 95 % efficiency on normal errors: (E ψ′)²/E ψ² by the trapezoidal rule.
#[test]
fn constants_have_the_efficiency_they_claim() {
    for robust in ALL {
        let loss = robust.loss(1.0);
        let (mut slope, mut square, mut mass) = (0.0, 0.0, 0.0);
        let step = 1e-4;
        for i in -100_000..=100_000 {
            let u = f64::from(i) * step;
            let density = (-0.5 * u * u).exp();
            mass += density;
            slope += loss.curvature(u) * density;
            square += (u * loss.weight(u)).powi(2) * density;
        }
        let efficiency = slope * slope / (square * mass);
        assert!((efficiency - 0.95).abs() < 1e-4, "{robust:?}: {efficiency}");
    }
}
