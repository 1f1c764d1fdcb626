//! From y back to x, against R: `testdata/reference/bands.R`.
#![allow(clippy::unwrap_used)] // helpers of tests are tests

use thalweg::{Fit, Fitted, Inverse, Inversion, Sigma, Table};

const REFERENCE: &str = include_str!("../../../testdata/reference/bands.toml");

fn reference(section: &str, key: &str) -> Vec<f64> {
    let all: toml::Table = REFERENCE.parse().unwrap();
    let number = |v: &toml::Value| v.as_float().or(v.as_integer().map(|i| i as f64)).unwrap();
    match &all[section][key] {
        toml::Value::Array(values) => values.iter().map(number).collect(),
        one => vec![number(one)],
    }
}

fn table(x: &[f64], y: &[f64]) -> Table {
    Table::new().with("x", x).and_then(|t| t.with("y", y)).unwrap()
}

fn fitted(fit: &Fit, table: &Table) -> Fitted {
    fit.fitted(table, &fit.run(table).unwrap()).unwrap()
}

/// Ezekiel (1930), R's data set `cars`.
fn cars() -> Fitted {
    let speed = [
        4., 4., 7., 7., 8., 9., 10., 10., 10., 11., 11., 12., 12., 12., 12., 13., 13., 13., 13.,
        14., 14., 14., 14., 15., 15., 15., 16., 16., 17., 17., 17., 18., 18., 18., 18., 19., 19.,
        19., 20., 20., 20., 20., 20., 22., 23., 24., 24., 24., 24., 25.,
    ];
    let distance = [
        2., 10., 4., 22., 16., 10., 18., 26., 34., 17., 28., 14., 20., 24., 28., 26., 34., 34.,
        46., 26., 36., 60., 80., 20., 26., 54., 32., 40., 32., 40., 50., 42., 56., 76., 84., 36.,
        46., 68., 32., 48., 52., 56., 64., 66., 54., 70., 92., 93., 120., 85.,
    ];
    fitted(&Fit::new("y ~ a + b*x"), &table(&speed, &distance))
}

/// Treloar (1974), in Bates & Watts (1988), table A1.3.
fn puromycin() -> Fitted {
    let conc = [0.02, 0.02, 0.06, 0.06, 0.11, 0.11, 0.22, 0.22, 0.56, 0.56, 1.1, 1.1];
    let rate = [76., 47., 97., 107., 123., 139., 159., 152., 191., 201., 207., 200.];
    fitted(&Fit::new("y ~ Vm*x/(K+x)"), &table(&conc, &rate))
}

fn ask(curve: &Fitted, y: f64, how: Inversion) -> Inverse {
    curve.invert("x", y, &Table::new(), how).unwrap()
}

#[test]
fn intervals_are_those_of_r() {
    let (cars, puromycin) = (cars(), puromycin());
    for (section, curve) in [
        ("invert_line_one", &cars),
        ("invert_line_five", &cars),
        ("invert_line_mean", &cars),
        ("invert_curve_one", &puromycin),
        ("invert_curve_three", &puromycin),
        ("invert_curve_mean", &puromycin),
    ] {
        let number = |key: &str, i: usize| reference(section, key)[i];
        let how = Inversion::new(0.95).replicates(1.0 / number("one_over_m", 0));
        let found = ask(curve, number("y", 0), how);
        let [solution] = found.solutions.as_slice() else { panic!("{found:?}") };
        let interval = &found.intervals[solution.interval.unwrap()];
        let wald = solution.wald.unwrap();
        for (value, want) in [
            (solution.x, number("x", 0)),
            (interval.low, number("interval", 0)),
            (interval.high, number("interval", 1)),
            (wald.0, number("wald", 0)),
            (wald.1, number("wald", 1)),
        ] {
            assert!((value / want - 1.0).abs() < 1e-8, "{section}: {value} and not {want}");
        }
        assert_eq!((found.intervals.len(), solution.extrapolated), (1, false));
    }
}

#[test]
fn on_the_plateau_there_is_no_upper_end() {
    let found = ask(&puromycin(), 200.0, Inversion::new(0.95));
    let interval = &found.intervals[0];
    assert!(interval.low > 0.25 && interval.high == f64::INFINITY, "{found:?}");
    assert!(interval.high_reason.as_deref().unwrap().contains("however far"));
    // Wald's is finite, and wrong.
    assert!(found.solutions[0].wald.unwrap().1.is_finite());
}

