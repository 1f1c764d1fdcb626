//! Confidence and prediction bands against R: `testdata/reference/bands.R`.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

use std::ops::ControlFlow;

use thalweg::{Bands, Errors, Fit, Fitted, Loss, Predictions, Sigma, Table};

const REFERENCE: &str = include_str!("../../../testdata/reference/bands.toml");

/// Speed and stopping distance of cars: Ezekiel (1930), R's data set `cars`.
const SPEED: [f64; 50] = [
    4., 4., 7., 7., 8., 9., 10., 10., 10., 11., 11., 12., 12., 12., 12., 13., 13., 13., 13., 14.,
    14., 14., 14., 15., 15., 15., 16., 16., 17., 17., 17., 18., 18., 18., 18., 19., 19., 19., 20.,
    20., 20., 20., 20., 22., 23., 24., 24., 24., 24., 25.,
];
const DISTANCE: [f64; 50] = [
    2., 10., 4., 22., 16., 10., 18., 26., 34., 17., 28., 14., 20., 24., 28., 26., 34., 34., 46.,
    26., 36., 60., 80., 20., 26., 54., 32., 40., 32., 40., 50., 42., 56., 76., 84., 36., 46., 68.,
    32., 48., 52., 56., 64., 66., 54., 70., 92., 93., 120., 85.,
];

/// Treloar (1974), in Bates & Watts (1988), table A1.3: treated cells; R's data set `Puromycin`.
fn puromycin() -> Table {
    Table::new()
        .with("conc", [0.02, 0.02, 0.06, 0.06, 0.11, 0.11, 0.22, 0.22, 0.56, 0.56, 1.1, 1.1])
        .and_then(|t| {
            t.with("rate", [76., 47., 97., 107., 123., 139., 159., 152., 191., 201., 207., 200.])
        })
        .unwrap()
}

fn cars() -> Table {
    Table::new().with("speed", SPEED).and_then(|t| t.with("dist", DISTANCE)).unwrap()
}

fn fitted(fit: &Fit, table: &Table) -> Fitted {
    fit.fitted(table, &fit.run(table).unwrap()).unwrap()
}

fn reference(section: &str, key: &str) -> Vec<f64> {
    let all: toml::Table = REFERENCE.parse().unwrap();
    let number = |v: &toml::Value| v.as_float().or(v.as_integer().map(|i| i as f64)).unwrap();
    match &all[section][key] {
        toml::Value::Array(values) => values.iter().map(number).collect(),
        one => vec![number(one)],
    }
}

/// Everything R says of `section`, to nine digits.
fn agrees(section: &str, column: &str, curve: &Fitted, simultaneous: bool) -> Predictions {
    let at = Table::new().with(column, reference(section, "at")).unwrap();
    let bands = Bands::new(reference(section, "level")[0]).simultaneous(simultaneous);
    let found = curve.predict(&at, bands).unwrap();
    let (low, high): (Vec<f64>, Vec<f64>) = found.confidence.iter().copied().unzip();
    let (new_low, new_high): (Vec<f64>, Vec<f64>) = found.prediction.iter().copied().unzip();
    for (key, values) in [
        ("fit", &found.fit),
        ("std_error", &found.std_error),
        ("confidence_low", &low),
        ("confidence_high", &high),
        ("prediction_low", &new_low),
        ("prediction_high", &new_high),
    ] {
        let want = reference(section, key);
        assert_eq!(values.len(), want.len());
        for (value, want) in values.iter().zip(&want) {
            assert!((value / want - 1.0).abs() < 1e-9, "{section} {key}: {value} and not {want}");
        }
    }
    found
}

#[test]
fn a_line_has_the_bands_of_predict_lm() {
    let curve = fitted(&Fit::new("dist ~ a + b*speed"), &cars());
    let found = agrees("line", "speed", &curve, false);
    assert_eq!(found.extrapolated, [true, false, true]);
    assert_eq!((found.reason, found.note), (None, None));
    agrees("line_99", "speed", &curve, false);
}

#[test]
fn weights_of_the_column_asked_for_are_those_of_new_observations() {
    let curve = fitted(&Fit::new("dist ~ a + b*speed").weights("1/speed"), &cars());
    let found = agrees("line_weighted", "speed", &curve, false);
    assert_eq!(found.note, None);
    // The same said by standard deviations known up to a factor.
    let curve = fitted(
        &Fit::new("dist ~ a + b*speed").sigma(Sigma::Relative("sqrt(speed)".into())),
        &cars(),
    );
    agrees("line_weighted", "speed", &curve, false);
}

