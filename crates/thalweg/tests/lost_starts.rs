//! Starts that lead nowhere, ends that are no minima, and formulas without data.

#![expect(clippy::unwrap_used, reason = "a helper of tests")]

use thalweg::{Fit, Starts, Table};

fn saturation() -> Table {
    let x: Vec<f64> = (1..=20).map(|i| f64::from(i) * 40.0).collect();
    let scatter = |i: usize| 0.05 * (i as f64 * 2.7).sin();
    let y: Vec<f64> = x
        .iter()
        .enumerate()
        .map(|(i, x)| 240.0 * (1.0 - (-5.5e-4 * x).exp()) + scatter(i))
        .collect();
    Table::new().with("x", x).unwrap().with("y", y).unwrap()
}

#[test]
fn a_start_on_the_plateau_is_replaced_and_said_so() {
    let fit = Fit::new("y ~ b1*(1-exp(-b2*x))").declare("b1=500; b2=1e12");
    let answer = fit.clone().run(&saturation()).unwrap();
    assert!(answer.converged, "{}", answer.message);
    assert!((answer.parameters[1].estimate / 5.5e-4 - 1.0).abs() < 0.05);
    let warning = answer.warnings.iter().find(|w| w.code == "W-START").unwrap();
    assert!(warning.message.contains("led nowhere"), "{}", warning.message);
    // Without the search the verdict is all there is.
    let answer = fit.starts(Starts::Off).run(&saturation()).unwrap();
    assert_eq!(answer.status.code(), "flat-valley");
}

#[test]
fn a_curve_of_no_column_is_an_error() {
    let error = Fit::new("y ~ b1*(1-exp(-b2*z))").run(&saturation()).unwrap_err();
    assert_eq!(error.code(), "E-COLUMN");
    assert!(error.help().unwrap().contains("`x`"), "{error}");
    // A mean is no curve.
    assert!(Fit::new("y ~ mu").run(&saturation()).unwrap().converged);
}

#[test]
fn a_line_needs_no_start_and_no_warning() {
    // That a line does not follow these data is another matter.
    let answer = Fit::new("y ~ a + b*x").scrutiny(false).run(&saturation()).unwrap();
    assert!(answer.converged && answer.warnings.is_empty(), "{:?}", answer.warnings);
    assert!(answer.parameters.iter().all(|p| p.start_found));
    let given = Fit::new("y ~ b1*(1-exp(-b2*x))").declare("b1=500; b2=1e-4").run(&saturation());
    // The data end at a third of the plateau; of starts there is nothing to say.
    let codes: Vec<_> = given.unwrap().warnings.iter().map(|w| w.code).collect();
    assert_eq!(codes, ["W-REACH"]);
}

#[test]
fn an_edge_with_an_infinite_slope_is_no_minimum() {
    // The data are 0 from x = 6.7 on: √(b − k x) is pressed against the edge of its domain at the
    // last point, where its derivative is infinite and drowns the gradient of all the others.
    let x: Vec<f64> = (0..40).map(|i| 10.0 * f64::from(i) / 39.0).collect();
    let y: Vec<f64> = x.iter().map(|x| (6.0 - 0.9 * x).max(0.0).sqrt()).collect();
    let table = Table::new().with("x", x).unwrap().with("y", y).unwrap();
    let answer = Fit::new("y ~ sqrt(b-k*x)").run(&table).unwrap();
    assert_eq!(answer.status.code(), "domain-edge", "{}", answer.message);
}