#[test]
fn a_value_out_of_reach_has_no_solution() {
    let found = ask(&puromycin(), 300.0, Inversion::new(0.95));
    assert!(found.solutions.is_empty() && found.intervals.is_empty(), "{found:?}");
    assert!(found.curve.1 < 210.0 && found.searched.0 < found.searched.1);
    // The curve does not reach 215 there, the band does.
    let found = ask(&puromycin(), 215.0, Inversion::new(0.95));
    assert!(found.solutions.is_empty() && found.intervals[0].low > 0.5, "{found:?}");
}

#[test]
fn a_curve_that_is_not_monotone_has_several_solutions() {
    let x: Vec<f64> = (0..21).map(|k| f64::from(k) * 0.5).collect();
    let bell = |x: f64| 10.0 * (-((x - 4.0) / 1.5_f64).powi(2) / 2.0).exp();
    let y: Vec<f64> =
        x.iter().enumerate().map(|(i, &x)| bell(x) + 0.05 * [1., -1., 0.3][i % 3]).collect();
    let curve = fitted(&Fit::new("y ~ a*exp(-((x-m)/s)^2/2)"), &table(&x, &y));
    let found = ask(&curve, 5.0, Inversion::new(0.95));
    assert_eq!((found.solutions.len(), found.intervals.len()), (2, 2), "{found:?}");
    let places: Vec<Option<usize>> = found.solutions.iter().map(|s| s.interval).collect();
    assert_eq!(places, [Some(0), Some(1)]);
    let half_width = 1.5 * (2.0 * 2f64.ln()).sqrt();
    assert!((found.solutions[0].x - (4.0 - half_width)).abs() < 0.02);
    // Near the top both lie in one interval.
    let top = ask(&curve, 9.99, Inversion::new(0.95));
    assert_eq!((top.solutions.len(), top.intervals.len()), (2, 1), "{top:?}");
    // A narrower look finds one of them, and an interval that it may leave.
    let left = ask(&curve, 5.0, Inversion::new(0.95).between(0.0, 4.0));
    assert_eq!((left.solutions.len(), left.intervals.len()), (1, 1), "{left:?}");
    assert_eq!(left.solutions[0], found.solutions[0]);
}

#[test]
fn a_jump_past_y_is_no_solution() {
    let x = [-2.0, -1.5, -1.0, -0.5, 0.5, 1.0, 1.5, 2.0];
    let y: Vec<f64> = x.iter().enumerate().map(|(i, x)| 3.0 / x + 0.01 * (i % 2) as f64).collect();
    let curve = fitted(&Fit::new("y ~ a/x"), &table(&x, &y));
    let found = ask(&curve, 4.0, Inversion::new(0.95));
    assert_eq!(found.solutions.len(), 1, "{found:?}");
    assert!((found.solutions[0].x - 0.75).abs() < 0.01);
}

#[test]
fn other_columns_are_held_and_the_scatter_may_depend_on_x() {
    let x: Vec<f64> = (0..12).map(|k| 1.0 + f64::from(k % 4)).collect();
    let z: Vec<f64> = (0..12).map(|k| f64::from(k / 4)).collect();
    let y: Vec<f64> = (0..12)
        .map(|k| 1.0 + 2.0 * x[k] + 5.0 * z[k] + 0.1 * [0.5, -1.0, 1.0, -0.4, 0.1][k % 5])
        .collect();
    let all = table(&x, &y).with("z", z).unwrap();
    let fit = Fit::new("y ~ a + b*x + c*z").sigma(Sigma::Relative("0.1*x".into()));
    let curve = fitted(&fit, &all);
    let error = curve.invert("x", 15.0, &Table::new(), Inversion::new(0.95)).unwrap_err();
    assert_eq!((error.code(), error.message()), ("E-INVERT", "the value of `z` is not given"));
    let error = curve.invert("q", 15.0, &Table::new(), Inversion::new(0.95)).unwrap_err();
    assert_eq!(error.message(), "the curve is no function of `q`");
    let at = Table::new().with("z", [1.0]).unwrap();
    let found = curve.invert("x", 10.0, &at, Inversion::new(0.95)).unwrap();
    assert!((found.solutions[0].x - 2.0).abs() < 0.1, "{found:?}");
    // The band has y on its edge at both ends, with the scatter of that place.
    for x in [found.intervals[0].low, found.intervals[0].high] {
        let there = at.clone().with("x", [x]).unwrap();
        let band = curve.predict(&there, 0.95).unwrap().prediction[0];
        let edge = (band.0 - 10.0).abs().min((band.1 - 10.0).abs());
        assert!(edge < 1e-9, "{x}: {band:?}");
    }
}