#[test]
fn a_curve_has_the_bands_of_the_delta_method() {
    let fit = Fit::new("rate ~ Vm*conc/(K+conc)").declare("Vm=200; K=0.1");
    let curve = fitted(&fit, &puromycin());
    agrees("curve", "conc", &curve, false);
    agrees("curve_simultaneous", "conc", &curve, true);
}

#[test]
fn a_fit_that_has_just_ended_and_its_answer_give_the_same_curve() {
    let fit = Fit::new("rate ~ Vm*conc/(K+conc)").scrutiny(false);
    let table = puromycin();
    let watch = &mut |_: &_| ControlFlow::Continue(());
    let ended = fit.with_problem(&table, watch, |p| p.predict(&table, 0.9)).unwrap().unwrap();
    assert_eq!(ended, fitted(&fit, &table).predict(&table, 0.9).unwrap());
}

#[test]
fn known_sigma_uses_the_normal_quantile_and_its_own_scatter() {
    let table = cars();
    let fit = Fit::new("dist ~ a + b*speed").sigma(Sigma::Absolute("15".into()));
    let curve = fitted(&fit, &table);
    let at = Table::new().with("speed", [15.0]).unwrap();
    let there = curve.predict(&at, 0.95).unwrap();
    // σ²(1/n + (x − x̄)²/Sxx): R's line has s = 15.379587 and the error 2.18134314359295.
    let error = 2.18134314359295 / 15.379586748 * 15.0;
    assert!((there.std_error[0] / error - 1.0).abs() < 1e-8);
    let half = 1.959963984540054 * f64::hypot(15.0, error);
    assert!((there.prediction[0].1 - there.fit[0] - half).abs() < 1e-7);
}

#[test]
fn sigma_of_the_left_side_takes_the_curve_for_it() {
    let table = puromycin();
    let fit = Fit::new("rate ~ Vm*conc/(K+conc)").sigma(Sigma::Relative("0.1*rate".into()));
    let curve = fitted(&fit, &table);
    let at = Table::new().with("conc", [0.5]).and_then(|t| t.with("rate", [1e9])).unwrap();
    let there = curve.predict(&at, 0.95).unwrap();
    let scatter = curve.scatter().unwrap();
    let half =
        scatter.quantile(0.95) * there.std_error[0].hypot(scatter.sigma * 0.1 * there.fit[0]);
    assert!((there.prediction[0].1 - there.fit[0] - half).abs() < 1e-9 * half);
    assert_eq!(
        there.note.as_deref(),
        Some("the fitted value stands for the left side in `0.1*rate`")
    );
}

#[test]
fn an_unknown_sigma_is_the_median_of_the_data_and_said_so() {
    let sigma: Vec<f64> = (0..12).map(|i| 5.0 + f64::from(i)).collect();
    let table = puromycin().with("s", sigma).unwrap();
    let fit = Fit::new("rate ~ Vm*conc/(K+conc)").sigma(Sigma::Absolute("s".into()));
    let curve = fitted(&fit, &table);
    let at = Table::new().with("conc", [0.5]).unwrap();
    let there = curve.predict(&at, 0.95).unwrap();
    assert!(there.note.as_deref().unwrap().contains("column `s` is not given"));
    let half = 1.959963984540054 * there.std_error[0].hypot(10.0);
    assert!((there.prediction[0].1 - there.fit[0] - half).abs() < 1e-7 * half);
    // With the column it is known.
    let at = at.with("s", [7.0]).unwrap();
    let there = curve.predict(&at, 0.95).unwrap();
    let half = 1.959963984540054 * there.std_error[0].hypot(7.0);
    assert!((there.prediction[0].1 - there.fit[0] - half).abs() < 1e-7 * half);
    assert_eq!(there.note, None);
}

#[test]
fn bands_exist_where_the_curve_is_determined() {
    // Only b1·b3 is determined: the curve is, everywhere. Of `a + d*z` nothing but z = 1 was seen.
    let product = Fit::new("rate ~ b1*b3*conc/(K+conc)").declare("b1=20; b3=10; K=0.1");
    let table = puromycin();
    let whole = fitted(&Fit::new("rate ~ Vm*conc/(K+conc)"), &table).predict(&table, 0.95).unwrap();
    let curve = fitted(&product, &table);
    let there = curve.predict(&table, 0.95).unwrap();
    for (a, b) in there.confidence.iter().zip(&whole.confidence) {
        assert!((a.0 - b.0).abs() < 1e-4 && (a.1 - b.1).abs() < 1e-4, "{a:?} {b:?}");
    }
    let one = table.with("z", [1.0; 12]).unwrap();
    let curve = fitted(&Fit::new("rate ~ a + d*z").declare("a=1; d=1"), &one);
    let at = Table::new().with("z", [1.0, 2.0]).unwrap();
    let there = curve.predict(&at, 0.95).unwrap();
    assert!(there.std_error[0] > 0.0 && there.std_error[1].is_nan(), "{there:?}");
    assert!(there.confidence[1].0.is_nan() && there.extrapolated[1]);
    assert_eq!(there.reason, None);
}

#[test]
fn without_scatter_there_is_a_curve_and_a_reason() {
    let line = |n: usize| {
        let x: Vec<f64> = (0..n).map(|i| i as f64).collect();
        let y: Vec<f64> = x.iter().map(|x| 1.0 + 2.0 * x).collect();
        Table::new().with("x", x).and_then(|t| t.with("y", y)).unwrap()
    };
    for (n, words) in [(2, "as many parameters as observations"), (9, "zero to rounding")] {
        let curve = fitted(&Fit::new("y ~ a + b*x"), &line(n));
        let there = curve.predict(&line(n), 0.95).unwrap();
        assert!(there.reason.as_deref().unwrap().contains(words), "{there:?}");
        assert!((there.fit[1] - 3.0).abs() < 1e-12 && there.confidence[1].0.is_nan());
    }
}

#[test]
fn bands_have_the_unit_of_the_data_whatever_it_is() {
    let fit = Fit::new("y ~ Vm*conc/(K+conc)");
    let bands = |unit: f64| {
        let table = puromycin();
        let rate = table.column("rate").unwrap().iter().map(|v| v * unit).collect::<Vec<_>>();
        let scaled = Table::new()
            .with("conc", table.column("conc").unwrap())
            .and_then(|t| t.with("y", rate))
            .unwrap();
        let scaled_curve = fitted(&fit, &scaled);
        scaled_curve.predict(&scaled, 0.95).unwrap()
    };
    let plain = bands(1.0);
    for unit in [1e-12, 1e12, 1e-160, 1e160] {
        let other = bands(unit);
        for i in 0..12 {
            let close = |a: f64, b: f64| (a / unit / b - 1.0).abs() < 1e-6;
            assert!(close(other.prediction[i].0, plain.prediction[i].0), "{unit}");
            assert!(close(other.std_error[i], plain.std_error[i]), "{unit}");
        }
        assert_eq!(other.extrapolated, plain.extrapolated);
    }
}

#[test]
fn a_parameter_on_its_bound_adds_no_error() {
    let table = puromycin();
    let free = Fit::new("rate ~ Vm*conc/(K+conc)").declare("Vm=150 in [0, 190]; K=0.1");
    let held = Fit::new("rate ~ Vm*conc/(K+conc)").declare("Vm=190 fixed; K=0.1");
    let a = fitted(&free, &table).predict(&table, 0.95).unwrap();
    let b = fitted(&held, &table).predict(&table, 0.95).unwrap();
    for (a, b) in a.std_error.iter().zip(&b.std_error) {
        // The scatter has a degree of freedom more where the parameter was never estimated.
        assert!((a / b - (11.0_f64 / 10.0).sqrt()).abs() < 1e-5, "{a} {b}");
    }
}

#[test]
fn what_cannot_be_predicted_says_so() {
    let table = puromycin();
    let fit = Fit::new("rate ~ Vm*conc/(K+conc)");
    let curve = fitted(&fit, &table);
    let error = curve.predict(&Table::new().with("cnc", [1.0]).unwrap(), 0.95).unwrap_err();
    assert_eq!((error.code(), error.help()), ("E-COLUMN", Some("is it the column `cnc`?")));
    let error = curve.predict(&table, 95.0).unwrap_err();
    assert_eq!(error.code(), "E-OPTION");
    let other = Fit::new("rate ~ a*conc");
    let error = other.fitted(&table, &fit.run(&table).unwrap()).unwrap_err();
    assert_eq!(error.code(), "E-ANSWER");
    // Rows where the model has no value have none, and no rows are no error.
    let there = fitted(&Fit::new("rate ~ a + b*log(conc)"), &table)
        .predict(&Table::new().with("conc", [-1.0, 1.0]).unwrap(), 0.95)
        .unwrap();
    assert!(there.fit[0].is_nan() && there.prediction[0].0.is_nan() && there.fit[1] > 100.0);
    let none = curve.predict(&Table::new().with("conc", []).unwrap(), 0.95).unwrap();
    assert!(none.fit.is_empty());
}

#[test]
fn a_gap_between_observations_is_extrapolation_where_the_curve_is_loose() {
    let x = [0.0, 0.1, 0.2, 0.3, 9.7, 9.8, 9.9, 10.0];
    let y = [1.1, 0.9, 1.05, 1.0, 9.1, 8.9, 9.2, 9.0];
    let table = Table::new().with("x", x).and_then(|t| t.with("y", y)).unwrap();
    // A cubic is free to swing between the two groups; a line is not.
    let at = Table::new().with("x", [0.2, 5.0]).unwrap();
    let cubic = fitted(&Fit::new("y ~ a + b*x + c*x^2 + d*x^3"), &table);
    assert_eq!(cubic.predict(&at, 0.95).unwrap().extrapolated, [false, true]);
    let line = fitted(&Fit::new("y ~ a + b*x"), &table);
    assert_eq!(line.predict(&at, 0.95).unwrap().extrapolated, [false, false]);
}