/// Beyond the data is beyond them in any column, as in a prediction there.
#[test]
fn beyond_the_data_is_what_it_is_in_a_prediction() {
    let x: Vec<f64> = (0..12).map(|i| f64::from(i % 6)).collect();
    let z: Vec<f64> = (0..12).map(|i| f64::from(i / 6)).collect();
    let y: Vec<f64> =
        (0..12).map(|i| 1.0 + 2.0 * x[i] + 3.0 * z[i] + 0.1 * ((i * 7 % 5) as f64 - 2.0)).collect();
    let all = table(&x, &y).with("z", z).unwrap();
    let curve = fitted(&Fit::new("y ~ a + b*x + c*z"), &all);
    for (z, beyond) in [(0.5, false), (1.02, true)] {
        let at = Table::new().with("z", [z]).unwrap();
        let y = 1.0 + 2.0 * 2.5 + 3.0 * z;
        let found = curve.invert("x", y, &at, Inversion::new(0.95)).unwrap();
        let there = at.clone().with("x", [found.solutions[0].x]).unwrap();
        assert_eq!(curve.predict(&there, 0.95).unwrap().extrapolated, [beyond]);
        assert_eq!(found.solutions[0].extrapolated, beyond);
    }
}

#[test]
fn units_do_not_matter() {
    let conc = [0.02, 0.02, 0.06, 0.06, 0.11, 0.11, 0.22, 0.22, 0.56, 0.56, 1.1, 1.1];
    let rate = [76., 47., 97., 107., 123., 139., 159., 152., 191., 201., 207., 200.];
    let plain = ask(&puromycin(), 120.0, Inversion::new(0.95));
    for (u, v) in [(1e-12, 1e12), (1e12, 1e-12), (1e9, 1e9)] {
        let scaled = table(&conc.map(|c| c * u), &rate.map(|r| r * v));
        let found =
            ask(&fitted(&Fit::new("y ~ Vm*x/(K+x)"), &scaled), 120.0 * v, Inversion::new(0.95));
        let (a, b) = (&found.intervals[0], &plain.intervals[0]);
        assert!((a.low / u / b.low - 1.0).abs() < 1e-6 && (a.high / u / b.high - 1.0).abs() < 1e-6);
    }
}

#[test]
fn without_scatter_there_is_x_and_a_reason() {
    let curve = fitted(&Fit::new("y ~ a + b*x"), &table(&[0.0, 2.0], &[1.0, 5.0]));
    let found = ask(&curve, 3.0, Inversion::new(0.95));
    assert!((found.solutions[0].x - 1.0).abs() < 1e-12);
    assert_eq!((found.solutions[0].wald, found.intervals.len()), (None, 0));
    assert!(found.reason.as_deref().unwrap().contains("as many parameters as observations"));
}

#[test]
fn questions_that_make_no_sense_are_refused() {
    let curve = puromycin();
    let refused = |y: f64, how: Inversion| {
        curve.invert("x", y, &Table::new(), how).unwrap_err().message().to_string()
    };
    let plain = Inversion::new(0.95);
    assert_eq!(refused(f64::NAN, plain), "y is NaN");
    assert_eq!(refused(1.0, plain.replicates(0.0)), "y is the mean of 0 observations");
    assert_eq!(refused(1.0, plain.between(2.0, 1.0)), "there is nothing between 2 and 1");
    assert_eq!(
        refused(1.0, plain.between(2.0, f64::INFINITY)),
        "there is nothing between 2 and inf"
    );
    assert_eq!(refused(1.0, Inversion::new(2.0)), "the confidence level is 2");
}