#[test]
fn the_grid_of_the_curve_follows_the_data() {
    let doses: Vec<f64> = (0..10).map(|k| 10f64.powf(0.5 * f64::from(k) - 2.0)).collect();
    let response: Vec<f64> = doses
        .iter()
        .enumerate()
        .map(|(i, d)| 5.0 * d / (1.0 + d) + 0.01 * (i % 3) as f64)
        .collect();
    let curve_of = |x: Vec<f64>, y: Vec<f64>| {
        let table = Table::new().with("x", x).and_then(|t| t.with("y", y)).unwrap();
        fitted(&Fit::new("y ~ a*x/(k+x)"), &table).curve(0.95).unwrap()
    };
    let spread = curve_of(doses.clone(), response.clone());
    let ratio = spread.x[1] / spread.x[0];
    assert!(spread.x.windows(2).all(|w| (w[1] / w[0] / ratio - 1.0).abs() < 1e-9));
    assert!(spread.x[0] < 0.01 && *spread.x.last().unwrap() > 300.0);
    // With a dose of zero: that, and the rest as before.
    let zero = curve_of([vec![0.0], doses].concat(), [vec![0.0], response].concat());
    assert_eq!((zero.x[0], zero.x[1]), (0.0, spread.x[0]));
    let even = fitted(&Fit::new("dist ~ a + b*speed"), &cars()).curve(0.95).unwrap();
    assert_eq!(even.x.len(), 200);
    assert!((even.x[0] - 2.95).abs() < 1e-12 && (even.x[199] - 26.05).abs() < 1e-12);
    // Where the model ends, so does the curve.
    let root = fitted(&Fit::new("dist ~ a*sqrt(speed - 3.5)"), &cars()).curve(0.95).unwrap();
    assert!(root.x[0] >= 3.5 && root.fit.iter().all(|f| f.is_finite()));
}

#[test]
fn a_portrait_has_every_row_of_the_table() {
    let weights: Vec<f64> = (0..12).map(|i| if i == 3 { 0.0 } else { 4.0 }).collect();
    let table = puromycin().with("w", weights).unwrap();
    let fit = Fit::new("rate ~ Vm*conc/(K+conc)").weights("w").scrutiny(false);
    let watch = &mut |_: &_| ControlFlow::Continue(());
    let (portrait, s) =
        fit.with_problem(&table, watch, |p| (p.portrait(), p.local().unwrap().scatter)).unwrap();
    let errors = portrait.errors.unwrap();
    assert_eq!((errors.len(), portrait.ordinate.1.len()), (12, 12));
    assert!(errors[3] == f64::INFINITY && (errors[4] - s.unwrap().sigma / 2.0).abs() < 1e-12);
    assert_eq!(portrait.abscissa.unwrap().0, "conc");
    assert_eq!(portrait.curve.unwrap().level, 0.95);
}

#[test]
fn the_band_has_the_covariance_the_fit_was_asked_for() {
    let table = puromycin();
    let base = Fit::new("rate ~ Vm*conc/(K+conc)").scrutiny(false);
    for fit in [
        base.clone().errors(Errors::Hc3),
        base.clone().errors(Errors::Hessian),
        base.clone().loss(Loss::Huber { scale: 10.0 }),
        base.sigma(Sigma::Absolute("10".into())).errors(Errors::Hc0),
    ] {
        let answer = fit.run(&table).unwrap();
        let curve = fit.fitted(&table, &answer).unwrap();
        // Far out the curve is its plateau: so is its error.
        let far = Table::new().with("conc", [1e12]).unwrap();
        let there = curve.predict(&far, 0.95).unwrap();
        let plateau = answer.parameter("Vm").unwrap();
        assert!((there.std_error[0] / plateau.std_error.unwrap() - 1.0).abs() < 1e-6);
        let (low, high) = plateau.interval.unwrap();
        assert!((there.confidence[0].0 / low - 1.0).abs() < 1e-6, "{there:?} {low}");
        assert!((there.confidence[0].1 / high - 1.0).abs() < 1e-6, "{there:?} {high}");
        let watch = &mut |_: &_| ControlFlow::Continue(());
        let same = fit.with_problem(&table, watch, |p| p.predict(&far, 0.95)).unwrap().unwrap();
        assert_eq!(same, there);
    }
}
